// A state comes back from what is kept of it, packed or not.
import { expect, test } from 'vitest'
import { encodeCanonical } from '../../shared/kernel/canonical.ts'
import { packed, unpacked } from './keyframe-bytes.ts'

test('a large state is packed, a small one is kept as it is, and either comes back', async () => {
  const large = encodeCanonical({ water: Float64Array.from({ length: 20_000 }, (_, k) => k % 7) })
  const small = encodeCanonical({ water: 1 })
  const kept = await packed(large)
  expect(kept.length).toBeLessThan(large.length / 10)
  expect(await unpacked(kept)).toEqual(large)
  expect(await packed(small)).toBe(small)
  expect(await unpacked(small)).toEqual(small)
  await expect(unpacked(kept.subarray(0, kept.length - 9))).rejects.toThrow('unexpected end of file')
})
