// Ballots' signatures, checked in threads so that no room waits for one: started when they are first needed, as many as the
// machine has cores, ended when none has come for a while. Keys are checked here; a wallet that is a contract is asked
// through its chain, where there is one.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { BallotDomain, Signable, Signed } from '../../shared/civic/ballot.ts'
import type { ContractWallets } from '../identity/contract-wallets.ts'
import { Refusal } from '../identity/refusal.ts'
import type { Checked } from '../identity/typed-data.ts'
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
  /** Null where no chain can be asked. */
  readonly contracts: ContractWallets | null
  /** Threads at most. */
  readonly cores?: number
  readonly idleMs?: number
}

/** So many at once for one thread: a batch costs little more than its signatures, and the next voter waits for few. */
const BATCH = 8
/** Twenty times the largest roll that was measured; who comes then is told to come again. */
const MOST_WAITING = 200_000

type Waiting = Batch[number] & { readonly done: (checked: Checked | null) => void }
/** Null while it starts: whoever is ready first takes what waits. */
type Thread = { readonly worker: Worker; work: readonly Waiting[] | null; idle: NodeJS.Timeout | null }

export function openSignatures({
  domain,
  contracts,
  cores = availableParallelism(),
  idleMs = 120_000,
}: SignaturesOptions): Signatures {
  const waiting: Waiting[] = []
  const threads = new Set<Thread>()
  let isClosed = false

  function start(): void {
    const worker = new Worker(new URL('./signature-worker.ts', import.meta.url), { workerData: domain })
    const thread: Thread = { worker, work: null, idle: null }
    threads.add(thread)
    // The first message, of no answers, says that it is ready.
    worker.on('message', (answers: readonly Checked[]) => {
      const work = thread.work ?? []
      work.forEach(({ done }, i) => done(answers[i] ?? null))
      feed(thread)
    })
    // What it had is answered, what waits goes to the others.
    worker.on('error', () => {})
    worker.on('exit', () => {
      threads.delete(thread)
      if (thread.idle) clearTimeout(thread.idle)
      for (const { done } of thread.work ?? []) done(null)
      // One that could not even start would be started again and again.
      if (thread.work === null && threads.size === 0) for (const { done } of waiting.splice(0)) done(null)
      go()
    })
  }

  function feed(thread: Thread): void {
    if (thread.idle) clearTimeout(thread.idle)
    thread.idle = null
    thread.work = waiting.splice(0, BATCH)
    if (thread.work.length > 0) {
      thread.worker.ref()
      thread.worker.postMessage(
        thread.work.map(({ ballot, signed }) => ({ ballot, signed })),
        [],
      )
      return
    }
    // Nothing waits for a thread that has nothing to do.
    thread.worker.unref()
    thread.idle = setTimeout(() => void thread.worker.terminate(), idleMs).unref()
  }

  function go(): void {
    if (isClosed) for (const { done } of waiting.splice(0)) done(null)
    for (const thread of threads) if (thread.work?.length === 0 && waiting.length > 0) feed(thread)
    const isStarting = [...threads].some(({ work }) => work === null)
    if (waiting.length > 0 && !isStarting && threads.size < cores) start()
  }

  const ask = async (ballot: Signable, signed: Signed): Promise<Checked | null> =>
    isClosed
      ? null
      : new Promise((done) => {
          waiting.push({ ballot, signed, done })
          go()
        })

  return {
    async check(given, { address, signature }) {
      const { questionHash, seat, choice, weight, revision } = given
      const named = `the ballot of seat ${seat}`
      if (waiting.length >= MOST_WAITING) return `${named} must wait: too many are being checked; send it again`
      const signed = { address, signature }
      const checked = await ask({ questionHash, seat, choice, weight, revision }, signed)
      if (checked === null) return `the signature of ${named} could not be checked; send it again`
      if (checked.is === 'signed') return null
      if (checked.is === 'highS')
        return `the signature of ${named} is a second form of one (high s); wallets give the first`
      return byContract(contracts, { named, digest: checked.digest, signed })
    },
    prepare() {
      if (threads.size === 0 && !isClosed) start()
    },
    async close() {
      isClosed = true
      go()
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}

type Asked = { readonly named: string; readonly digest: string; readonly signed: Signed }

/** No key signed it: perhaps the address is a contract's. */
async function byContract(contracts: ContractWallets | null, { named, digest, signed }: Asked): Promise<string | null> {
  const { address, signature } = signed
  const notByKey = `${named} is not signed by the key of ${address}`
  if (!contracts)
    return `${notByKey}; a wallet that is a contract cannot vote here, because this city has no chain to ask (RPC_URL)`
  try {
    return (await contracts.isHashSignedBy(address, digest, signature))
      ? null
      : `${notByKey}, nor taken by a contract there`
  } catch (error) {
    if (error instanceof Refusal) return `${notByKey}; ${error.message}`
    throw error
  }
}
