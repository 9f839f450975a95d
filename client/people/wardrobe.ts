// What the one number `look` means: colours of the clothes, skin and hair. Zero means "not chosen": by the avatar's id.
//   bits 0-3 top, 4-7 trousers, 8-10 skin, 11-13 hair, 14 chosen

const TOPS = [
  '#c8102e',
  '#0f766e',
  '#1d4ed8',
  '#f59e0b',
  '#7c3aed',
  '#e7e5e4',
  '#15803d',
  '#be185d',
  '#334155',
  '#ea580c',
  '#0891b2',
  '#a16207',
  '#4d7c0f',
  '#9f1239',
  '#64748b',
  '#facc15',
] as const
const TROUSERS = [
  '#1e293b',
  '#3f3f46',
  '#1e3a8a',
  '#57534e',
  '#78716c',
  '#14532d',
  '#7f1d1d',
  '#d6d3d1',
  '#292524',
  '#44403c',
  '#312e81',
  '#525252',
  '#0c4a6e',
  '#713f12',
  '#3b0764',
  '#a8a29e',
] as const

export type Wear = {
  readonly top: readonly [number, number, number]
  readonly trousers: readonly [number, number, number]
  readonly skin: number
  readonly hair: number
}

export function wearOf(look: number, avatarId: number): Wear {
  const chosen = (look & 0x4000) !== 0 ? look : scatter(avatarId)
  return {
    top: rgb(TOPS[chosen & 15] as string),
    trousers: rgb(TROUSERS[(chosen >> 4) & 15] as string),
    skin: ((chosen >> 8) & 7) / 7,
    hair: (((chosen >> 11) & 7) / 7) ** 2,
  }
}

/** Spreads small ids over the whole wardrobe. */
const scatter = (id: number): number => (Math.imul(id + 1, 0x9e3779b1) >>> 13) & 0x3fff

const rgb = (hex: string): [number, number, number] => {
  const n = Number.parseInt(hex.slice(1), 16)
  return [((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255]
}
