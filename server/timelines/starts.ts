// The states that timelines begin with: that of a fork, to be taken elsewhere, and one that was brought from elsewhere, as
// the beginning of a timeline that nothing happens in but forks.
import { sha256 } from '../journal/chain.ts'
import type { Journal } from '../journal/journal.ts'
import type { SystemVersion } from '../../shared/kernel/input.ts'

export type Brought = {
  /** Another is made of it when it is taken. */
  readonly name: string
  /** As `Twin.save` wrote it. */
  readonly state: Uint8Array<ArrayBuffer>
  readonly atMs: number
  readonly city: string
  readonly build: string
  readonly systems: readonly SystemVersion[]
}

/** What a fork or a brought timeline began with; null where there is none, or it did not begin with a state. */
export async function startOf(journal: Journal, timeline: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const all = await journal.call('timelines', undefined)
  if (!all.some(({ header }) => header.timeline === timeline)) return null
  return (await journal.call('keyframe', { timeline, seq: -1 }))?.state ?? null
}

/** The name of the timeline; throws when it cannot be written. */
export async function bring(journal: Journal, brought: Brought): Promise<string> {
  const { name: wanted, state, atMs, city, build, systems } = brought
  const taken = new Set((await journal.call('timelines', undefined)).map(({ header }) => header.timeline))
  const name = firstFree(wanted, taken)
  const about = { format: 1, timeline: name, city, build, systems, seed: 0, parent: null } as const
  await journal.call('begin', { ...about, madeAtMs: atMs })
  const input = JSON.stringify({ kind: 'keyframe', stateHash: sha256(state), atMs })
  const lines = [{ actor: null, intent: null, input }]
  const answer = await journal.call('append', { timeline: name, after: -1, lines, keyframe: { atMs, state } })
  if (!answer.ok) throw new Error(`not recorded: ${answer.reason}`)
  return name
}

/** `storm`, or `storm-2` when there was one already: a journal gives no name twice. */
export function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let n = 2
  while (taken.has(`${name}-${n}`)) n++
  return `${name}-${n}`
}
