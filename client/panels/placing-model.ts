// Placing works of the flood by pointing: the tool, the places pointed at so far, its size, and the command that comes of it.
// No DOM and no engine: the page's pointer, the keyboard's cross-hair and a headset's ray all feed this one model, and a panel
// that wants a work placed asks it. Whoever asks:
//
//   model.placing.begin({ tool: 'barrier', onPlaced: (command) => … })   // takes the place of what was being placed
//
// Where no branch is at hand (the wrist menu, the list of tools) `placeWith(tool)` gives the work to `taker`, which whoever has a
// branch open sets and takes back, and else to the live city.
// `onPlaced` is called once, after the person has confirmed, with a command of the flood that has its own new `id`; nothing is
// sent by the tool. `onCancelled`, if given, is called when the person gives up or another tool takes its place.
import { computed, signal } from '@preact/signals'

export const TOOLS = ['barrier', 'embankment', 'gate', 'pump', 'breach'] as const
export type PlaceTool = (typeof TOOLS)[number]
export type PointM = readonly [eastM: number, northM: number]

/** As `shared/systems/flood` takes them. */
export type PlacedCommand =
  | {
      readonly type: 'flood.placeBarrier'
      readonly id: string
      readonly kind: 'temporary' | 'embankment'
      readonly line: readonly PointM[]
      readonly crestAboveGroundM: number
    }
  | {
      readonly type: 'flood.placeGate'
      readonly id: string
      readonly line: readonly PointM[]
      readonly openShare: number
    }
  | {
      readonly type: 'flood.placePump'
      readonly id: string
      readonly fromM: PointM
      readonly toM: PointM
      readonly m3S: number
    }
  | { readonly type: 'flood.breach'; readonly id: string; readonly atM: PointM; readonly widthM: number }

export type PlacingWish = {
  readonly tool: PlaceTool
  readonly onPlaced: (command: PlacedCommand) => void
  readonly onCancelled?: () => void
}

/** The one size of a tool: crest above the ground, flow, open share or width. */
export type ToolSize = {
  readonly least: number
  readonly most: number
  readonly step: number
  readonly first: number
  readonly unit: 'm' | 'm³/s' | '%'
}
export const SIZES: Readonly<Record<PlaceTool, ToolSize>> = {
  barrier: { least: 0.3, most: 4, step: 0.1, first: 1.2, unit: 'm' },
  embankment: { least: 0.5, most: 8, step: 0.1, first: 2.5, unit: 'm' },
  gate: { least: 0, most: 100, step: 5, first: 0, unit: '%' },
  pump: { least: 0.1, most: 10, step: 0.1, first: 1, unit: 'm³/s' },
  breach: { least: 2, most: 100, step: 1, first: 20, unit: 'm' },
}
/** How many places a tool takes. */
export const POINTS: Readonly<Record<PlaceTool, { readonly least: number; readonly most: number }>> = {
  barrier: { least: 2, most: 64 },
  embankment: { least: 2, most: 64 },
  gate: { least: 2, most: 2 },
  pump: { least: 2, most: 2 },
  breach: { least: 1, most: 1 },
}
/** Nearer than this to the place before it is the same press twice. */
const APART_M = 0.5
/** A line that comes back so near to where it began is closed: water finds the smallest gap. */
const CLOSE_M = 3
const LONGEST_M = 5000

/** Why a press was not taken; a key of the catalogues. */
export type PlacingRefusal = 'placingSame' | 'placingTooLong' | 'placingFull' | 'placingNowhere'

export type Placing = {
  readonly tool: PlaceTool
  readonly points: readonly PointM[]
  readonly size: number
}

export class PlacingModel {
  /** Null while nothing is being placed. */
  readonly now = signal<Placing | null>(null)
  /** Where one points now; what is drawn ahead of a press. */
  readonly aim = signal<PointM | null>(null)
  /** Why the last press was not taken; empty when it was. */
  readonly refusal = signal<PlacingRefusal | ''>('')
  /** Whether the middle of the view is what one points with. */
  readonly isByKeys = signal(false)
  readonly lengthM = computed(() => lengthOf(this.now.value?.points ?? []))
  readonly canPlace = computed(() => {
    const now = this.now.value
    return now !== null && now.points.length >= POINTS[now.tool].least
  })
  /** Whose the works are that are placed from a menu: a branch that is open; null for the live city. */
  readonly taker = signal<{ readonly name: string; readonly take: (command: PlacedCommand) => void } | null>(null)
  /** Where the last place lies from where one stands; for words. */
  readonly where = signal<{ readonly distanceM: number; readonly bearingDeg: number } | null>(null)
  private wish: PlacingWish | null = null
  private readonly newId: (tool: PlaceTool) => string

  /** `newId` gives names that nobody has given before. */
  constructor(newId: (tool: PlaceTool) => string) {
    this.newId = newId
  }

  begin(wish: PlacingWish): void {
    const before = this.wish
    this.wish = wish
    this.now.value = { tool: wish.tool, points: [], size: SIZES[wish.tool].first }
    this.aim.value = null
    this.refusal.value = ''
    this.where.value = null
    before?.onCancelled?.()
  }

  /** A place on the ground was pressed; null where a press met none. A tool that has all its places takes the last anew. */
  point(atM: PointM | null): void {
    this.where.value = null
    const now = this.now.value
    if (!now) return
    const { most } = POINTS[now.tool]
    const kept = most <= 2 && now.points.length === most ? now.points.slice(0, -1) : now.points
    const refusal = atM ? refusalOf(kept, atM, most) : 'placingNowhere'
    this.refusal.value = refusal
    if (atM && refusal === '') this.now.value = { ...now, points: [...kept, endOf(kept, atM)] }
  }

  /** What the cross in the middle of the view is on. */
  pointAtAim(): void {
    this.point(this.aim.value)
  }

  undo(): void {
    this.where.value = null
    const now = this.now.value
    if (!now) return
    this.refusal.value = ''
    this.now.value = { ...now, points: now.points.slice(0, -1) }
  }

  setSize(size: number): void {
    const now = this.now.value
    if (!now || !Number.isFinite(size)) return
    const { least, most, step } = SIZES[now.tool]
    const inSteps = Math.round(Math.min(most, Math.max(least, size)) / step) * step
    this.now.value = { ...now, size: Number(inSteps.toFixed(3)) }
  }

  confirm(): void {
    const { wish } = this
    const now = this.now.value
    if (!now || !wish || !this.canPlace.value) return
    this.end()
    wish.onPlaced(commandOf(now, this.newId(now.tool)))
  }

  cancel(): void {
    const { wish } = this
    this.end()
    wish?.onCancelled?.()
  }

  private end(): void {
    this.wish = null
    this.now.value = null
    this.aim.value = null
    this.refusal.value = ''
  }
}

export function lengthOf(points: readonly PointM[]): number {
  let lengthM = 0
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1] as PointM, points[i] as PointM]
    lengthM += Math.hypot(b[0] - a[0], b[1] - a[1])
  }
  return lengthM
}

export function commandOf({ tool, points, size }: Placing, id: string): PlacedCommand {
  const [first = [0, 0], second = first] = points
  switch (tool) {
    case 'barrier':
    case 'embankment': {
      const kind = tool === 'barrier' ? 'temporary' : 'embankment'
      return { type: 'flood.placeBarrier', id, kind, line: points, crestAboveGroundM: size }
    }
    case 'gate':
      return { type: 'flood.placeGate', id, line: points, openShare: size / 100 }
    case 'pump':
      return { type: 'flood.placePump', id, fromM: first, toM: second, m3S: size }
    case 'breach':
      break
  }
  return { type: 'flood.breach', id, atM: first, widthM: size }
}

function refusalOf(points: readonly PointM[], atM: PointM, most: number): PlacingRefusal | '' {
  if (points.length >= most) return 'placingFull'
  const last = points.at(-1)
  if (last && Math.hypot(atM[0] - last[0], atM[1] - last[1]) < APART_M) return 'placingSame'
  return lengthOf([...points, atM]) > LONGEST_M ? 'placingTooLong' : ''
}

function endOf(points: readonly PointM[], [eastM, northM]: PointM): PointM {
  const [first] = points
  const isRing = first && points.length >= 3 && Math.hypot(eastM - first[0], northM - first[1]) < CLOSE_M
  return isRing ? first : [rounded(eastM), rounded(northM)]
}

/** To the decimetre: nobody points better. */
const rounded = (m: number): number => Math.round(m * 10) / 10
