import { expect, it } from 'vitest'
import { buildId } from './build.ts'

it('names the code that plays a journal, the same each time', () => {
  expect(buildId()).toMatch(/^[0-9a-f]{16}$/)
  expect(buildId()).toBe(buildId())
})
