// Tasks of departments on the duty desk, as decisions asked for them: who is to do what by when, how far it is, and the buttons
// of whoever says so. Operators say it as they say all on the desk; people of a department by the session of their page.
import { signal } from '@preact/signals'
import { AssignmentRow } from '../../../shared/systems/tasks/told.ts'
import type { Deed, DutyItem, DutySection } from '../../panels/duty-items.ts'
import { paged } from '../../panels/duty-pages.ts'
import type { PanelModel } from '../../panels/model.ts'
import { momentText } from '../../panels/moments.ts'
import { say } from '../../panels/strings.ts'
import { askIdentity } from '../../wallet/ask.ts'
import { rowsOf } from '../rows.ts'

type Next = 'accepted' | 'running' | 'done' | 'declined'

const NEXT: Readonly<Record<AssignmentRow['state'], readonly Next[]>> = {
  requested: ['accepted', 'declined'],
  accepted: ['running', 'done'],
  running: ['done'],
  done: [],
  declined: [],
}

/** Whether who is signed in on this page is of a department; asked where there is a task of one, once for each who one is. */
const known = signal<{ readonly me: string; readonly isOfDepartment: boolean } | null>(null)
const NOTICE_MS = 8000

const assignmentsOf = ({ time }: PanelModel): readonly AssignmentRow[] =>
  rowsOf(time.facts.value, 'tasks.assignment', AssignmentRow)
const isOpen = ({ state }: AssignmentRow): boolean => state !== 'done' && state !== 'declined'
const isOverdue = (one: AssignmentRow, nowMs: number): boolean => isOpen(one) && one.dueAtMs < nowMs

export const assignmentsDesk: DutySection = {
  id: 'assignments',
  title: 'dutyAssignments',
  count: (model) => assignmentsOf(model).filter(({ state }) => state === 'requested').length,
  items(model, host) {
    const all = assignmentsOf(model).toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || a.dueAtMs - b.dueAtMs)
    if (all.length === 0) return [{ kind: 'text', label: say('assignmentsNone') }]
    const me = model.time.me.value
    if (!model.time.canOperate.value && known.value?.me !== me) void lookWhoIs(me)
    return paged(
      'assignments',
      all.map((one) => item(one, model)),
      host,
    )
  },
}

async function lookWhoIs(me: string): Promise<void> {
  known.value = { me, isOfDepartment: false }
  const standing = await askIdentity('', (shapes) => shapes.Status).catch(() => null)
  known.value = { me, isOfDepartment: standing?.me?.byRoll.includes('department') ?? false }
}

function item(one: AssignmentRow, model: PanelModel): DutyItem {
  const { time } = model
  const { what, department, dueAtMs, state, by, note, requestedBy } = one
  const nowMs = time.nowMs.value
  const isLate = isOverdue(one, nowMs)
  const due = momentText(dueAtMs, model.timeZone.value, nowMs)
  const mayMove = time.looking.value.is === 'live' && (time.canOperate.value || known.value?.isOfDepartment === true)
  const detail = [
    department,
    say(state === 'requested' ? 'assignment_requested' : `task_${state}`),
    say(isLate ? 'assignmentLate' : 'assignmentDue', { time: due }),
    ...(state === 'requested' ? [] : [by]),
    ...(note === '' ? [] : [note]),
    say('taskBy', { name: requestedBy.name }),
  ]
  return {
    kind: 'row',
    label: what,
    detail: detail.join(' · '),
    ...(isLate ? { tone: 'warning' } : {}),
    deeds: mayMove ? NEXT[state].map((to) => deedOf(one, to, model)) : [],
  }
}

function deedOf({ id, what }: AssignmentRow, to: Next, model: PanelModel): Deed {
  const given = { to, ...(to === 'declined' ? { note: say('notNeeded') } : {}) }
  const press = (): void => {
    if (model.time.canOperate.value) model.time.acts.command({ type: 'tasks.moveAssignment', task: id, ...given })
    else void moveAsDepartment(id, given, model)
  }
  const words = { name: what, state: say(`task_${to}`) }
  return {
    shown: say(`assignmentTo_${to}`),
    label: say('assignmentToNamed', words),
    isPrimary: to !== 'declined',
    press,
  }
}

async function moveAsDepartment(id: string, given: object, model: PanelModel): Promise<void> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(given) }
  try {
    const response = await fetch(`/assignments/${encodeURIComponent(id)}`, init)
    const answer = (await response.json()) as { readonly error?: string }
    if (answer.error !== undefined) note(answer.error, model)
  } catch {
    note(say('lost'), model)
  }
}

function note(text: string, { notice }: PanelModel): void {
  notice.value = text
  setTimeout(() => {
    if (notice.value === text) notice.value = ''
  }, NOTICE_MS)
}
