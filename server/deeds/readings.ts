// What live read of the indicators that a decision's evidence had forecast, from the moment the decision is in force, and anew
// from the moment it is executed: the last value and the highest and lowest with their times. One small file a record, written
// when something new is worth keeping and at most every minute, so that a restart loses a minute of "last" and no more.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RecordHeld } from '../../shared/civic/record-shape.ts'
import { writeWhole } from '../disk/whole-file.ts'

const Read = z.strictObject({ value: z.number(), atMs: z.number() })
const Span = z.strictObject({ first: Read, last: Read, highest: Read, lowest: Read })
const Since = z.strictObject({ sinceMs: z.number(), spans: z.record(z.string(), Span) })
/** While it is in force and not executed, and since it is executed. */
const Kept = z.strictObject({ inForce: Since.nullable(), executed: Since.nullable() })
export type Kept = z.infer<typeof Kept>
export type Span = z.infer<typeof Span>

export type Readings = {
  of(record: string): Promise<Kept>
  keep(record: string, kept: Kept): Promise<void>
  close(): Promise<void>
}

const WRITE_EVERY_MS = 60_000
const NONE: Kept = { inForce: null, executed: null }

type Held = { kept: Kept; isDirty: boolean; writtenMs: number }

export function readingsIn(dir: string, onFault: (where: string, error: unknown) => void): Readings {
  const held = new Map<string, Held>()
  const pathOf = (record: string): string => join(dir, `${record.replace(/[^\w-]/g, '_')}.json`)
  const write = async (record: string, one: Held): Promise<void> => {
    one.isDirty = false
    one.writtenMs = performance.now()
    await writeWhole(pathOf(record), JSON.stringify(one.kept))
  }
  const known = async (record: string): Promise<Held> => {
    const before = held.get(record)
    if (before) return before
    const text = await readFile(pathOf(record), 'utf8').catch(() => null)
    const read = text === null ? null : Kept.safeParse(parsed(text))
    if (read && !read.success)
      onFault(`readings of record ${record}`, new Error('the file cannot be read; it begins anew'))
    const one = { kept: read?.data ?? NONE, isDirty: false, writtenMs: -Infinity }
    held.set(record, one)
    return one
  }
  return {
    of: async (record) => (await known(record)).kept,
    async keep(record, kept) {
      const one = await known(record)
      const isNew = (kept.executed === null) !== (one.kept.executed === null) || one.kept.inForce === null
      one.kept = kept
      one.isDirty = true
      if (isNew || performance.now() - one.writtenMs > WRITE_EVERY_MS) await write(record, one)
    },
    async close() {
      for (const [record, one] of held)
        if (one.isDirty)
          await write(record, one).catch((error: unknown) => onFault(`readings of record ${record}`, error))
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

type Sampled = {
  readonly held: RecordHeld
  readonly forecast: ReadonlySet<string>
  readonly now: {
    readonly nowMs: number
    readonly indicators: readonly { readonly id: string; readonly value: number }[]
  } | null
}

/** Takes in what live reads now of what was forecast; nothing where nothing was, or it was read already. */
export async function sampleInto(readings: Readings, { held, forecast, now }: Sampled): Promise<void> {
  const { life } = held
  if (!now || (life.is !== 'inForce' && life.is !== 'executed')) return
  if (forecast.size === 0) return
  const seen = now.indicators
    .filter(({ id }) => forecast.has(id))
    .map(({ id, value }) => ({ id, value, atMs: now.nowMs }))
  const before = await readings.of(held.id)
  const of = life.is
  const since = before[of] ?? { sinceMs: life.atMs, spans: {} }
  const isSeen = seen.every(({ id, value }) => since.spans[id]?.last.value === value)
  if (before[of] !== null && isSeen) return
  const spans = Object.fromEntries(seen.map(({ id, ...read }) => [id, taken(since.spans[id], read)]))
  await readings.keep(held.id, { ...before, [of]: { ...since, spans: { ...since.spans, ...spans } } })
}

export const taken = (span: Span | undefined, read: z.infer<typeof Read>): Span => ({
  first: span?.first ?? read,
  last: read,
  highest: span && span.highest.value >= read.value ? span.highest : read,
  lowest: span && span.lowest.value <= read.value ? span.lowest : read,
})
