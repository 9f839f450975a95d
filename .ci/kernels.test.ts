// The kernels that are kept compiled are those that their sources say.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compiled, KERNELS } from './kernels.ts'

test.each(KERNELS)('%s is compiled from its source', async (kernel) => {
  expect(readFileSync(join(import.meta.dirname, '..', `${kernel}-wasm.ts`), 'utf8')).toBe(await compiled(kernel))
})
