// What may be asked of branches, and the sentences for what may not.
import type { Actor, Rejection } from '../../kernel/system.ts'
import {
  type Branch,
  branchOf,
  type Given,
  isStale,
  isUnderWay,
  MOST_AGAIN,
  MOST_BRANCHES,
  MOST_INTERVENTIONS,
  runOf,
  SERVER,
  toHundredth,
  type WhatifCommand,
  type WhatifState,
} from './branch.ts'
import { conflictsBetween, joined } from './merge.ts'

/** Null, or why not. */
export function check(state: WhatifState, command: WhatifCommand, actor: Actor | undefined): Rejection | null {
  if (command.type === 'whatif.begin' || command.type === 'whatif.import')
    return checkNew(state, command.branch) ?? checkBegin(state, command, actor)
  const branch = branchOf(state, command.branch)
  if (!branch) return { reason: `there is no branch ${command.branch}` }
  switch (command.type) {
    case 'whatif.rename':
      return command.title === branch.title ? { reason: `branch ${branch.id} is called so already` } : null
    case 'whatif.add':
      return checkAdd(branch, command, actor)
    case 'whatif.change':
      return checkChange(branch, command)
    case 'whatif.remove':
      return known(branch, command.n) ? null : noStep(branch, command.n)
    case 'whatif.setHours':
      return checkHours(branch, command.hours)
    case 'whatif.copy':
      return checkNew(state, command.to)
    case 'whatif.rebase':
      return checkRebase(state, branch, command.atMs)
    case 'whatif.merge':
      return checkMerge(state, branch, command)
    case 'whatif.run':
      return branch.runs.some(isUnderWay) ? { reason: `branch ${branch.id} is running already; cancel it first` } : null
    case 'whatif.cancel':
      return branch.runs.some(isUnderWay) ? null : { reason: `nothing of branch ${branch.id} is running` }
    case 'whatif.delete':
      return branch.runs.some(isUnderWay) ? { reason: `branch ${branch.id} is running; cancel it first` } : null
    case 'whatif.reproduce':
      return checkAgain(branch, command, actor)
    case 'whatif.noteFrom':
      return serverOnly(actor, branch) ?? checkFrom(branch, command)
    case 'whatif.noteRun':
      break
  }
  return serverOnly(actor, branch) ?? checkNote(branch, command)
}

const known = ({ interventions }: Branch, n: number) => interventions.find((one) => one.n === n)
const noStep = ({ id }: Branch, n: number): Rejection => ({ reason: `branch ${id} has no intervention ${n}` })

function checkNew(state: WhatifState, id: string): Rejection | null {
  if (branchOf(state, id)) return { reason: `there is a branch ${id} already` }
  if (state.branches.length < MOST_BRANCHES) return null
  return { reason: `there are ${MOST_BRANCHES} branches; delete one before ${id} is begun` }
}

function checkBegin(
  { nowMs }: WhatifState,
  command: Given<'whatif.begin'> | Given<'whatif.import'>,
  actor: Actor | undefined,
): Rejection | null {
  if (command.type === 'whatif.import')
    return actor?.id === SERVER ? null : { reason: `only the server takes the case of ${command.branch} in` }
  return checkPast(command.branch, command.from?.atMs, nowMs)
}

function checkPast(branch: string, atMs: number | undefined, nowMs: number): Rejection | null {
  // A page's moment may be ahead of a step that is still to come.
  if (atMs === undefined || nowMs === 0 || atMs <= nowMs + AHEAD_MS) return null
  return { reason: `branch ${branch} cannot begin in the future` }
}
const AHEAD_MS = 10_000

function checkAdd(branch: Branch, command: Given<'whatif.add'>, actor: Actor | undefined): Rejection | null {
  const { n, atS, by } = command
  if (by && actor?.id !== SERVER) return { reason: `only the server adds to branch ${branch.id} for others` }
  if (n !== undefined && known(branch, n)) return { reason: `branch ${branch.id} has an intervention ${n} already` }
  if (branch.interventions.length >= MOST_INTERVENTIONS)
    return { reason: `branch ${branch.id} has ${MOST_INTERVENTIONS} interventions; remove one first` }
  return checkWhen(branch, atS) ?? checkCarried(command.command.type)
}

function checkChange(branch: Branch, { n, atS, command, inBaseline }: Given<'whatif.change'>): Rejection | null {
  if (!known(branch, n)) return noStep(branch, n)
  if (atS === undefined && command === undefined && inBaseline === undefined)
    return { reason: `intervention ${n} of branch ${branch.id} is to change in nothing` }
  return checkWhen(branch, atS ?? 0) ?? (command ? checkCarried(command.type) : null)
}

function checkWhen({ id, hours }: Branch, atS: number): Rejection | null {
  if (atS < hours * 3600) return null
  return { reason: `branch ${id} ends after ${hours} h, before an intervention at ${toHundredth(atS)} s` }
}

const checkCarried = (type: string): Rejection | null =>
  type.startsWith('whatif.') ? { reason: `${type} is about branches and cannot be tried in one` } : null

function checkHours(branch: Branch, hours: number): Rejection | null {
  if (hours === branch.hours) return { reason: `branch ${branch.id} has ${hours} h already` }
  const late = branch.interventions.find(({ atS }) => atS >= hours * 3600)
  if (late) return { reason: `intervention ${late.n} of branch ${branch.id} is at ${late.atS} s, after ${hours} h` }
  return null
}

function checkRebase({ nowMs }: WhatifState, branch: Branch, atMs: number | undefined): Rejection | null {
  if (branch.runs.some(isUnderWay)) return { reason: `branch ${branch.id} is running; cancel it first` }
  return checkPast(branch.id, atMs, nowMs)
}

function checkMerge(state: WhatifState, branch: Branch, { from: id, prefer }: Given<'whatif.merge'>): Rejection | null {
  const from = branchOf(state, id)
  if (!from) return { reason: `there is no branch ${id}` }
  if (from === branch) return { reason: `branch ${id} cannot be merged into itself` }
  const conflicts = conflictsBetween(branch, from)
  if (conflicts.length > 0 && !prefer)
    return { reason: `${branch.id} and ${id} differ on ${conflicts.join(', ')}; say which of them is kept` }
  const all = joined(branch, from, prefer ?? 'branch')
  if (JSON.stringify(all) === JSON.stringify(branch.interventions))
    return { reason: `branch ${branch.id} has all that ${id} has already` }
  if (all.length > MOST_INTERVENTIONS)
    return { reason: `${branch.id} and ${id} together have more than ${MOST_INTERVENTIONS} interventions` }
  const late = all.find(({ atS }) => atS >= branch.hours * 3600)
  return late ? checkWhen(branch, late.atS) : null
}

function checkFrom(branch: Branch, { revision, seq, atMs }: Given<'whatif.noteFrom'>): Rejection | null {
  if (revision !== branch.revision) return { reason: `branch ${branch.id} was changed meanwhile` }
  if (branch.from.seq === seq && branch.from.atMs === atMs)
    return { reason: `branch ${branch.id} is known to begin there` }
  return null
}

function checkNote(branch: Branch, { kind, member, state, timeline }: Given<'whatif.noteRun'>): Rejection | null {
  const found = runOf(branch, kind, member)
  if (!found) return { reason: `branch ${branch.id} has no ${kind} run ${member}` }
  if (found.state === 'cancelled') return { reason: `the ${kind} run ${member} of ${branch.id} was cancelled` }
  if (state === 'done' && timeline !== found.timeline)
    return { reason: `the ${kind} run ${member} of ${branch.id} is ${found.timeline ?? 'not begun'} now` }
  return null
}

/** What went in otherwise is another run; what came out otherwise is told. */
function checkAgain(branch: Branch, told: Given<'whatif.reproduce'>, actor: Actor | undefined): Rejection | null {
  const what = `the ${told.kind} run ${told.member} of branch ${branch.id}`
  const found = runOf(branch, told.kind, told.member)
  if (!found) return { reason: `branch ${branch.id} has no ${told.kind} run ${told.member}` }
  if (found.state !== 'done' || !found.evidence || isStale(branch, found))
    return { reason: `${what} was not run to its end as it is now; there is nothing to compare with` }
  if (told.inputsHash !== found.evidence.inputsHash)
    return { reason: `${what} went in otherwise: its inputs have another hash` }
  const { again = [] } = found
  // Under another name it was another machine: who asks this server to run it is told as that.
  const before = again.find(
    ({ by, outputsHash }) => by.id === actor?.id && by.name === actor.name && outputsHash === told.outputsHash,
  )
  if (before) return { reason: `${before.by.name} has said so of ${what} already` }
  return again.length < MOST_AGAIN ? null : { reason: `${what} was run again ${MOST_AGAIN} times already` }
}

const serverOnly = (actor: Actor | undefined, { id }: Branch): Rejection | null =>
  actor?.id === SERVER ? null : { reason: `only the server notes how branch ${id} runs` }
