// Meetings as the panels show them: the list, the one that is watched, and what is asked of it. No DOM. Whoever is in the city
// gives the acts (in-city-meeting.ts) and tells what was heard; a refusal stands where the hand is, by the deed's id.
import { computed, effect, signal } from '@preact/signals'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import type { Signed } from '../../shared/civic/ballot.ts'
import type { Choice } from '../../shared/civic/tally.ts'
import type { MeetingListed, MeetingPlace, PollOnBoard, SpeechTold } from '../../shared/civic/told-meeting.ts'
import type { Verdict } from '../../shared/protocol/intent.ts'
import type { MeetingNow } from '../session/meeting-side.ts'
import { say } from '../panels/strings.ts'
import { ballotFor, type OwnVote, votesDue } from './ballots.ts'
import type { MeetingDeed, MeetingForm } from './deeds.ts'
import { PastModel } from './past-model.ts'
import { ProofsModel } from './proofs-model.ts'
import { NO_RECORDS, type RecordActs } from './records-model.ts'
import type { SetUpGiven } from './set-up.ts'
import { isSitting, type Sight, sightOf } from './sight.ts'
import { tidingsOf } from './tidings.ts'

export const TABS = ['agenda', 'speakers', 'house', 'votes', 'records', 'desk', 'meetings'] as const
export type Tab = (typeof TABS)[number]

export type Signable = Omit<ReturnType<typeof ballotFor>, 'poll'>

export type MeetingActs = {
  watch(meeting: string | null): void
  act(meeting: string, command: MeetingCommand): Promise<Verdict>
  goTo(place: MeetingPlace): void
  /** Where one stands. */
  here(): MeetingPlace | null
  /** A sentence why not, or empty. */
  setUp(given: SetUpGiven): Promise<string>
  /** A sentence why not, or empty. */
  addDocument(
    meeting: string,
    told: { readonly id: string; readonly title: string; readonly item?: string },
    file: Blob,
  ): Promise<string>
  /** Null when the person said no; rejects with a sentence. */
  sign(ballot: Signable, address: string): Promise<Signed | null>
  copy(text: string): void
  /** The city's. */
  timeZone(): string
  readonly records: RecordActs
}

const NOWHERE: MeetingActs = {
  watch: () => {},
  act: () => Promise.resolve({ ok: false, id: '', reason: '' }),
  goTo: () => {},
  here: () => null,
  setUp: () => Promise.resolve(''),
  addDocument: () => Promise.resolve(''),
  sign: () => Promise.resolve(null),
  copy: () => {},
  timeZone: () => 'UTC',
  records: NO_RECORDS,
}

export class MeetingModel {
  readonly list = signal<readonly MeetingListed[]>([])
  readonly now = signal<MeetingNow | null>(null)
  /** Which is to be watched, before anything of it has come. */
  readonly watched = signal<string | null>(null)
  /** The server's wall clock; ticks while a meeting is watched. */
  readonly serverMs = signal(0)
  readonly tab = signal<Tab>('agenda')
  readonly form = signal<MeetingForm | null>(null)
  /** The deed whose sentence is being asked for, where it was pressed: one deed may stand in two places. */
  readonly asking = signal('')
  readonly refused = signal<{ readonly at: string; readonly why: string } | null>(null)
  /** The deed that is under way. */
  readonly doing = signal('')
  readonly polite = signal('')
  readonly urgent = signal('')
  readonly proofs = new ProofsModel()
  readonly sight = computed<Sight | null>(() => (this.now.value ? this.proofs.withOwn(sightOf(this.now.value)) : null))
  readonly due = computed(() => (this.sight.value ? votesDue(this.sight.value) : 0))
  /** One's seat in the city, or a place in the gallery; null while one sits there, or there is none. */
  readonly seatOffer = signal<{ readonly label: string; readonly take: () => void } | null>(null)
  /** One that is over, entered again. */
  readonly past = new PastModel((text) => {
    this.polite.value = text
  })
  acts: MeetingActs = NOWHERE
  /** Once for each speech's warning, and once when its time is over. */
  onWarned: (speech: SpeechTold, told: { readonly isOver: boolean }) => void = () => {}
  readonly newId: (kind: string) => string

  /** `newId` gives names that nobody has given before. */
  constructor(newId: (kind: string) => string) {
    this.newId = newId
    effect(() => {
      if (this.sight.value) this.proofs.fetchAhead(this.sight.value)
    })
  }

  watch(meeting: string | null): void {
    if (this.watched.value === meeting) return
    this.watched.value = meeting
    this.past.leave()
    this.form.value = null
    this.asking.value = ''
    this.refused.value = null
    this.tab.value = meeting === null ? 'meetings' : 'agenda'
    this.acts.watch(meeting)
  }

  /** Something was told. */
  hear(list: readonly MeetingListed[], now: MeetingNow | null): void {
    this.list.value = list
    const before = this.sight.value
    this.now.value = now
    const after = this.sight.value
    if (after?.about?.rules.secretBy === 'proof')
      void this.proofs.look(
        after.meeting,
        after.own.seats.map(({ seat }) => seat),
      )
    if (!before?.about || !after || before.meeting !== after.meeting) return
    const { polite, urgent, warned } = tidingsOf(before, after)
    if (polite.length > 0) this.polite.value = polite.join(' ')
    if (urgent.length > 0) this.urgent.value = urgent.join(' ')
    for (const { speech, isOver } of warned) this.onWarned(speech, { isOver })
  }

  /** Presses a deed that stands at a place: at once, or after what it asks for. */
  press(deed: MeetingDeed, place = ''): void {
    this.refused.value = null
    if (deed.waits !== undefined) return
    if ('form' in deed.does) {
      this.asking.value = ''
      this.form.value = deed.does.form
    } else if (deed.asks || deed.sure !== undefined) this.asking.value = deedAt(deed, place)
    else void this.send(deedAt(deed, place), deed.does.command(''))
  }

  /** With the sentence it asked for. */
  async give(deed: MeetingDeed, text: string, place = ''): Promise<void> {
    if ('form' in deed.does) return
    const at = deedAt(deed, place)
    if (deed.asks && text.trim() === '') {
      this.refused.value = { at, why: say('meetEmpty', { field: deed.asks.label }) }
      return
    }
    const isDone = await this.send(at, deed.does.command(text.trim()))
    if (isDone && this.asking.value === at) this.asking.value = ''
  }

  /** True when it was done; else the reason stands at `at`. */
  async send(at: string, command: MeetingCommand): Promise<boolean> {
    const meeting = this.now.value?.meeting
    if (meeting === undefined || this.doing.value === at) return false
    this.doing.value = at
    this.refused.value = null
    const verdict = await this.acts.act(meeting, command)
    if (this.doing.value === at) this.doing.value = ''
    if (!verdict.ok) this.refused.value = { at, why: verdict.reason }
    return verdict.ok
  }

  /** What is no single command of the meeting; a sentence that it rejects with stands at `at`. */
  async run(at: string, act: () => Promise<void>): Promise<void> {
    if (this.doing.value === at) return
    this.doing.value = at
    this.refused.value = null
    try {
      await act()
    } catch (error) {
      this.refused.value = { at, why: error instanceof Error ? error.message : String(error) }
    }
    if (this.doing.value === at) this.doing.value = ''
  }

  /** Seats, for votes that are secret by proof: by this device's secrets. */
  async enrol(seats: readonly string[]): Promise<void> {
    const meeting = this.now.value?.meeting
    if (meeting === undefined) return
    await this.run(ENROL, async () => {
      for (const seat of seats) {
        const commitment = await this.proofs.enrolBy(meeting, seat)
        const verdict = await this.acts.act(meeting, { type: 'meeting.enrol', seat, commitment })
        if (!verdict.ok) throw new Error(verdict.reason)
      }
    })
  }

  /** A ballot, signed where the seat asks for it, or proven. */
  async cast(poll: PollOnBoard, vote: OwnVote, choice: Choice): Promise<boolean> {
    const at = voteId(poll.id, vote.seat)
    if (poll.byProof) {
      const meeting = this.now.value?.meeting ?? ''
      await this.run(at, () => this.proofs.cast(meeting, poll, { seat: vote.seat, choice }))
      return this.refused.value?.at !== at
    }
    const { poll: id, ...ballot } = ballotFor(poll, vote, choice)
    const command = { type: 'meeting.castBallot', poll: id, ...ballot } as const
    if (vote.address === null) return this.send(at, command)
    this.refused.value = null
    try {
      const signed = await this.acts.sign(ballot, vote.address)
      if (signed) return await this.send(at, { ...command, signed })
      this.refused.value = { at, why: say('meetNotSigned') }
    } catch (error) {
      this.refused.value = { at, why: error instanceof Error ? error.message : String(error) }
    }
    return false
  }
}

/** Where its form opens and its refusal is told. */
export const deedAt = ({ id }: MeetingDeed, place: string): string => `${place} ${id}`.trim()

/** Where a refused enrolment is told. */
export const ENROL = 'enrol'

/** Where a refused ballot is told. */
export const voteId = (poll: string, seat: string): string => `vote ${poll} ${seat}`

/** Its clocks have to run. */
export const isRunning = (sight: Sight | null): boolean =>
  sight !== null && (isSitting(sight.life) || sight.life.is === 'convened' || sight.life.is === 'recess')
