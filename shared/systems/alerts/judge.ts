// Whether a rule's condition holds now, and which sensor is the cause. Three answers: yes, no, and not known, which is
// neither: a sensor that fell silent does not clear an alert. Kleene's logic for what is made of several.
import type { PointM } from '../../city/city.ts'
import type { Circle, Condition, Leaf, Source } from './rule.ts'
import { type Series, trendOf } from './series.ts'

export type Answer = 'yes' | 'no' | 'noData' | 'error'

/** What an alert is about, in numbers: the sentence is made of it. */
export type Cause = {
  readonly is: Leaf['is']
  /** Null where several were averaged. */
  readonly thing: string | null
  readonly key: string
  readonly value: number
  /** The level that counts, or for silence the seconds that are allowed. */
  readonly level: number
  /** Until the level is reached, for forecasts; how long it has lasted, for silence. */
  readonly inS: number | null
  readonly atM: PointM | null
}

export type Look = {
  readonly series: readonly Series[]
  readonly nowMs: number
  readonly staleS: number
  /** Silence of what was never heard counts from here. */
  readonly sinceMs: number
  /** Which conditions held before, in the order of the tree's leaves; brought up to date. */
  readonly held: boolean[]
}

export type Judgement = { readonly answer: Answer; readonly cause: Cause | null }

export function judge(when: Condition, look: Look): Judgement {
  const leaf = { n: 0 }
  const judged = judgePart(when, look, leaf)
  look.held.length = leaf.n
  return judged
}

function judgePart(when: Condition, look: Look, leaf: { n: number }): Judgement {
  if (when.is !== 'all' && when.is !== 'any' && when.is !== 'atLeast') {
    const n = leaf.n++
    const judged = judgeLeaf(when, look, look.held[n] ?? false)
    // What is not known leaves what was.
    if (judged.answer === 'yes' || judged.answer === 'no') look.held[n] = judged.answer === 'yes'
    else look.held[n] ??= false
    return judged
  }
  const parts = when.of.map((part) => judgePart(part, look, leaf))
  const yes = parts.filter(({ answer }) => answer === 'yes')
  const unknown = parts.filter(({ answer }) => answer === 'noData' || answer === 'error')
  const needed = when.is === 'all' ? parts.length : when.is === 'any' ? 1 : when.n
  if (yes.length >= needed) return yes[0] as Judgement
  if (yes.length + unknown.length < needed) return { answer: 'no', cause: null }
  return { answer: unknown.some(({ answer }) => answer === 'error') ? 'error' : 'noData', cause: null }
}

const NO_DATA: Judgement = { answer: 'noData', cause: null }
const ERROR: Judgement = { answer: 'error', cause: null }

function judgeLeaf(leaf: Leaf, look: Look, isHeld: boolean): Judgement {
  const { of } = leaf
  const known = seriesFor(of, look.series)
  if (known === null) return ERROR
  if (leaf.is === 'silent') return silence(leaf, known, look)
  const fresh = known.filter(({ atMs }) => look.nowMs - atMs <= look.staleS * 1000)
  if (fresh.length === 0) return NO_DATA
  if (leaf.is === 'risingTo' || leaf.is === 'fallingTo') return forecast(leaf, fresh, look, isHeld)
  if (leaf.is === 'changed') return change(leaf, fresh, look)
  const found = reduced(of, fresh)
  if (!Number.isFinite(found.value)) return ERROR
  const told = (isYes: boolean, level: number): Judgement => ({
    answer: isYes ? 'yes' : 'no',
    cause: isYes ? { is: leaf.is, key: of.key, level, inS: null, ...found } : null,
  })
  if (leaf.is === 'outside') {
    const margin = isHeld ? Math.abs(leaf.margin ?? 0) : 0
    const isLow = found.value < leaf.low + margin
    return told(isLow || found.value > leaf.high - margin, isLow ? leaf.low : leaf.high)
  }
  const level = isHeld ? (leaf.clearsAt ?? leaf.level) : leaf.level
  return told(leaf.is === 'above' ? found.value > level : found.value < level, leaf.level)
}

/** Null when an area is asked for and no place of a sensor of that kind is known. */
function seriesFor({ key, thing, within }: Source, all: readonly Series[]): readonly Series[] | null {
  const named = all.filter((one) => one.key === key && (thing ?? one.thing) === one.thing)
  if (!within || named.length === 0) return named
  const placed = named.filter(({ atM }) => atM !== null)
  return placed.length === 0 ? null : placed.filter(({ atM }) => atM !== null && isIn(within, atM))
}

const isIn = ({ eastM, northM, radiusM }: Circle, [e, n]: PointM): boolean =>
  Math.hypot(e - eastM, n - northM) <= radiusM

type Found = Pick<Cause, 'thing' | 'value' | 'atM'>

/** The greatest, least or mean; an average of an area is shown in its middle. */
function reduced({ take = 'greatest', within }: Source, fresh: readonly Series[]): Found {
  const [first] = fresh
  if (take === 'mean' && fresh.length > 1) {
    const value = fresh.reduce((sum, one) => sum + one.value / fresh.length, 0)
    return { thing: null, value, atM: within ? [within.eastM, within.northM] : (first?.atM ?? null) }
  }
  const most = fresh.reduce((a, b) => ((take === 'least' ? b.value < a.value : b.value > a.value) ? b : a))
  return { thing: most.thing, value: most.value, atM: most.atM }
}

function silence(leaf: Leaf & { is: 'silent' }, known: readonly Series[], look: Look): Judgement {
  const { key, thing } = leaf.of
  const never = { thing: thing ?? '', key, value: 0, atMs: look.sinceMs, atM: null }
  // One that is named is missed even when it has never been heard.
  const [first, ...others] = known.length === 0 && thing !== undefined ? [never] : known
  if (!first) return NO_DATA
  const oldest = others.reduce((a, b) => (b.atMs < a.atMs ? b : a), first)
  const silentS = (look.nowMs - oldest.atMs) / 1000
  if (silentS <= leaf.forS) return { answer: 'no', cause: null }
  const { value, atM } = oldest
  return {
    answer: 'yes',
    cause: { is: 'silent', thing: oldest.thing, key, value, level: leaf.forS, inS: Math.round(silentS), atM },
  }
}

/** Against the least (or greatest) of that time, so that a rise is not hidden by where the window begins. */
function change(leaf: Leaf & { is: 'changed' }, fresh: readonly Series[], { nowMs }: Look): Judgement {
  const fromMs = nowMs - leaf.withinS * 1000
  const way = Math.sign(leaf.by)
  for (const { thing, value, atM, past } of fresh) {
    const before = past.filter(([ms]) => ms >= fromMs).map(([, v]) => v * way)
    const by = value * way - Math.min(value * way, ...before)
    if (by < Math.abs(leaf.by)) continue
    const cause = { is: leaf.is, thing, key: leaf.of.key, value, level: way * by, inS: null, atM }
    return { answer: 'yes', cause }
  }
  return { answer: 'no', cause: null }
}

/** Once foreseen it stays so until it is half as far away again: forecasts flicker. */
const EASE = 1.5

function forecast(
  leaf: Leaf & { is: 'risingTo' | 'fallingTo' },
  fresh: readonly Series[],
  { nowMs }: Look,
  isHeld: boolean,
): Judgement {
  const way = leaf.is === 'risingTo' ? 1 : -1
  let isKnown = false
  for (const one of fresh) {
    const isThere = (one.value - leaf.level) * way >= 0
    const trend = trendOf(one, leaf.overS, nowMs)
    if (!isThere && !trend) continue
    isKnown = true
    if (!isThere && (trend?.perS ?? 0) * way <= 0) continue
    const inS = isThere || !trend ? 0 : Math.max(0, (leaf.level - trend.value) / trend.perS)
    if (inS > leaf.withinS * (isHeld ? EASE : 1)) continue
    const { thing, value, atM } = one
    const cause = { is: leaf.is, thing, key: leaf.of.key, value, level: leaf.level, inS: Math.round(inS), atM }
    return { answer: 'yes', cause }
  }
  return isKnown ? { answer: 'no', cause: null } : NO_DATA
}
