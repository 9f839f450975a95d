// Tasks of departments: what a carried decision asks people to do. Requested by the decision, accepted, run and ended by whoever
// has the role; what has happened is what they say, since no device reads it back. Overdue ones stay until they are over.
import { z } from 'zod'
import type { Actor, Rejection } from '../../kernel/system.ts'

export const ASSIGNMENT_STATES = ['requested', 'accepted', 'running', 'done', 'declined'] as const
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number]

const AssignmentId = z.string().regex(/^[A-Za-z0-9][\w-]{0,39}$/)
const Told = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
const MOST_KEPT = 200

export const Assign = z.strictObject({
  type: z.literal('tasks.assign'),
  task: AssignmentId,
  what: Told,
  department: Told,
  dueAtMs: z.number().min(0).max(8e15),
})
export const MoveAssignment = z.strictObject({
  type: z.literal('tasks.moveAssignment'),
  task: AssignmentId,
  to: z.enum(['accepted', 'running', 'done', 'declined']),
  /** Why it is declined, or what was done. */
  note: Told.optional(),
})

export type Assignment = {
  readonly id: string
  readonly what: string
  readonly department: string
  readonly dueAtMs: number
  readonly requestedBy: { readonly id: string; readonly name: string }
  readonly requestedMs: number
  state: AssignmentState
  /** Since when it is that, who says so, and with what words. */
  sinceMs: number
  by: string
  note: string
}

type Holding = { readonly nowMs: number; assignments?: Assignment[] }

/** None before the first: a city without is the same bytes as before there were any. */
export const assignmentsOf = ({ assignments = [] }: Holding): readonly Assignment[] => assignments
export const isEnded = ({ state }: Assignment): boolean => state === 'done' || state === 'declined'
export const isOverdue = (one: Assignment, nowMs: number): boolean => !isEnded(one) && one.dueAtMs < nowMs

const AFTER: Readonly<Record<AssignmentState, readonly AssignmentState[]>> = {
  requested: ['accepted', 'declined'],
  accepted: ['running', 'done', 'declined'],
  running: ['done', 'declined'],
  done: [],
  declined: [],
}

export function checkAssign(state: Holding, { task, department }: z.infer<typeof Assign>): Rejection | null {
  const all = assignmentsOf(state)
  if (all.some(({ id }) => id === task)) return { reason: `task ${task} was asked for already` }
  if (all.filter((one) => !isEnded(one)).length < MOST_KEPT) return null
  return { reason: `${MOST_KEPT} tasks of departments wait already; ${task} for ${department} is one too many` }
}

/** `machine`: its id, where it is no person who says so. A decision takes back what it asked for itself. */
export function checkMoved(
  state: Holding,
  { task, to, note }: z.infer<typeof MoveAssignment>,
  machine: string | null,
): Rejection | null {
  const one = assignmentsOf(state).find(({ id }) => id === task)
  if (!one) return { reason: `there is no task ${task} of a department` }
  if (machine !== null && !(machine === one.requestedBy.id && to === 'declined' && one.state === 'requested'))
    return { reason: `task ${task} is a matter of people` }
  if (!AFTER[one.state].includes(to))
    return {
      reason: isEnded(one)
        ? `task ${task} is ${one.state} already`
        : `task ${task} is ${one.state}, it cannot be ${to} next`,
    }
  return to === 'declined' && note === undefined ? { reason: `task ${task} is declined with a reason` } : null
}

export function assign(state: Holding, given: z.infer<typeof Assign>, { id: by, name = by }: Actor): void {
  const { task: id, what, department, dueAtMs } = given
  const { nowMs } = state
  const asked = { requestedBy: { id: by, name }, requestedMs: nowMs }
  const all = [...assignmentsOf(state)]
  const made: Assignment = {
    id,
    what,
    department,
    dueAtMs,
    ...asked,
    state: 'requested',
    sinceMs: nowMs,
    by: name,
    note: '',
  }
  const oldest = all.length >= MOST_KEPT ? all.find(isEnded) : undefined
  state.assignments = [...all.filter((one) => one !== oldest), made]
}

export function moveAssignment(
  state: Holding,
  { task, to, note = '' }: z.infer<typeof MoveAssignment>,
  by: Actor,
): void {
  const one = assignmentsOf(state).find(({ id }) => id === task)
  if (one) Object.assign(one, { state: to, sinceMs: state.nowMs, by: by.name ?? by.id, note })
}
