// One meeting being held: its kernel's desk, and what is of meetings alone. A question is frozen before anybody else's turn, and
// ballots of different seats share a commit. Knows no lines and no signatures.
import { questionOf } from '../../shared/civic/questions.ts'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import { isStepDue } from '../../shared/civic/due.ts'
import { meeting as kernel } from '../../shared/civic/meeting.ts'
import { type Held, isHeld, type MeetingState, SERVER } from '../../shared/civic/state.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { sha256 } from '../journal/chain.ts'
import { type Done, KernelDesk, type KernelDeskOptions } from '../kernels/kernel-desk.ts'
import type { MeetingVerdict } from './contract.ts'

export type DeskOptions = Pick<
  KernelDeskOptions<MeetingState, MeetingCommand>,
  'journal' | 'token' | 'build' | 'nowMs' | 'onFault' | 'onLost'
> & {
  readonly meeting: string
  /** After every command: what may differ for those who watch. */
  readonly onChanged: (change: Change) => void
}

export type Change = {
  /** Votes that took ballots, where nothing else happened; null where anything may differ. */
  readonly polls: readonly string[] | null
  readonly actors: readonly string[]
}

export const SERVER_ACTOR: Actor = { id: SERVER, role: 'operator' }

export class Desk {
  readonly meeting: string
  private readonly options: DeskOptions
  private readonly kernel: KernelDesk<MeetingState, MeetingCommand>

  private constructor(options: DeskOptions, desk: KernelDesk<MeetingState, MeetingCommand>) {
    this.meeting = options.meeting
    this.options = options
    this.kernel = desk
  }

  /** Goes on where its journal ends. Throws the sentence where that cannot be. */
  static async open(options: DeskOptions): Promise<Desk> {
    const { meeting, journal, token, build, nowMs, onFault, onLost } = options
    const opened = await KernelDesk.open({
      kind: kernel,
      id: meeting,
      journal,
      token,
      build,
      nowMs,
      onFault,
      onLost,
      isStepDue: (state, atMs) => isStepDue(heldOf(state, meeting), atMs),
      voiceOf: (state, command) => voiceOf(heldOf(state, meeting), command),
      onPlayed: (done) => desk.played(done),
    })
    const desk = new Desk(options, opened)
    desk.freezeLeftovers()
    return desk
  }

  /** What is on the disk, and nothing else. */
  get state(): Held {
    return heldOf(this.kernel.state, this.meeting)
  }

  /** Nothing waits. */
  get isIdle(): boolean {
    return this.kernel.isIdle
  }

  get seq(): number {
    return this.kernel.seq
  }

  /** Of all that is played, for comparing two replays. */
  stateHash(): string {
    return this.kernel.stateHash()
  }

  /** The number of what was accepted under this intent before; null where nothing was. */
  known(actor: string, intent: string): number | null {
    return this.kernel.known(actor, intent)
  }

  /** Why it would be refused now, or null. */
  check(actor: Actor, command: MeetingCommand): string | null {
    return this.kernel.check(actor, command)
  }

  /** Never rejects. */
  act(actor: Actor, command: MeetingCommand, intent: string): Promise<MeetingVerdict> {
    return this.kernel.act(actor, command, intent)
  }

  /** The clock has gone on; journalled only where that changes something. */
  tick(): void {
    this.kernel.tick()
  }

  /** With a keyframe, after all that was asked. */
  close(): Promise<void> {
    return this.kernel.close()
  }

  private played(done: readonly Done<MeetingCommand>[] | null): void {
    if (done === null) return this.options.onChanged({ polls: null, actors: [] })
    const polls = done.flatMap(({ command }) => (isBallot(command) ? [command.poll] : []))
    const isBallots = polls.length === done.length && !isStepDue(this.state, this.state.nowMs)
    const actors = done.map(({ actor }) => actor.id)
    for (const { command } of done) if (command.type === 'meeting.preparePoll') this.freeze(command.poll)
    this.options.onChanged({ polls: isBallots ? [...new Set(polls)] : null, actors })
  }

  /** Prepared before the server went down. */
  private freezeLeftovers(): void {
    for (const { id, questionHash, life } of this.state.polls)
      if (questionHash === null && life.is === 'prepared') this.freeze(id)
  }

  private freeze(id: string): void {
    const poll = this.state.polls.find((one) => one.id === id)
    if (!poll) return
    const questionHash = sha256(canonicalJson(questionOf(this.state, poll)))
    const command = { type: 'meeting.freezeQuestion', poll: id, questionHash } as const
    void this.kernel.actFirst(SERVER_ACTOR, command, `freeze ${id}`).then((verdict) => {
      if (verdict && !verdict.ok) this.options.onFault(`vote ${id}`, new Error(verdict.reason))
    })
  }
}

function heldOf(state: MeetingState, meeting: string): Held {
  if (!isHeld(state)) throw new Error(`meeting ${meeting}: it was begun without being set up`)
  return state
}

/** Ballots of two seats are taken whichever comes first; null for whatever must be alone. */
function voiceOf(state: Held, command: MeetingCommand): string | null {
  if (!isBallot(command)) return null
  const poll = state.polls.find(({ id }) => id === command.poll)
  if (poll?.method === 'rollCall' || poll?.method === 'unanimousConsent') return null
  return command.type === 'meeting.castBallot'
    ? `${command.poll} ${command.seat}`
    : `${command.poll} ${command.nullifier}`
}

const BALLOTS = ['meeting.castBallot', 'meeting.castSecretBallot', 'meeting.castProvenBallot'] as const
type AnyBallot = Extract<MeetingCommand, { type: (typeof BALLOTS)[number] }>
const isBallot = (command: MeetingCommand): command is AnyBallot => BALLOTS.some((type) => type === command.type)
