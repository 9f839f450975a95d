// Threads that reckon bands of a flood over one memory (shared/systems/flood/crew.ts). Who asks for a step is the first hand and
// waits for the others; between two turns all wait for all, first by looking, then asleep. What comes out is the same however
// many they are. A thread that fails ends the run with a sentence, at once: who waits hears nothing, so another listens
// (crew-watch.ts).
import { Worker } from 'node:worker_threads'
import { type Crew, LEAST_ROWS, type Lend, lendHands, type Plan } from '../../../shared/systems/flood/crew.ts'
import { sharedMemory } from '../../../shared/systems/flood/wasm.ts'
import { type HandGiven, hasFailed, meet, PATIENCE_MS, placesFor } from './crew-meeting.ts'

/** Of the grid, for each hand: with fewer they wait longer for each other than they reckon. */
const LEAST_CELLS = { inertial: 30_000, full: 4000 } as const
/** A run that is done so soon is done by one: threads have to begin. */
const SOON_DONE_MS = 2000
/** Steps that are tried together, and as many alone; and again after so many times that. */
const TRIED = 6
const TRY_EVERY = 24

export const lendCrews = (cores: number): void => lendHands(crewsOf(cores))

/** At most `cores` hands for a grid, fewer where it is small. */
export const crewsOf =
  (cores: number): Lend =>
  (scheme, cells, rows) => {
    const hands = Math.min(cores, Math.floor(cells / LEAST_CELLS[scheme]), Math.floor(rows / LEAST_ROWS))
    return hands < 2 ? null : openCrew(hands, SOON_DONE_MS)
  }

/** The first hand is alone for so long. */
export function openCrew(hands: number, aloneMs: number): Crew {
  const memory = sharedMemory()
  let places = placesFor()
  let others: Worker | null = null
  let own: { readonly first: Parameters<Crew['begin']>[0]; readonly plan: Plan } | null = null
  let round = 0
  const pace = paced(aloneMs)
  const wait = (): void => {
    meet(places, hands, { round: ++round, patienceMs: PATIENCE_MS })
  }
  /** Whoever asks after that gets new ones. */
  const dispose = (): void => {
    void others?.terminate()
    others = null
    places = placesFor()
    round = 0
  }

  return {
    size: hands,
    fewFaces: LEAST_CELLS.inertial,
    memory,
    begin: (first, plan) => void (own = { first, plan }),
    step() {
      if (!own) throw new Error('flood: a crew was asked for a step before it was told its grid')
      const { first, plan } = own
      try {
        if (!pace.isAlone()) others ??= threadsOf({ memory, plan, places })
        if (pace.isAlone()) pace.timed(first.alone)
        else
          pace.timed(() => {
            wait()
            for (let turn = 0; turn < plan.turns; turn++) {
              first.turn(turn)
              wait()
            }
          })
      } catch (error) {
        dispose()
        throw error
      }
    },
    dispose,
  }
}

/**
 * Where others want the cores too, hands wait for each other longer than they save. So now and then some steps are taken together
 * and some alone, and those after them as was faster. Water is the same either way.
 */
function paced(aloneMs: number) {
  let leftMs = aloneMs
  // The first step together begins the threads and counts for nothing.
  let step = -1
  const spentMs: [together: number, alone: number] = [0, 0]
  const isAlone = (): boolean => leftMs > 0 || (step >= TRIED && (step < 2 * TRIED || spentMs[1] < spentMs[0]))
  return {
    isAlone,
    timed(take: () => void): void {
      const which = isAlone() ? 1 : 0
      const beganMs = performance.now()
      take()
      if (leftMs > 0) {
        leftMs -= performance.now() - beganMs
        return
      }
      if (step >= 0 && step < 2 * TRIED) spentMs[which] += performance.now() - beganMs
      step++
      if (step === TRIED * TRY_EVERY) {
        spentMs.fill(0)
        step = 0
      }
    },
  }
}

/** One that begins the others' and listens whether they end. */
function threadsOf(given: Omit<HandGiven, 'hand'>): Worker {
  const watch = new Worker(new URL('./crew-watch.ts', import.meta.url), { workerData: given })
  // They wait for orders as long as there is somebody to give them, and keep nobody here.
  watch.unref()
  watch.on('error', () => hasFailed(given.places))
  return watch
}
