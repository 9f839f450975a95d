import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SLOW } from './slow.ts'

it('names files that are there, each once', () => {
  expect(SLOW.filter((path) => !existsSync(join(import.meta.dirname, '..', path)))).toEqual([])
  expect(SLOW).toEqual([...new Set(SLOW)])
})
