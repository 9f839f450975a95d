// How inputs become entries of a journal: each a line of its own, but observations that wait together, which are one.
import type { Input } from '../../shared/kernel/input.ts'
import type { Line } from '../journal/chain.ts'

type Asked = { readonly input: Input }

/** Observations in one entry. */
const MAX_TOGETHER = 256

/** How many of those that wait go into one entry: observations up to the next that is none, else one. */
export function togetherIn(waiting: readonly Asked[]): number {
  let count = 0
  while (count < MAX_TOGETHER && waiting[count]?.input.kind === 'observation') count++
  return Math.max(1, count)
}

/** As one input; what a thing said in a row at one moment stands together. */
export function joined(asked: readonly Asked[]): Input {
  const all: { thing: string; atMs: number; values: Record<string, number> }[] = []
  for (const { input } of asked) {
    if (asked.length === 1 || input.kind !== 'observation') return input
    const { thing, key, value, atMs } = input.observation
    const last = all.at(-1)
    // The one key that cannot be set like others stands alone.
    const isSame = last?.thing === thing && last.atMs === atMs && key !== '__proto__'
    if (isSame && !Object.hasOwn(last.values, key)) last.values[key] = value
    else all.push({ thing, atMs, values: Object.fromEntries([[key, value]]) })
  }
  return { kind: 'observations', all }
}

export function lineOf(input: Input): Line {
  const { actor, intent } =
    input.kind === 'command' ? { actor: input.actor.id, intent: input.intent } : { actor: null, intent: null }
  return { actor, intent, input: JSON.stringify(input) }
}
