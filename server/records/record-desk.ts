// Records of the city's decisions: drawn up from a meeting and kept by their hash, signed by officers, handed to the ledger,
// noted as anchored. What is official about them is in the meetings' journals; here nothing is remembered that a start could
// lose. One is drawn up at a time, so that those of a body are one chain.
import type { Given } from '../../shared/civic/commands.ts'
import type { Hashes } from '../../shared/civic/parts.ts'
import type { RecordHeld } from '../../shared/civic/record-shape.ts'
import { recordOf, recordsOf } from '../../shared/civic/records.ts'
import { type Held, motionOf } from '../../shared/civic/state.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import {
  type Attestation,
  type DecisionRecord,
  outsideOf,
  RecordBody,
  RecordEvidence,
} from '../../shared/records/format.ts'
import { SIGNING, signingDomain, signingMessage } from '../../shared/records/signing.ts'
import type { Ledger, Place } from '../ledger/contract.ts'
import { normalSignature, recoverTyped } from '../ledger/typed-data.ts'
import { SERVER_ACTOR } from '../meetings/desk.ts'
import type { House } from '../meetings/house.ts'
import type { Journal } from '../journal/journal.ts'
import { officersOf } from './build-people.ts'
import { buildBody, checkSignable, hashOfJson, NO_EVIDENCE, utc } from './build.ts'
import { recordIdOf } from './record-id.ts'
import { headOf, noticeOf } from './from-journal.ts'
import type { Kept } from './kept.ts'
import type { Software } from './software.ts'

export type Done<T> =
  | ({ readonly ok: true } & T)
  | {
      readonly ok: false
      readonly status: 400 | 403 | 404 | 409 | 503
      readonly reason: string
      /** Where it is known when it may be asked again. */
      readonly againInS?: number
    }

export type RecordDesk = {
  drawUp(
    actor: Actor,
    asked: {
      readonly meeting: string
      readonly motion: string
      readonly language: RecordBody['language']
      readonly supersedes?: string | undefined
    },
  ): Promise<Done<{ readonly record: string; readonly recordHash: string }>>
  sign(
    actor: Actor,
    asked: Pick<Given<'meeting.signRecord'>, 'record' | 'role' | 'signer' | 'signature'>,
  ): Promise<Done<{ readonly seq: number }>>
  /** The whole file; null where there is no such record here. */
  file(record: string): Promise<Done<{ readonly file: DecisionRecord }> | null>
  find(record: string): { readonly state: Held; readonly held: RecordHeld } | null
  /** All there are, newest first. */
  list(): { readonly state: Held; readonly held: RecordHeld }[]
  /** Hands what is signed to the ledger and notes what is anchored; never rejects. */
  settle(): Promise<void>
  close(): Promise<void>
}

export type RecordDeskOptions = {
  readonly house: Pick<House, 'list' | 'stateOf' | 'deskOf' | 'isWhole' | 'onChange'>
  readonly journal: Journal
  readonly hashes: Hashes
  readonly city: { readonly id: string; readonly name: string }
  readonly bodies: Kept
  readonly evidence: Kept
  readonly ledger: Ledger
  readonly software: Software
  /** Which of these addresses are wallets that are contracts, whose signatures no file can prove. */
  readonly contractsAmong?: (addresses: readonly string[]) => Promise<readonly string[]>
  readonly nowMs?: () => number
  readonly onFault: (where: string, error: unknown) => void
}

/** What the ledger could not take is offered again. */
const AGAIN_MS = 5000

export function openRecordDesk(options: RecordDeskOptions): RecordDesk {
  const { house, journal, hashes, city, bodies, evidence, ledger, software, onFault } = options
  const nowMs = options.nowMs ?? Date.now
  let turn: Promise<unknown> = Promise.resolve()
  let settling: Promise<void> | null = null
  let isAskedAgain = false
  let isClosed = false

  const all = (): { state: Held; held: RecordHeld }[] =>
    house
      .list()
      .flatMap(({ meeting }) => house.stateOf(meeting) ?? [])
      .flatMap((state) => recordsOf(state).map((held) => ({ state, held })))
      .sort((a, b) => b.held.atMs - a.held.atMs || (a.held.id < b.held.id ? -1 : 1))
  const find = (record: string) => all().find(({ held }) => held.id === record) ?? null

  /** The last of a body's chain: the one no other names as the one before. */
  async function lastOf(body: string): Promise<string | null> {
    const own = all().filter(({ state }) => state.about.body === body)
    const before = new Set<string | null>()
    for (const { held } of own) before.add((await bodyOf(held)).prevRecordHash)
    return own.find(({ held }) => !before.has(held.recordHash))?.held.recordHash ?? null
  }

  const read = new Map<string, RecordBody>()
  /** Throws the sentence where the file is not what was drawn up. */
  async function bodyOf({ id, recordHash }: RecordHeld): Promise<RecordBody> {
    const known = read.get(recordHash)
    if (known) return known
    const kept = await bodies.read(recordHash)
    if (typeof kept === 'string') throw new Error(GONE[kept](`record ${id}`))
    const body = RecordBody.parse(kept.value)
    if (read.size >= MOST_READ) read.clear()
    read.set(recordHash, body)
    return body
  }

  async function evidenceOf(poll: string, given: readonly string[]): Promise<RecordEvidence> {
    const [hash, another] = given
    if (hash === undefined) return NO_EVIDENCE
    if (another !== undefined)
      throw new Error(`vote ${poll} rests on ${given.length} pieces of evidence; a record holds one`)
    const kept = await evidence.read(hash)
    if (typeof kept === 'string') throw new Error(GONE[kept](`the evidence of vote ${poll}`))
    return RecordEvidence.parse(kept.value)
  }

  async function chainFor(state: Held): Promise<Place | null> {
    if (ledger.status().state === 'none') return null
    const officers = officersOf(state).flatMap(({ role, address }) => (address === null ? [] : [{ role, address }]))
    return ledger.boardOf(state.about.body, officers)
  }

  /** Whoever must sign it needs a key; somebody known by a contract alone has none. */
  async function checkKeys(state: Held): Promise<string | null> {
    const officers = officersOf(state).filter(({ role }) => role !== 'member')
    const keys = officers.flatMap(({ address }) => address ?? [])
    const contracts = (await options.contractsAmong?.(keys)) ?? []
    for (const role of ['chair', 'secretary'] as const) {
      const those = officers.filter((one) => one.role === role)
      const unfit = those.filter(({ address }) => address === null || contracts.includes(address))
      if (unfit.length === those.length && those.length > 0)
        return `nobody could sign as ${role}: ${unfit.map(({ name }) => name).join(', ')} is known by a wallet that is a contract, whose signature no record can prove; link a key or a passkey to that account and look into meeting ${state.about.meeting} again`
    }
    return null
  }

  const drawUp: RecordDesk['drawUp'] = async (actor, { meeting, motion: id, language, supersedes }) => {
    const desk = house.deskOf(meeting)
    if (!desk) return refused(404, `there is no meeting ${meeting}`)
    if (!house.isWhole()) return refused(503, 'another server of this city holds meetings; records wait for it')
    const { state } = desk
    const motion = motionOf(state, id)
    const poll = state.polls.findLast(
      ({ subject, life }) => subject.kind === 'motion' && subject.motion === id && life.is !== 'void',
    )
    if (!motion || !poll) return refused(404, `there is no vote on a motion ${id} in meeting ${meeting}`)
    const record = recordIdOf(meeting, poll)
    const blank = { type: 'meeting.drawUpRecord', record, motion: id, poll: poll.id, board: null } as const
    const replaced = supersedes === undefined ? {} : { supersedes }
    const wrong = desk.check(actor, { ...blank, ...replaced, recordHash: '0'.repeat(64) })
    if (wrong !== null) return refused(statusOf(wrong), wrong)
    const unfit = checkSignable(state) ?? checkReplaced(find, supersedes, state)
    if (unfit !== null) return refused(409, unfit)
    const byContract = await checkKeys(state)
    if (byContract !== null) return refused(409, byContract)
    const [chain, prevRecordHash, notice] = await Promise.all([
      chainFor(state),
      lastOf(state.about.body),
      noticeOf(journal, meeting),
    ])
    const founded = await evidenceOf(poll.id, poll.evidence)
    if (!('result' in poll.life)) return refused(409, `vote ${poll.id} is ${poll.life.is}`)
    const { life } = poll
    // Nothing comes between the state that is built from and where the journal stood.
    let head = await headOf(journal, desk)
    while (head.lastSeq !== desk.seq) head = await headOf(journal, desk)
    const body = buildBody({
      state: desk.state,
      motion,
      poll: { ...poll, life },
      recordId: record,
      prevRecordHash,
      supersedes: supersedes ?? null,
      language,
      createdAtMs: Math.max(nowMs(), state.nowMs),
      jurisdiction: city.name,
      city,
      chain,
      notice,
      journal: head,
      evidence: founded,
      hashes,
      domain: hashes.ballotDomain,
      software,
    })
    const recordHash = await bodies.keep(body)
    const command = { ...blank, ...replaced, recordHash, board: chain?.board ?? null }
    const verdict = await desk.act(actor, command, `record ${recordHash}`)
    return verdict.ok ? { ok: true, record, recordHash } : refused(statusOf(verdict.reason), verdict.reason)
  }

  async function attestationsOf(held: RecordHeld): Promise<Attestation[]> {
    return held.signatures.map(({ role, signer, signature, atMs }) => ({
      role,
      signer,
      signature,
      signedAt: utc(atMs),
    }))
  }

  async function anchor({ state, held }: { readonly state: Held; readonly held: RecordHeld }): Promise<void> {
    const found = ledger.anchorOf(held.recordHash)
    if (found === null) {
      if (held.board === null) return
      const { recordHash, id: recordId, board } = held
      const { prevRecordHash } = await bodyOf(held)
      const signatures = await attestationsOf(held)
      return ledger.anchorDecision({ board, recordId, recordHash, prevRecordHash, signatures })
    }
    const command = { type: 'meeting.noteAnchored', record: held.id, anchor: found } as const
    const desk = house.deskOf(state.about.meeting)
    const verdict = await desk?.act(SERVER_ACTOR, command, `anchored ${held.recordHash}`)
    if (verdict && !verdict.ok && !verdict.reason.includes('already')) throw new Error(verdict.reason)
  }

  /** A record of one meeting in the place of one of another. */
  async function supersede({ held }: { readonly held: RecordHeld }): Promise<void> {
    const older = held.supersedes === null ? null : find(held.supersedes)
    if (!older || !REPLACEABLE.includes(older.held.life.is) || !PUBLISHED.includes(held.life.is)) return
    const command = { type: 'meeting.noteSuperseded', record: older.held.id, by: held.id } as const
    const verdict = await house
      .deskOf(older.state.about.meeting)
      ?.act(SERVER_ACTOR, command, `superseded ${held.recordHash}`)
    if (verdict && !verdict.ok) throw new Error(verdict.reason)
  }

  async function settleOnce(): Promise<void> {
    for (const one of all()) {
      if (isClosed) return
      try {
        if (one.held.life.is === 'signed' && one.held.board !== null) await anchor(one)
        else await supersede(one)
      } catch (error) {
        onFault(`record ${one.held.id}`, error)
      }
    }
  }

  const settle = (): Promise<void> => {
    isAskedAgain = true
    settling ??= (async () => {
      while (isAskedAgain) {
        isAskedAgain = false
        await settleOnce()
      }
      settling = null
    })()
    return settling
  }

  const waits = (): boolean => all().some(({ held }) => held.life.is === 'signed' && held.board !== null)
  const again = setInterval(() => {
    if (waits()) void settle()
  }, AGAIN_MS).unref()
  const deaf = ledger.onAnchored(() => void settle())
  const unheard = house.onChange((meeting) => {
    const state = house.stateOf(meeting)
    if (state && recordsOf(state).length > 0) void settle()
  })

  return {
    drawUp(actor, asked) {
      const mine = turn.then(() => drawUp(actor, asked)).catch(unavailable)
      turn = mine
      return mine
    },
    async sign(actor, { record, role, signer, signature }) {
      const found = find(record)
      if (!found) return refused(404, `there is no record ${record}`)
      const { state, held } = found
      const desk = house.deskOf(state.about.meeting)
      if (!desk) return refused(404, `there is no record ${record}`)
      const normal = normalSignature(signature)
      if (normal === null) return refused(400, 'that is no signature of a key in its first form (low s)')
      const isSame = held.signatures.some(
        (one) => one.role === role && one.signature === normal && one.person === actor.id,
      )
      if (isSame) return { ok: true, seq: desk.seq }
      const command = { type: 'meeting.signRecord', record, role, signer, signature: normal } as const
      const wrong = desk.check(actor, command)
      if (wrong !== null) return refused(statusOf(wrong), wrong)
      try {
        const { authority } = await bodyOf(held)
        if (role !== 'member' && !authority.officers.some((one) => one.role === role && one.address === signer))
          return refused(403, `${signer} is no ${role} in record ${record}`)
        const domain = signingDomain(authority.chain)
        const by = recoverTyped(domain, { Decision: SIGNING }, signingMessage(held.recordHash, role), normal)
        if (by !== signer)
          return refused(400, `the signature is not that of ${signer} over record ${record} as ${role}`)
      } catch (error) {
        return unavailable(error)
      }
      const verdict = await desk.act(actor, command, `sign ${record} ${role} ${signer}`)
      if (!verdict.ok) return refused(statusOf(verdict.reason), verdict.reason)
      void settle()
      return { ok: true, seq: verdict.seq }
    },
    async file(record) {
      const found = find(record)
      if (!found) return null
      try {
        const { held } = found
        const outside = {
          recordHash: held.recordHash,
          attestations: await attestationsOf(held),
          anchor: held.anchor,
        }
        const file = { body: await bodyOf(held), ...outside, outsideHash: hashOfJson(outsideOf(outside)) }
        return { ok: true, file }
      } catch (error) {
        return unavailable(error)
      }
    },
    find,
    list: all,
    settle,
    async close() {
      isClosed = true
      clearInterval(again)
      deaf()
      unheard()
      await turn
      await settling
    },
  }
}

const MOST_READ = 500
const PUBLISHED: readonly RecordHeld['life']['is'][] = ['published', 'inForce', 'executed']
const REPLACEABLE = PUBLISHED

const GONE = {
  gone: (what: string): string => `the file of ${what} is gone from this server`,
  changed: (what: string): string => `the file of ${what} is not the one that was kept: its hash is another`,
} as const

const refused = (status: 400 | 403 | 404 | 409 | 503, reason: string) => ({ ok: false, status, reason }) as const
const unavailable = (error: unknown) => refused(503, error instanceof Error ? error.message : String(error))

const statusOf = (reason: string): 403 | 404 | 409 | 503 =>
  reason.startsWith('not recorded')
    ? 503
    : / is for | is here as | signs with | has no key /.test(reason)
      ? 403
      : reason.startsWith('there is no')
        ? 404
        : 409

/** One that is in another meeting is not the rules' to look at. */
function checkReplaced(find: RecordDesk['find'], supersedes: string | undefined, state: Held): string | null {
  if (supersedes === undefined || recordOf(state, supersedes)) return null
  const older = find(supersedes)
  if (!older) return `there is no record ${supersedes} to supersede`
  if (older.state.about.body !== state.about.body)
    return `record ${supersedes} is of ${older.state.about.body}; ${state.about.body} cannot supersede it`
  return REPLACEABLE.includes(older.held.life.is)
    ? null
    : `record ${supersedes} is not published; nothing supersedes it`
}
