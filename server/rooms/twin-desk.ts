// Where a room meets the city in time: commands and forks go to the timelines and come back as verdicts later; what the
// timelines show goes into the room's state when it differs, the rarer the more people, and to who watches a layer. The room waits for
// nothing of it.
import type { Client } from '@colyseus/core'
import { type Actor, isAtLeast, type Role } from '../../shared/kernel/system.ts'
import { showFacts } from '../../shared/protocol/facts.view.ts'
import { Watching } from '../../shared/protocol/fields.ts'
import { complaint, type Intent, type Verdict } from '../../shared/protocol/intent.ts'
import { ForkView, type PeopleView } from '../../shared/protocol/people.view.ts'
import type { FieldRelay } from '../fields/field-relay.ts'
import { type CityTwin, LIVE } from '../timelines/city-twin.ts'
import type { Visitor } from './acts.ts'
import { fieldSinkOf } from './wire.ts'

/** A patch is a message to everybody, and poses wait for it: a thousand people are told every five seconds. */
const SHOW_EVERY_MS_A_PERSON = 5

/** Intents that a timeline answers. */
export type TwinIntent = Extract<Intent, { type: 'command' | 'fork' | 'endFork' }>
/** Those that the room does itself. */
export type RoomIntent = Exclude<Intent, TwinIntent | { type: 'meeting' }>

export const isTwinIntent = (intent: Intent): intent is TwinIntent =>
  intent.type === 'command' || intent.type === 'fork' || intent.type === 'endFork'

/** Who asks: `id` for the journal, `name` for people; `line` stands before the ids of their intents. */
export type Asker = {
  readonly id: string
  readonly line: string
  readonly name: string
  readonly role: Role
  /** Whose key they brought; null for none. */
  readonly key: Role | null
  readonly isSignedIn: boolean
}

/** The part of a verdict that is not the intent's id. */
type Outcome =
  | { readonly ok: true; readonly seq?: number; readonly timeline?: string }
  | { readonly ok: false; readonly reason: string }

export class TwinDesk {
  private readonly twin: CityTwin
  private readonly fields: FieldRelay
  private readonly state: PeopleView
  private shown = -1
  private shownAtMs = -Infinity

  constructor(twin: CityTwin, fields: FieldRelay, state: PeopleView) {
    this.twin = twin
    this.fields = fields
    this.state = state
  }

  /** Never rejects. */
  async answer(intent: TwinIntent, asker: Asker): Promise<Verdict> {
    const outcome = await this.perform(intent, asker)
    return { ...outcome, id: intent.id }
  }

  private async perform(wish: TwinIntent, { id, line, name, role, key, isSignedIn }: Asker): Promise<Outcome> {
    const intent = { ...wish, id: line + wish.id }
    const actor: Actor = {
      id,
      role,
      ...(name === '' ? {} : { name }),
      ...(key && { key }),
      ...(isSignedIn && { isSignedIn }),
    }
    if (intent.type === 'command')
      return this.twin.act(intent.timeline, { command: intent.command, actor, intent: intent.id })
    if (!isAtLeast(role, 'planner')) return { ok: false, reason: 'a fork needs the role planner' }
    if (intent.type === 'fork') return this.twin.fork({ ...intent, actor, intent: intent.id, by: name })
    const refusal = this.twin.endFork(intent.name, name)
    return refusal === null ? { ok: true } : { ok: false, reason: refusal }
  }

  join(client: Client): void {
    this.fields.join(client.sessionId, fieldSinkOf(client))
  }

  leave({ sessionId }: Client): void {
    this.fields.leave(sessionId)
  }

  /** Null, or why not. */
  watch({ sessionId }: Client, visitor: Visitor, raw: unknown, nowMs: number): string | null {
    if (!visitor.looks.take(nowMs)) return 'you look round too fast; wait a second'
    const parsed = Watching.safeParse(raw)
    if (!parsed.success) return complaint(parsed.error, 'watching')
    this.fields.watch(sessionId, parsed.data)
    return null
  }

  /** Brings the room's state to what is told; touches only what differs. */
  show(nowMs: number): void {
    const { state, twin } = this
    const isEarly = nowMs - this.shownAtMs < SHOW_EVERY_MS_A_PERSON * state.people.size
    if (isEarly || this.shown === twin.version()) return
    this.shown = twin.version()
    this.shownAtMs = nowMs
    const { status, facts } = twin.live()
    state.live.timeline = LIVE
    state.live.status = status
    if (facts) showFacts(state.live, facts)
    state.trouble = twin.trouble()
    this.showForks()
  }

  private showForks(): void {
    const { forks } = this.state
    const told = this.twin.forks().filter(({ isListed }) => isListed)
    const gone = Array.from(forks.keys()).filter((name) => !told.some((fork) => fork.name === name))
    for (const name of gone) forks.delete(name)
    for (const { name, by, title, fromMs, untilMs, progress, reason, status, facts } of told) {
      let view = forks.get(name)
      if (!view) {
        view = new ForkView()
        view.facts.timeline = name
        forks.set(name, view)
      }
      Object.assign(view, { by, title, fromMs, untilMs, progress, reason })
      view.facts.status = status
      if (facts) showFacts(view.facts, facts)
    }
  }
}
