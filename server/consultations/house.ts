// All consultations of this city: opened from their journals at the start, one desk each, owned by this server alone. Who acts is
// known by what they are to it, and stands in its journal under a number and without a name.
import { consultation as kernel, isConsultationDue } from '../../shared/civic/consultation.ts'
import {
  ConsultationCommand,
  type ConsultationState,
  type Consulted,
  type GivenTo,
  isConsulted,
  isReported,
} from '../../shared/civic/consultation-shape.ts'
import { SERVER } from '../../shared/civic/state.ts'
import { type Actor, isAtLeast } from '../../shared/kernel/system.ts'
import { complaint } from '../../shared/protocol/intent.ts'
import type { ConsultationListed } from '../../shared/protocol/consultations.ts'
import type { Journal } from '../journal/journal.ts'
import { accountsOf, type Asker, smallAddress } from '../kernels/asking.ts'
import { HeldElsewhere } from '../kernels/held-elsewhere.ts'
import { KernelDesk } from '../kernels/kernel-desk.ts'
import { beginKernel, idsIn, type KernelVerdict, timelineIn } from '../kernels/kernel-journal.ts'
import type { Tenancy } from '../kernels/tenancy.ts'
import type { Kept } from '../records/kept.ts'
import type { CityConsultations } from './contract.ts'
import { type FileHashes, filesOf, type Files } from './files.ts'
import { listedOf } from './told.ts'

export type ConsultationsOptions = {
  readonly journal: Journal
  readonly tenancy: Pick<Tenancy, 'own'>
  readonly city: string
  readonly build: string
  /** Where the files of those that are reported lie. */
  readonly kept: Pick<Kept, 'keep'>
  readonly saltKey: Uint8Array
  /** Where somebody has shown that they live, and until when; null for nowhere. */
  readonly residenceOf: (person: string) => Promise<{ readonly area: string; readonly untilMs: number } | null>
  readonly onFault: (where: string, error: unknown) => void
  /** What an operator should know and is no fault. */
  readonly onNote: (where: string, text: string) => void
  readonly nowMs?: () => number
  /** How often it is looked whether one opens or closes. */
  readonly tickMs?: number
}

type Desk = KernelDesk<ConsultationState, ConsultationCommand>
type Act = { readonly consultation: string; readonly command: unknown; readonly intent: string }

const TICK_MS = 1000
const MOST_CONSULTATIONS = 500
const SERVER_ACTOR: Actor = { id: SERVER, role: 'operator' }
/** The server's own, whoever sends them. */
const SERVERS_OWN: readonly string[] = ['consultation.noteResident', 'consultation.forget']
const ASKED: readonly string[] = ['consultation.submit', 'consultation.vote']

type Composed = FileHashes & { readonly seq: number; readonly participants: number }

export class Consultations implements CityConsultations {
  private readonly options: ConsultationsOptions
  private readonly nowMs: () => number
  private readonly desks = new Map<string, Desk>()
  /** Those that cannot be held here now, and why; those that another server holds are tried again. */
  private readonly others = new Map<string, Error>()
  private readonly files = new Map<string, FileHashes>()
  /** What its files are now, by the journal's number: they are large. */
  private readonly composed = new Map<string, Composed>()
  private readonly ticking: NodeJS.Timeout
  private isTaking = false
  private asked = 0

  private constructor(options: ConsultationsOptions) {
    this.options = options
    this.nowMs = options.nowMs ?? Date.now
    this.ticking = setInterval(() => this.tick(), options.tickMs ?? TICK_MS)
  }

  static async open(options: ConsultationsOptions): Promise<Consultations> {
    const house = new Consultations(options)
    for (const id of await idsIn(kernel, options.journal)) await house.take(id)
    return house
  }

  /** Those that ask now first, then what comes, then what was. */
  list(): ConsultationListed[] {
    const all = [...this.desks.values()].flatMap(({ state }) => (isConsulted(state) ? [listedOf(state)] : []))
    return all.sort((a, b) => rank(a) - rank(b) || b.closesAtMs - a.closesAtMs)
  }

  /** Null where there is none, or it is not held here. */
  stateOf(consultation: string): Consulted | null {
    const state = this.desks.get(consultation)?.state
    return state && isConsulted(state) ? state : null
  }

  seqOf(consultation: string): number {
    return this.desks.get(consultation)?.seq ?? -1
  }

  /** Of all that is played, for comparing two replays. */
  stateHashOf(consultation: string): string {
    return this.desks.get(consultation)?.stateHash() ?? ''
  }

  /** Why there is no such consultation here. */
  whyNot(consultation: string): string {
    return this.others.get(consultation)?.message ?? `there is no consultation ${consultation.slice(0, 40)}`
  }

  /** Of its files; null until it is reported. */
  hashesOf(consultation: string): FileHashes | null {
    const state = this.stateOf(consultation)
    if (!state || !isReported(state)) return null
    const known = this.files.get(consultation)
    if (known) return known
    const { statementsHash, votesHash } = this.composedNow(consultation, state)
    // What was journalled is what is told, whatever would be reckoned now.
    const hashes = { statementsHash, votesHash, reportHash: state.reportHash ?? '' }
    this.files.set(consultation, hashes)
    return hashes
  }

  evidenceOf(consultation: string): ReturnType<CityConsultations['evidenceOf']> {
    const state = this.stateOf(consultation)
    if (!state) return { reason: this.whyNot(consultation) }
    const hashes = this.hashesOf(consultation)
    if (!hashes)
      return { reason: `consultation ${consultation} is ${state.life}; it can be rested on when it is reported` }
    const { participants, reportHash } = this.composedNow(consultation, state)
    if (reportHash !== hashes.reportHash)
      return { reason: `the report of consultation ${consultation} is not what it was` }
    return { id: consultation, participants, ...hashes }
  }

  /** Who somebody is in it: what it names them by, else their number. Known by no name. */
  actorIn(state: ConsultationState, asker: Asker): Actor {
    const { who, role, sessionId } = asker
    if (!who || who.way === 'paired') return { id: who?.person ?? sessionId, role: who ? 'visitor' : role }
    const named = [...(state.about?.moderators ?? []), ...(state.about?.officers ?? [])]
    const id = accountsOf(asker).find((account) => named.includes(account)) ?? who.person
    return { id, role: isAtLeast(role, 'participant') ? role : 'participant' }
  }

  /** Notes where they live, as far as it asks; then what is theirs can be told. */
  async actorNow(consultation: string, asker: Asker): Promise<Actor | null> {
    const desk = this.desks.get(consultation)
    if (!desk) return null
    const actor = this.actorIn(desk.state, asker)
    const { about, life } = desk.state
    if (about?.area == null || life !== 'collecting' || actor.role === 'visitor' || !asker.who) return actor
    const home = await this.options.residenceOf(asker.who.person)
    if (home?.area !== about.area) return actor
    const command = { type: 'consultation.noteResident', person: actor.id, untilMs: home.untilMs } as const
    if (desk.check(SERVER_ACTOR, command) === null)
      await desk.act(SERVER_ACTOR, command, `resident ${actor.id} ${home.untilMs}`)
    return actor
  }

  /** Never rejects. The same intent of the same person is done once. */
  async act(asker: Asker, { consultation, command: raw, intent }: Act): Promise<KernelVerdict> {
    try {
      return await this.perform(asker, { consultation, command: raw, intent })
    } catch (error) {
      this.options.onFault(`consultation ${consultation}`, error)
      return { ok: false, reason: 'the consultation could not do that; it has been noted' }
    }
  }

  /** A new one. The verdict has its journal's number. */
  async setUp(asker: Asker, given: GivenTo<'consultation.setUp'>): Promise<KernelVerdict> {
    const { journal, tenancy, city, build } = this.options
    const { consultation } = given
    const [moderators, officers] = [given.moderators.map(smallAddress), given.officers.map(smallAddress)]
    const command = { ...given, moderators, officers }
    if (this.desks.has(consultation) || this.others.has(consultation))
      return { ok: false, reason: `there is a consultation ${consultation} already` }
    if (this.desks.size >= MOST_CONSULTATIONS)
      return { ok: false, reason: `this city has ${MOST_CONSULTATIONS} consultations already` }
    this.others.set(consultation, new Error(`consultation ${consultation} is being set up`))
    try {
      const named = [...moderators, ...officers]
      const id = accountsOf(asker).find((one) => named.includes(one)) ?? asker.who?.person ?? asker.sessionId
      const actor: Actor = { id, role: asker.role }
      const own = (): Promise<number | null> => tenancy.own(timelineIn(kernel, consultation))
      const begin = { id: consultation, city, build, atMs: this.nowMs(), actor, command }
      const begun = await beginKernel(kernel, { journal, own }, begin)
      this.others.delete(consultation)
      if (begun.ok) await this.take(consultation)
      return begun
    } catch (error) {
      this.others.delete(consultation)
      return { ok: false, reason: `not recorded: ${error instanceof Error ? error.message : String(error)}` }
    }
  }

  /** They have had their account erased. */
  async forget(persons: readonly string[]): Promise<void> {
    for (const desk of this.desks.values())
      for (const person of persons)
        if (
          desk.state.statements.some(({ by }) => by === person) ||
          desk.state.residents.some((one) => one.person === person)
        )
          await desk.act(SERVER_ACTOR, { type: 'consultation.forget', person }, `forget ${person} ${++this.asked}`)
  }

  /** Each that is held here. */
  states(): Consulted[] {
    return [...this.desks.values()].flatMap(({ state }) => (isConsulted(state) ? [state] : []))
  }

  async close(): Promise<void> {
    clearInterval(this.ticking)
    await Promise.all([...this.desks.values()].map((desk) => desk.close()))
  }

  private async perform(asker: Asker, { consultation, command: raw, intent }: Act): Promise<KernelVerdict> {
    const desk = this.desks.get(consultation)
    const state = this.stateOf(consultation)
    if (!desk || !state) return { ok: false, reason: this.whyNot(consultation) }
    const { type } = raw as { readonly type?: unknown }
    if (SERVERS_OWN.some((own) => own === type))
      return { ok: false, reason: `${String(type)} is the server's own; nobody else sends it` }
    // Of a report its groups are given; what it is the hash of is the server's to put together.
    const isReport = type === 'consultation.report'
    const whole = isReport ? { ...(raw as object), reportHash: '0'.repeat(64) } : raw
    const parsed = ConsultationCommand.safeParse(whole)
    if (!parsed.success) return { ok: false, reason: complaint(parsed.error, 'that command') }
    const given = parsed.data
    if (asker.who?.way === 'paired')
      return {
        ok: false,
        reason: `this headset was lent a session to look and speak; answer on the phone that lent it`,
      }
    if (!asker.who) return { ok: false, reason: `guests read; sign in to take part in consultation ${consultation}` }
    if (given.type === 'consultation.setUp' && given.consultation !== consultation)
      return { ok: false, reason: `consultation ${consultation} cannot become consultation ${given.consultation}` }
    const actor = ASKED.includes(given.type)
      ? ((await this.actorNow(consultation, asker)) ?? this.actorIn(state, asker))
      : this.actorIn(state, asker)
    if (given.type !== 'consultation.report') return desk.act(actor, given, intent)
    const before = desk.known(actor.id, intent)
    if (before !== null) return { ok: true, seq: before }
    const refused = desk.check(actor, given)
    if (refused !== null) return { ok: false, reason: refused }
    const { statements, votes, report, ...hashes } = this.compose(state, given.groups)
    // On the disk before the journal names them.
    for (const file of [statements, votes, report]) await this.options.kept.keep(file)
    return desk.act(actor, { ...given, reportHash: hashes.reportHash }, intent)
  }

  /** Once for what is in its journal. */
  private composedNow(consultation: string, state: Consulted): Composed {
    const seq = this.seqOf(consultation)
    const known = this.composed.get(consultation)
    if (known?.seq === seq) return known
    const { statementsHash, votesHash, reportHash, votes } = this.compose(state, state.groups)
    const now = { seq, statementsHash, votesHash, reportHash, participants: votes.participants }
    this.composed.set(consultation, now)
    return now
  }

  private compose(state: Consulted, groups: GivenTo<'consultation.report'>['groups']): Files & FileHashes {
    return filesOf(state, groups, this.options.saltKey)
  }

  /** Makes it ours and plays it; where that cannot be it is kept in `others` with the sentence. */
  private async take(id: string): Promise<void> {
    const { journal, tenancy, build, onFault, onNote } = this.options
    const token = await tenancy.own(timelineIn(kernel, id))
    const elsewhere = new HeldElsewhere(`consultation ${id}`)
    if (token === null) return void this.others.set(id, elsewhere)
    try {
      const desk = await KernelDesk.open({
        kind: kernel,
        id,
        journal,
        token,
        build,
        nowMs: this.nowMs,
        onFault,
        isStepDue: isConsultationDue,
        // Opinions of two people do not meet.
        voiceOf: (_state, command, actor) => (command.type === 'consultation.vote' ? actor.id : null),
        onPlayed: () => {},
        onLost: () => {
          this.desks.delete(id)
          this.others.set(id, elsewhere)
          onNote(`consultation ${id}`, 'another server holds it now')
        },
      })
      this.desks.set(id, desk)
      this.others.delete(id)
    } catch (error) {
      const why = error instanceof Error ? error : new Error(String(error))
      this.others.set(id, why)
      onNote(`consultation ${id}`, why.message)
    }
  }

  private tick(): void {
    for (const desk of this.desks.values()) desk.tick()
    if (this.isTaking || this.others.size === 0) return
    this.isTaking = true
    void this.takeOthers().finally(() => (this.isTaking = false))
  }

  /** Held elsewhere until a moment ago, perhaps. */
  private async takeOthers(): Promise<void> {
    for (const [id, why] of this.others) if (why instanceof HeldElsewhere) await this.take(id)
  }
}

const ORDER: readonly ConsultationListed['life'][] = [
  'collecting',
  'announced',
  'closed',
  'reported',
  'answered',
  'archived',
  'draft',
]
const rank = ({ life }: ConsultationListed): number => ORDER.indexOf(life)
