// The duty desk by its data: what is said and what may be pressed, by whom.
import { beforeEach, describe, expect, it } from 'vitest'
import { type Acts, PanelModel } from '../../panels/model.ts'
import type { DutyItem, DutySection } from '../../panels/duty-items.ts'
import { devicesDesk, incidentsDesk, tasksDesk } from './desk.ts'
import { forkNameOf, forkOf, valuesOf, wish } from './wish.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const nothing = (): void => {}
const gone: string[] = []
const acts = { goTo: (hit) => void gone.push(hit.id) } as Partial<Acts> as Acts
const device = {
  id: 'barrier-3',
  name: { en: 'Barrier north', ru: 'Шлагбаум северный' },
  kind: 'barrier',
  atM: [10, 20],
  headingRad: 0,
  isSimulated: true,
  parameters: [{ key: 'positionShare', unit: '', min: 0, max: 1, step: null }],
  readBack: { thing: 'barrier-3', key: 'positionShare', withinS: 30 },
  position: { value: 0, atMs: NOON },
  tried: null,
  trials: [] as { fork: string; parameters: Record<string, number> }[],
}
const task = {
  id: 'one',
  device: 'barrier-3',
  parameters: { positionShare: 1 },
  state: 'requested',
  isDrill: false,
  simulatedOn: 'try-barrier-3-100',
  requestedBy: { id: 'olga', name: 'Olga' },
  approvedBy: null,
  requestedMs: NOON,
  expiresAtMs: NOON + 1000,
  why: null,
  declined: '',
}
const incident = {
  id: 'incident-1',
  title: null,
  task: 'one',
  device: 'barrier-3',
  why: { is: 'noAnswer', wanted: 1, read: null, reason: '' },
  atM: [10, 20],
  isDrill: false,
  openedMs: NOON,
  state: 'new',
  assignee: null,
  by: '',
}
let commands: Record<string, unknown>[]
let forks: unknown[]

function desk(role: 'operator' | 'visitor', me: string, more: object = {}): PanelModel {
  const model = new PanelModel(acts)
  const rows = Object.entries({
    'tasks.device/barrier-3': device,
    'tasks.task/one': task,
    'tasks.incident/incident-1': incident,
    ...more,
  }).map(([id, row]) => ({ id, json: JSON.stringify(row) }))
  const { time } = model
  time.live.value = { nowMs: NOON, seq: 1, alerts: [], indicators: [], gauges: [], rows }
  time.role.value = role
  time.me.value = me
  time.acts = {
    ...time.acts,
    command: (command) => void commands.push(command),
    fork: (asked) => void forks.push(asked),
    stepInto: nothing,
  }
  return model
}
const labels = (section: DutySection, model: PanelModel): string[] =>
  section.items(model, 'screen').flatMap((item) => (item.kind === 'row' ? item.deeds.map(({ label }) => label) : []))
const press = (section: DutySection, model: PanelModel, label: string): void => {
  const all = section.items(model, 'screen').flatMap((item: DutyItem): { label: string; press(): void }[] => {
    if (item.kind === 'row') return [...item.deeds]
    return item.kind === 'button' ? [item] : item.kind === 'choice' ? [...item.options] : []
  })
  const found = all.find((one) => one.label === label)
  if (!found) throw new Error(`nothing says ${label}: ${all.map((one) => one.label).join(', ')}`)
  found.press()
}

beforeEach(() => {
  commands = []
  forks = []
  wish.value = null
})

describe('the duty desk', () => {
  it('lets an operator approve what somebody else asked for, and not what is their own', () => {
    expect(labels(tasksDesk, desk('operator', 'timur'))).toContain('Approve Barrier north: 100 %')
    expect(labels(tasksDesk, desk('operator', 'olga'))).not.toContain('Approve Barrier north: 100 %')
    press(tasksDesk, desk('operator', 'timur'), 'Approve Barrier north: 100 %')
    press(tasksDesk, desk('operator', 'olga'), 'Decline Barrier north: 100 %')
    expect(commands).toEqual([
      { type: 'tasks.approve', task: 'one' },
      { type: 'tasks.decline', task: 'one', reason: 'not needed' },
    ])
  })

  it('shows everything to a visitor and lets them go there', () => {
    const model = desk('visitor', 'vera')
    for (const section of [devicesDesk, tasksDesk, incidentsDesk]) {
      expect(section.items(model, 'screen')[0]).toMatchObject({ label: expect.stringContaining('Only operators') })
      expect(section.items(model, 'screen').some((item) => item.kind === 'row')).toBe(true)
      for (const label of labels(section, model)) expect(label).toMatch(/^Go to: /)
    }
    press(devicesDesk, model, 'Go to: Barrier north')
    expect(gone).toEqual(['barrier-3'])
  })

  it('asks for a task only after it was tried in a fork, with the fork named', () => {
    const model = desk('operator', 'olga')
    press(devicesDesk, model, 'Command Barrier north')
    press(devicesDesk, model, '50 %')
    const ask = () =>
      devicesDesk.items(model, 'screen').find((item) => item.kind === 'button' && item.label === '2. Ask for it')
    expect(ask()).toMatchObject({ isDisabled: true })
    press(devicesDesk, model, '1. Try it in a fork')
    const name = 'try-barrier-3-50'
    expect(forks).toEqual([
      {
        name,
        hours: 1,
        commands: [{ type: 'tasks.simulate', device: 'barrier-3', parameters: { positionShare: 0.5 } }],
      },
    ])
    const fork = { name: `${name}-2`, by: 'Olga', fromMs: 0, untilMs: 1, progress: 1, status: 'playing', reason: '' }
    model.time.forks.value = [fork]
    expect(ask()).toMatchObject({ isDisabled: true })
    const trials = [{ fork: `${name}-2`, parameters: { positionShare: 0.5 } }]
    const done = desk('operator', 'olga', { 'tasks.device/barrier-3': { ...device, trials } })
    model.time.live.value = done.time.live.value
    expect(ask()).toMatchObject({ isDisabled: false })
    press(devicesDesk, model, '2. Ask for it')
    expect(commands).toMatchObject([
      {
        type: 'tasks.request',
        device: 'barrier-3',
        parameters: { positionShare: 0.5 },
        isDrill: false,
        simulatedOn: `${name}-2`,
        expiresAtMs: NOON + 600_000,
      },
    ])
    expect(model.duty.value).toBe('tasks')
    // The form stays until the city has taken the task.
    expect(ask()).toMatchObject({ isDisabled: false })
    const taken = { ...task, id: String(commands[0]?.['idempotencyKey']) }
    model.time.live.value = desk('operator', 'olga', { 'tasks.task/two': taken }).time.live.value
    expect(ask()).toBeUndefined()
  })

  it('turns its pages in a headset, where nothing scrolls', () => {
    const more = Object.fromEntries(
      [1, 2, 3].map((n) => [`tasks.device/pump-${n}`, { ...device, id: `pump-${n}`, name: `Pump ${n}` }]),
    )
    const model = desk('operator', 'olga', more)
    const rows = (): string[] => devicesDesk.items(model, 'headset').map(({ label }) => label)
    const turn = devicesDesk.items(model, 'headset').find(({ label }) => label === 'Next page (1 of 2)')
    expect(rows().slice(0, 3)).toEqual(['Barrier north', 'Pump 1', 'Pump 2'])
    if (turn?.kind === 'button') turn.press()
    expect(rows()).toEqual(['Pump 3', 'Next page (2 of 2)'])
    expect(devicesDesk.items(model, 'screen')).toHaveLength(4)
  })

  it('asks for a drill at once, without a fork', () => {
    const model = desk('operator', 'olga')
    press(devicesDesk, model, 'Command Barrier north')
    press(devicesDesk, model, 'As a drill')
    press(devicesDesk, model, 'Ask for the drill')
    expect(commands).toMatchObject([{ type: 'tasks.request', isDrill: true, parameters: { positionShare: 1 } }])
    expect(commands[0]).not.toHaveProperty('simulatedOn')
  })

  it('moves an incident on to its next state alone, and is looked at in the past without a button', () => {
    const model = desk('operator', 'olga')
    press(incidentsDesk, model, 'Incident: Barrier north kept silent (1): now triaged')
    expect(commands).toEqual([{ type: 'tasks.moveIncident', incident: 'incident-1', to: 'triaged' }])
    model.time.seen.value = model.time.live.value
    model.time.looking.value = { is: 'past', atMs: NOON }
    expect(labels(incidentsDesk, model)).toEqual(['Go to: Incident: Barrier north kept silent (1)'])
  })
})

describe('a wish', () => {
  const one = { device: 'a'.repeat(60), parameters: { positionShare: -0.5 }, isDrill: false, key: 'k' }
  it('has a fork with a name that timelines may have', () => {
    expect(forkNameOf(one)).toMatch(/^[A-Za-z0-9][\w-]{0,35}$/)
    const fork = { name: '', by: '', fromMs: 0, untilMs: 1, progress: 1, status: 'done', reason: '' }
    const named = (name: string, status = 'done') => ({ ...fork, name, status })
    const name = forkNameOf(one)
    expect(forkOf(one, [named(`${name}0`), named('storm'), named(`${name}-3`, 'failed')])).toBeUndefined()
    expect(forkOf(one, [named(name), named(`${name}-2`)])?.name).toBe(`${name}-2`)
  })

  it('chooses among values on the device’s own steps', () => {
    const of = (min: number, max: number, step: number | null) => valuesOf({ key: 'powerW', unit: 'W', min, max, step })
    expect(of(0, 1, null)).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(of(0, 2, 1)).toEqual([0, 1, 2])
    expect(of(10, 20, 3)).toEqual([10, 13, 16, 19])
  })
})
