import { describe, expect, it } from 'vitest'
import type { TileLabel, TilePoint } from '../../shared/city/tile.ts'
import { chooseNames, namePlaces, nearestOf, streetSigns } from './labels-choice.ts'
import type { Eye } from './picking.ts'

const label = (over: Partial<TileLabel>): TileLabel => ({
  kind: 'building',
  text: 'Байтерек',
  atM: [0, 200],
  upM: 50,
  headingRad: 0,
  weight: 100,
  ...over,
})
const eye: Eye = { at: { x: 0, y: 2, z: 0 }, forward: { x: 0, y: 0, z: -1 }, up: { x: 0, y: 1, z: 0 }, fovRad: 1 }
const view = { aspect: 1.6, heightRad: 0.03, most: 12, widthOf: (text: string) => text.length * 0.5 }

describe('floating names', () => {
  it('shows what lies ahead and leaves out what lies behind or too far', () => {
    const places = namePlaces([
      label({}),
      label({ text: 'Есіл', atM: [0, -200] }),
      label({ text: 'far', atM: [0, 3000], weight: 20 }),
    ])
    expect(chooseNames(places, eye, view).map((s) => s.place.text)).toEqual(['Байтерек'])
  })

  it('gives the heavier of two overlapping names the place', () => {
    const places = namePlaces([label({ text: 'small shop', weight: 40 }), label({ text: 'Palace', weight: 200 })])
    expect(chooseNames(places, eye, view).map((s) => s.place.text)).toEqual(['Palace'])
  })

  it('gives way to the name of somebody who stands before it', () => {
    const places = namePlaces([label({ upM: 2 })])
    const inFront = { x: 0.2, y: 2.3, z: -4 }
    const texts = (people: { x: number; y: number; z: number }[]): string[] =>
      chooseNames(places, eye, { ...view, people }).map((s) => s.place.text)
    expect(texts([inFront])).toEqual([])
    expect(texts([{ ...inFront, x: 3 }])).toEqual(['Байтерек'])
    expect(texts([{ ...inFront, z: 4 }])).toEqual(['Байтерек'])
  })

  it('never shows more than asked, nor one name twice, nor two that overlap', () => {
    const places = namePlaces(
      Array.from({ length: 300 }, (_, i) =>
        label({ text: `Дом ${i % 150}`, atM: [((i * 37) % 200) - 100, 60 + ((i * 53) % 400)], upM: (i * 17) % 60 }),
      ),
    )
    const shown = chooseNames(places, eye, view)
    expect(shown.length).toBeLessThanOrEqual(12)
    expect(shown.length).toBeGreaterThan(4)
    expect(new Set(shown.map((s) => s.place.text)).size).toBe(shown.length)
  })

  it('leaves out what stands behind something', () => {
    const places = namePlaces([label({}), label({ text: 'Есіл', atM: [60, 200] })])
    const canSee = (_: unknown, to: { x: number }): boolean => to.x > 10
    expect(chooseNames(places, eye, { ...view, canSee }).map((s) => s.place.text)).toEqual(['Есіл'])
  })

  it('leaves streets to their signs', () => {
    expect(namePlaces([label({ kind: 'street' })])).toEqual([])
  })
})

describe('street signs', () => {
  it('stand on both sides of the street', () => {
    const signs = streetSigns(
      [label({ kind: 'street', text: 'улица Достык', atM: [0, 0], upM: 3, headingRad: 0, weight: 90 })],
      [],
    )
    expect(signs.map((s) => Math.sign(s.at.x))).toEqual([-1, 1])
    for (const s of signs) {
      expect(s.text).toBe('улица Достык')
      expect(Math.abs(s.at.x)).toBeGreaterThan(5)
      expect(s.at.y).toBe(3)
    }
  })

  it('hang on a lamp post when one stands there', () => {
    const lamp: TilePoint = { kind: 'lamp', atM: [9, 20], upM: 3, heightM: 8, headingRad: 0 }
    const signs = streetSigns([label({ kind: 'street', atM: [0, 0], headingRad: 0, weight: 90 })], [lamp])
    expect(signs.some((s) => s.at.x === 9 && s.at.z === -20)).toBe(true)
  })

  it('are the nearest to the eye', () => {
    const all = [30, 10, 500, 20].map((x) => ({ at: { x, y: 0, z: 0 } }))
    expect(nearestOf(all, { x: 0, y: 0, z: 0 }, { radiusM: 100, most: 2 }).map((s) => s.at.x)).toEqual([10, 20])
  })
})
