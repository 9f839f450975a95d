// Devices, tasks and incidents on the duty desk: trying a command in a fork, asking for it, approving another's, and
// moving incidents on. What is shown is of the moment one looks at; only live and only operators act.
import { INCIDENT_STATES } from '../../../shared/systems/tasks/life.ts'
import { DeviceRow, IncidentRow, TaskRow } from '../../../shared/systems/tasks/told.ts'
import type { Deed, DutyItem, DutySection } from '../../panels/duty-items.ts'
import { paged } from '../../panels/duty-pages.ts'
import type { PanelModel } from '../../panels/model.ts'
import { momentText, numberText, unitText } from '../../panels/moments.ts'
import { isKey, say } from '../../panels/strings.ts'
import { isReady } from '../../panels/time-model.ts'
import { toldText, wordsText } from '../../panels/told-words.ts'
import { rowsOf } from '../rows.ts'
import { changed, forkNameOf, forkOf, triedIn, valuesOf, type Wish, wish, wishFor } from './wish.ts'

const EXPIRES_MS = 600_000
const TRY_HOURS = 1

export const devicesOf = ({ time }: PanelModel): readonly DeviceRow[] =>
  rowsOf(time.facts.value, 'tasks.device', DeviceRow)
export const tasksOf = ({ time }: PanelModel): readonly TaskRow[] => rowsOf(time.facts.value, 'tasks.task', TaskRow)
const incidentsOf = ({ time }: PanelModel): readonly IncidentRow[] =>
  rowsOf(time.facts.value, 'tasks.incident', IncidentRow)

const text = (label: string): DutyItem => ({ kind: 'text', label })
const nobody = (model: PanelModel): DutyItem[] =>
  model.time.canOperate.value ? [] : [text(say(model.time.looking.value.is === 'live' ? 'onlyOperators' : 'onlyLive'))]

export const devicesDesk: DutySection = {
  id: 'devices',
  title: 'dutyDevices',
  count: () => 0,
  items(model, host) {
    const devices = devicesOf(model)
    const one = wish.value
    const chosen = devices.find(({ id }) => id === one?.device)
    // What was refused may be put right and asked for again; what was taken is among the tasks.
    const isTaken = tasksOf(model).some(({ id }) => id === one?.key)
    if (chosen && one && !isTaken && model.time.canOperate.value) return formOf(chosen, one, model)
    return [
      ...nobody(model),
      ...(devices.length === 0 ? [text(say('devicesNone'))] : []),
      ...paged(
        'devices',
        devices.map((device) => deviceItem(device, model)),
        host,
      ),
    ]
  },
}

export const kindText = (kind: string): string => {
  const key = `device_${kind}`
  return isKey(key) ? say(key) : say('device_other')
}
/** A share as hundredths, others with their unit. */
export const valueText = (value: number, unit: string, key = ''): string =>
  key.endsWith('Share') ? `${Math.round(100 * value)} %` : `${numberText(value)} ${unitText(unit)}`.trim()

function detailOf({ kind, position, readBack, isSimulated }: DeviceRow, model: PanelModel): string {
  const known = isSimulated ? `${kindText(kind)}, ${say('deviceProgram')}` : kindText(kind)
  if (!position) return say('deviceUnread', { kind: known })
  const time = momentText(position.atMs, model.timeZone.value, model.time.nowMs.value)
  return say('devicePosition', { kind: known, value: valueText(position.value, '', readBack.key), time })
}

function deviceItem(device: DeviceRow, model: PanelModel): DutyItem {
  const { id, atM } = device
  const name = wordsText(device.name)
  const deeds: Deed[] = [
    { shown: say('goTo'), label: say('goNamed', { name }), press: () => model.acts.goTo({ id, atM }) },
    ...(model.time.canOperate.value
      ? [{ shown: say('command'), label: say('commandNamed', { name }), isPrimary: true, press: () => choose(device) }]
      : []),
  ]
  return { kind: 'row', label: name, detail: detailOf(device, model), deeds }
}

function choose(device: DeviceRow): void {
  wish.value = wishFor(device)
}

/** Opens the desk at the form of a device. */
export function commandDevice(device: DeviceRow, model: PanelModel): void {
  choose(device)
  model.duty.value = devicesDesk.id
  model.open.value = 'duty'
}

function formOf(device: DeviceRow, one: Wish, model: PanelModel): DutyItem[] {
  const { time } = model
  const fork = forkOf(one, time.forks.value)
  const triedFork = triedIn(one, device)
  const isTried = triedFork !== null
  const { device: id, parameters, isDrill, key } = one
  const tried = triedFork ?? fork?.name ?? ''
  const request = (): void => {
    time.acts.command({
      type: 'tasks.request',
      idempotencyKey: key,
      device: id,
      parameters,
      expiresAtMs: Math.round(time.nowMs.value) + EXPIRES_MS,
      isDrill,
      ...(isDrill ? {} : { simulatedOn: tried }),
    })
    model.duty.value = tasksDesk.id
  }
  return [
    { kind: 'row', label: wordsText(device.name), detail: detailOf(device, model), deeds: [] },
    ...device.parameters.map((parameter): DutyItem => {
      const name = `parameter_${parameter.key}`
      return {
        kind: 'choice',
        label: isKey(name) ? say(name) : parameter.key,
        options: valuesOf(parameter).map((value) => ({
          label: valueText(value, parameter.unit, parameter.key),
          isOn: parameters[parameter.key] === value,
          press: () => {
            wish.value = changed(one, { parameters: { ...parameters, [parameter.key]: value } })
          },
        })),
      }
    }),
    {
      kind: 'button',
      label: say('asDrill'),
      isOn: isDrill,
      press: () => {
        wish.value = changed(one, { isDrill: !isDrill })
      },
    },
    ...(isDrill
      ? []
      : [
          {
            kind: 'button',
            label: tried === '' ? say('tryTask') : say(isTried ? 'triedTask' : 'tryingTask', { fork: tried }),
            isDisabled: tried !== '',
            isPrimary: tried === '',
            press: () =>
              time.acts.fork({
                name: forkNameOf(one),
                hours: TRY_HOURS,
                commands: [{ type: 'tasks.simulate', device: id, parameters }],
              }),
          } as const,
        ]),
    {
      kind: 'button',
      label: say(isDrill ? 'askDrill' : 'askTask'),
      isPrimary: isDrill || isTried,
      isDisabled: !isDrill && !isTried,
      press: request,
    },
    text(say(isDrill ? 'drillTip' : 'askTip')),
    {
      kind: 'button',
      label: say('otherDevice'),
      press: () => {
        wish.value = null
      },
    },
  ]
}

const isWaiting = ({ state }: TaskRow): boolean => state === 'requested'

/** Whether one may approve it: who asked may not. */
export const mayApprove = ({ state, requestedBy, behind = [] }: TaskRow, { time }: PanelModel): boolean =>
  state === 'requested' && time.canOperate.value && ![requestedBy.id, ...behind].includes(time.me.value)

export const tasksDesk: DutySection = {
  id: 'tasks',
  title: 'dutyTasks',
  count: (model) => tasksOf(model).filter(isWaiting).length,
  items(model, host) {
    const all = tasksOf(model).toReversed()
    const first = [...all.filter(isWaiting), ...all.filter((task) => !isWaiting(task))]
    return [
      ...nobody(model),
      ...(first.length === 0 ? [text(say('tasksNone'))] : []),
      ...paged(
        'tasks',
        first.map((task) => taskItem(task, model)),
        host,
      ),
    ]
  },
}

/** `Barrier north: 100 %`. */
export function taskName({ device: id, parameters }: TaskRow, model: PanelModel): string {
  const device = devicesOf(model).find((one) => one.id === id)
  const wanted = Object.entries(parameters).map(([key, value]) => {
    const unit = device?.parameters.find((one) => one.key === key)?.unit ?? ''
    return valueText(value, unit, key)
  })
  return say('taskRow', { device: device ? wordsText(device.name) : id, wanted: wanted.join(', ') })
}

function taskItem(task: TaskRow, model: PanelModel): DutyItem {
  const { time } = model
  const { id, state, isDrill, simulatedOn, requestedBy, approvedBy, why, declined } = task
  const name = taskName(task, model)
  const command = (type: string, more: object = {}): void => time.acts.command({ type, task: id, ...more })
  const deeds: Deed[] = [
    ...(mayApprove(task, model)
      ? [
          {
            shown: say('approve'),
            label: say('approveNamed', { name }),
            isPrimary: true,
            press: () => command('tasks.approve'),
          },
        ]
      : []),
    ...(state === 'requested' && time.canOperate.value
      ? [
          {
            shown: say('decline'),
            label: say('declineNamed', { name }),
            press: () => command('tasks.decline', { reason: say('notNeeded') }),
          },
        ]
      : []),
    ...(simulatedOn !== null && time.forks.value.some((fork) => fork.name === simulatedOn && isReady(fork))
      ? [
          {
            shown: say('stepIn'),
            label: say('stepInto', { name: simulatedOn }),
            press: () => time.acts.stepInto(simulatedOn),
          },
        ]
      : []),
  ]
  const share = (value: number): string => valueText(value, '', Object.keys(task.parameters)[0])
  const isMine = state === 'requested' && time.canOperate.value && requestedBy.id === time.me.value
  const parts = [
    say(`task_${state}`),
    ...(why
      ? [
          say(`why_${why.is}`, {
            wanted: share(why.wanted),
            read: why.read === null ? '?' : share(why.read),
            reason: why.reason,
          }),
        ]
      : []),
    ...(declined === '' ? [] : [declined]),
    ...(isDrill ? [say('taskDrill')] : []),
    say('taskBy', { name: requestedBy.name }),
    ...(approvedBy ? [say('taskApprovedBy', { name: approvedBy.name })] : []),
    ...(simulatedOn === null ? [] : [say('taskTried', { fork: simulatedOn })]),
    ...(isMine ? [say('approveOther')] : []),
  ]
  return {
    kind: 'row',
    label: name,
    detail: parts.join(' · '),
    ...(state === 'failed' ? { tone: 'warning' } : {}),
    deeds,
  }
}

export const incidentsDesk: DutySection = {
  id: 'incidents',
  title: 'dutyIncidents',
  count: (model) => incidentsOf(model).filter(({ state }) => state === 'new').length,
  items(model, host) {
    const all = incidentsOf(model).toReversed()
    const open = all.filter(({ state }) => state !== 'closed')
    return [
      ...nobody(model),
      ...(open.length === 0 ? [text(say('incidentsNone'))] : []),
      ...paged(
        'incidents',
        [...open, ...all.filter(({ state }) => state === 'closed')].map((one) => incidentItem(one, model)),
        host,
      ),
    ]
  },
}

function incidentItem(incident: IncidentRow, model: PanelModel): DutyItem {
  const { time } = model
  const { id, atM, state, assignee, by, isDrill, openedMs } = incident
  const name = `${nameOf(incident, model)} (${id.replace('incident-', '')})`
  const next = INCIDENT_STATES[INCIDENT_STATES.indexOf(state) + 1]
  const deeds: Deed[] = [
    { shown: say('goTo'), label: say('goNamed', { name }), press: () => model.acts.goTo({ id, atM }) },
    ...(next && time.canOperate.value
      ? [
          {
            shown: say('incidentTo', { state: say(`incident_${next}`) }),
            label: say('incidentToNamed', { name, state: say(`incident_${next}`) }),
            isPrimary: state === 'new',
            press: () =>
              time.acts.command({
                type: 'tasks.moveIncident',
                incident: id,
                to: next,
                // Whoever takes it on; handing it to a department comes with departments.
                ...(next === 'assigned' ? { assignee: model.name.value || say('you') } : {}),
              }),
          },
        ]
      : []),
  ]
  const detail = [
    say(`incident_${state}`),
    ...(isDrill ? [say('taskDrill')] : []),
    ...(assignee === null ? [] : [say('incidentFor', { name: assignee })]),
    ...(by === '' ? [] : [by]),
    momentText(openedMs, model.timeZone.value, time.nowMs.value),
  ].join(' · ')
  return { kind: 'row', label: name, detail, ...(state === 'new' ? { tone: 'warning' } : {}), deeds }
}

function nameOf({ title, device, why }: IncidentRow, model: PanelModel): string {
  const known = devicesOf(model).find((one) => one.id === device)
  const name = title ?? (known ? wordsText(known.name) : (device ?? ''))
  if (!why) return say('alert_incident', { name })
  const values = { name, wanted: why.wanted, read: why.read ?? '?', reason: why.reason }
  return toldText(`alert_incident_${why.is}`, values) ?? say('alert_incident', { name })
}
