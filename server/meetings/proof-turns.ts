// Turns before a ballot's proof is checked, which takes a core some 30 ms: from a network of which several proofs did not hold,
// ballots are checked one after another, with a pause after each that does not hold, so that nobody keeps a core busy; in no
// order that can be pushed forward. Those that hold make nobody wait: a whole council may sit behind one address.
// Limits: who floods from many networks has a pause in each; beside one who floods, others of the same network wait some seconds,
// and who finds the waiting room full has to send theirs again.

export type Judged =
  | { readonly is: 'holds' }
  /** Only this counts against its network. */
  | { readonly is: 'unproven'; readonly reason: string }
  | { readonly is: 'refused'; readonly reason: string }
/** It was not checked: so many seconds later there may be room. */
export type Later = { readonly is: 'later'; readonly inS: number; readonly isSuspect: boolean }

export type ProofTurns = {
  take(network: string, judge: () => Promise<Judged>): Promise<Judged | Later>
  /** Whoever waits has their turn at once. */
  close(): void
}

type Lane = {
  unproven: number
  lastUnprovenMs: number
  /** A suspect's next turn. */
  freeAtMs: number
  running: number
  readonly waiting: ((isTurn: boolean) => void)[]
  timer: NodeJS.Timeout | null
}

/** A device with another's secret, a page of yesterday: that many are told and nothing more. */
const FREE = 3
/** A suspect is one no more after so long without another. */
const FORGOTTEN_MS = 600_000
/** A fifth of a core at most. */
const PAUSE_MS = 200
/** At once of one network; the rest waits, so that a burst is not checked to its end when it begins to fail. */
const AT_ONCE = 32
/** Some ten seconds, either way. */
const MOST_WAITING = { good: 400, suspect: 40 } as const
const MOST_NETWORKS = 10_000

export function proofTurns({ pauseMs = PAUSE_MS } = {}): ProofTurns {
  const lanes = new Map<string, Lane>()
  let isClosed = false

  function laneOf(network: string): Lane {
    const known = lanes.get(network)
    if (known) return known
    const lane = { unproven: 0, lastUnprovenMs: 0, freeAtMs: 0, running: 0, waiting: [], timer: null }
    lanes.set(network, lane)
    for (const [name, one] of lanes) {
      if (lanes.size <= MOST_NETWORKS) break
      if (isIdle(one)) lanes.delete(name)
    }
    return lane
  }

  /** Lets those go whose turn it is; any of a suspect's, since the first to come may be the one who floods. */
  function go(network: string, lane: Lane): void {
    const suspect = isSuspect(lane) && !isClosed
    if (suspect) while (lane.waiting.length > MOST_WAITING.suspect) anyOf(lane)(false)
    const atOnce = isClosed ? Infinity : suspect ? 1 : AT_ONCE
    while (lane.waiting.length > 0 && lane.running < atOnce) {
      const waitMs = suspect ? lane.freeAtMs - performance.now() : 0
      if (waitMs > 0) {
        lane.timer ??= setTimeout(() => {
          lane.timer = null
          go(network, lane)
        }, waitMs)
        return
      }
      lane.running++
      if (suspect) anyOf(lane)(true)
      else lane.waiting.shift()?.(true)
    }
    if (isIdle(lane) && lane.unproven === 0) lanes.delete(network)
  }

  return {
    async take(network, judge) {
      const lane = laneOf(network)
      const suspect = isSuspect(lane)
      const later = (): Later => {
        const inS = Math.max(1, Math.ceil((lane.waiting.length * pauseMs) / 1000))
        return { is: 'later', inS: isSuspect(lane) ? inS : 1, isSuspect: isSuspect(lane) }
      }
      if (lane.waiting.length >= MOST_WAITING[suspect ? 'suspect' : 'good']) return later()
      const isTurn = await new Promise<boolean>((done) => {
        lane.waiting.push(done)
        go(network, lane)
      })
      if (!isTurn) return later()
      try {
        const judged = await judge()
        if (judged.is === 'unproven') {
          lane.unproven++
          lane.lastUnprovenMs = performance.now()
          lane.freeAtMs = lane.lastUnprovenMs + pauseMs
        }
        return judged
      } finally {
        lane.running--
        go(network, lane)
      }
    },
    close() {
      isClosed = true
      for (const [network, lane] of lanes) {
        if (lane.timer) clearTimeout(lane.timer)
        lane.timer = null
        go(network, lane)
      }
    },
  }
}

function isSuspect(lane: Lane): boolean {
  if (lane.unproven > 0 && performance.now() - lane.lastUnprovenMs > FORGOTTEN_MS) lane.unproven = 0
  return lane.unproven >= FREE
}

const isIdle = ({ running, waiting }: Lane): boolean => running === 0 && waiting.length === 0

function anyOf({ waiting }: Lane): (isTurn: boolean) => void {
  const [one] = waiting.splice(Math.floor(Math.random() * waiting.length), 1)
  if (!one) throw new Error('proof turns: nobody waits')
  return one
}
