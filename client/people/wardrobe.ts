// What the one number `look` means: how somebody is built, what they wear and in which colours. Lists of choices for the
// panels, packing and unpacking. Names of the choices for people are in panels/strings.ts; here are ids and colours.
//   bits 0-3 colour of the garment, 4-7 of trousers or skirt, 8-10 skin, 11-13 colour of the hair, 14 chosen (else all
//   zero: spread by avatar id), 15-17 hair, 18-20 garment, 21-22 build, 23-24 height, 25-26 extra, 27-30 accent (scarf,
//   cap, belt, hem), 31 zero. Looks of older pages have only the bits up to 14: short hair and a jacket.

export type Colour = { readonly id: string; readonly hex: string }
const colours = (list: Readonly<Record<string, string>>): readonly Colour[] =>
  Object.entries(list).map(([id, hex]) => ({ id, hex }))

export const TOP_COLOURS = colours({
  crimson: '#b3262e',
  pine: '#0f766e',
  blue: '#2457c5',
  amber: '#e39a1c',
  violet: '#7149c6',
  cream: '#e9e2d3',
  green: '#2f7d3b',
  rose: '#c2467f',
  slate: '#3a4657',
  orange: '#df6526',
  sky: '#2a93b8',
  ochre: '#a1741f',
  olive: '#66752c',
  wine: '#7d1f3c',
  grey: '#7b8794',
  yellow: '#edc437',
})
export const BOTTOM_COLOURS = colours({
  navy: '#1f2b3f',
  charcoal: '#3c3c43',
  denim: '#2f4a7c',
  taupe: '#5d544c',
  stone: '#7d7670',
  forest: '#1f4a34',
  maroon: '#6b2328',
  sand: '#cfc5b2',
  black: '#262424',
  umber: '#4a4039',
  indigo: '#39356f',
  iron: '#55565a',
  petrol: '#12495f',
  chestnut: '#713f20',
  plum: '#4a2152',
  oat: '#a89f92',
})
export const SKIN_COLOURS = colours({
  porcelain: '#ecc9b1',
  fair: '#e6b898',
  warm: '#d9a27c',
  tan: '#c48a61',
  olive: '#ab744c',
  brown: '#8a5636',
  deep: '#663c26',
  ebony: '#46291d',
})
export const HAIR_COLOURS = colours({
  black: '#1b1716',
  espresso: '#33231b',
  brown: '#553623',
  chestnut: '#7b4a2b',
  copper: '#a4532a',
  blond: '#c79a5b',
  silver: '#a9a6a3',
  white: '#e4e0da',
})
export const ACCENT_COLOURS = colours({
  gold: '#dca83a',
  red: '#b3262e',
  turquoise: '#1f9aa0',
  white: '#ece8e1',
  blue: '#2e56b5',
  lilac: '#a487cf',
  pink: '#dd86a3',
  green: '#3c8a52',
  black: '#232326',
  coral: '#e4745b',
  sand: '#cdb994',
  grey: '#84878c',
  brown: '#6d4930',
  plum: '#6a2f62',
  lime: '#a9bb4a',
  navy: '#243560',
})
export const HAIR_STYLES = ['short', 'cropped', 'long', 'bob', 'bun', 'bald', 'headscarf', 'cap'] as const
export const GARMENTS = ['jacket', 'shirt', 'coat', 'suit', 'dress', 'robe', 'skirt', 'hoodie'] as const
export const BUILDS = ['medium', 'slim', 'broad', 'round'] as const
export const HEIGHTS = ['medium', 'short', 'tall', 'veryShort'] as const
export const EXTRAS = ['none', 'glasses', 'beard', 'glassesAndBeard'] as const

/** Standing height against the body's 1.74 m, by HEIGHTS. */
export const HEIGHT_SCALE = [1, 0.945, 1.055, 0.89] as const

/** Every choice as its place in the list of that name. */
export type Look = {
  /** TOP_COLOURS */
  readonly top: number
  /** BOTTOM_COLOURS */
  readonly bottom: number
  /** SKIN_COLOURS */
  readonly skin: number
  /** HAIR_COLOURS */
  readonly hairColour: number
  /** HAIR_STYLES */
  readonly hair: number
  /** GARMENTS */
  readonly garment: number
  /** BUILDS */
  readonly build: number
  /** HEIGHTS */
  readonly height: number
  /** EXTRAS */
  readonly extra: number
  /** ACCENT_COLOURS */
  readonly accent: number
}

/** Where each choice lies: first bit and how many. */
const BITS: readonly (readonly [key: keyof Look, at: number, bits: number])[] = [
  ['top', 0, 4],
  ['bottom', 4, 4],
  ['skin', 8, 3],
  ['hairColour', 11, 3],
  ['hair', 15, 3],
  ['garment', 18, 3],
  ['build', 21, 2],
  ['height', 23, 2],
  ['extra', 25, 2],
  ['accent', 27, 4],
]
const CHOSEN = 0x4000

/** The list a choice is taken from: ids, and a colour where it is one. For a chooser that shows them all. */
export const CHOICES: { readonly [K in keyof Look]: readonly { readonly id: string; readonly hex?: string }[] } = {
  skin: SKIN_COLOURS,
  hair: HAIR_STYLES.map((id) => ({ id })),
  hairColour: HAIR_COLOURS,
  garment: GARMENTS.map((id) => ({ id })),
  top: TOP_COLOURS,
  bottom: BOTTOM_COLOURS,
  accent: ACCENT_COLOURS,
  build: BUILDS.map((id) => ({ id })),
  height: HEIGHTS.map((id) => ({ id })),
  extra: EXTRAS.map((id) => ({ id })),
}

/** An unsigned 32-bit number that says "chosen"; places beyond a list wrap round. */
export function packLook(look: Look): number {
  let bits = CHOSEN
  for (const [key, at, size] of BITS) bits |= (look[key] & ((1 << size) - 1)) << at
  return bits >>> 0
}

export function unpackLook(bits: number): Look {
  const get = (key: keyof Look): number => {
    const [, at, size] = BITS.find(([k]) => k === key) as (typeof BITS)[number]
    return (bits >>> at) & ((1 << size) - 1)
  }
  return {
    top: get('top'),
    bottom: get('bottom'),
    skin: get('skin'),
    hairColour: get('hairColour'),
    hair: get('hair'),
    garment: get('garment'),
    build: get('build'),
    height: get('height'),
    extra: get('extra'),
    accent: get('accent'),
  }
}

/** The look to draw: the chosen one, or one of a whole street's by the avatar's id. */
export const lookOf = (look: number, avatarId: number): number =>
  (look & CHOSEN) !== 0 ? (look & 0x7fffffff) >>> 0 : packLook(passerBy(avatarId))

/** Somebody one might meet: spread over the wardrobe, with clothes and hair that go together. */
export function passerBy(id: number): Look {
  const any = (salt: number, among: number): number => hash(id, salt) % among
  const of = (salt: number, list: readonly number[]): number => list[any(salt, list.length)] as number
  const isWoman = any(1, 2) === 0
  const hair = isWoman ? of(2, [2, 2, 3, 3, 4, 4, 6, 1]) : of(2, [0, 0, 0, 1, 1, 5, 7, 7])
  const isGrey = any(9, 7) === 0
  return {
    top: any(3, 16),
    bottom: any(4, 16),
    skin: any(5, 8),
    hairColour: isGrey ? of(6, [6, 7]) : of(6, [0, 0, 0, 1, 1, 2, 3, 4, 5]),
    hair,
    garment: isWoman ? of(7, [0, 2, 4, 4, 5, 6, 1, 3]) : of(7, [0, 0, 1, 1, 2, 3, 3, 7]),
    build: of(8, [0, 0, 1, 1, 2, 3]),
    height: isWoman ? of(10, [0, 1, 1, 3]) : of(10, [0, 0, 2, 1]),
    extra: isWoman ? of(11, [0, 0, 0, 1]) : of(11, [0, 0, 1, 2, 2, 3]),
    accent: any(12, 16),
  }
}

function hash(id: number, salt: number): number {
  let n = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(salt + 7, 0x85ebca6b)
  n = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d)
  n = Math.imul(n ^ (n >>> 12), 0x297a2d39)
  return (n ^ (n >>> 15)) >>> 0
}
