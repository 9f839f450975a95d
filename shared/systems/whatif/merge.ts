// Two lists of interventions as one, and which things both speak of differently. A thing is what a command names as its
// `id`, `entry`, `device` or the like; a command that names none speaks of what its type says, as a storm or an inflow.
import type { Branch, Carried, Intervention } from './branch.ts'

type Steps = Pick<Branch, 'from' | 'interventions'>

/** What a command speaks of: `flood barrier-1`, or `flood.setStorm`. */
export function thingOf(command: Carried): string {
  const { type } = command
  const name = NAMES.map((key) => command[key]).find((value) => typeof value === 'string')
  return typeof name === 'string' ? `${type.slice(0, type.indexOf('.'))} ${name}` : type
}
const NAMES = ['id', 'entry', 'device', 'thing', 'link', 'building', 'task'] as const

/** The things that both speak of, each otherwise; by name. */
export function conflictsBetween(branch: Steps, from: Steps): readonly string[] {
  const mine = byThing(branch.interventions)
  const theirs = byThing(asSeenFrom(branch, from))
  return [...mine.keys()].filter((thing) => theirs.has(thing) && said(mine.get(thing)) !== said(theirs.get(thing)))
}

/** The branch's own, and those of `from` under further numbers. */
export function joined(branch: Steps, from: Steps, prefer: 'branch' | 'from'): Intervention[] {
  const conflicts = new Set(conflictsBetween(branch, from))
  const mine = branch.interventions.filter(({ command }) => prefer === 'branch' || !conflicts.has(thingOf(command)))
  const things = byThing(branch.interventions)
  const theirs = asSeenFrom(branch, from).filter(({ command }) => {
    const thing = thingOf(command)
    return !things.has(thing) || (prefer === 'from' && conflicts.has(thing))
  })
  let n = Math.max(0, ...branch.interventions.map((one) => one.n))
  return [...mine, ...theirs.map((one) => ({ ...one, n: ++n }))]
}

/** With the moments it names so much later. What is said in seconds after the beginning stays. */
export function shifted(one: Intervention, byMs: number): Intervention {
  // What a command holds besides its type is its system's to read.
  return byMs === 0 ? one : { ...one, command: later(one.command, byMs) as Carried }
}

/** Both may begin at different moments; what one does after an hour, the other does after an hour. */
const asSeenFrom = (branch: Steps, from: Steps): readonly Intervention[] =>
  from.interventions.map((one) => shifted(one, branch.from.atMs - from.from.atMs))

function byThing(interventions: readonly Intervention[]): Map<string, Intervention[]> {
  const things = new Map<string, Intervention[]>()
  for (const one of interventions) {
    const thing = thingOf(one.command)
    things.set(thing, [...(things.get(thing) ?? []), one])
  }
  return things
}

/** Numbers and people apart. */
const said = (steps: readonly Intervention[] = []): string =>
  steps
    .map(({ atS, command, inBaseline }) => JSON.stringify([atS, inBaseline, sorted(command)]))
    .sort()
    .join()

/** The same whatever the order of its keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => [key, sorted(one)])
}

/** Keys say their unit: a number under `…Ms` that is a moment of our age is one, a span of time is not. */
function later(value: unknown, byMs: number): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => later(one, byMs))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      typeof one === 'number' && key.endsWith('Ms') && one >= AGE_MS ? one + byMs : later(one, byMs),
    ]),
  )
}
/** 1973. */
const AGE_MS = 1e11
