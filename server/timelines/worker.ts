// One timeline in a thread of its own: plays its journal up to the end, then lets its clock go. Nothing here can delay a
// room; if this thread dies, another plays the same journal to the same state.
import { platform, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { courseOf, Measuring, refusedAt } from '../../shared/kernel/course.ts'
import { sha256 } from '../journal/chain.ts'
import { journalOf } from '../journal/journal.ts'
import { answerCalls } from '../journal/port-calls.ts'
import { lendCores } from '../systems/cores.ts'
import type { Look, Mode, News, ShownHouse, TimelineTable, WorkerGiven } from './messages.ts'
import { Player, type PlayerOptions } from './player.ts'
import { type Place, replay, type Replayed } from './replay.ts'
import { Stage } from './stage.ts'

const NEWS_EVERY_MS = 100
/** Nobody waits for a run to be opened again, and its states are large: live waits while they are written. */
const RUN_KEYFRAME_AFTER_MS = 20_000
/** Steps asked of the journal at once. */
const FORK_WINDOW = 32
/** As `nice` counts: a third of the share of others where the processor is short. */
const RUNS_AHEAD = 5
/** After a pause the live clock catches up in at most so many steps. */
const MAX_CATCH_UP_STEPS = 1440

if (!parentPort) throw new Error('timeline worker: start it as a worker')
const home = parentPort
const given = workerData as WorkerGiven
const { timeline, mode } = given
// Who runs ahead of time leaves the processor to who keeps it.
if (mode.kind === 'fork') {
  yieldToOthers()
  lendCores(mode.cores ?? 1)
}

const tell = (news: News, transfer: ArrayBuffer[] = []): void => home.postMessage({ news }, transfer)
const tellFault = ({ system, error }: { readonly system: string; readonly error: unknown }): void =>
  tell({ fault: { system, message: error instanceof Error ? error.message : String(error) } })

const journal = journalOf(given.journal)
const entrance = (await import(given.house.url)) as { openHouse(given: string): Promise<ShownHouse> }
const life = { isClosing: false }
const house = await entrance.openHouse(given.house.given)

if (mode.kind === 'past') await showPast(mode.at)
else await play(mode)

async function play(mode: Exclude<Mode, { kind: 'past' }>): Promise<void> {
  const options: PlayerOptions = {
    ...house,
    journal,
    timeline,
    build: given.build,
    onFault: tellFault,
    onNote: (note) => tell({ note }),
    ...(mode.kind === 'fork' ? { isPacked: true } : {}),
    ...(mode.kind === 'fork' && mode.run ? { keyframeAfterMs: RUN_KEYFRAME_AFTER_MS } : {}),
  }
  const player = await begun(options, mode)
  if (!player) return tell({ status: { is: 'failed', reason: `${timeline} was cut: its thread had ended` } })
  const stage = new Stage(player, house, {
    fault: tellFault,
    published: (published) =>
      tell(
        { published },
        published.frames.map(({ buffer }) => buffer),
      ),
  })
  answerCalls(home, {
    act: (act) => stage.act(act),
    observe: (observation) => stage.observe(observation),
    look: ({ systems }) => lookAt(player, systems),
    stateHash: () => player.stateHash(),
    goTo: () => Promise.reject(new Error(`timeline ${timeline} is not in the past`)),
    async close() {
      life.isClosing = true
      stage.close()
      await player.close()
      leave()
    },
  } satisfies TimelineTable)
  const show = (fraction: number): void =>
    tell({ status: { is: 'playing', seq: player.seq, nowMs: player.twin.nowMs, fraction } })
  if (mode.kind === 'fork')
    for (const act of mode.acts ?? []) {
      const verdict = await stage.act(act)
      if (!verdict.ok) return tell({ status: { is: 'failed', reason: verdict.reason } })
    }
  show(0)
  stage.show()
  if (mode.kind === 'fork') await runAhead(stage, mode, show)
  else keepTime(stage, mode.periodS)
}

/** Null where a run would have to go on: what it was on the way is not known any more. */
async function begun(options: PlayerOptions, mode: Exclude<Mode, { kind: 'past' }>): Promise<Player | null> {
  const madeAtMs = Date.now()
  if (mode.kind === 'live') return Player.open(options, { city: mode.city, seed: mode.seed, madeAtMs })
  const all = await journal.call('timelines', undefined)
  // A fork whose worker died goes on where its own journal ends.
  if (all.some(({ header }) => header.timeline === timeline))
    return mode.run ? null : Player.open(options, { city: '', seed: 0, madeAtMs })
  return Player.fork(options, mode.parent, madeAtMs)
}

/** The wall clock's time, step by step; what cannot be recorded is tried again at the next. */
function keepTime(stage: Stage, periodS: number): void {
  const { player } = stage
  const tick = async (): Promise<void> => {
    const behindS = (Date.now() - player.twin.nowMs) / 1000
    const steps = Math.min(MAX_CATCH_UP_STEPS, Math.floor(behindS / periodS))
    const stepS = behindS / Math.max(1, steps)
    for (let n = 0; n < steps && !life.isClosing; n++) {
      const verdict = await player.step(stepS, player.twin.nowMs + stepS * 1000)
      if (!verdict.ok) break
    }
    if (steps > 0) stage.show()
    if (!life.isClosing) setTimeout(() => void tick(), periodS * 1000 - (Date.now() % (periodS * 1000)))
  }
  void tick()
}

async function runAhead(
  stage: Stage,
  { stepS, untilMs, maxMemoryMb, run }: Mode & { kind: 'fork' },
  show: (fraction: number) => void,
): Promise<void> {
  const { player } = stage
  const startedMs = performance.now()
  const fromMs = player.twin.nowMs
  const forS = (untilMs - fromMs) / 1000
  const measuring = run ? new Measuring() : null
  let reachedS = 0
  const outcome = (stateHash: string) => {
    if (!measuring) return {}
    const { indicators, samples } = measuring
    return { outcome: { reachedS, indicators, samples, stateHash } }
  }
  const stop = (reason: string): void => tell({ status: { is: 'failed', reason, ...outcome('') } })

  const varied = run && run.member > 0 ? await player.vary(run.member) : null
  if (varied && !varied.ok) return stop(varied.reason)
  measuring?.take(player.twin.indicators(), 0)
  let toldMs = 0
  let acted = 0
  const course = { fromMs, forS, stepS, everyS: run?.everyS ?? FORK_WINDOW * stepS, acts: run?.acts ?? [] }
  for (const { acts, steps, untilS } of courseOf(course)) {
    if (life.isClosing) return
    for (const { atS, command, actor } of acts) {
      const verdict = await stage.act({ command, actor, intent: `${run?.intent ?? ''}.${++acted}` })
      if (!verdict.ok) return stop(refusedAt(atS, verdict.reason))
    }
    const refused = (await Promise.all(steps.map((one) => player.step(one.stepS, one.atMs)))).find(({ ok }) => !ok)
    if (refused && !refused.ok) return stop(refused.reason)
    reachedS = untilS
    measuring?.take(player.twin.indicators(), untilS)
    // Every stretch, not now and then: what a fork shows is recorded, and nobody waits for it.
    stage.show()
    if (memoryMb() > maxMemoryMb) return stop(`${timeline} needed more than ${maxMemoryMb} MB`)
    if (run && performance.now() - startedMs > run.maxSeconds * 1000 && untilS < forS)
      return stop(`${timeline} took longer than ${run.maxSeconds} s`)
    if (performance.now() - toldMs < NEWS_EVERY_MS) continue
    toldMs = performance.now()
    show(untilS / forS)
  }
  const stateHash = measuring ? sha256(player.twin.played()) : ''
  if (!life.isClosing)
    tell({ status: { is: 'done', seq: player.seq, nowMs: player.twin.nowMs, ...outcome(stateHash) } })
}

async function showPast(at: Place): Promise<void> {
  let now: Replayed = await replay(journal, house, at)
  const readOnly = () => Promise.resolve({ ok: false, reason: `the past of ${at.timeline} cannot be changed` } as const)
  answerCalls(home, {
    act: readOnly,
    observe: readOnly,
    look: ({ systems }) => lookAt(now, systems),
    stateHash: () => Promise.reject(new Error('timeline: ask the journal for the hash of the past')) as never,
    async goTo(place) {
      now = await replay(journal, house, { timeline: at.timeline, ...place })
      return lookAt(now, [])
    },
    close: () => Promise.resolve(leave()),
  } satisfies TimelineTable)
  tell({ status: { is: 'playing', seq: now.seq, nowMs: now.twin.nowMs, fraction: 1 } })
}

function lookAt({ twin, seq }: Replayed, systems: readonly string[]): Look {
  const states = Object.fromEntries(systems.map((id) => [id, twin.states[id]]))
  return { seq, nowMs: twin.nowMs, alerts: twin.alerts(), indicators: twin.indicators(), states }
}

/** Heap and typed arrays of this thread; V8's own limit knows only the heap. */
function memoryMb(): number {
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

/** Where a thread has a priority of its own (Linux), and where that may be lowered. */
function yieldToOthers(): void {
  try {
    if (platform() === 'linux') setPriority(0, RUNS_AHEAD)
  } catch {
    // It runs as all others do.
  }
}

function leave(): void {
  tell({ status: { is: 'closed' } })
  setImmediate(() => process.exit(0))
}
