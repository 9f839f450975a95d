// The city's ledger, wired: the chain of its own or another's node, the outbox, boards, anchors and stamps. It opens at once and
// reaches its chain meanwhile; whatever is asked before that is kept. Loaded only where a city has a chain.
import { join } from 'node:path'
import type { Anchor } from '../../shared/records/format.ts'
import { whyNoRoom } from '../disk/no-room.ts'
import { readArtifacts } from './artifacts.ts'
import { boardNow, type BoardNow } from './board-now.ts'
import { type BoardOnChain, openBoards } from './boards.ts'
import { callsOn } from './calls.ts'
import type { Ledger, Stampable } from './contract.ts'
import { type EmbeddedChain, openEmbedded } from './embedded.ts'
import { askNode, type ChainNode, NodeAway } from './node.ts'
import { type Entry, openOutboxFile, type Task } from './outbox-file.ts'
import { openOutbox, type Outbox } from './outbox.ts'
import { type Base, knowChain, knownBase, putBase } from './reach.ts'
import { eyesOn } from './seen.ts'
import { openRotations, type Rotations } from './rotations.ts'
import { openSender } from './sender.ts'
import { openStamping } from './stamping.ts'
import { normalSignature } from './typed-data.ts'

export type LedgerOptions = {
  /** The data folder. */
  readonly dir: string
  readonly chainId: number
  /** A program that executes the chain of the city's own, or the address of another's node. */
  readonly by:
    | { readonly program: string }
    | { readonly rpcUrl: string; readonly eas: string; readonly maxGwei: number; readonly confirmations: number }
  /** Of the setting; empty for one made here. */
  readonly key: string
  readonly pace?: Partial<Pace>
  readonly nowMs?: () => number
  readonly note: (text: string) => void
  readonly onFault: (error: unknown) => void
}
/** How long things take; tests are quicker. */
export type Pace = { pollMs: number; stuckMs: number; patienceMs: number; gatherMs: number; waitMs: number }

export type CityLedger = Ledger & {
  /** For the proxy on our own port. */
  readonly node: ChainNode
  readonly boards: () => readonly BoardOnChain[]
  /** As the chain has it; null for none of this city. Rejects where the chain does not answer. */
  readonly boardNow: (address: string) => Promise<BoardNow | null>
  /** The hash by which a thing was first asked to be stamped; null of none. */
  readonly hashOf: (what: Pick<Stampable, 'kind' | 'id'>) => string | null
  readonly rotations: Omit<Rotations, 'settle'> & { settle(): Promise<void> }
  readonly chainId: number
  /** The address that sends. */
  readonly sender: string
  readonly isEmbedded: boolean
  /** For tests that end the program. */
  readonly programPid: () => number
}

const PACE: Pace = { pollMs: 4000, stuckMs: 90_000, patienceMs: 60_000, gatherMs: 2000, waitMs: 20_000 }
const GATHER_EVERY_MS = 60_000
const HEAD_EVERY_MS = 15_000
const AGAIN_AFTER_MS = 3000
/** Nothing of ours is further back than our first word with a chain by more. */
const BEFORE_US = 1000

/** Throws a sentence where a file of it cannot be used; a chain that cannot be reached is said by `status`. */
export function openLedger(options: LedgerOptions): CityLedger {
  const { dir, chainId, by, note, onFault, nowMs = Date.now } = options
  const pace: Pace = { ...PACE, ...('program' in by ? { pollMs: 500 } : {}), ...options.pace }
  const eas = 'rpcUrl' in by ? by.eas.toLowerCase() : ''
  const sender = openSender(join(dir, 'ledger'), options.key)
  const file = openOutboxFile(join(dir, 'ledger', `${chainId}`, 'outbox.ndjson'))
  const artifacts = readArtifacts()
  const listeners = new Set<(recordHash: string, anchor: Anchor) => void>()
  const awaited = new Set<(entry: Entry) => void>()
  const stamping = openStamping(file, nowMs)
  let base: Base | null = knownBase(file, { chainId, eas })
  let isReached = false
  let outbox: Outbox | null = null
  let isClosed = false
  let hindrance = 'the chain is being opened'
  let embedded: EmbeddedChain | null = null
  let since = 0

  // What cannot be mended by waiting stays said; the city goes on.
  const opening =
    'program' in by ? openEmbedded({ dir: join(dir, 'chain'), chainId, program: by.program, nowMs, note }) : null
  opening?.then((chain) => (embedded = chain)).catch((error: unknown) => (hindrance = sentence(error)))
  const node: ChainNode =
    'rpcUrl' in by
      ? askNode(by.rpcUrl, { what: 'the node at RPC_URL' })
      : {
          async ask(method, params) {
            const chain = await (opening as Promise<EmbeddedChain>).catch((error: unknown) => {
              throw new NodeAway(sentence(error))
            })
            return chain.ask(method, params)
          },
        }
  const eyes = eyesOn(node)
  const fromBlock = (): number => Math.max(0, since - BEFORE_US)
  const calls = callsOn(eyes, artifacts, fromBlock)

  const put = (key: string, task: Task): void => {
    const known = file.entries.get(key)
    if (known && known.failed === null) return
    file.write({ is: 'asked', key, task })
    outbox?.wake()
  }
  /** Final, or rejects with why it never will be, or that it takes longer. */
  const made = (key: string, task: Task, withinMs = Infinity): Promise<Entry> => {
    put(key, task)
    return new Promise((done, fail) => {
      const look = (entry: Entry): void => {
        if (entry.key !== key || (!entry.done && entry.failed === null)) return
        awaited.delete(look)
        clearTimeout(late)
        if (entry.done) done(entry)
        else fail(new Error(entry.failed ?? ''))
      }
      const late = Number.isFinite(withinMs)
        ? setTimeout(() => {
            awaited.delete(look)
            fail(new Error(outbox?.why() || hindrance || 'the chain takes longer than usual; ask again in a minute'))
          }, withinMs)
        : undefined
      awaited.add(look)
      look(file.entries.get(key) as Entry)
    })
  }
  const finished = (entry: Entry): void => {
    for (const look of awaited) look(entry)
    const anchor = anchorIn(entry)
    if (anchor && entry.task.kind === 'decision')
      for (const listener of listeners) listener(entry.task.recordHash, anchor)
  }
  const anchorIn = ({ task, done }: Entry): Anchor | null => {
    if (task.kind !== 'decision' || done?.attestation == null || !base) return null
    const { txHash, blockNumber, blockHash, attestation: attestationUid } = done
    return { chainId, contract: task.board, schemaUid: base.schemaUid, attestationUid, txHash, blockNumber, blockHash }
  }

  async function reach(): Promise<void> {
    await knowChain({ eyes, file, chainId })
    const numbers = [...file.entries.values()].flatMap(({ done }) => (done ? [done.blockNumber] : []))
    since = numbers.reduce((a, b) => Math.min(a, b), (await eyes.block('latest'))?.number ?? 0)
    outbox ??= openOutbox({
      file,
      eyes,
      calls,
      sender,
      chainId,
      nowMs,
      note,
      onFault,
      confirmations: 'rpcUrl' in by ? by.confirmations : 1,
      maxGwei: 'rpcUrl' in by ? by.maxGwei : 0,
      isFree: 'program' in by,
      pollMs: pace.pollMs,
      stuckMs: pace.stuckMs,
      patienceMs: 'rpcUrl' in by ? pace.patienceMs : 0,
      onFinal: finished,
    })
    hindrance = ''
    base = await putBase({ eyes, file, artifacts, chainId, eas, made })
    isReached = true
    gather()
  }
  const isOpen = (): boolean => !isClosed
  const reaching = (async () => {
    while (isOpen()) {
      try {
        await reach()
        return
      } catch (error) {
        if (isClosed) return
        const why = sentence(error)
        if (why !== hindrance) note(`no anchoring yet: ${why}`)
        hindrance = why
        await new Promise((later) => setTimeout(later, Math.min(pace.pollMs, AGAIN_AFTER_MS)).unref())
      }
    }
  })()
  reaching.catch(onFault)

  const rotations = openRotations({
    file,
    chainId,
    put,
    nowMs,
    path: join(dir, 'ledger', `${chainId}`, 'rotations.json'),
  })
  const nowOf = async (address: string): Promise<BoardNow> => {
    const began = boards.list().find((one) => one.address === address)?.officers ?? []
    const known = [...began.map((one) => one.address), ...rotations.named(address)]
    return boardNow({ eyes, artifacts, fromBlock }, address, known)
  }
  const gather = (): void => {
    if (!base || !isReached || isClosed) return
    try {
      let isMore = true
      while (isMore) isMore = stamping.gather(base.eas, put)
    } catch (error) {
      // What is to be stamped is kept; it is gathered again with the next turn.
      if (whyNoRoom(error) === null) onFault(error)
      else note(`nothing is stamped: ${whyNoRoom(error)}`)
    }
    // A chain that is away is asked again the next time.
    rotations.settle(nowOf).catch(() => undefined)
  }
  let soon: NodeJS.Timeout | null = null
  const gatherSoon = (): void => {
    soon ??= setTimeout(() => {
      soon = null
      gather()
    }, pace.gatherMs)
    soon.unref()
  }
  const gathering = setInterval(gather, GATHER_EVERY_MS)
  let seenHead: { number: number; hash: string } | null = null
  const looking = setInterval(() => {
    if (embedded === null && isReached)
      eyes
        .block('latest')
        .then((block) => (seenHead = block && { number: block.number, hash: block.hash }))
        .catch(() => undefined)
  }, HEAD_EVERY_MS)
  gathering.unref()
  looking.unref()

  const boards = openBoards({
    file,
    eyes,
    artifacts,
    made,
    waitMs: pace.waitMs,
    base: () => base,
    why: () => outbox?.why() || hindrance || 'the chain is being opened',
  })
  const waitingDecisions = (): number =>
    [...file.entries.values()].filter(({ task, done, failed }) => task.kind === 'decision' && !done && failed === null)
      .length
  const why = (): string => outbox?.why() || hindrance

  return {
    get chain() {
      return base
    },
    status: () => ({
      state: isReached && why() === '' ? 'ready' : 'waiting',
      why: why(),
      waiting: waitingDecisions() + stamping.waiting(),
      head: embedded?.head() ?? newer(outbox?.head() ?? null, seenHead),
    }),
    boardOf: (body, officers) => boards.of(body, officers),
    // eslint-disable-next-line require-await
    async anchorDecision({ board, recordHash, signatures }) {
      if (!base) throw new Error(why() || 'the chain is being opened')
      const normal = signatures.map(({ role, signer, signature }) => {
        const one = normalSignature(signature)
        if (one === null) throw new Error(`the signature of ${signer} is none that a contract takes`)
        return { role, signer, signature: one }
      })
      if (!boards.list().some(({ address }) => address === board)) throw new Error(`${board} is no board of this city`)
      put(`decision:${recordHash}`, { kind: 'decision', eas: base.eas, board, recordHash, signatures: normal })
    },
    // eslint-disable-next-line require-await
    async timestamp(what) {
      stamping.add(what)
      gatherSoon()
    },
    onAnchored(listener) {
      listeners.add(listener)
      queueMicrotask(() => {
        for (const entry of file.entries.values()) {
          const anchor = anchorIn(entry)
          if (anchor && entry.task.kind === 'decision' && listeners.has(listener))
            listener(entry.task.recordHash, anchor)
        }
      })
      return () => void listeners.delete(listener)
    },
    anchorOf(recordHash) {
      const entry = file.entries.get(`decision:${recordHash}`)
      return entry ? anchorIn(entry) : null
    },
    whyNotAnchored(recordHash) {
      const entry = file.entries.get(`decision:${recordHash}`)
      if (!entry || entry.done) return null
      if (entry.failed !== null) return `the chain did not take it: ${entry.failed}`
      return why() || 'it is on its way to the chain'
    },
    stampOf: (hash) => stamping.stampOf(hash, chainId),
    hashOf: (what) => stamping.hashOf(what),
    node,
    boards: () => boards.list(),
    boardNow: async (address) => (boards.list().some((one) => one.address === address) ? nowOf(address) : null),
    rotations: { ...rotations, settle: () => rotations.settle(nowOf) },
    chainId,
    sender: sender.address,
    isEmbedded: 'program' in by,
    programPid: () => embedded?.pid() ?? 0,
    async close() {
      isClosed = true
      for (const timer of [gathering, looking]) clearInterval(timer)
      if (soon) clearTimeout(soon)
      await outbox?.close()
      const chain = await opening?.catch(() => null)
      await chain?.close()
      file.close()
    },
  }
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

type Head = { readonly number: number; readonly hash: string }
const newer = (a: Head | null, b: Head | null): Head | null => (a && b ? (a.number >= b.number ? a : b) : (a ?? b))
