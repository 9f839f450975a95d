// Several hands for one flood: what a scheme asks of them and what it tells them. A step is some turns, each begun when every hand
// has done the one before. Threads are none of this: who lends a crew has them (server/systems/flood/crew.ts); what a hand does
// in its turn is each scheme's (bands.ts, full-bands.ts).
import type { Scheme } from './scheme.ts'
import type { WasmMemory } from './wasm.ts'

/** How a grid lies in the memory, and where each hand has its own. */
export type Layout = {
  readonly nx: number
  readonly ny: number
  readonly dxM: number
  readonly rowLength: number
  readonly base: number
  readonly scratch: readonly number[]
  /** Between one band and the next, where the scheme has any. */
  readonly seams: readonly number[]
}

/** Whatever another thread has to know to be a hand. */
export type Plan = {
  readonly scheme: Scheme['name']
  readonly hands: number
  /** Of a step. */
  readonly turns: number
  readonly layout: Layout
  /** What all hands are told before a step, and what they say of it. */
  readonly order: ArrayBufferLike
}

/** Does one of its turns. */
export type Hand = (turn: number) => void

export interface Crew {
  /** Hands, that of the scheme itself among them: the first. */
  readonly size: number
  /** Of so few faces the first does a step of the inertial scheme alone. */
  readonly fewFaces: number
  /** Shared by all. */
  readonly memory: WasmMemory
  /** Once, before any step. The first hand can do a step alone, too. */
  begin(first: { readonly turn: Hand; readonly alone: () => void }, plan: Plan): void
  /** As the order says. */
  step(): void
  dispose(): void
}
/** Of so many cells in so many rows; null where one hand is enough. */
export type Lend = (scheme: Scheme['name'], cells: number, rows: number) => Crew | null

/** A band has so many rows at least. */
export const LEAST_ROWS = 4

let lend: Lend = () => null
/** From now on who reckons a grid asks here for hands. They change how long it takes and nothing else. */
export function lendHands(from: Lend): void {
  lend = from
}
export const lent: Lend = (scheme, cells, rows) => lend(scheme, cells, rows)
