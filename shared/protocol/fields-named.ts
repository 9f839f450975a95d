// What is said of a thing that came while the city played (a sensor, a bus): its id, its name, how true its values are, and
// when it was last heard. It travels with the values, so that a recording and a fork need nothing else to be read.
//
// About: id text, name text, truth u8. Heard: 0 never or longer ago than a week, else 1 + ten seconds of Unix time modulo
// 65,535: read against the time of the frame, which is never before it.
import type { ByteReader, ByteWriter } from '../city/bytes.ts'
import { TRUTHS, type Truth } from './fields-info.ts'

export type About = {
  readonly id: string
  /** As people call it; text, never markup. */
  readonly name: string
  readonly truth: Truth
}

export const MAX_HEARD = 65_535
const HEARD_STEP_MS = 10_000

export function writeAbout(out: ByteWriter, { id, name, truth }: About): void {
  out.text(id)
  out.text(name)
  out.u8(TRUTHS.indexOf(truth))
}

export function readAbout(from: ByteReader): About {
  const [id, name, n] = [from.text(), from.text(), from.u8()]
  const truth = TRUTHS[n]
  if (!truth) throw new RangeError(`fields: there is no kind of truth ${n}`)
  return { id, name, truth }
}

export const isSameAbout = (a: About | null, b: About | null): boolean =>
  a === b || (a !== null && b !== null && a.id === b.id && a.name === b.name && a.truth === b.truth)

/** NaN: never, or so long ago that it does not matter. */
export const heardCode = (heardAtMs: number): number =>
  Number.isNaN(heardAtMs) ? 0 : 1 + (Math.floor(Math.max(0, heardAtMs) / HEARD_STEP_MS) % MAX_HEARD)

/** Unix time, to ten seconds, as a frame of `atMs` says it; NaN for never. */
export function heardAtMs(code: number, atMs: number): number {
  if (code === 0) return NaN
  const now = Math.floor(atMs / HEARD_STEP_MS)
  return HEARD_STEP_MS * (now - ((((now - (code - 1)) % MAX_HEARD) + MAX_HEARD) % MAX_HEARD))
}

/** What the quality of a point says, by its number: beyond what it can measure; silent for too long. */
export const QUALITIES = ['good', 'doubtful', 'stale'] as const
