// Runs branches: what is queued becomes a fork with the branch's interventions at their moments, as many at once as the
// machine has a core for; what comes of it is noted in live. What runs is known from live's rows alone, so that a restart
// begins again what was cut. With and without get the same members, so that their differences are paired.
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Actor, Command } from '../../../shared/kernel/system.ts'
import { type Given, isUnderWay, SERVER } from '../../../shared/systems/whatif/branch.ts'
import { branchReader, type RunRow, type ToldBranch } from '../../../shared/systems/whatif/told.ts'
import { cityHash } from '../../city/city-hash.ts'
import { type Fork, MOST_FORKS, STEP_S } from '../../timelines/forks.ts'
import type { Outcome } from '../../timelines/messages.ts'
import type { Place } from '../../timelines/replay.ts'
import type { Acting, ActingOptions } from '../acting.ts'
import { cameOf, shownOf } from './came.ts'
import { everyS } from './clock.ts'
import { evidenceOf, stepsOf } from './evidence.ts'
import { whatifRoutes } from './routes.ts'

const LIVE = 'live'
const ACTOR: Actor = { id: SERVER, role: 'operator' }
const LOOK_EVERY_MS = 200
const PROGRESS_EVERY_MS = 1000
const AGAIN_MS = 2000
/** A branch that was begun so lately begins now. */
const NOW_MS = 10_000
/** A run that was cut so often by a restart is not begun again. */
const MOST_TRIES = 3

export type RunnerOptions = {
  /** A run stops there with what it has. */
  readonly maxSeconds: number
  readonly mostAtOnce: number
}

/** One core is live's. */
const USUAL: RunnerOptions = {
  maxSeconds: 600,
  mostAtOnce: Math.max(1, Math.min(MOST_FORKS, availableParallelism() - 1)),
}

export const openRunner: Acting = (options) => openRunnerWith(USUAL, options)

type Active = {
  readonly branch: string
  readonly run: Pick<RunRow, 'kind' | 'member'>
  readonly told: ToldBranch
  /** Null while it is being begun; then rows older than `sinceSeq` know nothing of it. */
  timeline: string | null
  sinceSeq: number
  /** The input of the branch's timeline it was forked from. */
  fromSeq: number
  toldMs: number
}

export function openRunnerWith({ maxSeconds, mostAtOnce }: RunnerOptions, options: ActingOptions): ReturnType<Acting> {
  const { twin, city, onFault } = options
  const active = new Map<string, Active>()
  /** Forks that are not wanted any more, to be taken off the list when they are written down. */
  const leaving = new Set<string>()
  const waits = new Map<string, number>()
  const begun = new Set<Promise<void>>()
  let seenVersion = -1
  /** What was noted is in live's rows from this input on. */
  let notedSeq = -1
  let isClosed = false

  const act = async (command: Command & Readonly<Record<string, unknown>>): Promise<string | null> => {
    const verdict = await twin.act(LIVE, { command, actor: ACTOR, intent: `${command.type}-${randomUUID()}` })
    if (!verdict.ok) return verdict.reason
    notedSeq = Math.max(notedSeq, verdict.seq)
    return null
  }
  const note = (one: Active, what: Omit<Given<'whatif.noteRun'>, 'type' | 'branch' | 'kind' | 'member'>) =>
    act({ type: 'whatif.noteRun', branch: one.branch, ...one.run, ...what })
  const branchesIn = branchReader()
  const told = (): readonly ToldBranch[] =>
    branchesIn((twin.live().facts?.rows ?? []).filter(({ id }) => id.startsWith('whatif.')))

  async function look(): Promise<void> {
    for (const name of leaving) if (twin.forks().find((one) => one.name === name)?.result !== null) leave(name)
    const { facts } = twin.live()
    if (!facts || (twin.version() === seenVersion && active.size === 0)) return
    seenVersion = twin.version()
    if (facts.seq < notedSeq) return
    const branches = told()
    for (const one of active.values()) await follow(one, branches, facts.seq)
    for (const { branch } of branches) if (branch.from.seq === null) await pin(branch)
    if (facts.seq < notedSeq) return
    for (const each of branches) {
      if (each.runs.some(isUnderWay)) await renew(each)
      for (const run of each.runs.filter(isUnderWay)) {
        if (active.size >= mostAtOnce || isClosed) return
        const key = keyOf(each.branch.id, run)
        if (!active.has(key) && performance.now() > (waits.get(key) ?? 0)) await start(key, each, run)
      }
    }
  }

  const leave = (name: string): void => {
    leaving.delete(name)
    twin.endFork(name, 'the server')
  }

  /** A branch from now begins at what live shows; one from before is looked up by its first run. */
  async function pin({ id, revision, from }: ToldBranch['branch']): Promise<void> {
    const { facts } = twin.live()
    if (!facts || Math.abs(facts.nowMs - from.atMs) > NOW_MS) return
    await act({ type: 'whatif.noteFrom', branch: id, revision, seq: facts.seq, atMs: facts.nowMs })
  }

  /** What another build ran without interventions is no match for what this one runs with them. */
  async function renew({ branch, runs }: ToldBranch): Promise<void> {
    for (const { state, evidence, kind, member } of runs)
      if (state === 'done' && evidence && evidence.build !== twin.build)
        await act({ type: 'whatif.noteRun', branch: branch.id, kind, member, state: 'queued' })
  }

  async function start(key: string, each: ToldBranch, run: RunRow): Promise<void> {
    const one: Active = {
      branch: each.branch.id,
      run: keyed(run),
      told: each,
      timeline: null,
      sinceSeq: 0,
      fromSeq: 0,
      toldMs: 0,
    }
    if (run.state === 'running' && run.tries >= MOST_TRIES) {
      await note(one, { state: 'failed', reason: `it was cut off ${run.tries} times` })
      return
    }
    active.set(key, one)
    const beginning = begin(key, one)
      .catch((error: unknown) => {
        active.delete(key)
        waits.set(key, performance.now() + AGAIN_MS)
        onFault(error)
      })
      .finally(() => begun.delete(beginning))
    begun.add(beginning)
  }

  async function begin(key: string, one: Active): Promise<void> {
    const { branch, steps } = one.told
    const { kind, member } = one.run
    const verdict = await twin.fork({
      name: nameOf(branch.id, one.run),
      title: branch.title,
      hours: branch.hours,
      from: placeOf(one.told),
      commands: [],
      actor: ACTOR,
      intent: key,
      by: branch.by.name,
      run: {
        acts: stepsOf(steps, kind).map(({ atS, command, by }) => ({ atS, command, actor: by })),
        intent: `whatif ${branch.id}`,
        member,
        everyS: everyS(branch.hours),
        maxSeconds,
        isListed: kind === 'branch' && member === 0,
      },
    })
    if (!verdict.ok) {
      active.delete(key)
      waits.set(key, performance.now() + AGAIN_MS)
      if (verdict.isBusy !== true) await note(one, { state: 'failed', reason: verdict.reason.slice(0, 300) })
      return
    }
    one.fromSeq = branch.from.seq ?? verdict.seq
    const refusal = await note(one, {
      state: 'running',
      timeline: verdict.timeline,
      revision: branch.revision,
      progress: 0,
    })
    one.timeline = verdict.timeline
    one.sinceSeq = notedSeq
    if (refusal !== null) return drop(one)
    const fork = twin.forks().find(({ name }) => name === verdict.timeline)
    if (branch.from.seq === null && fork)
      await act({
        type: 'whatif.noteFrom',
        branch: branch.id,
        revision: branch.revision,
        seq: verdict.seq,
        atMs: fork.fromMs,
      })
  }

  async function follow(one: Active, branches: readonly ToldBranch[], seq: number): Promise<void> {
    const { timeline } = one
    if (timeline === null || seq < one.sinceSeq) return
    const row = branches
      .find(({ branch }) => branch.id === one.branch)
      ?.runs.find(({ kind, member }) => kind === one.run.kind && member === one.run.member)
    if (row?.state !== 'running' || row.timeline !== timeline) return drop(one)
    const fork = twin.forks().find(({ name }) => name === timeline)
    if (!fork) {
      active.delete(keyOf(one.branch, one.run))
      await note(one, { state: 'failed', timeline, reason: 'it was ended' })
    } else if (fork.result) await finish(one, fork, fork.result)
    else if (performance.now() - one.toldMs > PROGRESS_EVERY_MS && fork.progress - row.progress >= 0.02) {
      one.toldMs = performance.now()
      await note(one, { state: 'running', timeline, progress: Math.min(0.99, fork.progress) })
    }
  }

  async function finish(one: Active, fork: Fork, result: NonNullable<Fork['result']>): Promise<void> {
    const { outcome, stateHash } = result
    const came = { timeline: fork.name, ...(outcome ? cameOf(outcome) : shownOf(fork)) }
    const refusal =
      fork.status === 'done' && outcome
        ? await note(one, { state: 'done', ...came, evidence: await evidence(one, fork, { stateHash, outcome }) })
        : await note(one, { state: 'failed', ...came, reason: fork.reason.slice(0, 300) || 'it was ended' })
    // Not written down now: at the next look.
    if (refusal?.startsWith('not recorded') === true) return
    active.delete(keyOf(one.branch, one.run))
    if (!fork.isListed) leave(fork.name)
  }

  async function evidence(
    one: Active,
    fork: Fork,
    { stateHash, outcome }: { readonly stateHash: string; readonly outcome: Outcome },
  ) {
    const { branch, steps } = one.told
    return evidenceOf(
      {
        city: city.manifest.id,
        cityHash: await cityHash(city.dir),
        build: twin.build,
        systems: twin.systems,
        fork: { timeline: branch.from.timeline, seq: one.fromSeq, atMs: fork.fromMs, stateHash },
        steps: stepsOf(steps, one.run.kind),
        member: one.run.member,
        forS: branch.hours * 3600,
        stepS: STEP_S,
        everyS: everyS(branch.hours),
      },
      outcome,
    )
  }

  function drop(one: Active): void {
    active.delete(keyOf(one.branch, one.run))
    if (one.timeline === null) return
    twin.endFork(one.timeline, 'who cancelled it')
    leaving.add(one.timeline)
  }

  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= look()
      .catch(onFault)
      .finally(() => (looking = null))
  }, LOOK_EVERY_MS)

  return {
    routes: whatifRoutes({ ...options, told }),
    close: async () => {
      isClosed = true
      clearInterval(timer)
      await looking
      await Promise.all(begun)
    },
  }
}

const keyed = ({ kind, member }: Pick<RunRow, 'kind' | 'member'>) => ({ kind, member })
const keyOf = (branch: string, { kind, member }: Pick<RunRow, 'kind' | 'member'>): string =>
  `${branch} ${kind} ${member}`

/** `barrier`, `barrier-m2`, `barrier-base`, `barrier-base-m2`. */
const nameOf = (branch: string, { kind, member }: Pick<RunRow, 'kind' | 'member'>): string =>
  `${branch}${kind === 'baseline' ? '-base' : ''}${member > 0 ? `-m${member}` : ''}`

/** Where a run of it began before there is the same state, and nothing to be played up to it. */
function placeOf({ branch: { from }, runs }: ToldBranch): Place {
  const { timeline, seq, atMs } = from
  if (seq === null) return { timeline, atMs }
  const known = runs.find(
    ({ evidence, timeline: name }) =>
      name !== null && evidence?.fork.timeline === timeline && evidence.fork.seq === seq,
  )
  return known?.timeline == null ? { timeline, seq } : { timeline: known.timeline, seq: 0 }
}
