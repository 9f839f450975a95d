// The journal of one civic kernel (a meeting, a consultation): a timeline of its own beside the city's, hash-chained and verified
// like them. It begins with a setting up that was checked, and is played from its newest keyframe on; a build that knows the
// kernel at the same version goes on where another stopped, any other refuses with the sentence.
import type { City } from '../../shared/city/city.ts'
import type { Input } from '../../shared/kernel/input.ts'
import type { Actor, AnySystem, CitySystem, Command } from '../../shared/kernel/system.ts'
import { seedOf } from '../../shared/kernel/random.ts'
import { Twin } from '../../shared/kernel/twin.ts'
import type { Journal } from '../journal/journal.ts'
import { lineOf } from '../timelines/entries.ts'
import { END } from '../timelines/replay.ts'

/** The part of a verdict that is not the intent's id. */
export type KernelVerdict =
  | { readonly ok: true; readonly seq: number }
  | { readonly ok: false; readonly reason: string }

/** A kernel whose state is its own matter: its word in sentences is its id, names of its timelines begin with that and a slash. */
export type AnyKind = Pick<AnySystem, 'id' | 'version'>
// A member of the list of systems, which knows its own state alone.
const systemOf = (kind: AnyKind): AnySystem => kind as AnySystem

const PAGE = 1000

/** Timelines that people name have no slash. */
export const timelineIn = (kind: AnyKind, id: string): string => `${kind.id}/${id}`

/** Ids of all that are in it. */
export async function idsIn(kind: AnyKind, journal: Journal): Promise<string[]> {
  const all = await journal.call('timelines', undefined)
  const prefix = timelineIn(kind, '')
  return all.flatMap(({ seq, header: { timeline } }) =>
    timeline.startsWith(prefix) && seq >= 0 ? [timeline.slice(prefix.length)] : [],
  )
}

/** Its rules know no places. */
const NOWHERE: City = { buildings: [], links: [], nodes: [], areas: [], lines: [], points: [] }

export const newTwinOf = (kind: AnyKind, id: string): Twin => new Twin([systemOf(kind)], NOWHERE, seedOf(id))

/** What is played; its state is the kernel's own. */
export const stateIn = <S, C extends Command>(kind: CitySystem<S, C>, twin: Twin): S => twin.states[kind.id] as S

export type KernelBeginning = {
  readonly id: string
  readonly city: string
  readonly build: string
  readonly atMs: number
  readonly actor: Actor
  readonly command: Command
}

/** Begins the journal of one that may be; `own` gives the token to write it with. */
export async function beginKernel(
  kind: AnyKind,
  { journal, own }: { readonly journal: Journal; readonly own: () => Promise<number | null> },
  { id, city, build, atMs, actor, command }: KernelBeginning,
): Promise<KernelVerdict> {
  const timeline = timelineIn(kind, id)
  const inputs: Input[] = [openedAs(kind, build, atMs), { kind: 'step', stepS: 1, atMs }]
  const twin = newTwinOf(kind, id)
  for (const input of inputs) twin.apply(input)
  const judged = twin.judge(command, actor)
  if ('reason' in judged) return { ok: false, reason: judged.reason }
  inputs.push({ kind: 'command', actor, intent: 'set up', command: { ...judged.command } })
  // One that was begun and never set up, by a server that went down between, is used.
  const known = (await journal.call('timelines', undefined)).find(({ header }) => header.timeline === timeline)
  if (known && known.seq >= 0) return { ok: false, reason: `there is a ${kind.id} ${id} already` }
  const header = { format: 1, timeline, city, build, systems: versionsOf(kind), seed: seedOf(id) } as const
  if (!known) await journal.call('begin', { ...header, madeAtMs: atMs, parent: null })
  const token = await own()
  if (token === null) return { ok: false, reason: `${kind.id} ${id} is held by another server of this city` }
  const answer = await journal.call('append', { timeline, after: -1, token, lines: inputs.map(lineOf) })
  return answer.ok ? { ok: true, seq: inputs.length - 1 } : { ok: false, reason: answer.reason }
}

const versionsOf = ({ id, version }: AnyKind) => [{ id, version }]

/** That a build begins to play. */
export const openedAs = (kind: AnyKind, build: string, atMs: number): Input => ({
  kind: 'opened',
  build,
  systems: versionsOf(kind),
  atMs,
})

export type Played = {
  readonly twin: Twin
  seq: number
  /** What was accepted, by actor and intent. */
  readonly intents: Map<string, number>
  /** Inputs since the newest keyframe. */
  sinceKeyframe: number
}

export const intentKey = (actor: string, intent: string): string => JSON.stringify([actor, intent])

/** All of it. Throws the sentence where this build does not know how it was played. */
export async function playJournal(kind: AnyKind, journal: Journal, id: string): Promise<Played> {
  const timeline = timelineIn(kind, id)
  const twin = newTwinOf(kind, id)
  const keyframe = await journal.call('keyframe', { timeline, seq: END })
  const others = keyframe ? twin.load(keyframe.state) : []
  const played: Played = { twin, seq: -1, intents: new Map(), sinceKeyframe: 0 }
  for (;;) {
    const page = await journal.call('read', { timeline, after: played.seq, limit: PAGE })
    for (const { seq, input, actor, intent } of page) {
      if (actor !== null && intent !== null) played.intents.set(intentKey(actor, intent), seq)
      // The chain vouches for the text, and only inputs that parsed were written.
      if (!keyframe || seq >= keyframe.seq) {
        const given = JSON.parse(input) as Input
        if (given.kind === 'opened') others.push(...twin.others(given.systems))
        if (others.length === 0) twin.apply(given)
        played.sinceKeyframe = given.kind === 'keyframe' ? 0 : played.sinceKeyframe + 1
      }
      played.seq = seq
    }
    if (others.length > 0) {
      const [{ version } = { version: 0 }] = others
      throw new Error(
        `${kind.id} ${id} was held with the rules' version ${version}, and this build knows ${kind.version}; it is kept as it is`,
      )
    }
    if (page.length < PAGE) return played
  }
}
