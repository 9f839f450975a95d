// How high a building is where its source does not say: from storeys at 3 m each, else guessed from use and area,
// with a seeded spread so that a quarter of unknown houses is not one plane. Guesses are marked 'guessed'.
import type { BuildingUse, HeightSource } from '../../shared/city/city.ts'
import { Random, seedOf } from '../../shared/kernel/random.ts'
import type { SurveyBuilding } from './survey.ts'

const STOREY_M = 3

export type Stature = {
  readonly heightM: number
  readonly minHeightM: number
  readonly heightSource: HeightSource
  readonly storeys: number
  readonly roofHeightM: number
}

export function statureOf(b: SurveyBuilding, areaM2: number): Stature {
  const roofTagM = Math.max(0, b.roofHeightM ?? 0)
  const minHeightM = Math.max(0, b.minHeightM ?? 0)
  const known = knownHeight(b)
  const guess = known === null ? guessed(b.use, areaM2, new Random(seedOf(b.id))) : null
  const heightM = Math.max(minHeightM + 0.5, known?.heightM ?? (guess as Guess).heightM + roofTagM)
  const roofHeightM = Math.min(heightM - minHeightM, roofTagM || pitchM(b, areaM2, heightM - minHeightM))
  const storeys = b.storeys ?? guess?.storeys ?? Math.round((heightM - roofHeightM) / STOREY_M)
  return {
    heightM: round(heightM),
    minHeightM: round(Math.min(minHeightM, heightM)),
    heightSource: known?.source ?? 'guessed',
    storeys: Math.max(1, Math.min(250, Math.round(storeys))),
    roofHeightM: round(roofHeightM),
  }
}

function knownHeight(b: SurveyBuilding): { heightM: number; source: HeightSource } | null {
  if (b.heightM !== undefined && b.heightM > 0) return { heightM: b.heightM, source: b.heightSource ?? 'tagged' }
  if (b.storeys !== undefined && b.storeys > 0) {
    return { heightM: Math.max(2.5, b.storeys * STOREY_M) + Math.max(0, b.roofHeightM ?? 0), source: 'storeys' }
  }
  return null
}

/** A roof the source calls sloped but gives no height: a third of the half width, at most 40 % of the building. */
function pitchM(b: SurveyBuilding, areaM2: number, bodyM: number): number {
  if (b.roof === undefined || b.roof === 'flat') return 0
  const halfWidthM = Math.sqrt(areaM2) / 2
  const slope = b.roof === 'dome' || b.roof === 'onion' || b.roof === 'round' ? 0.9 : b.roof === 'skillion' ? 0.3 : 0.55
  return Math.min(halfWidthM * slope, bodyM * 0.4, 12)
}

type Guess = { readonly heightM: number; readonly storeys: number }

/** Up to this footprint: storeys from-to of so many metres, or (a hall) metres from-to in so many storeys. */
type Rule =
  | { readonly upToM2: number; readonly storeys: readonly [number, number]; readonly storeyM?: number }
  | { readonly upToM2: number; readonly hallM: readonly [number, number]; readonly in: number }

const GUESSES: Readonly<Record<BuildingUse, readonly Rule[]>> = {
  house: [
    { upToM2: 110, storeys: [1, 1] },
    { upToM2: Infinity, storeys: [1, 2] },
  ],
  apartments: [
    { upToM2: 250, storeys: [2, 4] },
    { upToM2: 2500, storeys: [5, 9] },
    { upToM2: Infinity, storeys: [9, 12] },
  ],
  office: [
    { upToM2: 300, storeys: [2, 3], storeyM: 3.5 },
    { upToM2: Infinity, storeys: [4, 8], storeyM: 3.5 },
  ],
  hotel: [
    { upToM2: 300, storeys: [2, 4] },
    { upToM2: Infinity, storeys: [5, 9] },
  ],
  retail: [
    { upToM2: 250, hallM: [3.5, 4.5], in: 1 },
    { upToM2: Infinity, storeys: [1, 3], storeyM: 4.2 },
  ],
  civic: [
    { upToM2: 200, storeys: [1, 2], storeyM: 3.5 },
    { upToM2: Infinity, storeys: [3, 5], storeyM: 3.5 },
  ],
  health: [
    { upToM2: 200, storeys: [1, 2], storeyM: 3.5 },
    { upToM2: Infinity, storeys: [3, 5], storeyM: 3.5 },
  ],
  education: [
    { upToM2: 200, storeys: [1, 2], storeyM: 3.5 },
    { upToM2: Infinity, storeys: [2, 4], storeyM: 3.6 },
  ],
  religious: [{ upToM2: Infinity, hallM: [8, 12], in: 1 }],
  culture: [{ upToM2: Infinity, hallM: [10, 15], in: 2 }],
  sport: [
    { upToM2: 400, hallM: [5, 7], in: 1 },
    { upToM2: Infinity, hallM: [10, 14], in: 2 },
  ],
  industrial: [
    { upToM2: 200, hallM: [4, 5], in: 1 },
    { upToM2: Infinity, hallM: [6.5, 10], in: 1 },
  ],
  transport: [
    { upToM2: 200, hallM: [3.5, 4.5], in: 1 },
    { upToM2: Infinity, hallM: [8, 11], in: 2 },
  ],
  garage: [{ upToM2: Infinity, hallM: [2.6, 3], in: 1 }],
  service: [{ upToM2: Infinity, hallM: [3, 4], in: 1 }],
  construction: [
    { upToM2: 300, storeys: [1, 3] },
    { upToM2: Infinity, storeys: [3, 7] },
  ],
  unknown: [
    { upToM2: 45, hallM: [2.7, 3.3], in: 1 },
    { upToM2: 260, storeys: [1, 2] },
    { upToM2: 900, storeys: [2, 4] },
    { upToM2: Infinity, storeys: [2, 5], storeyM: 3.4 },
  ],
}

function guessed(use: BuildingUse, areaM2: number, random: Random): Guess {
  const rule = GUESSES[use].find((r) => !(areaM2 > r.upToM2)) as Rule
  if ('hallM' in rule) return { storeys: rule.in, heightM: random.between(...rule.hallM) }
  const n = Math.round(random.between(rule.storeys[0] - 0.49, rule.storeys[1] + 0.49))
  return { storeys: n, heightM: n * (rule.storeyM ?? STOREY_M) + 0.6 }
}

const round = (m: number): number => Math.round(m * 100) / 100
