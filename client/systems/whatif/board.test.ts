// The board by its data: what is told of branches, what may be pressed and by whom, and what a headset's list has of it.
import { beforeEach, describe, expect, it } from 'vitest'
import type { RunRow } from '../../../shared/systems/whatif/told.ts'
import { type BoardItem, pagesOf } from '../../panels/board-items.ts'
import { interventionText } from '../../panels/interventions.ts'
import { type Acts, PanelModel } from '../../panels/model.ts'
import { boardItems } from '../../panels/whatif.tsx'
import { boardList } from '../../xr/list-board.ts'
import { compareItems, flipButton } from '../../xr/wrist-compare.ts'
import { SYSTEMS_HERE } from '../index.ts'
import { comparedTo } from './compared.ts'
import { hours, measure, members, merging, place, sure } from './place.ts'
import { timelinesIn } from './rows.ts'
import { takerFor } from './taker.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const HOUR_MS = 3_600_000
const olga = { id: 'olga', role: 'planner', name: 'Olga' } as const

const branch = (id: string, title: string, more: object = {}) => ({
  id,
  title,
  by: { id: 'olga', name: 'Olga' },
  madeMs: NOON,
  from: { timeline: 'live', seq: 12, atMs: NOON },
  hours: 1,
  members: 3,
  revision: 2,
  origin: 1,
  steps: 1,
  caseHash: '',
  ...more,
})
const step = (of: string, n: number, command: object, atS = 0) => ({
  branch: of,
  n,
  atS,
  command,
  inBaseline: false,
  by: olga,
})
const run = (of: string, kind: RunRow['kind'], member: number, flooded: number, more: object = {}) => ({
  branch: of,
  kind,
  member,
  state: 'done',
  isStale: false,
  revision: 2,
  timeline: `${of}-${kind}-${member}`,
  progress: 1,
  reason: '',
  reachedS: 3600,
  tries: 1,
  indicators: [{ id: 'flood.buildings', label: 'Flooded buildings', unit: '', end: flooded - 2, peak: flooded }],
  evidence: null,
  ...more,
})
const KINDS = SYSTEMS_HERE.flatMap(({ interventions }) => interventions ?? [])
const RAIN = KINDS.find(({ id }) => id === 'weather rain')
const rain = RAIN?.command({ hours: 2 }, { atMs: NOON, before: null }) ?? { type: '' }
const ROWS: Readonly<Record<string, object>> = {
  'whatif.branch/wall': branch('wall', 'Wall'),
  'whatif.step/wall.1': step('wall', 1, rain, 600),
  'whatif.run/wall.baseline.0': run('wall', 'baseline', 0, 120),
  'whatif.run/wall.branch.0': run('wall', 'branch', 0, 90),
  'whatif.run/wall.baseline.1': run('wall', 'baseline', 1, 140),
  'whatif.run/wall.branch.1': run('wall', 'branch', 1, 95),
}
let commands: Record<string, unknown>[]
let stepped: unknown[]
let gathered: unknown[]

function town(role: 'planner' | 'visitor' = 'planner', rows = ROWS): PanelModel {
  const model = new PanelModel({ gather: (into) => void gathered.push(into) } as Partial<Acts> as Acts)
  const { time } = model
  const told = Object.entries(rows).map(([id, row]) => ({ id, json: JSON.stringify(row) }))
  const facts = { nowMs: NOON + HOUR_MS, seq: 1, alerts: [], indicators: [], gauges: [], rows: told }
  time.live.value = facts
  time.runs.value = timelinesIn(facts)
  time.role.value = role
  time.acts = {
    ...time.acts,
    command: (command) => void commands.push(command),
    stepInto: (name, atMs) => void stepped.push([name, atMs]),
  }
  return model
}
type Pressable = { readonly label: string; press(): void }
const pressables = (items: readonly BoardItem[]): Pressable[] =>
  items.flatMap((item): Pressable[] => {
    if (item.kind === 'row') return [...item.deeds]
    if (item.kind === 'choice') return [...item.options]
    if (item.kind === 'typed') return [{ label: item.deed, press: () => item.done(`${item.value}!`) }]
    return item.kind === 'button' ? [item] : []
  })
const press = (model: PanelModel, label: string): void => {
  const all = pressables(boardItems(model, 'screen'))
  const found = all.find((one) => one.label === label)
  if (!found) throw new Error(`nothing says ${label}: ${all.map((one) => one.label).join(', ')}`)
  found.press()
}
const find = <K extends BoardItem['kind']>(model: PanelModel, kind: K) =>
  boardItems(model, 'screen').find((item): item is Extract<BoardItem, { kind: K }> => item.kind === kind)

beforeEach(() => {
  commands = []
  stepped = []
  gathered = []
  place.value = { is: 'list' }
  hours.value = 1
  members.value = 3
  measure.value = 'peak'
  sure.value = merging.value = ''
})

describe('the list of branches', () => {
  it('tells who made a branch, from when, how far it is, and the way in', () => {
    const model = town('visitor')
    const row = find(model, 'row')
    expect(row).toMatchObject({ label: 'Wall' })
    expect(row?.detail).toMatch(/^by Olga, from .*, 1 h, interventions: 1 · done, members: 2$/)
    press(model, 'Step into the branch Wall')
    expect(stepped).toEqual([['wall-branch-0', NOON + HOUR_MS - 1]])
  })

  it('lets a planner begin one from now or from the past moment one looks at, and nobody else', () => {
    const model = town()
    press(model, '3')
    press(model, 'Branch from now')
    expect(commands[0]).toMatchObject({ type: 'whatif.begin', title: 'Branch 2!', hours: 3 })
    expect(commands[0]).not.toHaveProperty('from')
    expect(commands[0]?.['branch']).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/)
    place.value = { is: 'list' }
    model.time.looking.value = { is: 'past', atMs: NOON - 0.5 }
    const past = pressables(boardItems(model, 'screen')).find(({ label }) => label.startsWith('Branch from '))
    past?.press()
    expect(commands[1]).toMatchObject({ type: 'whatif.begin', from: { atMs: NOON } })
    place.value = { is: 'list' }
    const labels = pressables(boardItems(town('visitor'), 'screen')).map(({ label }) => label)
    expect(labels).toEqual(['Open the branch Wall', 'Step into the branch Wall'])
  })

  it('tells of runs as timelines, also of one that was stopped on the way', () => {
    const cut = { state: 'failed', reason: 'it took too long', reachedS: 1800 }
    const model = town('planner', { ...ROWS, 'whatif.run/wall.branch.0': run('wall', 'branch', 0, 90, cut) })
    const [, branchRun] = model.time.runs.value
    expect(branchRun).toMatchObject({ name: 'wall-branch-0', status: 'done', untilMs: NOON + HOUR_MS / 2 })
    place.value = { is: 'branch', branch: 'wall' }
    const texts = boardItems(model, 'screen').map(({ label }) => label)
    expect(texts).toContain('With stopped after 0.5 h: it took too long')
  })
})

describe('a branch', () => {
  beforeEach(() => {
    place.value = { is: 'branch', branch: 'wall' }
  })

  it('compares with and without, by the highest or the end, with how far the runs lie apart', () => {
    const model = town()
    const row = find(model, 'table')?.rows[0]
    expect(row?.cells).toEqual(['Buildings reached by water', '130', '93', '-38', '-45 … -30'])
    const wind = { id: 'weather.wind', label: 'Wind', unit: 'm/s', end: 3, peak: 4 }
    const both = (['baseline', 'branch'] as const).map((kind): [string, object] => {
      const one = run('wall', kind, 0, kind === 'branch' ? 90 : 120)
      return [`whatif.run/wall.${kind}.0`, { ...one, indicators: [wind, ...one.indicators] }]
    })
    const names = find(town('planner', { ...ROWS, ...Object.fromEntries(both) }), 'table')?.rows.map(
      ({ cells }) => cells[0],
    )
    expect(names).toEqual(['Buildings reached by water', 'Wind'])
    press(model, 'at the end')
    expect(find(model, 'table')?.rows[0]?.cells.slice(1, 3)).toEqual(['128', '91'])
  })

  it('is run, shows how far it is, and can be cancelled', () => {
    const model = town()
    press(model, '5')
    press(model, 'Run again')
    expect(commands).toEqual([{ type: 'whatif.run', branch: 'wall', members: 5 }])
    const half = run('wall', 'branch', 1, 0, { state: 'running', progress: 0.5, indicators: [] })
    const running = town('planner', { ...ROWS, 'whatif.run/wall.branch.1': half })
    expect(find(running, 'progress')?.share).toBeCloseTo(0.875)
    press(running, 'Cancel the run')
    expect(commands.at(-1)).toEqual({ type: 'whatif.cancel', branch: 'wall' })
  })

  it('brings everybody to the moment one looks at in it', () => {
    const model = town()
    press(model, 'Bring everybody')
    expect(gathered).toEqual([{ timeline: 'wall-branch-0', atMs: NOON + HOUR_MS - 1 }])
    model.time.looking.value = { is: 'fork', name: 'wall-branch-0', atMs: NOON + 1000 }
    press(model, 'Bring everybody')
    expect(gathered[1]).toEqual({ timeline: 'wall-branch-0', atMs: NOON + 1000 })
  })

  it('has what is added by numbers and by pointing, changed and removed', () => {
    const model = town()
    press(model, 'Rain')
    const fields = boardItems(model, 'screen').filter((item) => item.kind === 'number')
    fields[0]?.change(4.3)
    fields[1]?.change(30)
    press(model, 'Add')
    // Weather is a circumstance: it is so with and without.
    expect(commands[0]).toMatchObject({ type: 'whatif.add', branch: 'wall', atS: 1800, inBaseline: true })
    const added = commands[0]?.['command'] as typeof rain
    expect(interventionText(KINDS, added)).toMatch(/: 4\.5 h$/)
    const label = pressables(boardItems(model, 'screen')).find((one) => one.label.startsWith('Change '))?.label ?? ''
    press(model, label)
    expect(place.value).toMatchObject({ is: 'step', n: 1, atS: 600, values: { hours: 2 } })
    press(model, 'Save')
    const announced = { type: 'weather.announce' }
    expect(commands[1]).toMatchObject({ type: 'whatif.change', n: 1, atS: 600, command: announced, inBaseline: false })
    press(model, label.replace('Change', 'Remove'))
    expect(commands[2]).toEqual({ type: 'whatif.remove', branch: 'wall', n: 1 })
  })

  it('takes what is placed from a menu while it is open or stood in, and nobody’s who may not plan', () => {
    const model = town()
    const wall = { type: 'flood.breach', id: 'breach-1', atM: [1, 2], widthM: 20 } as const
    takerFor(model)?.take(wall)
    expect(commands[0]).toMatchObject({ type: 'whatif.add', branch: 'wall', command: wall, inBaseline: false })
    place.value = { is: 'list' }
    expect(takerFor(model)).toBeNull()
    model.time.looking.value = { is: 'fork', name: 'wall-branch-0', atMs: NOON }
    expect(takerFor(model)?.name).toBe('Wall')
    model.time.role.value = 'visitor'
    expect(takerFor(model)).toBeNull()
  })

  it('is renamed, copied, moved, and goes only when asked twice', () => {
    const model = town()
    press(model, 'Rename')
    press(model, 'Move to now')
    press(model, 'Delete')
    expect(commands).toEqual([
      { type: 'whatif.rename', branch: 'wall', title: 'Wall!' },
      { type: 'whatif.rebase', branch: 'wall' },
    ])
    press(model, 'Really delete Wall')
    expect(commands.at(-1)).toEqual({ type: 'whatif.delete', branch: 'wall' })
    place.value = { is: 'branch', branch: 'wall' }
    press(model, 'Copy')
    expect(commands.at(-1)).toMatchObject({ type: 'whatif.copy', branch: 'wall', title: 'Wall, copy' })
    expect(find(town(), 'link')).toBeUndefined()
    place.value = { is: 'branch', branch: 'wall' }
    expect(find(town(), 'link')?.href).toBe('/whatif/wall.case.json')
  })

  it('takes over another one’s interventions, and asks which is kept where both speak of the same thing', () => {
    const other = {
      'whatif.branch/pump': branch('pump', 'Pump'),
      'whatif.step/pump.1': step('pump', 1, { ...rain, untilMs: NOON + 9 * HOUR_MS }),
    }
    const model = town('planner', { ...ROWS, ...other })
    press(model, 'Take over the interventions of Pump')
    expect(commands).toEqual([])
    expect(boardItems(model, 'screen').some(({ label }) => label.startsWith('Both speak of: weather '))).toBe(true)
    press(model, 'Keep that of Pump')
    expect(commands).toEqual([{ type: 'whatif.merge', branch: 'wall', from: 'pump', prefer: 'from' }])
  })

  it('is cut into pages where nothing scrolls, a heading with what it stands over', () => {
    const items = boardItems(town(), 'headset')
    const pages = pagesOf(items)
    expect(pages.flat()).toEqual(items)
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages.slice(0, -1)) expect(page.at(-1)?.kind).not.toBe('heading')
  })

  it('stands as a list in a headset, its table told in sentences', () => {
    const items = boardList(boardItems(town(), 'headset'))
    const row = items.find((item) => item.kind === 'row' && item.label === 'Buildings reached by water')
    expect(row).toMatchObject({ detail: 'without 130, with 93, difference -38 (-45 … -30)' })
    expect(items.some((item) => item.kind === 'button' && item.label === 'Rename: Wall')).toBe(true)
  })
})

describe('comparing a branch', () => {
  it('is with its own baseline of the same run first, then with the others', () => {
    const model = town('planner', {
      ...ROWS,
      'whatif.branch/pump': branch('pump', 'Pump', { madeMs: NOON + 1 }),
      'whatif.run/pump.branch.0': run('pump', 'branch', 0, 80),
    })
    const told = comparedTo(model, 'wall-branch-1')
    expect(told?.b.name).toBe('Wall, run 2')
    expect(told?.others.map(({ name }) => name)).toEqual(['without Wall, run 2', 'without Wall', 'Wall', 'Pump'])
    expect(comparedTo(model, 'storm')).toBeNull()
  })

  it('flips and shows the difference from the wrist, and says what is seen', () => {
    const model = town()
    model.headset.value = 'city'
    const { compare } = model.time
    expect(flipButton(model).kind).toBe('text')
    compare.tell({ timeline: 'b', name: 'Wall' }, [{ timeline: 'a', name: 'without Wall' }])
    const labels = () => compareItems(model).map(({ label }) => label)
    expect(labels()).toEqual([
      'Shown: Wall',
      'Off',
      'Switch',
      'Difference',
      'Show without Wall',
      'Compare with',
      'without Wall',
    ])
    const flip = flipButton(model)
    if (flip.kind === 'button') flip.press()
    expect(labels()[0]).toBe('Shown: A: without Wall')
    compare.mode.value = 'difference'
    expect(labels()[0]).toBe('B: Wall − A: without Wall')
  })
})

describe('runs that somebody ran again', () => {
  const hash = (letter: string): string => letter.repeat(64)
  const evidence = {
    city: 'toy',
    cityHash: hash('1'),
    fork: { timeline: 'live', seq: 12, atMs: NOON, stateHash: hash('2') },
    interventionsHash: hash('3'),
    systems: [{ id: 'flood', version: 1 }],
    build: hash('7'),
    member: 0,
    inputsHash: hash('4'),
    outputsHash: hash('5'),
  }
  const again = [
    { by: { id: 'p-1', name: 'Aigul' }, atMs: NOON, outputsHash: hash('5') },
    { by: { id: 'p-2', name: 'Boris' }, atMs: NOON, outputsHash: hash('6') },
  ]
  const rows = {
    'whatif.branch/wall': branch('wall', 'Wall'),
    'whatif.run/wall.branch.0': run('wall', 'branch', 0, 90, { evidence }),
    'whatif.again/wall.branch.0.1': { branch: 'wall', kind: 'branch', member: 0, ...again[0] },
    'whatif.again/wall.branch.0.2': { branch: 'wall', kind: 'branch', member: 0, ...again[1] },
  }
  const tables = (model: PanelModel) =>
    boardItems(model, 'screen').flatMap((item) =>
      item.kind === 'table' && item.label === 'Run again by others' ? [item] : [],
    )
  beforeEach(() => {
    place.value = { is: 'branch', branch: 'wall' }
  })

  it('are told with who, when and whether it was the same, also where it was not', () => {
    const [table] = tables(town('visitor', rows))
    expect(table?.rows.map(({ cells: [name, by, , outcome] }) => [name, by, outcome])).toEqual([
      ['1. With', 'Aigul', `the same hash, ${'5'.repeat(16)}`],
      ['2. With', 'Boris', `ANOTHER hash, ${'6'.repeat(16)}`],
    ])
    expect(pressables(boardItems(town('visitor', rows), 'screen')).map(({ label }) => label)).not.toContain(
      'Run it again here',
    )
    // What changed since is compared with nothing.
    const stale = { ...rows, 'whatif.run/wall.branch.0': run('wall', 'branch', 0, 90, { evidence, isStale: true }) }
    expect(tables(town('planner', stale))).toEqual([])
  })

  it('are asked for by a planner with one press, once at a time, and tell how far they are', () => {
    const model = town('planner', rows)
    const asked: unknown[] = []
    model.time.acts = { ...model.time.acts, runAgain: (one) => void asked.push(one) }
    press(model, 'Run it again here')
    expect(asked).toEqual([{ id: 'wall', title: 'Wall' }])
    model.time.again.value = { branch: 'wall', done: 1, of: 4 }
    expect(find(model, 'progress')).toMatchObject({ label: 'Wall is being run again', share: 0.25 })
    expect(() => press(model, 'Run it again here')).toThrow('nothing says')
    model.time.again.value = { branch: 'other', done: 0, of: 0 }
    expect(find(model, 'progress')).toBeUndefined()
    expect(boardItems(model, 'screen').map(({ label }) => label)).toContain(
      'Another branch is being run again; one at a time.',
    )
  })
})
