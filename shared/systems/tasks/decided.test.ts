// What a carried decision asks for: a device's task that a person approves who does not stand behind it, and tasks of departments.
import { decisionActor } from '../../kernel/decision.ts'
import { describe, expect, it } from 'vitest'
import { NO_OUTPUTS } from '../../city/outputs.ts'
import { decodeCanonical, encodeCanonical } from '../../kernel/canonical.ts'
import { Random } from '../../kernel/random.ts'
import type { Actor } from '../../kernel/system.ts'
import { EMPTY_CITY } from '../../kernel/toy.ts'
import { isOverdue } from './assignments.ts'
import { type TasksCommand, TasksCommand as Command, type TasksState } from './life.ts'
import { SERVER, tasks } from './tasks.ts'
import { assignmentRow, AssignmentRow, taskRow, TaskRow } from './told.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const DAY_MS = 86_400_000
const server: Actor = { id: SERVER, role: 'operator' }
const decision: Actor = { id: decisionActor('2026-ab12'), role: 'operator', name: 'decision 2026-ab12' }
const olga: Actor = { id: 'person-olga', role: 'operator', name: 'Olga' }
const timur: Actor = { id: 'person-timur', role: 'operator', name: 'Timur' }

const wish = (more: object = {}): TasksCommand =>
  Command.parse({
    type: 'tasks.request',
    idempotencyKey: 'decision-2026-ab12-0',
    device: 'gate',
    parameters: { positionShare: 1 },
    expiresAtMs: NOON + 30 * DAY_MS,
    isDrill: false,
    simulatedOn: 'rain-1',
    behind: ['person-olga'],
    ...more,
  })
const assign = (more: object = {}): TasksCommand =>
  Command.parse({
    type: 'tasks.assign',
    task: 'decision-2026-ab12-1',
    what: 'Raise the embankment',
    department: 'Water',
    dueAtMs: NOON + DAY_MS,
    ...more,
  })
const move = (to: string, note?: string): TasksCommand =>
  Command.parse({ type: 'tasks.moveAssignment', task: 'decision-2026-ab12-1', to, ...(note && { note }) })

function city() {
  let state: TasksState = tasks.create(EMPTY_CITY)
  let nowMs = NOON
  const act = (command: TasksCommand, actor: Actor): string | null => {
    const refused = tasks.check(state, command, EMPTY_CITY, actor)?.reason ?? null
    if (refused === null) tasks.apply(state, command, actor)
    // As a keyframe keeps it.
    state = decodeCanonical(encodeCanonical(state)) as TasksState
    return refused
  }
  const pass = (ms: number): void => {
    nowMs += ms
    tasks.step?.(state, ms / 1000, new Random(1), EMPTY_CITY, { ...NO_OUTPUTS, nowMs })
  }
  pass(0)
  act(
    Command.parse({
      type: 'tasks.equipDevice',
      device: 'gate',
      name: 'Gate',
      kind: 'sluice',
      eastM: 0,
      northM: 0,
      parameters: [{ key: 'positionShare', unit: '', min: 0, max: 1 }],
      readBack: { thing: 'gate', key: 'positionShare', tolerance: 0.05, withinS: 30 },
    }),
    server,
  )
  act(
    Command.parse({ type: 'tasks.noteTrial', device: 'gate', fork: 'rain-1', parameters: { positionShare: 1 } }),
    server,
  )
  return { act, pass, state: () => state, now: () => nowMs }
}

describe('a device’s task of a decision', () => {
  it('is asked for by the decision, waits until it is due and is approved by who does not stand behind it', () => {
    const { act, pass, state } = city()
    expect(act(wish(), decision)).toBeNull()
    const approve = { type: 'tasks.approve', task: 'decision-2026-ab12-0' } as const
    expect(act(approve, olga)).toBe(
      'task decision-2026-ab12-0 must be approved by somebody who does not stand behind decision 2026-ab12',
    )
    for (const machine of [decision, server]) expect(act(approve, machine)).toContain('by a person')
    pass(20 * DAY_MS)
    expect(TaskRow.parse(taskRow(state().tasks[0] as TasksState['tasks'][0]))).toMatchObject({
      state: 'requested',
      requestedBy: { name: 'decision 2026-ab12' },
      behind: ['person-olga'],
    })
    expect(act(approve, timur)).toBeNull()
  })

  it('expires when nobody approves it in time', () => {
    const { act, pass, state } = city()
    act(wish(), decision)
    pass(30 * DAY_MS)
    expect(state().tasks[0]?.life.is).toBe('expired')
  })

  it('must have been tried as it is, and waits a year at most', () => {
    const { act } = city()
    expect(act(wish({ simulatedOn: 'rain-2' }), decision)).toBe('this was not tried with gate in the fork rain-2')
    expect(act(wish({ parameters: { positionShare: 0.5 } }), decision)).toContain('not tried with gate')
    expect(act(wish({ expiresAtMs: NOON + 400 * DAY_MS }), decision)).toContain('within a year')
  })

  it('is no way for people to wait longer or to say who stands behind them', () => {
    const { act } = city()
    expect(act(wish(), olga)).toBe('only a decision names who stands behind task decision-2026-ab12-0')
    expect(act(wish({ behind: undefined }), olga)).toContain('within a day')
  })
})

describe('a department’s task', () => {
  it('goes from asked for to done by people, with who said so', () => {
    const { act, pass, state } = city()
    expect(act(assign(), decision)).toBeNull()
    expect(act(assign(), decision)).toBe('task decision-2026-ab12-1 was asked for already')
    expect(act(move('running'), olga)).toBe('task decision-2026-ab12-1 is requested, it cannot be running next')
    for (const to of ['accepted', 'running']) expect(act(move(to), olga)).toBeNull()
    pass(1000)
    expect(act(move('done', 'Raised by 40 cm'), timur)).toBeNull()
    const row = AssignmentRow.parse(assignmentRow(state().assignments?.[0] as never))
    expect(row).toMatchObject({ state: 'done', by: 'Timur', note: 'Raised by 40 cm', sinceMs: NOON + 1000 })
    expect(act(move('declined', 'late'), olga)).toBe('task decision-2026-ab12-1 is done already')
  })

  it('is declined with a reason only, and overdue while it is not over', () => {
    const { act, pass, state, now } = city()
    act(assign(), decision)
    pass(2 * DAY_MS)
    const one = () => state().assignments?.[0] as NonNullable<TasksState['assignments']>[0]
    expect(isOverdue(one(), now())).toBe(true)
    expect(act(move('declined'), olga)).toBe('task decision-2026-ab12-1 is declined with a reason')
    expect(act(move('declined', 'No money'), olga)).toBeNull()
    expect(isOverdue(one(), now())).toBe(false)
  })

  it('is asked for by decisions alone, and moved by people alone', () => {
    const { act } = city()
    for (const actor of [server, olga]) expect(act(assign(), actor)).toContain('only decisions')
    expect(act(move('accepted'), olga)).toBe('there is no task decision-2026-ab12-1 of a department')
    act(assign(), decision)
    for (const actor of [server, decision]) expect(act(move('accepted'), actor)).toContain('a matter of people')
  })

  it('leaves a city without any the bytes it had', () => {
    expect(Object.keys(city().state())).not.toContain('assignments')
  })
})
