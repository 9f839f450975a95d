// A flood in steps of two lengths: a wave in a deep river crosses a cell many times as fast as the film of a rain on the land
// around it, so the faces of shallow water are reckoned once while those of deep water are several times. Any parting of faces
// keeps the account of water, since each face gives to one cell what it takes from the other; what differs from one step for
// all is that the two parts are reckoned one after the other (local time steps as in Sanders 2008, J. Hydraul. Res. 46, here split by
// faces). Water at rest stays at rest in either.
import { type Part, QUICK, SLOW } from './blocks.ts'

export interface Paced {
  readonly tS: number
  /** Parts the faces by the water as it stands; gives for how many passes that holds. */
  part(): number
  /** The longest stable step of a part, seconds; Infinity where it has no face. */
  stableS(part: Part): number
  /** What falls in so many seconds from now on, metres, into the ledger. */
  rain(dtS: number): number
  /** The faces of a part; time does not go on. */
  pass(part: Part, dtS: number, rainM: number): void
  /** Sources for so many seconds, and time. */
  goOn(dtS: number): void
  /** What pumps and drains move in so many seconds until now. */
  move(dtS: number): void
}

/** Short steps in a long one. */
const MOST_QUICK = 8
/** Deep is what is deeper than this share of the deepest, and than so much: a quarter of its wave's speed. */
const DEEP_SHARE = 1 / 16
const DEEP_M = 0.1

export const deepFrom = (deepestM: number): number => Math.max(DEEP_M, DEEP_SHARE * deepestM)

/** For `forS` seconds; the same from the same water, however it came to be. */
export function advance(flood: Paced, forS: number): void {
  const endS = flood.tS + forS
  let passes = 0
  for (;;) {
    const leftS = endS - flood.tS
    if (leftS <= 1e-9) return
    if (passes <= MOST_QUICK) passes = flood.part()
    const slowS = Math.min(flood.stableS(SLOW), (MOST_QUICK - 1) * flood.stableS(QUICK), leftS)
    const rainM = flood.rain(slowS)
    flood.pass(SLOW, slowS, rainM)
    passes--
    for (let restS = slowS; restS > 0;) {
      const steps = Math.max(1, Math.ceil(restS / flood.stableS(QUICK) - 1e-9))
      const dtS = steps === 1 ? restS : restS / steps
      if (!(dtS > 1e-12)) throw new Error(`flood: the water cannot be reckoned any further than ${flood.tS} s`)
      flood.pass(QUICK, dtS, (rainM * dtS) / slowS)
      flood.goOn(dtS)
      restS = steps === 1 ? 0 : restS - dtS
      passes--
    }
    flood.move(slowS)
  }
}
