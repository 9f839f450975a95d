// What came of a decision: what each of its tasks became, and what its evidence had forecast beside what live read later. It is
// told as it stands now; the record itself is never changed by it.
import type { RecordBody } from '../../shared/records/format.ts'
import type { RecordDesk } from '../records/record-desk.ts'
import type { DeedSeen } from '../systems/decided.ts'
import type { Deeds, WorkTold } from './deeds.ts'
import type { Readings, Span } from './readings.ts'

type Value = { readonly value: number; readonly at: string }

export type TaskTold = {
  readonly effect: number
  readonly kind: 'device' | 'department'
  /** What is to be done, or the device. */
  readonly what: string
  readonly parameters: Readonly<Record<string, number | string | boolean>> | null
  readonly department: string
  readonly dueAt: string
  readonly isOverdue: boolean
  /** Null while it is not asked for; then `why` says what for. */
  readonly task: string | null
  readonly state: 'waiting' | DeedSeen['state']
  /** The finer word, as `approved` or `running`. */
  readonly word: string
  readonly at: string | null
  readonly by: string
  readonly why: string
  /** Of a device: what its sensor read last. */
  readonly read: (Value & { readonly key: string }) | null
}

export type ForecastTold = {
  readonly id: string
  readonly label: string
  readonly unit: string
  /** By the run with the interventions, of the city as it was known: at its end, and the highest on the way. */
  readonly promised: { readonly end: number; readonly peak: number }
  /** By the run without them; null where there was none. */
  readonly without: { readonly end: number; readonly peak: number } | null
  /** Live since it is executed, else since it is in force; null while nothing was read. */
  readonly measured: {
    readonly first: Value
    readonly last: Value
    readonly highest: Value
    readonly lowest: Value
  } | null
  readonly says: string
}

export type FollowUp = {
  readonly record: string
  readonly recordHash: string
  readonly outcome: 'carried' | 'lost'
  readonly state: string
  readonly at: string
  readonly publishedAt: string | null
  readonly executedAt: string | null
  readonly supersededBy: string | null
  readonly tasks: readonly TaskTold[]
  /** Of the branch that was voted on, what is built; placed in live once the decision is executed. */
  readonly works: readonly WorkTold[]
  readonly forecast: {
    readonly scenario: string
    readonly from: string
    readonly hours: number
    /** Since when live is read for the comparison, and whether all tasks were done by then. */
    readonly since: string | null
    readonly isExecuted: boolean
    readonly indicators: readonly ForecastTold[]
  } | null
}

type Given = {
  readonly records: Pick<RecordDesk, 'find' | 'file'>
  readonly deeds: Pick<Deeds, 'seen' | 'whyWaiting' | 'works'>
  readonly readings: Pick<Readings, 'of'>
  readonly nowMs: number
}

const utc = (ms: number): string => new Date(ms).toISOString()
const valueOf = ({ value, atMs }: { readonly value: number; readonly atMs: number }): Value => ({
  value,
  at: utc(atMs),
})

/** Null where there is no such record here, or its file cannot be given. */
export async function followUpOf(record: string, { records, deeds, readings, nowMs }: Given): Promise<FollowUp | null> {
  const found = records.find(record)
  const file = await records.file(record)
  if (!found || !file?.ok) return null
  const { state, held } = found
  const { body } = file.file
  const noted = (what: string): string | null => {
    const entry = state.course.findLast(({ key, values }) => key === what && values['record'] === record)
    return entry ? utc(entry.atMs) : null
  }
  const { life } = held
  return {
    record,
    recordHash: held.recordHash,
    outcome: held.outcome,
    state: life.is,
    at: utc(nowMs),
    publishedAt: noted('recordPublished'),
    // Also where it is superseded since.
    executedAt: noted('recordExecuted'),
    supersededBy: life.is === 'superseded' ? life.by : null,
    tasks: tasksOf(found.held, body, { deeds, nowMs }),
    works: held.outcome === 'carried' ? deeds.works(record, body.evidence.scenario?.interventions ?? []) : [],
    forecast: forecastOf(body, await readings.of(record)),
  }
}

type HeldRecord = NonNullable<ReturnType<RecordDesk['find']>>['held']

const tasksOf = (held: HeldRecord, body: RecordBody, { deeds, nowMs }: Pick<Given, 'deeds' | 'nowMs'>): TaskTold[] =>
  body.decision.effects.map((effect, at) => {
    const deed = held.deeds.find((one) => one.effect === at)
    const seen = deed ? deeds.seen(deed.task) : null
    // The journal keeps what live has forgotten.
    const state = deed === undefined ? 'waiting' : deed.is === 'requested' ? (seen?.state ?? 'requested') : deed.is
    const isOver = state === 'done' || state === 'failed' || state === 'declined'
    const { department, dueAt } = effect
    return {
      effect: at,
      kind: effect.kind,
      what: effect.kind === 'device' ? effect.device : effect.what,
      parameters: effect.kind === 'device' ? effect.parameters : null,
      department,
      dueAt,
      isOverdue: !isOver && Date.parse(dueAt) < nowMs,
      task: deed?.task ?? null,
      state,
      word: seen?.word ?? state,
      at: deed ? utc(seen?.atMs ?? deed.atMs) : null,
      by: seen?.by ?? '',
      why: deed ? (seen?.why ?? '') : deeds.whyWaiting(held.id, at),
      read: seen?.read ? { key: seen.read.key, ...valueOf(seen.read) } : null,
    }
  })

function forecastOf({ evidence }: RecordBody, kept: Awaited<ReturnType<Readings['of']>>): FollowUp['forecast'] {
  const { scenario, runs } = evidence
  const branch = runs.find(({ kind, seed }) => kind === 'branch' && seed === 0)
  const baseline = runs.find(({ kind, seed }) => kind === 'baseline' && seed === 0)
  if (!scenario || !branch) return null
  const since = kept.executed ?? kept.inForce
  return {
    scenario: scenario.title,
    from: scenario.fork.at,
    hours: scenario.hours,
    since: since ? utc(since.sinceMs) : null,
    isExecuted: kept.executed !== null,
    indicators: branch.indicators.map(({ id, label, unit, end, peak }) => {
      const without = baseline?.indicators.find((one) => one.id === id)
      const span = since?.spans[id]
      return {
        id,
        label,
        unit,
        promised: { end, peak },
        without: without ? { end: without.end, peak: without.peak } : null,
        measured: span ? measuredOf(span) : null,
        says: saysOf({ label, unit, peak }, span),
      }
    }),
  }
}

const measuredOf = ({ first, last, highest, lowest }: Span): ForecastTold['measured'] => ({
  first: valueOf(first),
  last: valueOf(last),
  highest: valueOf(highest),
  lowest: valueOf(lowest),
})

/** The highest of both: what a decision against harm is about. */
function saysOf({ label, unit, peak }: { label: string; unit: string; peak: number }, span: Span | undefined): string {
  const of = (value: number): string => `${Number(value.toPrecision(4))} ${unit}`.trim()
  if (!span) return `${label}: promised at most ${of(peak)}, nothing measured yet`
  const { highest, last } = span
  return `${label}: promised at most ${of(peak)}, measured at most ${of(highest.value)} (${utc(highest.atMs)}), now ${of(last.value)} (${utc(last.atMs)})`
}
