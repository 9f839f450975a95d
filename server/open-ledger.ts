// The city's ledger, wired: which chain by the settings, and what is stamped on it without anybody asking: hours' roots of
// readings, documents of meetings, published minutes. Where there is no chain, one sentence says why and all else goes on.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Request, type Response, Router } from 'express'
import { minutesOf } from '../shared/civic/minutes.ts'
import { recordsOf } from '../shared/civic/records.ts'
import type { MeetingState } from '../shared/civic/state.ts'
import { canonicalJson } from '../shared/records/canonical.ts'
import { writeWholeSync } from './disk/whole-file.ts'
import type { HourRoot } from './ingest/hour-trees.ts'
import { anvilProgram } from './ledger/anvil.ts'
import { boardRoutes } from './ledger/board-routes.ts'
import type { Ledger, Stampable } from './ledger/contract.ts'
import type { CityLedger, Pace } from './ledger/ledger.ts'
import { noLedger } from './ledger/no-chain.ts'
import { chainRoutes } from './ledger/routes.ts'
import type { Settings } from './settings.ts'

export type ChainOfCity = {
  readonly ledger: Ledger
  readonly routes: Router
  /** False while it opens, and where what is on the disk cannot be used; a node of others that is away makes nobody unready. */
  isReady(): boolean
  counts(): ChainCounts
  stampHour(root: HourRoot): void
  /** From now on what meetings show and publish is stamped. */
  watch(house: Meetings): void
  close(): Promise<void>
}
export type ChainCounts = { readonly isReady: boolean; readonly waiting: number; readonly head: number }

/** What is asked of the meetings. */
type Meetings = {
  list(): readonly { readonly meeting: string }[]
  stateOf(meeting: string): MeetingState | null
  onChange(listener: (meeting: string) => void): () => void
}

type Given = {
  readonly dir: string
  readonly fault: (where: string, error: unknown) => void
  readonly note: (where: string, text: string) => void
  /** Tests are quicker; `againMs`: how soon what could not be kept is asked for again. */
  readonly pace?: Partial<Pace> & { readonly againMs?: number }
}

const AGAIN_MS = 15_000
/** Ethereum's own number, which a chain of the city's must not have. */
const ETHEREUM = 1
const OWN_CHAIN = 31_337

/** Throws the sentence of settings that do not fit together, and of a file that cannot be used. */
export async function openCityLedger(settings: Settings, given: Given): Promise<ChainOfCity> {
  const opened = await openByKind(settings, given)
  const ledger: Ledger = 'node' in opened ? opened : opened
  const open = 'node' in opened ? opened : null
  const minutes = join(given.dir, 'minutes')
  /** By hash: what could not be kept, on a full disk say, and is asked for again. What meetings show is found again at a start. */
  const unkept = new Map<string, Stampable>()
  const stamp = (what: Stampable): void =>
    void ledger.timestamp(what).then(
      () => unkept.delete(what.hash),
      (error: unknown) => {
        if (!unkept.has(what.hash)) given.fault('stamping', error)
        unkept.set(what.hash, what)
      },
    )
  /** Meetings that could not be looked through. */
  const unseen = new Set<string>()
  let look: (meeting: string) => void = () => undefined
  const again = setInterval(() => {
    for (const what of unkept.values()) stamp(what)
    for (const meeting of unseen) look(meeting)
  }, given.pace?.againMs ?? AGAIN_MS).unref()
  let unwatch: () => void = () => undefined
  return {
    ledger,
    routes: Router()
      .use(chainRoutes({ ledger, open }))
      .use(boardRoutes(open))
      .get('/chain/minutes/:meeting.json', (request, response) => giveMinutes(minutes, open, { request, response })),
    isReady: () => open === null || !open.isEmbedded || ledger.status().state === 'ready',
    counts() {
      const { state, waiting, head } = ledger.status()
      return { isReady: state === 'ready', waiting, head: head?.number ?? 0 }
    },
    stampHour: ({ hour, root }) => stamp({ kind: 'hourRoot', id: hour, hash: root }),
    watch(house) {
      const lookThrough = (meeting: string): void => {
        const state = house.stateOf(meeting)
        if (!state || !open) return
        for (const { id, sha256 } of state.documents) stamp({ kind: 'document', id: `${meeting}/${id}`, hash: sha256 })
        if (state.life.is === 'published')
          stamp({
            kind: 'minutes',
            id: meeting,
            hash: keptMinutes(join(minutes, `${meeting}.json`), { meeting, state }, open),
          })
        open.rotations.settle().catch(() => undefined)
      }
      look = (meeting) => {
        try {
          lookThrough(meeting)
          unseen.delete(meeting)
        } catch (error) {
          if (!unseen.has(meeting)) given.fault('stamping', error)
          unseen.add(meeting)
        }
      }
      open?.rotations.heed((board) => recordInHand(house, board))
      for (const { meeting } of house.list()) look(meeting)
      unwatch = house.onChange((meeting) => look(meeting))
    },
    async close() {
      clearInterval(again)
      unwatch()
      await ledger.close()
    },
  }
}

async function openByKind(settings: Settings, { dir, fault, note, pace = {} }: Given): Promise<Ledger | CityLedger> {
  const {
    TOWNHALL_CHAIN: kind = 'none',
    TOWNHALL_CHAIN_ID: chainId,
    RPC_URL: rpcUrl,
    TOWNHALL_CHAIN_KEY: key,
  } = settings
  if (kind === 'none')
    return noLedger('this city has no chain (TOWNHALL_CHAIN is none): records are signed, not anchored')
  const common = {
    dir,
    key,
    pace,
    note: (text: string) => note('chain', text),
    onFault: (error: unknown) => fault('chain', error),
  }
  // Loaded where there is a chain only: it brings what reckons its signatures.
  const open = async (): Promise<typeof import('./ledger/ledger.ts')> => import('./ledger/ledger.ts')
  if (kind === 'rpc') {
    if (rpcUrl === '')
      throw new Error('TOWNHALL_CHAIN is rpc and RPC_URL is empty; name the chain’s node or set TOWNHALL_CHAIN')
    const {
      TOWNHALL_EAS: eas,
      TOWNHALL_CHAIN_MAX_GWEI: maxGwei,
      TOWNHALL_CHAIN_CONFIRMATIONS: confirmations,
    } = settings
    return (await open()).openLedger({ ...common, chainId, by: { rpcUrl, eas, maxGwei, confirmations } })
  }
  const program = anvilProgram()
  if (program === null) {
    const why =
      'this city has no chain: there is no anvil for this machine, neither from npm nor on the PATH; RPC_URL names another chain'
    note('chain', why)
    return noLedger(why)
  }
  return (await open()).openLedger({ ...common, chainId: chainId === ETHEREUM ? OWN_CHAIN : chainId, by: { program } })
}

/** What officers signed of a record, or will, the board takes from them alone: it is anchored before they change. */
function recordInHand(house: Meetings, board: string): string | null {
  const records = house.list().flatMap(({ meeting }) => {
    const state = house.stateOf(meeting)
    return state ? recordsOf(state) : []
  })
  const one = records.find((record) => record.board === board && IN_HAND.includes(record.life.is))
  return one ? `record ${one.id} is drawn up for the officers of now, and must be signed and anchored first` : null
}
const IN_HAND: readonly string[] = ['drawnUp', 'signedByChair', 'signed']

/**
 * As they were published, kept once: what is stamped is the SHA-256 of this file. What became of decisions later is not in it.
 * Throws a sentence where it is not the file any more that was to be stamped.
 */
function keptMinutes(path: string, { meeting, state }: Published, open: Stamps): string {
  if (!existsSync(path)) {
    const { records: _later, ...minutes } = minutesOf(state)
    writeWholeSync(path, canonicalJson({ meeting, ...minutes }), { mode: 0o644 })
  }
  const hash = hashOf(readFileSync(path))
  const stamped = open.hashOf({ kind: 'minutes', id: meeting })
  if (stamped !== null && stamped !== hash) throw new Error(changed(path, stamped))
  return hash
}

type Published = { readonly meeting: string; readonly state: MeetingState }
type Stamps = Pick<CityLedger, 'hashOf'>
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const changed = (what: string, stamped: string): string =>
  `${what} is not what was stamped (SHA-256 ${stamped}); put back the file as it was`

/** Never another file than the one that was stamped. */
function giveMinutes(
  dir: string,
  open: Stamps | null,
  { request, response }: { readonly request: Request; readonly response: Response },
): void {
  const meeting = String(request.params['meeting'])
  const path = join(dir, `${meeting}.json`)
  if (!/^[\w-]{1,100}$/.test(meeting) || !existsSync(path)) {
    response.status(404).json({ code: 404, error: `there are no published minutes of ${meeting.slice(0, 60)}` })
    return
  }
  const bytes = readFileSync(path)
  const stamped = open?.hashOf({ kind: 'minutes', id: meeting }) ?? null
  if (stamped !== null && stamped !== hashOf(bytes)) {
    response.status(500).json({ code: 500, error: changed(`the file of the minutes of ${meeting}`, stamped) })
    return
  }
  response.setHeader('cache-control', 'no-cache')
  response.setHeader('access-control-allow-origin', '*')
  response.type('json').send(bytes)
}
