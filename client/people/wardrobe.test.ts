import { assert, nat, property, record, type Arbitrary } from 'fast-check'
import { expect, it } from 'vitest'
import { CHOICES, GARMENTS, HAIR_STYLES, type Look, lookOf, packLook, passerBy, unpackLook } from './wardrobe.ts'

const anyLook = record(
  Object.fromEntries(Object.entries(CHOICES).map(([key, list]) => [key, nat(list.length - 1)])),
) as unknown as Arbitrary<Look>

it('packs every choice into 32 bits and gives it back', () => {
  assert(
    property(anyLook, (look) => {
      const bits = packLook(look)
      expect(bits).toBeLessThan(2 ** 31)
      expect(unpackLook(bits)).toEqual(look)
    }),
  )
})

it('reads the looks of older pages as they were: short hair, a jacket, their colours', () => {
  const look = unpackLook(0x4000 | 5 | (9 << 4) | (3 << 8) | (6 << 11))
  expect(look).toMatchObject({ top: 5, bottom: 9, skin: 3, hairColour: 6, height: 0, build: 0, extra: 0 })
  expect([HAIR_STYLES[look.hair], GARMENTS[look.garment]]).toEqual(['short', 'jacket'])
})

it('gives who chose nothing a look of their own that stays', () => {
  expect(lookOf(0, 12)).toBe(lookOf(0, 12))
  const looks = new Set(Array.from({ length: 200 }, (_, id) => lookOf(0, id)))
  expect(looks.size).toBeGreaterThan(190)
})

it('lets passers-by wear all of the wardrobe', () => {
  const street = Array.from({ length: 500 }, (_, id) => passerBy(id))
  for (const [key, list] of Object.entries(CHOICES))
    expect(new Set(street.map((look) => look[key as keyof Look])).size, key).toBe(list.length)
})

it('keeps a chosen look and drops the spare bit', () => {
  expect(lookOf(0xffffffff, 3)).toBe(0x7fffffff)
})
