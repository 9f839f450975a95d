// All meetings of this city: opened from their journals at the start, one desk each, owned by this server alone. Lines of people
// come and go; whoever's last line is gone for a while is gone from the meeting. Who asks is known by what they are to it.
import { MeetingCommand, type Given } from '../../shared/civic/commands.ts'
import type { Hashes } from '../../shared/civic/parts.ts'
import { type Held, isInSession, isOver, pollOf, presentIds } from '../../shared/civic/state.ts'
import type { MeetingListed } from '../../shared/civic/told-meeting.ts'
import type { Actor, Command } from '../../shared/kernel/system.ts'
import { complaint } from '../../shared/protocol/intent.ts'
import { MEETINGS, type MeetingsNews } from '../../shared/protocol/meetings.ts'
import { sha256 } from '../journal/chain.ts'
import type { Journal } from '../journal/journal.ts'
import type { BallotBox } from './ballots.ts'
import type { Asker, CityMeetings, MeetingLine, MeetingVerdict } from './contract.ts'
import { Desk, SERVER_ACTOR } from './desk.ts'
import { beginMeeting, meetingsIn, timelineOf } from './meeting-journal.ts'
import type { ProvenBallots } from './proven-ballots.ts'
import { Telling } from './telling.ts'
import { HeldElsewhere } from '../kernels/held-elsewhere.ts'
import type { Tenancy } from '../kernels/tenancy.ts'
import { actorIn, actorOfSetUp, checkDevice, keyToNote, withSmallAddresses } from './who.ts'

export type HouseOptions = {
  readonly journal: Journal
  readonly tenancy: Tenancy
  readonly box: BallotBox
  /** Without, no thread is started before the first proof comes. */
  readonly proven?: Pick<ProvenBallots, 'prepare'>
  readonly hashes: Hashes
  readonly city: string
  readonly build: string
  readonly onFault: (where: string, error: unknown) => void
  /** What an operator should know and is no fault. */
  readonly onNote: (where: string, text: string) => void
  readonly nowMs?: () => number
  /** Why a vote cannot rest on these; null where it can. Without, nothing is known of evidence here. */
  readonly checkEvidence?: (hashes: readonly string[]) => Promise<string | null>
  /** Who has no line any more is gone after so long. */
  readonly graceMs?: number
  /** And so much later still where this server has just begun to hold the meeting. */
  readonly returnMs?: number
  /** How often it is looked whether anything is over, or anybody gone. */
  readonly tickMs?: number
}

type Room = { readonly desk: Desk; readonly telling: Telling; readonly seenMs: Map<string, number> }

const GRACE_MS = 20_000
/** After a start everybody's line was lost at once: so much longer is waited for them. */
const RETURN_MS = 60_000
const TICK_MS = 1000
const LIST_EVERY_MS = 1000
const MOST_MEETINGS = 2000
/** Everybody is told of so many, those that matter now first; `GET /meetings` has them all. */
const MOST_LISTED = 200
/** The server's own, whoever sends them. */
const SERVERS_OWN: readonly string[] = [
  'meeting.noteGone',
  'meeting.noteKey',
  'meeting.freezeQuestion',
  'meeting.castSecretBallot',
  'meeting.castProvenBallot',
  'meeting.noteRefusedBallot',
  'meeting.noteAnchored',
  'meeting.noteDeed',
  'meeting.noteExecuted',
  'meeting.noteSuperseded',
]
/** Acts that begin with something the server writes or checks: they come by a route of their own. */
const BY_ROUTE: Readonly<Record<string, string>> = {
  'meeting.drawUpRecord': 'POST /meetings/MEETING/records',
  'meeting.signRecord': 'POST /records/RECORD/sign',
}

export class House implements CityMeetings {
  private readonly options: HouseOptions
  private readonly nowMs: () => number
  private readonly rooms = new Map<string, Room>()
  /** Those that cannot be held here now, and why; those that another server holds are tried again. */
  private readonly others = new Map<string, Error>()
  private readonly lines = new Map<MeetingLine, string | null>()
  /** Acts that are being judged, so that a resend waits for the same verdict. */
  private readonly underWay = new Map<string, Promise<MeetingVerdict>>()
  private readonly ticking: NodeJS.Timeout
  private listing: NodeJS.Timeout | null = null
  private listedAtMs = -Infinity
  private toldList = ''
  private isTaking = false
  private gone = 0
  private readonly listeners = new Set<(meeting: string) => void>()

  private constructor(options: HouseOptions) {
    this.options = options
    this.nowMs = options.nowMs ?? Date.now
    this.ticking = setInterval(() => this.tick(), options.tickMs ?? TICK_MS)
  }

  static async open(options: HouseOptions): Promise<House> {
    const house = new House(options)
    for (const meeting of await meetingsIn(options.journal)) await house.take(meeting)
    return house
  }

  list(): MeetingListed[] {
    return [...this.rooms.values()].map(({ telling }) => telling.listed()).sort(byTime)
  }

  /** Whether all there are, are held here. */
  isWhole(): boolean {
    return this.others.size === 0
  }

  /** Null where there is none, or it is not held here. */
  stateOf(meeting: string): Held | null {
    return this.rooms.get(meeting)?.desk.state ?? null
  }

  /** Of a meeting's journal; -1 where it is not held here. */
  seqOf(meeting: string): number {
    return this.rooms.get(meeting)?.desk.seq ?? -1
  }

  deskOf(meeting: string): Desk | null {
    return this.rooms.get(meeting)?.desk ?? null
  }

  /** Why there is no such meeting here. */
  whyNot(meeting: string): string {
    return this.others.get(meeting)?.message ?? `there is no meeting ${meeting.slice(0, 40)}`
  }

  /** Told after every commit that may have changed more than ballots, and when a meeting is taken; answers how to stop. */
  onChange(listener: (meeting: string) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  join(line: MeetingLine): void {
    this.lines.set(line, null)
    line.send(MEETINGS, this.news())
  }

  leave(line: MeetingLine): void {
    this.watch(line, null)
    this.lines.delete(line)
  }

  watch(line: MeetingLine, meeting: string | null): void {
    const before = this.lines.get(line)
    if (before === undefined) return
    if (before !== null) this.rooms.get(before)?.telling.unwatch(line)
    this.lines.set(line, meeting)
    if (meeting === null) return
    const room = this.rooms.get(meeting)
    room?.telling.watch(line)
    const fault = (error: unknown): void => this.options.onFault(`meeting ${meeting}`, error)
    if (room) this.noteKey(room.desk, line.asker()).catch(fault)
  }

  async act(
    asker: Asker,
    { meeting, command, intent }: { readonly meeting: string; readonly command: unknown; readonly intent: string },
  ): Promise<MeetingVerdict> {
    const room = this.rooms.get(meeting)
    if (!room) return { ok: false, reason: this.whyNot(meeting) }
    const actor = actorIn(room.desk.state, asker)
    const key = JSON.stringify([meeting, actor.id, intent])
    const before = this.underWay.get(key)
    if (before) return before
    const verdict = this.perform(room, { asker, actor, command, intent }).catch((error: unknown) => {
      this.options.onFault(`meeting ${meeting}`, error)
      return { ok: false, reason: 'the meeting could not do that; it has been noted' } as const
    })
    this.underWay.set(key, verdict)
    void verdict.finally(() => this.underWay.delete(key))
    return verdict
  }

  /** Why who asks may not, before anything is done; null where they may. */
  check(asker: Asker, meeting: string, command: MeetingCommand): string | null {
    const room = this.rooms.get(meeting)
    if (!room) return this.whyNot(meeting)
    return checkDevice(asker, command.type) ?? room.desk.check(actorIn(room.desk.state, asker), command)
  }

  /** A new one. The verdict has its journal's number. */
  async setUp(asker: Asker, given: Given<'meeting.setUp'>): Promise<MeetingVerdict> {
    const { journal, tenancy, city, build } = this.options
    const command = withSmallAddresses(given)
    const { meeting } = command
    if (this.rooms.has(meeting) || this.others.has(meeting))
      return { ok: false, reason: `there is a meeting ${meeting} already` }
    if (this.rooms.size >= MOST_MEETINGS)
      return { ok: false, reason: `this city has ${MOST_MEETINGS} meetings already` }
    if (checkDevice(asker, command.type)) return { ok: false, reason: checkDevice(asker, command.type) ?? '' }
    this.others.set(meeting, new Error(`meeting ${meeting} is being set up`))
    try {
      const actor = actorOfSetUp(command, asker)
      const atMs = this.nowMs()
      const own = (): Promise<number | null> => tenancy.own(timelineOf(meeting))
      const begun = await beginMeeting(journal, own, { meeting, city, build, atMs, actor, command })
      this.others.delete(meeting)
      if (!begun.ok) return begun
      await this.take(meeting)
      this.listSoon()
      return begun
    } catch (error) {
      this.others.delete(meeting)
      return { ok: false, reason: `not recorded: ${error instanceof Error ? error.message : String(error)}` }
    }
  }

  counts(): { meetings: number; inSession: number; ballots: number; refused: number; watching: number } {
    const { cast, refused } = this.options.box.counts()
    const inSession = [...this.rooms.values()].filter(({ desk }) => isInSession(desk.state)).length
    const watching = [...this.lines.values()].filter((meeting) => meeting !== null).length
    return { meetings: this.rooms.size, inSession, ballots: cast, refused, watching }
  }

  async close(): Promise<void> {
    clearInterval(this.ticking)
    if (this.listing) clearTimeout(this.listing)
    for (const { telling } of this.rooms.values()) telling.close()
    await Promise.all([...this.rooms.values()].map(({ desk }) => desk.close()))
    await this.options.tenancy.close()
  }

  private async perform(
    room: Room,
    { asker, actor, command: raw, intent }: { asker: Asker; actor: Actor; command: unknown; intent: string },
  ): Promise<MeetingVerdict> {
    const { desk, telling, seenMs } = room
    const parsed = MeetingCommand.safeParse(raw)
    const type = parsed.data?.type ?? (raw as Partial<Command> | null)?.type
    if (SERVERS_OWN.some((own) => own === type))
      return { ok: false, reason: `${String(type)} is the server's own; nobody else sends it` }
    const route = BY_ROUTE[type ?? '']
    if (route !== undefined) return { ok: false, reason: `${String(type)} is asked for by ${route}` }
    if (!parsed.success) return { ok: false, reason: complaint(parsed.error, 'that command') }
    const command = parsed.data.type === 'meeting.setUp' ? withSmallAddresses(parsed.data) : parsed.data
    if (command.type === 'meeting.setUp' && command.meeting !== desk.meeting)
      return { ok: false, reason: `meeting ${desk.meeting} cannot become meeting ${command.meeting}` }
    if (actor.role === 'visitor')
      return { ok: false, reason: `guests watch; sign in to take part in meeting ${desk.meeting}` }
    const wrong = checkDevice(asker, command.type)
    if (wrong !== null) return { ok: false, reason: wrong }
    // Whoever acts over HTTP has no line and is here all the same.
    seenMs.set(actor.id, this.nowMs())
    await this.noteKey(desk, asker)
    const unfounded = await this.checkFounded(desk.state, command)
    if (unfounded !== null) return { ok: false, reason: unfounded }
    if (command.type === 'meeting.openPoll') {
      this.options.box.prepare(desk.state)
      if (pollOf(desk.state, command.poll)?.secretBy === 'proof') this.options.proven?.prepare()
    }
    if (command.type !== 'meeting.castBallot') return desk.act(actor, command, intent)
    const verdict = await this.options.box.cast(desk, { actor, command, intent })
    // The voter's receipt waits for nothing; of a secret vote the desk does not know whose it is.
    if (pollOf(desk.state, command.poll)?.method === 'secret') telling.tellOwnOf(new Set([actor.id]))
    return verdict
  }

  /** Who is known by a wallet that is a contract signs with the key they have linked, from the moment they come. */
  private async noteKey(desk: Desk, asker: Asker): Promise<void> {
    const command = keyToNote(desk.state, asker)
    if (command && desk.check(SERVER_ACTOR, command) === null)
      await desk.act(SERVER_ACTOR, command, `key ${sha256(JSON.stringify(command)).slice(0, 24)}`)
  }

  /** What a vote rests on is here when it is prepared, and still what it was when it is opened. */
  private async checkFounded(state: Held, command: MeetingCommand): Promise<string | null> {
    const { checkEvidence } = this.options
    if (!checkEvidence || (command.type !== 'meeting.preparePoll' && command.type !== 'meeting.openPoll')) return null
    const rests = command.type === 'meeting.preparePoll' ? command.evidence : pollOf(state, command.poll)?.evidence
    const wrong = rests && rests.length > 0 ? await checkEvidence(rests) : null
    return wrong === null ? null : `vote ${command.poll}: ${wrong}`
  }

  /** Makes it ours and plays it; where that cannot be it is kept in `others` with the sentence. */
  private async take(meeting: string): Promise<void> {
    const { journal, tenancy, build, onFault, onNote } = this.options
    const token = await tenancy.own(timelineOf(meeting))
    if (token === null) return void this.others.set(meeting, new HeldElsewhere(`meeting ${meeting}`))
    try {
      const desk = await Desk.open({
        meeting,
        journal,
        token,
        build,
        nowMs: this.nowMs,
        onChanged: (change) => {
          room.telling.changed(change)
          if (change.polls === null) this.options.box.forget([...this.rooms.values()].map((one) => one.desk.state))
          this.listSoon()
          if (change.polls === null) this.tellChange(meeting)
        },
        onLost: () => this.lose(meeting),
        onFault,
      })
      const telling = new Telling(desk, this.options.hashes, this.nowMs)
      const room: Room = { desk, telling, seenMs: new Map() }
      this.rooms.set(meeting, room)
      this.others.delete(meeting)
      const backByMs = this.nowMs() + (this.options.returnMs ?? RETURN_MS)
      for (const person of presentIds(desk.state)) room.seenMs.set(person, backByMs)
      for (const [line, watched] of this.lines) if (watched === meeting) telling.watch(line)
      this.tellChange(meeting)
    } catch (error) {
      const why = error instanceof Error ? error : new Error(String(error))
      this.others.set(meeting, why)
      onNote(`meeting ${meeting}`, why.message)
    }
  }

  private tellChange(meeting: string): void {
    for (const listener of this.listeners) listener(meeting)
  }

  private lose(meeting: string): void {
    this.rooms.get(meeting)?.telling.close()
    this.rooms.delete(meeting)
    this.others.set(meeting, new HeldElsewhere(`meeting ${meeting}`))
    this.options.onNote(`meeting ${meeting}`, 'another server holds it now')
    this.listSoon()
  }

  private tick(): void {
    for (const room of this.rooms.values()) {
      try {
        if (!isOver(room.desk.state)) this.noteGone(room)
        room.desk.tick()
      } catch (error) {
        this.options.onFault(`meeting ${room.desk.meeting}`, error)
      }
    }
    if (!this.isTaking && this.others.size > 0) {
      this.isTaking = true
      void this.takeOthers().finally(() => (this.isTaking = false))
    }
  }

  /** Held elsewhere until a moment ago, perhaps. */
  private async takeOthers(): Promise<void> {
    for (const [meeting, why] of this.others) if (why instanceof HeldElsewhere) await this.take(meeting)
  }

  /** Whoever has no line any more, in no window and on no device. */
  private noteGone({ desk, seenMs }: Room): void {
    const nowMs = this.nowMs()
    const { state } = desk
    const present = presentIds(state)
    if (present.length === 0) return
    const here = new Set([...this.lines.keys()].map((line) => actorIn(state, line.asker()).id))
    for (const person of present) {
      if (here.has(person)) seenMs.set(person, nowMs)
      const sinceMs = seenMs.get(person) ?? nowMs
      seenMs.set(person, sinceMs)
      if (nowMs - sinceMs < (this.options.graceMs ?? GRACE_MS)) continue
      seenMs.delete(person)
      void desk.act(SERVER_ACTOR, { type: 'meeting.noteGone', person }, `gone ${++this.gone} ${nowMs}`)
    }
    const there = new Set(present)
    for (const person of seenMs.keys()) if (!there.has(person)) seenMs.delete(person)
  }

  private news(): MeetingsNews {
    return { meetings: this.list().slice(0, MOST_LISTED) }
  }

  private listSoon(): void {
    if (this.listing) return
    const waitMs = Math.max(0, this.listedAtMs + LIST_EVERY_MS - performance.now())
    this.listing = setTimeout(() => this.tellList(), waitMs)
  }

  private tellList(): void {
    this.listing = null
    this.listedAtMs = performance.now()
    const news = this.news()
    const text = JSON.stringify(news)
    if (text === this.toldList) return
    this.toldList = text
    for (const line of this.lines.keys()) line.send(MEETINGS, news)
  }
}

/** What is open first, then what comes next, then what was. */
const byTime = (a: MeetingListed, b: MeetingListed): number =>
  rank(a) - rank(b) || (rank(a) === 3 ? -1 : 1) * ((a.startsAtMs ?? 0) - (b.startsAtMs ?? 0))
const rank = ({ state }: MeetingListed): number =>
  state === 'open' || state === 'inquorate' || state === 'recess'
    ? 0
    : state === 'convened'
      ? 1
      : state === 'draft'
        ? 2
        : 3
