// "What if" as a system of the live city: branches, their interventions and what their runs came to are journalled like
// all else, so that everybody sees the same and a restart forgets nothing. Plays nothing itself: the server runs a branch
// as forks (server/systems/whatif) and notes here what becomes of them.
import type { Actor, CitySystem } from '../../kernel/system.ts'
import {
  type Branch,
  branchOf,
  type By,
  type Given,
  type Intervention,
  isStale,
  isUnderWay,
  type Run,
  RUN_KINDS,
  runOf,
  toHundredth,
  WhatifCommand,
  type WhatifState,
} from './branch.ts'
import { check } from './checks.ts'
import { joined, shifted } from './merge.ts'

export const whatif: CitySystem<WhatifState, WhatifCommand> = {
  id: 'whatif',
  version: 1,
  commands: WhatifCommand,
  leastRole: {
    'whatif.begin': 'planner',
    'whatif.rename': 'planner',
    'whatif.add': 'planner',
    'whatif.change': 'planner',
    'whatif.remove': 'planner',
    'whatif.setHours': 'planner',
    'whatif.copy': 'planner',
    'whatif.rebase': 'planner',
    'whatif.merge': 'planner',
    'whatif.run': 'planner',
    'whatif.cancel': 'planner',
    'whatif.delete': 'planner',
    'whatif.reproduce': 'planner',
    'whatif.import': 'operator',
    'whatif.noteFrom': 'operator',
    'whatif.noteRun': 'operator',
  },

  create: () => ({ nowMs: 0, branches: [] }),

  check: (state, command, _city, actor) => check(state, command, actor),

  apply(state, command, actor) {
    if (command.type === 'whatif.begin' || command.type === 'whatif.import') {
      state.branches.push(begun(state, command, actor))
      return
    }
    const branch = branchOf(state, command.branch)
    if (!branch) return
    switch (command.type) {
      case 'whatif.rename':
        branch.title = command.title
        return
      case 'whatif.add': {
        const { n = branch.latest + 1, inBaseline = false, by = byOf(actor) } = command
        branch.latest = Math.max(branch.latest, n)
        const one = { n, atS: toHundredth(command.atS), command: command.command, inBaseline, by }
        branch.interventions.push(one)
        return edited(branch, [one])
      }
      case 'whatif.change': {
        const before = branch.interventions.find(({ n }) => n === command.n)
        if (!before) return
        const { n, atS = before.atS, command: other = before.command, inBaseline = before.inBaseline } = command
        const after = { n, atS: toHundredth(atS), command: other, inBaseline, by: byOf(actor) }
        branch.interventions = branch.interventions.map((one) => (one === before ? after : one))
        return edited(branch, [before, after])
      }
      case 'whatif.remove': {
        const gone = branch.interventions.filter(({ n }) => n === command.n)
        branch.interventions = branch.interventions.filter(({ n }) => n !== command.n)
        return edited(branch, gone)
      }
      case 'whatif.setHours':
        branch.hours = command.hours
        return moved(branch)
      case 'whatif.copy': {
        const { to: id, title } = command
        const about = { by: personOf(actor), madeMs: state.nowMs, from: { ...branch.from }, runs: [], members: 0 }
        const interventions = branch.interventions.map((one) => ({ ...one }))
        state.branches.push({ ...branch, ...about, id, title, interventions, revision: 1, origin: 1 })
        return
      }
      case 'whatif.rebase': {
        const { seq = null, atMs = state.nowMs } = command
        const byMs = atMs - branch.from.atMs
        branch.interventions = branch.interventions.map((one) => shifted(one, byMs))
        branch.from = { timeline: LIVE, seq, atMs }
        return moved(branch)
      }
      case 'whatif.merge': {
        const from = branchOf(state, command.from)
        if (!from) return
        const before = branch.interventions
        branch.interventions = joined(branch, from, command.prefer ?? 'branch')
        branch.latest = Math.max(branch.latest, ...branch.interventions.map(({ n }) => n))
        const isKept = (one: Intervention, list: readonly Intervention[]): boolean => list.includes(one)
        const gone = before.filter((one) => !isKept(one, branch.interventions))
        const come = branch.interventions.filter((one) => !isKept(one, before))
        return edited(branch, [...gone, ...come])
      }
      case 'whatif.run':
        return run(branch, command)
      case 'whatif.cancel':
        for (const one of branch.runs.filter(isUnderWay)) one.state = 'cancelled'
        return
      case 'whatif.delete':
        state.branches = state.branches.filter((one) => one !== branch)
        return
      case 'whatif.reproduce': {
        const found = runOf(branch, command.kind, command.member)
        const { outputsHash } = command
        if (found) found.again = [...(found.again ?? []), { by: personOf(actor), atMs: state.nowMs, outputsHash }]
        return
      }
      case 'whatif.noteFrom':
        branch.from = { ...branch.from, seq: command.seq, atMs: command.atMs }
        return
      case 'whatif.noteRun':
        return note(branch, command)
    }
  },

  step(state, _stepS, _random, _city, felt) {
    state.nowMs = felt.nowMs
  },

  carried: (command) =>
    command.type === 'whatif.add' || command.type === 'whatif.change' ? (command.command ?? null) : null,
}

const LIVE = 'live'
const byOf = ({ id, role, name }: Actor): By => ({ id, role, ...(name === undefined ? {} : { name }) })
const personOf = ({ id, name }: Pick<Actor, 'id' | 'name'>) => ({ id, name: name ?? id })

/** Of these interventions. */
function edited(branch: Branch, of: readonly Intervention[]): void {
  branch.revision++
  if (of.some(({ inBaseline }) => inBaseline)) branch.origin = branch.revision
}

/** Baselines do not hold any more either. */
function moved(branch: Branch): void {
  branch.revision++
  branch.origin = branch.revision
}

function begun(state: WhatifState, command: Given<'whatif.begin'> | Given<'whatif.import'>, actor: Actor): Branch {
  const { branch: id, title, hours } = command
  const isOurs = command.type === 'whatif.begin'
  return {
    id,
    title,
    by: personOf(isOurs ? actor : command.by),
    madeMs: state.nowMs,
    from: isOurs
      ? { timeline: LIVE, seq: command.from?.seq ?? null, atMs: command.from?.atMs ?? state.nowMs }
      : { timeline: command.timeline, seq: 0, atMs: command.atMs },
    hours,
    members: 0,
    revision: 1,
    origin: 1,
    latest: 0,
    interventions: [],
    runs: [],
    caseHash: isOurs ? '' : command.caseHash,
  }
}

/** Baselines that hold still are kept: they are the same for every list of interventions. */
function run(branch: Branch, { members, isWhole }: Given<'whatif.run'>): void {
  const kept = branch.runs.filter(
    (one) => !isWhole && one.kind === 'baseline' && one.state === 'done' && !isStale(branch, one),
  )
  branch.members = members
  branch.runs = Array.from({ length: members }, (_, member) => member).flatMap((member) =>
    RUN_KINDS.map(
      (kind) => kept.find((one) => one.kind === kind && one.member === member) ?? queued(kind, member, branch),
    ),
  )
}

const queued = (kind: Run['kind'], member: number, { revision }: Branch): Run => ({
  kind,
  member,
  state: 'queued',
  revision,
  timeline: null,
  progress: 0,
  reason: '',
  reachedS: 0,
  tries: 0,
  indicators: [],
  evidence: null,
})

function note(branch: Branch, told: Given<'whatif.noteRun'>): void {
  const found = runOf(branch, told.kind, told.member)
  if (!found) return
  // Under another name it is another attempt.
  if (told.timeline !== undefined && told.timeline !== found.timeline) found.tries++
  if (told.state === 'queued') Object.assign(found, { ...queued(found.kind, found.member, branch), tries: found.tries })
  // Of what came of it before.
  if (told.state === 'queued' || told.evidence) delete found.again
  found.state = told.state
  found.revision = told.revision ?? found.revision
  found.timeline = told.timeline ?? found.timeline
  found.progress = told.state === 'done' ? 1 : (told.progress ?? found.progress)
  found.reason = told.reason ?? found.reason
  found.reachedS = told.reachedS ?? found.reachedS
  found.indicators = told.indicators ?? found.indicators
  found.evidence = told.evidence ?? found.evidence
}
