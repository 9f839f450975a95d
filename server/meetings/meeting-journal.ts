// The journal of one meeting: a timeline of its own beside the city's, hash-chained and verified like them. It begins with a
// meeting that was checked, and is played from its newest keyframe on; a build that knows meetings at the same version goes
// on where another stopped, any other refuses with the sentence.
import type { Given } from '../../shared/civic/commands.ts'
import type { City } from '../../shared/city/city.ts'
import type { Input } from '../../shared/kernel/input.ts'
import type { Actor, AnySystem } from '../../shared/kernel/system.ts'
import { seedOf } from '../../shared/kernel/random.ts'
import { Twin } from '../../shared/kernel/twin.ts'
import { meeting as kernel } from '../../shared/civic/meeting.ts'
import type { MeetingState } from '../../shared/civic/state.ts'
import type { Journal } from '../journal/journal.ts'
import { lineOf } from '../timelines/entries.ts'
import { END } from '../timelines/replay.ts'
import type { MeetingVerdict } from './contract.ts'

/** Timelines that people name have no slash. */
const PREFIX = 'meeting/'
const PAGE = 1000

export const timelineOf = (meeting: string): string => PREFIX + meeting

/** Ids of all that are in it. */
export async function meetingsIn(journal: Journal): Promise<string[]> {
  const all = await journal.call('timelines', undefined)
  return all.flatMap(({ seq, header: { timeline } }) =>
    timeline.startsWith(PREFIX) && seq >= 0 ? [timeline.slice(PREFIX.length)] : [],
  )
}

/** A meeting's rules know no places. */
const NOWHERE: City = { buildings: [], links: [], nodes: [], areas: [], lines: [], points: [] }

// A member of the list of systems, which knows its own state alone.
const SYSTEMS = [kernel as unknown as AnySystem]
const VERSIONS = [{ id: kernel.id, version: kernel.version }]

export const newTwin = (meeting: string): Twin => new Twin(SYSTEMS, NOWHERE, seedOf(meeting))

/** What is played; its state is the kernel's own. */
export const stateOf = (twin: Twin): MeetingState => twin.states[kernel.id] as MeetingState

export type Beginning = {
  readonly meeting: string
  readonly city: string
  readonly build: string
  readonly atMs: number
  readonly actor: Actor
  readonly command: Given<'meeting.setUp'>
}

/** Begins the journal of a meeting that may be; `own` gives the token to write it with. */
export async function beginMeeting(
  journal: Journal,
  own: () => Promise<number | null>,
  { meeting, city, build, atMs, actor, command }: Beginning,
): Promise<MeetingVerdict> {
  const timeline = timelineOf(meeting)
  const inputs: Input[] = [openedBy(build, atMs), { kind: 'step', stepS: 1, atMs }]
  const twin = newTwin(meeting)
  for (const input of inputs) twin.apply(input)
  const judged = twin.judge(command, actor)
  if ('reason' in judged) return { ok: false, reason: judged.reason }
  inputs.push({ kind: 'command', actor, intent: 'set up', command: { ...judged.command } })
  // One that was begun and never set up, by a server that went down between, is used.
  const known = (await journal.call('timelines', undefined)).find(({ header }) => header.timeline === timeline)
  if (known && known.seq >= 0) return { ok: false, reason: `there is a meeting ${meeting} already` }
  const header = { format: 1, timeline, city, build, systems: VERSIONS, seed: seedOf(meeting) } as const
  if (!known) await journal.call('begin', { ...header, madeAtMs: atMs, parent: null })
  const token = await own()
  if (token === null) return { ok: false, reason: `meeting ${meeting} is held by another server of this city` }
  const answer = await journal.call('append', { timeline, after: -1, token, lines: inputs.map(lineOf) })
  return answer.ok ? { ok: true, seq: inputs.length - 1 } : { ok: false, reason: answer.reason }
}

/** That a build begins to play. */
export const openedBy = (build: string, atMs: number): Input => ({ kind: 'opened', build, systems: VERSIONS, atMs })

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
export async function playJournal(journal: Journal, meeting: string): Promise<Played> {
  const timeline = timelineOf(meeting)
  const twin = newTwin(meeting)
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
        `meeting ${meeting} was held with the rules' version ${version}, and this build knows ${kernel.version}; it is kept as it is`,
      )
    }
    if (page.length < PAGE) return played
  }
}
