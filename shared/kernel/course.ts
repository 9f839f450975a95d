// What a run ahead does, and in which order: the clock's steps, commands at their moments, and where it is looked at. The
// same for a fork in its worker (server/timelines/worker.ts) and for whoever plays a case again, so that the same comes
// of both. Moments are counted in hundredths of a second, so that no rounding moves a command over a step.
import type { Input, SystemVersion } from './input.ts'
import type { Actor, Command, Indicator } from './system.ts'
import type { Fault, Twin } from './twin.ts'

/** A command `atS` seconds after the beginning, before what then happens. */
export type TimedAct = { readonly atS: number; readonly command: Command; readonly actor: Actor }

export type Course = {
  readonly fromMs: number
  readonly forS: number
  /** The longest step of the clock. */
  readonly stepS: number
  /** How far apart it is looked at, at the longest. */
  readonly everyS: number
  readonly acts: readonly TimedAct[]
}

/** Commands, then steps, then a look. */
export type Stretch = {
  readonly acts: readonly TimedAct[]
  readonly steps: readonly { readonly stepS: number; readonly atMs: number }[]
  /** After the beginning, at its end. */
  readonly untilS: number
}

/** What `Twin` is told when it runs ahead in front of nobody. */
export type Alone = { readonly build: string; readonly systems: readonly SystemVersion[]; readonly member: number }

/** One indicator over a run: at its end, and the highest of all looks. */
export type Measured = {
  readonly id: string
  readonly label: string
  readonly unit: string
  readonly end: number
  readonly peak: number
}
/** Values of the indicators by id, `atS` after the beginning. */
export type Sample = { readonly atS: number; readonly values: Readonly<Record<string, number>> }

/** The stretches from `sinceS` on, in order; acts at or after the end are left out. */
export function* courseOf({ fromMs, forS, stepS, everyS, acts }: Course, sinceS = 0): Generator<Stretch> {
  const end = hundredths(forS)
  const step = Math.max(1, hundredths(stepS))
  const every = Math.max(1, hundredths(everyS))
  const waiting = acts.toSorted((a, b) => a.atS - b.atS).filter(({ atS }) => hundredths(atS) >= hundredths(sinceS))
  for (let at = hundredths(sinceS); at < end;) {
    const due: TimedAct[] = []
    while (waiting[0] && hundredths(waiting[0].atS) <= at) due.push(waiting.shift() as TimedAct)
    const nextAct = waiting[0] ? hundredths(waiting[0].atS) : Infinity
    const until = Math.min(end, nextAct, (Math.floor(at / every) + 1) * every)
    const steps: { stepS: number; atMs: number }[] = []
    while (at < until) {
      const next = Math.min(until, (Math.floor(at / step) + 1) * step)
      steps.push({ stepS: (next - at) / 100, atMs: fromMs + next * 10 })
      at = next
    }
    yield { acts: due, steps, untilS: until / 100 }
  }
}

const hundredths = (seconds: number): number => Math.round(seconds * 100)

/** Keeps what indicators were on the way. */
export class Measuring {
  readonly samples: Sample[] = []
  private readonly kept = new Map<string, Measured>()

  take(indicators: readonly Indicator[], atS: number): void {
    this.samples.push({ atS, values: Object.fromEntries(indicators.map(({ id, value }) => [id, value])) })
    for (const { id, label, unit, value } of indicators) {
      const peak = Math.max(value, this.kept.get(id)?.peak ?? value)
      this.kept.set(id, { id, label, unit, end: value, peak })
    }
  }

  get indicators(): readonly Measured[] {
    return [...this.kept.values()]
  }
}

/** Plays a course to its end in this thread; throws the sentence of a command that is refused. */
export function playAlone(
  twin: Twin,
  course: Course,
  { build, systems, member }: Alone,
): Measuring & { faults: Fault[] } {
  const faults: Fault[] = []
  const apply = (input: Input): void => void faults.push(...twin.apply(input))
  const ids = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join()
  // As a journal says that another build goes on.
  if (twin.build !== build || ids(twin.versions) !== ids(systems))
    apply({ kind: 'opened', build, systems: [...systems], atMs: twin.nowMs })
  if (member > 0) apply({ kind: 'varied', member })
  const measuring = new Measuring()
  measuring.take(twin.indicators(), 0)
  let n = 0
  for (const { acts, steps, untilS } of courseOf(course)) {
    for (const { atS, command, actor } of acts) {
      const judged = twin.judge(command, actor)
      if ('reason' in judged) throw new Error(refusedAt(atS, judged.reason))
      // What is applied is what a journal's text says.
      const input: Input = { kind: 'command', actor, intent: `${++n}`, command: judged.command }
      apply(JSON.parse(JSON.stringify(input)) as Input)
    }
    for (const { stepS, atMs } of steps) apply({ kind: 'step', stepS, atMs })
    measuring.take(twin.indicators(), untilS)
  }
  return Object.assign(measuring, { faults })
}

export const refusedAt = (atS: number, reason: string): string =>
  `what is to be done after ${atS} s is refused: ${reason}`
