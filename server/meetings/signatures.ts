// Ballots' signatures, checked in threads. Keys sign ballots and nothing else does: what a wallet that is a contract says on its
// chain at the moment, no stranger could check later from a record's file.
import type { BallotDomain, Signable, Signed } from '../../shared/civic/ballot.ts'
import type { Checked } from '../identity/typed-data.ts'
import { checkingThreads } from './checking-threads.ts'
import type { Batch } from './signature-worker.ts'

export type Signatures = {
  /** Null, or why the ballot does not count: a sentence for the voter. */
  check(ballot: Signable, signed: Signed): Promise<string | null>
  /** A vote opens: the first ballot will find a thread. */
  prepare(): void
  close(): Promise<void>
}

export type SignaturesOptions = {
  readonly domain: BallotDomain
  /** Threads at most. */
  readonly cores?: number
  readonly idleMs?: number
}

/** So many at once for one thread: a batch costs little more than its signatures, and the next voter waits for few. */
const BATCH = 8
/** Twenty times the largest roll that was measured; who comes then is told to come again. */
const MOST_WAITING = 200_000

export function openSignatures({ domain, cores, idleMs }: SignaturesOptions): Signatures {
  const threads = checkingThreads<Batch[number], Checked>({
    worker: new URL('./signature-worker.ts', import.meta.url),
    workerData: domain,
    batch: BATCH,
    ...(cores === undefined ? {} : { cores }),
    ...(idleMs === undefined ? {} : { idleMs }),
  })
  return {
    async check(given, { address, signature }) {
      const { questionHash, seat, choice, weight, revision } = given
      const named = `the ballot of seat ${seat}`
      if (threads.waiting() >= MOST_WAITING) return `${named} must wait: too many are being checked; send it again`
      const signed = { address, signature }
      const checked = await threads.ask({ ballot: { questionHash, seat, choice, weight, revision }, signed })
      if (checked === null) return `the signature of ${named} could not be checked; send it again`
      if (checked.is === 'signed') return null
      if (checked.is === 'highS')
        return `the signature of ${named} is a second form of one (high s); wallets give the first`
      return `${named} is not signed by the key of ${address}; where that is a wallet that is a contract, link a key or a passkey of your own to your account and sign with that: a contract's word cannot be checked later from the record`
    },
    prepare: () => threads.prepare(),
    close: () => threads.close(),
  }
}
