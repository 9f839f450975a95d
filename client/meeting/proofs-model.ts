// Votes that are secret by proof, as the panels show them: whether this city has a prover, which of one's seats are enrolled by
// a secret of this device, and the receipts that lie here. No DOM; keys and the prover are behind `ProofActs`.
import { signal } from '@preact/signals'
import type { PollOnBoard } from '../../shared/civic/told-meeting.ts'
import type { Choice } from '../../shared/records/choices.ts'
import { say } from '../panels/strings.ts'
import type { ProvenReceipt } from '../wallet/vote-secret.ts'
import type { SetUpGiven } from './set-up.ts'
import { isOver, runningPoll, type Sight } from './sight.ts'

/** `install`: what an operator runs for it. */
export type Prover = { readonly isInstalled: boolean; readonly install: string }

export type ProofActs = {
  prover(): Promise<Prover>
  /** By what this device would enrol the seat; null where it has no secret for it. */
  commitment(meeting: string, seat: string): Promise<string | null>
  /** From a new secret. */
  fresh(meeting: string, seat: string): Promise<string>
  /** For the person to keep; null where there is none. */
  backup(meeting: string, seat: string): Promise<string | null>
  /** From a backup; null where the text is none. */
  restore(meeting: string, seat: string, text: string): Promise<string | null>
  /** Null where the seat's secret on this device is not the one that was enrolled. Rejects with a sentence. */
  cast(asked: {
    readonly meeting: string
    readonly poll: string
    readonly questionHash: string
    readonly seat: string
    readonly choice: Choice
    readonly revision: number
  }): Promise<readonly ProvenReceipt[] | null>
  receipts(meeting: string): Promise<readonly ProvenReceipt[]>
  /** What proving for a group of so many takes, some megabytes, into the browser's cache; rejects where it does not come. */
  fetchAhead(members: number): Promise<void>
}

export const NO_PROOFS: ProofActs = {
  prover: () => Promise.resolve({ isInstalled: false, install: '' }),
  commitment: () => Promise.resolve(null),
  fresh: () => Promise.resolve(''),
  backup: () => Promise.resolve(null),
  restore: () => Promise.resolve(null),
  cast: () => Promise.resolve(null),
  receipts: () => Promise.resolve([]),
  fetchAhead: () => Promise.resolve(),
}

export class ProofsModel {
  /** Null until it was asked. */
  readonly prover = signal<Prover | null>(null)
  /** What this device would enrol each seat of the meeting by. */
  readonly here = signal<ReadonlyMap<string, string>>(new Map())
  private readonly proven = signal<{ readonly meeting: string; readonly list: readonly ProvenReceipt[] }>({
    meeting: '',
    list: [],
  })
  acts: ProofActs = NO_PROOFS
  /** The meeting for which `here` is all that this device has. */
  readonly known = signal('')
  private looked = ''
  /** The meeting that `here` is about; empty before any was looked at. */
  private about = ''
  /** For which group was last fetched ahead. */
  private ahead = ''

  /** With this device's receipts, as the server tells those of other votes. */
  withOwn(sight: Sight): Sight {
    const { meeting, list } = this.proven.value
    if (meeting !== sight.meeting || list.length === 0) return sight
    const more = list.map(({ revision, ...receipt }) => ({ ...receipt, proven: { revision, proof: '' } }))
    return { ...sight, own: { ...sight.own, receipts: [...sight.own.receipts, ...more] } }
  }

  /** Whether there is a prover, until there is one. */
  async ask(): Promise<void> {
    if (this.prover.peek()?.isInstalled !== true) this.prover.value = await this.acts.prover()
  }

  /** Why what is given cannot be set up here, of a file that nobody has judged yet as well; null where it may be. */
  async whyNot({ rules }: { readonly rules?: SetUpGiven['rules'] }): Promise<string | null> {
    if (rules?.secretBy !== 'proof') return null
    await this.ask().catch(() => {})
    const prover = this.prover.peek()
    return prover?.isInstalled === false ? say('proofNotInstalled', { install: prover.install }) : null
  }

  /** Asks the device and the server once for each meeting and set of seats. */
  async look(meeting: string, seats: readonly string[]): Promise<void> {
    const key = JSON.stringify([meeting, seats])
    if (this.looked === key) return
    this.looked = key
    this.about = meeting
    // Seats of another meeting have the same numbers, and other secrets.
    this.here.value = new Map()
    this.known.value = ''
    try {
      await this.ask()
      const list = await this.acts.receipts(meeting)
      const found = await Promise.all(
        seats.map(async (seat) => [seat, await this.acts.commitment(meeting, seat)] as const),
      )
      // Another one is looked at by now.
      if (this.looked !== key) return
      this.proven.value = { meeting, list }
      const before = found.flatMap(([seat, one]) => (one === null ? [] : [[seat, one] as const]))
      // With what was enrolled or brought while it was looked up.
      this.here.value = new Map([...before, ...this.here.peek()])
      this.known.value = meeting
    } catch {
      // A browser that keeps nothing, or a server that is away: asked again with the next look.
      if (this.looked === key) this.looked = ''
    }
  }

  /**
   * For who is enrolled by this device, so that a vote waits for no download. Quietly: what does not come is fetched with the
   * vote.
   */
  fetchAhead(sight: Sight): void {
    const isDue = this.prover.value?.isInstalled === true && !isOver(sight.life)
    if (!isDue || enrolmentOf(sight, this).here.length === 0) return
    const members = runningPoll(sight)?.byProof?.seats.length ?? sight.house.enrolled?.length ?? 1
    const group = `${members} ${sight.meeting}`
    if (this.ahead === group) return
    this.ahead = group
    this.acts.fetchAhead(members).catch(() => {})
  }

  /** By what the seat is to be enrolled now: this device's secret, or a new one. */
  async enrolBy(meeting: string, seat: string): Promise<string> {
    // Asked of the device itself, whatever has been looked up by now: a new secret would take the place of the one that lies there.
    const commitment = (await this.acts.commitment(meeting, seat)) ?? (await this.acts.fresh(meeting, seat))
    this.note(meeting, seat, commitment)
    return commitment
  }

  async restore(meeting: string, seat: string, text: string): Promise<void> {
    const commitment = await this.acts.restore(meeting, seat, text.trim())
    if (commitment === null) throw new Error(say('proofNoBackup'))
    this.note(meeting, seat, commitment)
  }

  /** Unless another meeting is looked at by now. */
  private note(meeting: string, seat: string, commitment: string): void {
    if (this.about === '' || this.about === meeting)
      this.here.value = new Map([...this.here.peek(), [seat, commitment]])
  }

  /** Rejects with a sentence. */
  async cast(meeting: string, poll: Pick<PollOnBoard, 'id' | 'questionHash'>, { seat, choice }: Cast): Promise<void> {
    const before = this.proven.peek().list.find((one) => one.poll === poll.id && one.seat === seat)?.revision ?? 0
    const asked = { meeting, poll: poll.id, questionHash: poll.questionHash ?? '', seat, choice, revision: before + 1 }
    const list = await this.acts.cast(asked)
    if (list === null) throw new Error(say('proofOtherDevice', { seat }))
    this.proven.value = { meeting, list }
  }
}

/** One's seats in a meeting whose secret votes are proofs, by what this device can do for them. */
export type Enrolment = {
  readonly here: readonly string[]
  /** Enrolled by nobody yet, or not by oneself. */
  readonly open: readonly string[]
  /** By a secret that is not on this device; `isLate` where a vote is open in which only that one counts. */
  readonly elsewhere: readonly { readonly seat: string; readonly isLate: boolean }[]
}

export function enrolmentOf(sight: Sight, { here, known }: Pick<ProofsModel, 'here' | 'known'>): Enrolment {
  const { seats } = sight.own
  const frozen = runningPoll(sight)?.byProof?.seats ?? []
  const isHere = ({ seat, enrolled }: (typeof seats)[number]): boolean => enrolled === here.value.get(seat)
  const enrolled = seats.filter((one) => one.enrolled !== undefined)
  return {
    here: enrolled.filter(isHere).map(({ seat }) => seat),
    open: seats.filter((one) => one.enrolled === undefined).map(({ seat }) => seat),
    // Before the device was asked nothing is said of another.
    elsewhere: enrolled
      .filter((one) => known.value === sight.meeting && !isHere(one))
      .map(({ seat }) => ({ seat, isLate: frozen.includes(seat) })),
  }
}

type Cast = { readonly seat: string; readonly choice: Choice }

/** Lazily, since curve and prover are seldom needed. */
export const proofActs: ProofActs = {
  prover: async () => (await (await fetch('/prover')).json()) as Prover,
  async commitment(meeting, seat) {
    const { voteSecret } = await import('../wallet/vote-secret.ts')
    const secret = await voteSecret(meeting, seat)
    return secret === null ? null : (await import('../wallet/prove.ts')).commitmentOf(secret)
  },
  async fresh(meeting, seat) {
    const { freshVoteSecret } = await import('../wallet/vote-secret.ts')
    return (await import('../wallet/prove.ts')).commitmentOf(await freshVoteSecret(meeting, seat))
  },
  backup: async (meeting, seat) => (await import('../wallet/vote-secret.ts')).voteSecret(meeting, seat),
  async restore(meeting, seat, text) {
    const { keepVoteSecret } = await import('../wallet/vote-secret.ts')
    const isKept = await keepVoteSecret(meeting, seat, text).then(
      () => true,
      () => false,
    )
    return isKept ? (await import('../wallet/prove.ts')).commitmentOf(text) : null
  },
  async cast(asked) {
    const { keepProvenReceipt, voteSecret } = await import('../wallet/vote-secret.ts')
    const secret = await voteSecret(asked.meeting, asked.seat)
    if (secret === null) return null
    const { castProven } = await import('../wallet/prove.ts')
    const receipt = await castProven({ ...asked, secret })
    return receipt && keepProvenReceipt(asked.meeting, receipt)
  },
  receipts: async (meeting) => (await import('../wallet/vote-secret.ts')).provenReceipts(meeting),
  fetchAhead: async (members) => (await import('../wallet/prove.ts')).fetchAhead(members),
}
