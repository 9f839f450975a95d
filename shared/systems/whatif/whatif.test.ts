// Branches: who may do what to them, what a run keeps, what an edit makes stale, and how two lists become one.
import { describe, expect, it } from 'vitest'
import { NO_OUTPUTS } from '../../city/outputs.ts'
import { describeSystem } from '../../kernel/conformance.ts'
import { Random } from '../../kernel/random.ts'
import type { Actor } from '../../kernel/system.ts'
import { EMPTY_CITY, toy } from '../../kernel/toy.ts'
import { Twin } from '../../kernel/twin.ts'
import { type Branch, branchOf, SERVER, type WhatifCommand, type WhatifState } from './branch.ts'
import { compare, median } from './compare.ts'
import {
  againRows,
  branchReader,
  branchRow,
  BranchRow,
  runRow,
  RunRow,
  stepRow,
  StepRow,
  toldAgain,
  toldBranches,
} from './told.ts'
import { whatif } from './whatif.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const HOUR_MS = 3_600_000
const server: Actor = { id: SERVER, role: 'operator' }
const olga: Actor = { id: 'Ab3-_9xYz', role: 'planner', name: 'Olga' }
const hash = 'ab'.repeat(32)

const begin = (branch = 'barrier', more: object = {}): WhatifCommand => ({
  type: 'whatif.begin',
  branch,
  title: 'A barrier at the park',
  hours: 2,
  ...more,
})
const pour = (basin: number, volumeM3 = 5) => ({ type: 'toy.pour', basin, volumeM3 })
const place = (id: string, crestM: number) => ({ type: 'flood.placeBarrier', id, crestM })
const add = (command: { type: string }, atS = 0, branch = 'barrier'): WhatifCommand => ({
  type: 'whatif.add',
  branch,
  atS,
  command,
})
const run = (members = 2, isWhole = false): WhatifCommand => ({
  type: 'whatif.run',
  branch: 'barrier',
  members,
  isWhole,
})
const indicators = [{ id: 'toy.poured', label: 'Times poured', unit: '', end: 2, peak: 3 }]
const done = (kind: 'baseline' | 'branch', member: number, more: object = {}): WhatifCommand => ({
  type: 'whatif.noteRun',
  branch: 'barrier',
  kind,
  member,
  state: 'done',
  indicators,
  ...more,
})
const ofServer = ({ type }: WhatifCommand): boolean => /note|import/.test(type)

describeSystem<WhatifState, WhatifCommand>(whatif, {
  city: EMPTY_CITY,
  by: (command) => (ofServer(command) ? server : olga),
  observations: [],
  legal: [
    begin(),
    { type: 'whatif.noteFrom', branch: 'barrier', revision: 1, seq: 7, atMs: 5 },
    add(pour(1), 60),
    add(pour(2), 120.333),
    { type: 'whatif.change', branch: 'barrier', n: 2, atS: 90 },
    { type: 'whatif.remove', branch: 'barrier', n: 1 },
    { type: 'whatif.setHours', branch: 'barrier', hours: 1.5 },
    { type: 'whatif.copy', branch: 'barrier', to: 'higher', title: 'A higher one' },
    { type: 'whatif.add', branch: 'higher', n: 7, atS: 30, command: place('b1', 2) },
    { type: 'whatif.merge', branch: 'barrier', from: 'higher' },
    { type: 'whatif.rename', branch: 'higher', title: 'The highest' },
    { type: 'whatif.rebase', branch: 'barrier', seq: 9, atMs: 8 },
    run(),
    {
      type: 'whatif.noteRun',
      branch: 'barrier',
      kind: 'baseline',
      member: 0,
      state: 'running',
      timeline: 'barrier-base',
      progress: 0.5,
      revision: 9,
    },
    done('baseline', 0, { timeline: 'barrier-base', reachedS: 5400 }),
    { type: 'whatif.cancel', branch: 'barrier' },
    {
      type: 'whatif.import',
      branch: 'case',
      title: 'Of a file',
      hours: 1,
      timeline: 'case-1',
      atMs: 4,
      caseHash: hash,
      by: olga,
    },
    { type: 'whatif.delete', branch: 'case' },
  ],
  illegal: [
    { command: begin(), names: 'a branch barrier already' },
    { command: { type: 'whatif.rename', branch: 'dam', title: 'A dam' }, names: 'no branch dam' },
    { command: { type: 'whatif.rename', branch: 'higher', title: 'The highest' }, names: 'branch higher is called so' },
    { command: add(pour(1), 9e4), names: 'branch barrier ends after 1.5 h' },
    { command: add({ type: 'whatif.delete' }), names: 'whatif.delete is about branches' },
    { command: { ...add(pour(1)), by: olga } as WhatifCommand, names: 'for others' },
    { command: { type: 'whatif.add', branch: 'higher', n: 7, atS: 1, command: pour(1) }, names: 'an intervention 7' },
    { command: { type: 'whatif.change', branch: 'barrier', n: 2 }, names: 'intervention 2 of branch barrier' },
    { command: { type: 'whatif.change', branch: 'barrier', n: 99, atS: 1 }, names: 'no intervention 99' },
    { command: { type: 'whatif.remove', branch: 'barrier', n: 99 }, names: 'no intervention 99' },
    { command: { type: 'whatif.setHours', branch: 'barrier', hours: 0.01 }, names: 'is at 90 s, after 0.01 h' },
    { command: { type: 'whatif.setHours', branch: 'barrier', hours: 1.5 }, names: 'branch barrier has 1.5 h' },
    { command: { type: 'whatif.copy', branch: 'barrier', to: 'higher', title: 'x' }, names: 'a branch higher' },
    { command: { type: 'whatif.merge', branch: 'barrier', from: 'barrier' }, names: 'barrier cannot be merged' },
    { command: { type: 'whatif.merge', branch: 'barrier', from: 'dam' }, names: 'no branch dam' },
    { command: { type: 'whatif.merge', branch: 'barrier', from: 'higher' }, names: 'all that higher has' },
    { command: { type: 'whatif.cancel', branch: 'barrier' }, names: 'nothing of branch barrier' },
    { command: done('branch', 0), names: 'the branch run 0 of barrier was cancelled' },
    { command: done('branch', 5), names: 'no branch run 5' },
    { command: done('baseline', 0, { timeline: 'other' }), names: 'of barrier is barrier-base now' },
    { command: done('baseline', 0), names: 'only the server notes how branch barrier', by: olga },
    { command: { type: 'whatif.noteFrom', branch: 'barrier', revision: 1, seq: 7, atMs: 5 }, names: 'branch barrier' },
  ],
})

function played(commands: readonly WhatifCommand[], state = whatif.create(EMPTY_CITY)): WhatifState {
  whatif.step?.(state, 1, new Random(1), EMPTY_CITY, { ...NO_OUTPUTS, nowMs: NOON })
  for (const command of commands) {
    const actor = ofServer(command) ? server : olga
    expect(whatif.check(state, command, EMPTY_CITY, actor), JSON.stringify(command)).toBeNull()
    whatif.apply(state, command, actor)
  }
  return state
}
const barrierIn = (state: WhatifState): Branch => {
  const branch = branchOf(state, 'barrier')
  if (!branch) throw new Error('there is no branch barrier')
  return branch
}
const reason = (state: WhatifState, command: WhatifCommand): string | undefined =>
  whatif.check(state, command, EMPTY_CITY, olga)?.reason

it('begins in the past or now, never in the future', () => {
  const atMs = NOON + HOUR_MS
  expect(reason(played([]), begin('new', { from: { atMs } }))).toBe('branch new cannot begin in the future')
  const rebase: WhatifCommand = { type: 'whatif.rebase', branch: 'barrier', atMs }
  expect(reason(played([begin()]), rebase)).toBe('branch barrier cannot begin in the future')
  expect(barrierIn(played([begin('barrier', { from: { atMs: NOON - HOUR_MS, seq: 3 } })])).from.seq).toBe(3)
})

describe('runs', () => {
  const both = [done('baseline', 0), done('baseline', 1), done('branch', 0), done('branch', 1)].map((one) => ({
    ...one,
    timeline: 'barrier',
  })) as WhatifCommand[]
  const started = both.map((one) => ({ ...one, state: 'running' })) as WhatifCommand[]

  it('come in pairs of the same member, and cannot be asked for twice', () => {
    const state = played([begin(), add(pour(1)), run(3)])
    expect(barrierIn(state).runs.map(({ kind, member }) => `${kind} ${member}`)).toEqual([
      'baseline 0',
      'branch 0',
      'baseline 1',
      'branch 1',
      'baseline 2',
      'branch 2',
    ])
    expect(reason(state, run(3))).toBe('branch barrier is running already; cancel it first')
    expect(reason(state, { type: 'whatif.delete', branch: 'barrier' })).toContain('barrier is running')
    expect(reason(state, { type: 'whatif.rebase', branch: 'barrier' })).toContain('barrier is running')
  })

  it('of an edited branch are stale, but not what was run without interventions', () => {
    const state = played([begin(), run(2), ...started, ...both, add(pour(1))])
    const branch = barrierIn(state)
    expect(branch.runs.map((one) => `${one.kind} ${runRow(branch, one).isStale}`)).toEqual([
      'baseline false',
      'branch true',
      'baseline false',
      'branch true',
    ])
    played([run(3)], state)
    expect(barrierIn(state).runs.map((one) => one.state)).toEqual([
      'done',
      'queued',
      'done',
      'queued',
      'queued',
      'queued',
    ])
  })

  it('without interventions are stale when the circumstances are others: what is done in them too', () => {
    const ready = [begin(), add(pour(1)), run(1), ...started.slice(0, 1), ...both.slice(0, 1)]
    ready.push({ type: 'whatif.cancel', branch: 'barrier' })
    const isStale = (more: WhatifCommand): boolean => {
      const branch = barrierIn(played([...ready, more]))
      return branch.runs.some((one) => one.kind === 'baseline' && runRow(branch, one).isStale)
    }
    expect(isStale(add(pour(2)))).toBe(false)
    expect(isStale({ ...add(pour(2)), inBaseline: true } as WhatifCommand)).toBe(true)
    expect(isStale({ type: 'whatif.change', branch: 'barrier', n: 1, atS: 60 })).toBe(false)
    expect(isStale({ type: 'whatif.change', branch: 'barrier', n: 1, inBaseline: true })).toBe(true)
  })

  it('without interventions are run again from another moment, and when asked', () => {
    const ready = [begin(), run(2), ...started, ...both]
    const rebased = played([...ready, { type: 'whatif.rebase', branch: 'barrier' }, run(2)])
    const longer = played([...ready, { type: 'whatif.setHours', branch: 'barrier', hours: 3 }, run(2)])
    const whole = played([...ready, run(2, true)])
    for (const state of [rebased, longer, whole])
      expect(barrierIn(state).runs.every((one) => one.state === 'queued')).toBe(true)
  })

  it('count their attempts and are told as rows that a page reads', () => {
    const state = played([begin(), add(pour(1), 60), run(1), ...started.slice(0, 1), ...both.slice(0, 1)])
    const branch = barrierIn(state)
    expect(branch.runs[0]).toMatchObject({ tries: 1, state: 'done', progress: 1, timeline: 'barrier' })
    const rows = [
      { id: 'whatif.branch/barrier', json: JSON.stringify(branchRow(branch)) },
      ...branch.interventions.map((one) => ({
        id: `whatif.step/${one.n}`,
        json: JSON.stringify(stepRow(branch, one)),
      })),
      ...branch.runs.map((one, i) => ({ id: `whatif.run/${i}`, json: JSON.stringify(runRow(branch, one)) })),
      { id: 'tasks.task/1', json: '{}' },
    ]
    const [told] = toldBranches(rows)
    expect(told?.branch).toEqual(BranchRow.parse(branchRow(branch)))
    expect(told?.steps).toEqual(branch.interventions.map((one) => StepRow.parse(stepRow(branch, one))))
    expect(told?.runs).toEqual(branch.runs.map((one) => RunRow.parse(runRow(branch, one))))
    // Who asks again reads only what differs, and keeps nothing that is gone.
    const read = branchReader()
    expect(read(rows)).toEqual([told])
    const [before] = read(rows)
    const [again] = read(
      rows.map((row, i) => (i === 0 ? { ...row, json: row.json.replace('"barrier"', '"wall"') } : row)),
    )
    expect([again?.branch.id, again?.steps, again?.runs]).toEqual(['wall', [], []])
    const [third] = read(rows.slice(0, 2))
    expect(third?.branch).toEqual(before?.branch)
    expect(third?.steps[0]).toBe(before?.steps[0])
    expect(third?.runs).toEqual([])
  })

  it('can be run again by others, of whom each outcome is told once, and none after another run', () => {
    const evidence = {
      cityHash: hash,
      city: 'toy',
      fork: { timeline: 'live', seq: 7, atMs: 5, stateHash: hash },
      interventionsHash: hash,
      systems: [],
      build: hash,
      member: 0,
      inputsHash: hash,
      outputsHash: hash,
    }
    const state = played([begin(), add(pour(1), 60), run(1), ...started.slice(0, 1)])
    const told = (more: object = {}): WhatifCommand => ({
      type: 'whatif.reproduce',
      branch: 'barrier',
      kind: 'baseline',
      member: 0,
      inputsHash: hash,
      outputsHash: hash,
      ...more,
    })
    expect(reason(state, told())).toContain('was not run to its end as it is now')
    played([done('baseline', 0, { timeline: 'barrier', evidence }), told()], state)
    expect(reason(state, told())).toBe('Olga has said so of the baseline run 0 of branch barrier already')
    expect(reason(state, told({ inputsHash: 'cd'.repeat(32) }))).toContain('went in otherwise')
    expect(reason(state, told({ member: 7 }))).toBe('branch barrier has no baseline run 7')
    const other = 'cd'.repeat(32)
    played([told({ outputsHash: other })], state)
    const branch = barrierIn(state)
    const [first] = branch.runs as [Branch['runs'][number]]
    const rows = againRows(branch, first).map((one, i) => ({ id: `whatif.again/${i}`, json: JSON.stringify(one) }))
    const by = { id: olga.id, name: 'Olga' }
    const of = { branch: 'barrier', kind: 'baseline', member: 0 }
    expect(toldAgain([...rows, { id: 'tasks.task/1', json: '{}' }])).toEqual(
      [hash, other].map((outputsHash) => ({ ...of, by, atMs: NOON, outputsHash })),
    )
    expect(Object.keys(runRow(branch, first))).not.toContain('again')
    played([{ ...done('baseline', 0), state: 'queued' } as WhatifCommand], state)
    expect(barrierIn(state).runs[0]?.again).toBeUndefined()
  })
})

describe('an intervention', () => {
  const inTwin = (): Twin => {
    const twin = new Twin([toy, whatif], EMPTY_CITY, 7)
    const systems = [toy, whatif].map(({ id, version }) => ({ id, version }))
    twin.apply({ kind: 'opened', build: 'test', atMs: NOON, systems })
    twin.apply({ kind: 'command', actor: olga, intent: '1', command: begin() })
    return twin
  }

  it('is refused at once where no system takes it, where it is unclear, and where its role is wanting', () => {
    const twin = inTwin()
    expect(twin.judge(add({ type: 'metro.dig' }), olga)).toEqual({ reason: 'no system of this city takes metro.dig' })
    expect(twin.judge(add({ type: 'toy.pour' }), olga)).toMatchObject({
      reason: expect.stringContaining('toy.pour: basin'),
    })
    const gate = { type: 'toy.openGate', gate: 'north' }
    expect(twin.judge(add(gate), olga)).toEqual({ reason: 'toy.openGate needs the role operator' })
    expect(twin.judge(add(gate), { ...olga, role: 'operator' })).toHaveProperty('command')
    // What the gate is by then nobody knows yet.
    expect(twin.judge(add(pour(999)), olga)).toHaveProperty('command')
  })

  it('keeps who gave it, to be done again as it was', () => {
    expect(barrierIn(played([begin(), add(pour(1), 12.346)])).interventions).toEqual([
      { n: 1, atS: 12.35, command: pour(1), inBaseline: false, by: { id: olga.id, role: 'planner', name: 'Olga' } },
    ])
  })

  it('moves along when its branch is rebased, with the moments it names', () => {
    const storm = {
      type: 'weather.announce',
      entry: 'storm',
      fromMs: NOON,
      untilMs: NOON + HOUR_MS,
      air: { windMS: 30 },
    }
    const state = played([begin('barrier', { from: { atMs: NOON } }), add(storm, 60)])
    whatif.step?.(state, 1, new Random(1), EMPTY_CITY, { ...NO_OUTPUTS, nowMs: NOON + 2 * HOUR_MS })
    whatif.apply(state, { type: 'whatif.rebase', branch: 'barrier' }, olga)
    expect(barrierIn(state).interventions).toMatchObject([
      { atS: 60, command: { fromMs: NOON + 2 * HOUR_MS, untilMs: NOON + 3 * HOUR_MS, air: { windMS: 30 } } },
    ])
    expect(barrierIn(state).from).toEqual({ timeline: 'live', seq: null, atMs: NOON + 2 * HOUR_MS })
  })
})

describe('merging', () => {
  const two = (): WhatifState =>
    played([
      begin(),
      add(place('b1', 1), 10),
      add(pour(1)),
      begin('other'),
      add(place('b1', 2), 10, 'other'),
      add(place('b2', 2), 20, 'other'),
    ])
  const merge = (prefer?: 'branch' | 'from'): WhatifCommand => ({
    type: 'whatif.merge',
    branch: 'barrier',
    from: 'other',
    ...(prefer ? { prefer } : {}),
  })

  it('names what the two differ on, and asks which is kept', () => {
    expect(reason(two(), merge())).toBe('barrier and other differ on flood b1; say which of them is kept')
  })

  it.each([
    ['branch', 1],
    ['from', 2],
  ] as const)('keeps that of the %s where it is preferred, and all that only one of them has', (prefer, crestM) => {
    const { interventions } = barrierIn(played([merge(prefer)], two()))
    const commands = interventions.map(({ command }) => command)
    expect(commands).toHaveLength(3)
    expect(commands).toEqual(expect.arrayContaining([place('b1', crestM), pour(1), place('b2', 2)]))
    expect(new Set(interventions.map(({ n }) => n)).size).toBe(3)
  })

  it('takes what is the same in both once, whatever the order of its words', () => {
    const same = { crestM: 1, id: 'b1', type: 'flood.placeBarrier' }
    const state = played([begin(), add(place('b1', 1), 10), begin('other'), add(same, 10, 'other')])
    expect(reason(state, merge())).toBe('branch barrier has all that other has already')
  })
})

describe('comparing', () => {
  const of = (kind: 'baseline' | 'branch', member: number, end: number, state: RunRow['state'] = 'done') => ({
    kind,
    member,
    state,
    indicators: [{ id: 'flood.buildings', label: 'Flooded buildings', unit: '', end, peak: end + 1 }],
  })

  it('takes medians of both and of the difference of each pair, with the least and greatest', () => {
    // By hand: pairs 10-7=3, 20-11=9, 30-25=5 fewer; the run without its pair counts for the median alone.
    const runs = [
      of('baseline', 0, 10),
      of('branch', 0, 7),
      of('baseline', 1, 20),
      of('branch', 1, 11),
      of('baseline', 2, 30),
      of('branch', 2, 25),
      of('baseline', 3, 40),
      of('branch', 3, 0, 'failed'),
    ]
    expect(compare(runs, 'end')).toEqual([
      {
        id: 'flood.buildings',
        label: 'Flooded buildings',
        unit: '',
        baseline: 25,
        branch: 11,
        difference: -5,
        low: -9,
        high: -3,
        pairs: 3,
      },
    ])
    expect(compare(runs, 'peak')[0]).toMatchObject({ baseline: 26, branch: 12, difference: -5 })
  })

  it('says nothing where nothing is done', () => {
    expect(compare([of('baseline', 0, 1, 'running')], 'end')).toEqual([])
    expect(compare([of('baseline', 0, 1)], 'end')).toMatchObject([
      { baseline: 1, branch: null, difference: null, pairs: 0 },
    ])
    expect(median([])).toBeNull()
  })
})

describe('a member of an ensemble', () => {
  const state = (member: number): number => {
    const twin = new Twin([toy], EMPTY_CITY, 7)
    twin.apply({ kind: 'opened', build: 'test', atMs: 0, systems: [{ id: 'toy', version: 1 }] })
    twin.apply({ kind: 'observation', observation: { thing: 'river', key: 'inflowM3S', value: 100, atMs: 0 } })
    if (member > 0) twin.apply({ kind: 'varied', member })
    return (twin.states['toy'] as { inflowM3S: number }).inflowM3S
  }

  it('has what is uncertain perturbed, the same each time', () => {
    expect(state(0)).toBe(100)
    expect(new Set([1, 2, 3, 4].map(state)).size).toBe(4)
    expect(state(2)).toBe(state(2))
    for (const member of [1, 2, 3, 4]) expect(Math.abs(state(member) - 100)).toBeLessThan(20)
  })
})
