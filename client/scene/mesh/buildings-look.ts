// What a building looks like, chosen from its use, storeys, size and a hash of its feature number: facade style,
// storey height and colours. Invented where the source is silent, but the same for everyone: seeded, never random.
import type { TileBuilding } from '../../../shared/city/tile.ts'
import { FOOT, hash32, type Look, ROOF_MATERIAL } from './buildings-style.ts'

const HOME_LIGHT = [0xe6dfd0, 0xd9cdb4, 0xe9e4da, 0xcfc4ad, 0xdcc9a6, 0xc9b99c, 0xe2d3c0]
const PANEL = [0xd8d5cc, 0xcac7be, 0xd9d0b8, 0xc2c4c2, 0xdcd6c2, 0xc9c1ae, 0xb9bcbd]
const BRICK = [0xb0795c, 0xa8694e, 0xc29b74, 0xd2c2a0, 0xbf8f6e, 0x9c6248, 0xd8cdb2]
const MODERN = [0xe3d9c6, 0xd7b58c, 0xc77f56, 0xe8e2d5, 0xb96d4c, 0xcda777, 0xd9d4ca, 0xd8a765, 0xa9b4b8]
const GLASS_BLUE = [0x4f7894, 0x3f6a86, 0x5b8a9c, 0x47708f, 0x6a93a5, 0x3a5d78]
const GLASS_GOLD = [0xb58a43, 0xa67a3a, 0xc29b57, 0x94703c, 0x8a6a48]
const STONE = [0xe4dcc8, 0xd8ccb2, 0xeae5da, 0xd0c4ac, 0xdfd2b8]
const SHED = [0x8fa0ab, 0xb4b9b8, 0x7e8f86, 0xa7a08f, 0x96a7b8, 0xbfb8a4, 0x6f8796]
const HOUSE = [0xe3d8c0, 0xcfae82, 0xe8e6df, 0xb98a63, 0xd6c7a0, 0xc9d0cb, 0xa87350, 0xdac0a0]
const GARAGE = [0xa9a49a, 0x9b8f80, 0xb2aca2, 0x8d8a84]
const HOUSE_ROOF = [0x7a3a34, 0x3f6650, 0x41597c, 0x6b4a3a, 0x9a9d9f, 0x8d4c3c, 0x4f7570, 0x6c7175, 0x84604a]
const FLAT_ROOF = [0x6f7072, 0x7d7a74, 0x8b8984, 0x63666a, 0x9a9892, 0x77716a]

const palettes: Readonly<Record<number, readonly number[]>> = {
  0: PANEL,
  1: BRICK,
  2: MODERN,
  3: HOME_LIGHT,
  4: GLASS_BLUE,
  5: GLASS_GOLD,
  6: STONE,
  7: STONE,
  8: MODERN,
  9: SHED,
  10: HOUSE,
  11: GARAGE,
  12: GLASS_BLUE,
  13: [0xf1ede2, 0xe9e2d2, 0xf4f1ea],
  14: [0xa9a69f, 0xb3afa6, 0x9f9b92],
  15: HOME_LIGHT,
}

/** The look of a building whose footprint measures `areaM2`. */
export function lookOf(b: TileBuilding, areaM2: number): Look {
  const h = hash32(b.feature === 0xffffff ? Math.round(areaM2 * 7 + b.heightM * 13) : b.feature)
  const part = (shift: number, n: number): number => (h >>> shift) % n
  const styleIndex = styleOf(b, areaM2, part(3, 100))
  const wallM = Math.max(2.2, b.heightM - b.roofHeightM)
  const hallStyle = styleIndex === 9 || styleIndex === 12 || styleIndex === 11 || styleIndex === 13
  let storeys = Math.max(1, b.storeys)
  let storeyM = wallM / storeys
  if (storeyM < 2.5 || storeyM > (hallStyle ? 12 : 5.2)) {
    storeys = Math.max(1, Math.round(wallM / (hallStyle ? 7 : 3.3)))
    storeyM = wallM / storeys
  }
  const tall = b.heightM > 8
  const palette = palettes[styleIndex] ?? STONE
  const pitched = b.roof !== 'flat'
  const metal = pitched && b.roof !== 'dome' && b.roof !== 'onion'
  const shiny = b.roof === 'dome' || b.roof === 'onion'
  return {
    style: styleIndex,
    foot: footOf(b, styleIndex, tall, part(11, 100)),
    storeyM: Math.min(12.75, storeyM),
    storeys,
    wall: b.colour ?? palette[part(17, palette.length)] ?? 0xdddddd,
    roof:
      b.roofColour ??
      (shiny
        ? ([0x3f7fa6, 0xc9a44a, 0x4c9a8c][part(7, 3)] ?? 0x3f7fa6)
        : ((pitched ? HOUSE_ROOF : FLAT_ROOF)[part(21, pitched ? HOUSE_ROOF.length : FLAT_ROOF.length)] ?? 0x777777)),
    roofMaterial: shiny
      ? ROOF_MATERIAL.polished
      : metal
        ? part(25, 5) === 0
          ? ROOF_MATERIAL.tiles
          : ROOF_MATERIAL.seamMetal
        : part(25, 3) === 0
          ? ROOF_MATERIAL.gravel
          : ROOF_MATERIAL.bitumen,
    seed: part(9, 256),
  }
}

function footOf(b: TileBuilding, styleIndex: number, tall: boolean, dice: number): number {
  if (b.minHeightM > 1) return FOOT.plain
  if (styleIndex === 8) return FOOT.shops
  if (b.use === 'hotel' || (b.use === 'office' && tall)) return FOOT.shops
  if (styleIndex <= 3 && tall) return dice < 42 ? FOOT.shops : FOOT.doors
  if (styleIndex === 15 || styleIndex === 6) return FOOT.doors
  return FOOT.plain
}

function styleOf(b: TileBuilding, areaM2: number, dice: number): number {
  const s = b.storeys
  const among = (shares: readonly (readonly [below: number, style: number])[]): number =>
    shares.find(([below]) => dice < below)?.[1] ?? 1
  const styles: Record<TileBuilding['use'], () => number> = {
    apartments: () => homeStyle(s, dice),
    house: () => (s <= 3 ? 10 : 1),
    office: () => officeStyle(s, dice),
    hotel: () =>
      among([
        [50, 15],
        [75, 5],
        [100, 3],
      ]),
    civic: () =>
      s > 14
        ? among([
            [50, 4],
            [100, 15],
          ])
        : among([
            [75, 7],
            [100, 6],
          ]),
    education: () =>
      among([
        [55, 1],
        [80, 7],
        [100, 6],
      ]),
    health: () =>
      among([
        [50, 6],
        [100, 1],
      ]),
    retail: () =>
      s > 5
        ? among([
            [50, 4],
            [100, 6],
          ])
        : 8,
    religious: () => 13,
    culture: () =>
      among([
        [60, 7],
        [100, 12],
      ]),
    sport: () => 12,
    transport: () => (areaM2 > 600 ? 12 : 7),
    industrial: () => (s > 3 ? 1 : 9),
    garage: () => 11,
    service: () => (areaM2 > 300 ? 9 : 11),
    construction: () => 14,
    unknown: () => unknownStyle(b, areaM2, dice),
  }
  return styles[b.use]()
}

function officeStyle(storeys: number, dice: number): number {
  if (storeys > 12) return dice < 52 ? 4 : dice < 72 ? 5 : dice < 88 ? 15 : 6
  if (storeys > 4) return dice < 34 ? 6 : dice < 62 ? 15 : dice < 84 ? 4 : 7
  return dice < 60 ? 7 : 6
}

function unknownStyle(b: TileBuilding, areaM2: number, dice: number): number {
  const { storeys, heightM } = b
  if (areaM2 < 45 && heightM < 4) return 11
  if (storeys <= 2 && areaM2 < 260) return 10
  // Narrow houses of old towns.
  if (storeys <= 4 && areaM2 < 160) return dice < 65 ? 1 : 10
  if (storeys <= 2 && areaM2 > 1200) return dice < 50 ? 9 : 8
  if (storeys <= 2) return dice < 50 ? 1 : 7
  if (storeys > 16) return dice < 40 ? 4 : dice < 60 ? 15 : 3
  return homeStyle(storeys, dice)
}

function homeStyle(storeys: number, dice: number): number {
  if (storeys <= 2) return dice < 60 ? 1 : 10
  if (storeys <= 5) return dice < 50 ? 0 : dice < 88 ? 1 : 2
  if (storeys <= 11) return dice < 42 ? 0 : dice < 56 ? 1 : dice < 86 ? 2 : 3
  return dice < 42 ? 2 : dice < 88 ? 3 : 15
}
