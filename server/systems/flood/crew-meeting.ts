// Where hands of a crew wait for each other: a count of who has come, over shared numbers. A hand looks for some time, since the
// others are nearly done, and then sleeps.
import type { Plan } from '../../../shared/systems/flood/crew.ts'
import type { WasmMemory } from '../../../shared/systems/flood/wasm.ts'

/** What a thread is begun with. */
export type HandGiven = {
  readonly memory: WasmMemory
  readonly plan: Plan
  readonly hand: number
  readonly places: Int32Array
}

/** By which the system lists its threads. */
export const HAND_NAME = 'flood hand'

/** A turn takes a second at most, and a thread no longer to begin but on a very busy machine. */
export const PATIENCE_MS = 60_000
/** Some ten microseconds: less than it takes to be woken, and nothing to whoever wants the core. */
const LOOKS = 4000
/** How many have come so far, and whether one cannot. */
const [COME, FAILED, PLACES] = [0, 1, 2]

export const placesFor = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * PLACES))

/** Goes on when all have come for the round; the first is 1. Throws when one does not. */
export function meet(
  places: Int32Array,
  hands: number,
  { round, patienceMs }: { readonly round: number; readonly patienceMs: number },
): void {
  // Both go round as integers do, long before which they are compared.
  const all = Math.imul(hands, round)
  const isMet = (): boolean => ((Atomics.load(places, COME) - all) | 0) >= 0
  Atomics.add(places, COME, 1)
  if (isMet()) {
    Atomics.notify(places, COME)
    return
  }
  for (let n = 0; n < LOOKS; n++) if (isMet()) return
  for (;;) {
    const come = Atomics.load(places, COME)
    if (isMet()) return
    if (Atomics.load(places, FAILED) === 1) throw new Error('flood: a thread of the run has failed')
    if (Atomics.wait(places, COME, come, patienceMs) === 'timed-out')
      throw new Error(`flood: a thread of the run has not answered for ${PATIENCE_MS / 1000} s`)
  }
}

/** Who waits is woken and told. */
export function hasFailed(places: Int32Array): void {
  Atomics.store(places, FAILED, 1)
  Atomics.notify(places, COME)
}
