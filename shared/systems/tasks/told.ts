// Devices, tasks and incidents as pages are told of them: rows that the panel reads, and an incident in words.
import { z } from 'zod'
import { Words } from '../../kernel/words.ts'
import { type Assignment, ASSIGNMENT_STATES } from './assignments.ts'
import { type Equipped, type Incident, INCIDENT_STATES, type Task, type TasksState } from './life.ts'

const Parameters = z.record(z.string(), z.number())
const name = z.union([z.string(), Words])

export const DeviceRow = z.object({
  id: z.string(),
  name,
  kind: z.string(),
  atM: z.tuple([z.number(), z.number()]),
  headingRad: z.number(),
  isSimulated: z.boolean(),
  /** What may be asked for here: the device's own range, or this city's limits. */
  parameters: z.array(
    z.object({ key: z.string(), unit: z.string(), min: z.number(), max: z.number(), step: z.number().nullable() }),
  ),
  readBack: z.object({ thing: z.string(), key: z.string(), withinS: z.number() }),
  position: z.object({ value: z.number(), atMs: z.number() }).nullable(),
  tried: Parameters.nullable(),
  /** In which forks what was tried, the latest last. */
  trials: z.array(z.object({ fork: z.string(), parameters: Parameters })),
})
export type DeviceRow = z.infer<typeof DeviceRow>

const Why = z.object({
  is: z.enum(['noAnswer', 'noReadBack', 'contradicts', 'said', 'unreachable']),
  wanted: z.number(),
  read: z.number().nullable(),
  reason: z.string(),
})

export const TaskRow = z.object({
  id: z.string(),
  device: z.string(),
  parameters: Parameters,
  state: z.enum(['requested', 'approved', 'sent', 'accepted', 'running', 'done', 'failed', 'expired', 'declined']),
  isDrill: z.boolean(),
  simulatedOn: z.string().nullable(),
  /** The ids tell one's own tasks. */
  requestedBy: z.object({ id: z.string(), name: z.string() }),
  approvedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  requestedMs: z.number(),
  expiresAtMs: z.number(),
  behind: z.array(z.string()).optional(),
  /** When it became what it is; not told by recordings of before. */
  sinceMs: z.number().optional(),
  why: Why.nullable(),
  /** Who declined and why; empty else. */
  declined: z.string(),
})
export type TaskRow = z.infer<typeof TaskRow>

export const IncidentRow = z.object({
  id: z.string(),
  title: z.string().nullable(),
  task: z.string().nullable(),
  device: z.string().nullable(),
  why: Why.nullable(),
  atM: z.tuple([z.number(), z.number()]),
  isDrill: z.boolean(),
  openedMs: z.number(),
  state: z.enum(INCIDENT_STATES),
  assignee: z.string().nullable(),
  /** Who moved it last. */
  by: z.string(),
})
export type IncidentRow = z.infer<typeof IncidentRow>

export const AssignmentRow = z.object({
  id: z.string(),
  what: z.string(),
  department: z.string(),
  dueAtMs: z.number(),
  requestedBy: z.object({ id: z.string(), name: z.string() }),
  requestedMs: z.number(),
  state: z.enum(ASSIGNMENT_STATES),
  sinceMs: z.number(),
  /** Who said so last. */
  by: z.string(),
  note: z.string(),
})
export type AssignmentRow = z.infer<typeof AssignmentRow>

const MOST_TRIALS = 5

export function deviceRow({ about, limits, position, tried, trials }: Equipped): DeviceRow {
  const { device: id, kind, eastM, northM, headingRad = 0, isSimulated = false, readBack } = about
  const parameters = about.parameters.map(({ key, unit, min, max, step = null }) => {
    const narrower = limits?.ranges.find((one) => one.key === key)
    return { key, unit, min: narrower?.min ?? min, max: narrower?.max ?? max, step }
  })
  const { thing, key, withinS } = readBack
  const where = { atM: [eastM, northM] as [number, number], headingRad }
  return {
    id,
    name: about.name,
    kind,
    ...where,
    isSimulated,
    parameters,
    readBack: { thing, key, withinS },
    position,
    tried,
    trials: trials.slice(-MOST_TRIALS),
  }
}

export const assignmentRow = (one: Assignment): AssignmentRow => ({ ...one })

export function taskRow({ life, behind, requestedBy: { id, name }, ...task }: Task): TaskRow {
  const why = life.is === 'failed' ? life.why : null
  const declined = life.is === 'declined' ? `${life.by}: ${life.reason}` : ''
  const sinceMs = 'atMs' in life ? life.atMs : 'sentMs' in life ? life.sentMs : task.requestedMs
  return {
    ...task,
    requestedBy: { id, name },
    ...(behind && { behind: [...behind] }),
    sinceMs,
    state: life.is,
    why,
    declined,
  }
}

export function incidentRow(incident: Incident): IncidentRow {
  const { id, title, task, device, why, atM, isDrill, openedMs, state, assignee, log } = incident
  const about = { id, title, task, device, why, isDrill, openedMs, state, assignee }
  return { ...about, atM: [atM[0], atM[1]], by: log.at(-1)?.by ?? '' }
}

type Told = { readonly text: string; readonly key: string; readonly values: Readonly<Record<string, string | number>> }

/** The names stand beside each other as those of rules do: `name`, `name_ru`, `name_kk`. */
export function incidentTold({ title, device, why, isDrill }: Incident, { devices }: TasksState): Told {
  const drill = isDrill ? 'Drill: ' : ''
  const key = isDrill ? 'alert_incident_drill' : 'alert_incident'
  if (title !== null) return { text: `${drill}Incident: ${title}`, key, values: { name: title } }
  const given = devices.find(({ about }) => about.device === device)?.about.name ?? device ?? ''
  const words = typeof given === 'string' ? { en: given } : given
  const names = {
    name: words.en,
    ...(words.ru === undefined ? {} : { name_ru: words.ru }),
    ...(words.kk === undefined ? {} : { name_kk: words.kk }),
  }
  const { is = 'said', wanted = 0, read = null, reason = '' } = why ?? {}
  const text = `${drill}Incident: ${words.en} did not do as it was told`
  return { text, key: `${key}_${is}`, values: { ...names, wanted, read: read ?? '?', reason } }
}
