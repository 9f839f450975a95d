// The commands of tasks, devices and incidents, and what is kept of each. A task's states are those of CIVIC's table.
import { z } from 'zod'
import type { Actor } from '../../kernel/system.ts'
import { Sentence } from '../../kernel/words.ts'
import { Assign, type Assignment, MoveAssignment } from './assignments.ts'
import { Device, DeviceId, Limits, Parameters } from './device.ts'

const atMs = z.number().min(0).max(8e15)
const metres = z.number().min(-1e6).max(1e6)
const TaskId = z.string().regex(/^[A-Za-z0-9][\w-]{0,39}$/)
const IncidentId = z.string().regex(/^incident-[0-9]{1,9}$/)
const timeline = z.string().regex(/^[A-Za-z0-9][\w-]{0,39}$/)

export const INCIDENT_STATES = [
  'new',
  'triaged',
  'assigned',
  'inProgress',
  'mitigated',
  'resolved',
  'reviewed',
  'closed',
] as const
export type IncidentState = (typeof INCIDENT_STATES)[number]

export const TasksCommand = z.discriminatedUnion('type', [
  /** The server's own: what its devices say of themselves. */
  z.object({ ...Device.shape, type: z.literal('tasks.equipDevice') }),
  /** Null takes them away; the device's own stay. */
  z.strictObject({ type: z.literal('tasks.setLimits'), device: DeviceId, limits: Limits.nullable() }),
  /** What if: the device as if it had done so. Moves nothing; forks show it. */
  z.strictObject({ type: z.literal('tasks.simulate'), device: DeviceId, parameters: Parameters }),
  /** The server's own, when a fork in which something was tried has come to its end. */
  z.strictObject({ type: z.literal('tasks.noteTrial'), device: DeviceId, fork: timeline, parameters: Parameters }),
  /** `idempotencyKey` becomes the task's id: the same wish twice is one task. */
  z.strictObject({
    type: z.literal('tasks.request'),
    idempotencyKey: TaskId,
    device: DeviceId,
    parameters: Parameters,
    expiresAtMs: atMs,
    isDrill: z.boolean(),
    /** The fork in which this was tried first; drills need none. */
    simulatedOn: timeline.optional(),
    /** Who stands behind what a decision asks for: none of them approves it. */
    behind: z.array(z.string().min(1).max(100)).max(20).optional(),
  }),
  z.strictObject({ type: z.literal('tasks.approve'), task: TaskId }),
  /** Before it is sent: by whoever may ask, by who asked, or by the server that may not send it. */
  z.strictObject({ type: z.literal('tasks.decline'), task: TaskId, reason: Sentence }),
  /** The server's own, journalled before the device is called: a task is sent once. */
  z.strictObject({ type: z.literal('tasks.send'), task: TaskId }),
  /** The device's own, and the server's where the device could not be called. */
  z.strictObject({
    type: z.literal('tasks.deviceAnswered'),
    task: TaskId,
    state: z.enum(['accepted', 'running', 'done', 'failed', 'declined']),
    reason: Sentence.optional(),
  }),
  /** The server's own, for a decision. */
  Assign,
  MoveAssignment,
  z.strictObject({
    type: z.literal('tasks.openIncident'),
    title: Sentence,
    eastM: metres,
    northM: metres,
    isDrill: z.boolean(),
    alert: z.string().min(1).max(100).optional(),
  }),
  /** To the next state. */
  z.strictObject({
    type: z.literal('tasks.moveIncident'),
    incident: IncidentId,
    to: z.enum(INCIDENT_STATES),
    note: Sentence.optional(),
    assignee: Sentence.optional(),
  }),
])
export type TasksCommand = z.infer<typeof TasksCommand>
export type Given<T extends TasksCommand['type']> = Extract<TasksCommand, { type: T }>

/** `id` tells two people apart, `name` is what others read. */
export type Person = { readonly id: string; readonly name: string }
/** Of who asks for a task also what tells them apart where ids do not; none of it before there was any. */
type Requester = Person & Pick<Actor, 'key' | 'isSignedIn'>

/** Why a task failed; `said` and `unreachable` come with a reason in words. */
export type Why = {
  readonly is: 'noAnswer' | 'noReadBack' | 'contradicts' | 'said' | 'unreachable'
  readonly wanted: number
  /** What was read back last; null where nothing was. */
  readonly read: number | null
  readonly reason: string
}

export type TaskLife =
  | { readonly is: 'requested' }
  | { readonly is: 'approved'; readonly atMs: number }
  | { readonly is: 'sent' | 'accepted' | 'running'; readonly sentMs: number }
  | { readonly is: 'done'; readonly atMs: number }
  | { readonly is: 'failed'; readonly atMs: number; readonly why: Why }
  | { readonly is: 'expired'; readonly atMs: number }
  | { readonly is: 'declined'; readonly atMs: number; readonly by: string; readonly reason: string }

export type Task = {
  readonly id: string
  readonly device: string
  readonly parameters: Parameters
  readonly isDrill: boolean
  readonly simulatedOn: string | null
  readonly requestedBy: Requester
  readonly requestedMs: number
  readonly expiresAtMs: number
  /** Of a decision's: besides who asked, these do not approve it. */
  readonly behind?: readonly string[]
  approvedBy: Person | null
  life: TaskLife
}

export type Equipped = {
  about: Device
  limits: Limits | null
  /** As it was read back last. */
  position: { value: number; atMs: number } | null
  /** What if; forks show it. */
  tried: Parameters | null
  /** What was tried in forks that have ended, the latest last. */
  trials: { fork: string; parameters: Parameters }[]
  /** When it was called of late. */
  sentMs: number[]
}

export type Incident = {
  readonly id: string
  /** In somebody's words, or of a task that failed. */
  readonly title: string | null
  readonly task: string | null
  readonly device: string | null
  readonly alert: string | null
  readonly why: Why | null
  readonly atM: readonly [eastM: number, northM: number]
  readonly isDrill: boolean
  readonly openedMs: number
  state: IncidentState
  assignee: string | null
  log: { to: IncidentState; by: string; atMs: number; note: string }[]
}

export type Happening = {
  readonly n: number
  readonly atMs: number
  readonly what: 'sent' | 'done' | 'failed' | 'expired' | 'declined' | 'incident'
  readonly device: string
}

export type TasksState = {
  nowMs: number
  devices: Equipped[]
  tasks: Task[]
  incidents: Incident[]
  assignments?: Assignment[]
  incidentCount: number
  happened: Happening[]
  count: number
}

export const isOver = ({ life }: Task): boolean =>
  life.is === 'done' || life.is === 'failed' || life.is === 'expired' || life.is === 'declined'
/** Approved, or at work. */
export const isUnderWay = (task: Task): boolean => !isOver(task) && task.life.is !== 'requested'
/** The device was called and has not come to an end. */
export const isAtWork = ({ life }: Task): boolean =>
  life.is === 'sent' || life.is === 'accepted' || life.is === 'running'

export const taskOf = (state: TasksState, id: string): Task | undefined => state.tasks.find((one) => one.id === id)
export const deviceOf = (state: TasksState, id: string): Equipped | undefined =>
  state.devices.find(({ about }) => about.device === id)
