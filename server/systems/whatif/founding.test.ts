// What of a branch a vote can rest on: only what was run to its end as it is now, and with the runs' own hashes.
import { describe, expect, it } from 'vitest'
import { EMPTY_CITY } from '../../../shared/kernel/toy.ts'
import { Facts } from '../../../shared/protocol/facts.ts'
import { MAX_NAME_CHARACTERS } from '../../../shared/protocol/person-name.ts'
import { RecordEvidence } from '../../../shared/records/format.ts'
import { MOST_AGAIN } from '../../../shared/systems/whatif/branch.ts'
import {
  type BranchRow,
  BRANCH_ROWS,
  type RunRow,
  RUN_ROWS,
  type StepRow,
  STEP_ROWS,
  toldAgain,
} from '../../../shared/systems/whatif/told.ts'
import { foundedOnBranches } from './founding.ts'
import { whatifShown } from './publish.ts'

const hash = (digit: string): string => digit.repeat(64)
const branch: BranchRow = {
  id: 'dike',
  title: 'A dike',
  by: { id: 'p1', name: 'Aigul' },
  madeMs: 1,
  from: { timeline: 'live', seq: 7, atMs: 1_780_315_200_000 },
  hours: 6,
  members: 1,
  revision: 2,
  origin: 1,
  steps: 1,
  caseHash: '',
}
const step: StepRow = {
  branch: 'dike',
  n: 1,
  atS: 0,
  command: { type: 'tasks.simulate', device: 'gate-1', parameters: { positionShare: 1 } },
  inBaseline: false,
  by: { id: 'p1', role: 'planner' },
}
const run = (kind: RunRow['kind'], more: Partial<RunRow> = {}): RunRow => ({
  branch: 'dike',
  kind,
  member: 0,
  state: 'done',
  isStale: false,
  revision: 2,
  timeline: 'run-1',
  progress: 1,
  reason: '',
  reachedS: 21_600,
  tries: 1,
  indicators: [{ id: 'flood.housesWet', label: 'Houses', unit: '', end: 3, peak: 5 }],
  evidence: {
    cityHash: hash('1'),
    city: 'toy',
    fork: { timeline: 'live', seq: 7, atMs: 1_780_315_200_000, stateHash: hash('2') },
    interventionsHash: hash(kind === 'branch' ? '3' : '4'),
    systems: [{ id: 'flood', version: 3 }],
    build: 'ab'.repeat(8),
    member: 0,
    inputsHash: hash('5'),
    outputsHash: hash(kind === 'branch' ? '6' : '7'),
  },
  ...more,
})
const founded = (runs: readonly RunRow[], of: Partial<BranchRow> = {}) =>
  foundedOnBranches([
    { id: `${BRANCH_ROWS}dike`, json: JSON.stringify({ ...branch, ...of }) },
    { id: `${STEP_ROWS}dike.1`, json: JSON.stringify(step) },
    ...runs.map((one) => ({ id: `${RUN_ROWS}dike.${one.kind}.${one.member}`, json: JSON.stringify(one) })),
    { id: 'tasks.task/one', json: '{}' },
  ])[0]

describe('a branch as evidence', () => {
  it('is told with the hashes of its runs, of those with its interventions first', () => {
    const one = founded([run('baseline'), run('branch')])
    expect(one).toMatchObject({
      branch: 'dike',
      why: '',
      devices: [{ device: 'gate-1', parameters: { positionShare: 1 } }],
    })
    const { scenario, runs } = one?.evidence ?? { scenario: null, runs: [] }
    expect(scenario).toMatchObject({
      interventionsHash: hash('3'),
      fork: { seq: 7, at: '2026-06-01T12:00:00.000Z', hash: hash('2') },
      interventions: [{ atS: 0, inBaseline: false }],
      author: 'Aigul',
    })
    expect(runs.map(({ kind, outputsHash }) => [kind, outputsHash])).toEqual([
      ['baseline', hash('7')],
      ['branch', hash('6')],
    ])
    const whole = { scenario, runs, observations: [], documents: [], consultation: null }
    expect(RecordEvidence.parse(whole)).toEqual(whole)
  })

  it('is none while it is run, when it failed, and when it was changed since', () => {
    expect(founded([])?.why).toBe('branch dike was not run yet')
    expect(founded([run('baseline')])?.why).toBe('branch dike was not run yet')
    expect(founded([run('branch', { state: 'running' })])?.why).toBe('branch dike is being run')
    expect(founded([run('branch', { state: 'failed', reason: 'the clock' })])?.why).toContain('failed: the clock')
    expect(founded([run('branch', { isStale: true })])?.why).toContain('was changed since it was run')
    expect(founded([run('branch', { evidence: null })])?.why).toContain('has no evidence')
    expect(founded([run('branch')], { steps: 2 })?.why).toBe('branch dike is being changed')
    expect(founded([run('branch', { isStale: true })])?.evidence).toBeNull()
  })

  it('tells who ran a run again, whatever came of it', () => {
    const again = { branch: 'dike', kind: 'branch', member: 0 } as const
    const by = { id: 'p2', name: 'Daniyar' }
    const rows = [
      { id: `${BRANCH_ROWS}dike`, json: JSON.stringify(branch) },
      { id: `${STEP_ROWS}dike.1`, json: JSON.stringify(step) },
      ...[run('baseline'), run('branch')].map((one) => ({
        id: `${RUN_ROWS}dike.${one.kind}.0`,
        json: JSON.stringify(one),
      })),
      ...[hash('6'), hash('f')].map((outputsHash, i) => ({
        id: `whatif.again/dike.branch.0.${i + 1}`,
        json: JSON.stringify({ ...again, by, atMs: 60_000, outputsHash }),
      })),
    ]
    const [one] = foundedOnBranches(rows)
    expect(
      RecordEvidence.shape.runs.parse(one?.evidence?.runs).map(({ kind, reproductions }) => [kind, reproductions]),
    ).toEqual([
      ['baseline', []],
      [
        'branch',
        [hash('6'), hash('f')].map((outputsHash) => ({ by: 'Daniyar', at: '1970-01-01T00:01:00.000Z', outputsHash })),
      ],
    ])
    expect(one?.recorded).toEqual({ before: 'run-1', after: 'run-1' })
  })

  it('has rows that can be recorded, however many ran it again and however long their names are', () => {
    const by = { id: `person-${'a'.repeat(24)}`, name: `${'Ә'.repeat(MAX_NAME_CHARACTERS)}, on this server` }
    const again = Array.from({ length: MOST_AGAIN }, (_, i) => ({
      by,
      atMs: 1_780_315_200_000,
      outputsHash: i.toString(16).padStart(64, '0'),
    }))
    const { branch: _, isStale: _stale, ...first } = run('branch')
    const { steps: _steps, ...begun } = branch
    const whole = { ...begun, latest: 1, interventions: [], runs: [{ ...first, again }] }
    const rows = whatifShown.rows?.({ nowMs: 0, branches: [whole] }, { city: EMPTY_CITY, boundsM: [0, 0, 1, 1] }) ?? []
    expect(Facts.shape.rows.parse(rows)).toEqual(rows)
    expect(toldAgain(rows).map(({ outputsHash }) => outputsHash)).toEqual(again.map((one) => one.outputsHash))
  })
})
