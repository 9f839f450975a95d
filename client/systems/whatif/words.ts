// What the board says in several places: how a branch stands, when and by whom it was made, and the way into it.
import type { RunRow, ToldBranch } from '../../../shared/systems/whatif/told.ts'
import type { Deed } from '../../panels/duty-items.ts'
import type { PanelModel } from '../../panels/model.ts'
import { momentText, numberText } from '../../panels/moments.ts'
import { say } from '../../panels/strings.ts'
import { canLook, isUnderWay, progressOf, runOf, untilMsOf } from './rows.ts'

export function aboutText({ branch }: ToldBranch, model: PanelModel): string {
  const { by, from, hours, steps } = branch
  return say('whatifDetail', { by: by.name, time: clock(from.atMs, model), hours: numberText(hours), steps })
}

/** Into what comes of it, at its end: play goes back from there. */
export function stepInDeeds(told: ToldBranch, model: PanelModel): Deed[] {
  const run = runOf(told, 'branch')
  if (!canLook(run)) return []
  const { title } = told.branch
  return [
    {
      shown: say('stepIn'),
      label: say('whatifStepInNamed', { title }),
      isPrimary: true,
      press: () => model.time.acts.stepInto(run.timeline, untilMsOf(told, run) - 1),
    },
  ]
}

export function stateText(told: ToldBranch): string {
  if (isUnderWay(told)) return say('whatifRunning', { percent: Math.floor(100 * progressOf(told)) })
  const done = told.runs.filter(({ kind, state }) => kind === 'branch' && state === 'done')
  if (told.runs.length === 0) return say('whatifNotRun')
  const main = runOf(told, 'branch')
  const text =
    done.length === 0 ? say(`whatifState_${main?.state ?? 'queued'}`) : say('whatifDone', { members: done.length })
  return main?.isStale ? `${text}, ${say('whatifStale')}` : text
}

export const clock = (ms: number, { timeZone, time }: PanelModel): string =>
  momentText(ms, timeZone.value, time.nowMs.value)
export const text = (label: string) => ({ kind: 'text', label }) as const
export const button = (label: string, press: () => void) => ({ kind: 'button', label, press }) as const

/** `With`, or `With, 3` of an ensemble. */
export const runName = ({ kind, member }: Pick<RunRow, 'kind' | 'member'>): string => {
  const name = say(kind === 'baseline' ? 'whatifWithout' : 'whatifWith')
  return member === 0 ? name : say('compareMember', { name, n: member + 1 })
}
