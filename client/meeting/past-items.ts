// A past meeting as rows and buttons, the same on a page and in a headset: the step one reads, the way through the course and
// the agenda, who was there, and its decisions to check and to stand in what they rested on.
import type { RecordTold } from '../../shared/civic/told-meeting.ts'
import { sayCheck } from '../../shared/records/verify-words.ts'
import type { BoardItem } from '../panels/board-items.ts'
import type { Deed } from '../panels/duty-items.ts'
import type { PanelModel } from '../panels/model.ts'
import { momentText } from '../panels/moments.ts'
import { language, say } from '../panels/strings.ts'
import { isReady } from '../panels/time-model.ts'
import type { RecordChecked } from './past-model.ts'
import { isOver } from './sight.ts'
import { capital, word } from './words.ts'

const MOST_NAMES = 60

/** Null where none is entered. */
export function pastItems(model: PanelModel): readonly BoardItem[] | null {
  const { past } = model.meeting
  const { shown, at, step, present } = past
  const of = shown.value
  if (!of) return null
  const count = of.steps.length
  const names = present.value.map(({ name }) => name)
  const [first, second] = [at.value - 1, at.value + 1]
  const time = step.value ? momentText(step.value.atMs, model.timeZone.value) : ''
  const item = of.items.find(({ id }) => id === step.value?.item)
  return [
    { kind: 'heading', label: say('pastTitle', { title: of.title }) },
    text(say('pastStep', { n: at.value + 1, count, time })),
    // Above all that is longer or shorter from step to step: a hand presses them again and again.
    button(say('pastBack'), { isDisabled: first < 0, press: () => past.to(first) }),
    button(say('pastOn'), { isPrimary: true, isDisabled: second >= count, press: () => past.to(second) }),
    text(past.sentence()),
    ...(item ? [text(say('pastItem', { title: item.title }))] : []),
    text(say('pastPresent', { count: names.length, names: names.slice(0, MOST_NAMES).join(', ') })),
    text(say('pastWhatIs')),
    button(say('pastLeave'), { press: () => past.leave() }),
    { kind: 'heading', label: say('meetTab_agenda') },
    ...of.items.map((one): BoardItem => {
      const from = past.firstOf(one.id)
      const go = { shown: say('pastGo'), label: `${say('pastGo')}: ${one.title}`, press: () => past.to(from) }
      return { kind: 'row', label: one.title, detail: '', deeds: from < 0 ? [] : [go] }
    }),
    ...decisions(model),
  ]
}

/** Into the meeting on record: of one that is over, where nobody has entered it yet. */
export function enterItems(model: PanelModel): readonly BoardItem[] {
  const { meeting } = model
  const sight = meeting.sight.value
  if (!sight || !isOver(sight.life) || meeting.past.shown.value) return []
  const { why } = meeting.past
  return [
    button(say('pastEnter'), { press: () => enter(model, sight.meeting) }),
    ...(why.value === '' ? [] : [text(say('refused', { reason: why.value }))]),
  ]
}

/** Where the city is drawn one comes to where it sat (in-city-meeting-place.ts). */
export function enter({ meeting }: PanelModel, id: string): void {
  meeting.watch(id)
  void meeting.past.enter(id)
}

function decisions(model: PanelModel): BoardItem[] {
  const records = model.meeting.sight.value?.records ?? []
  if (records.length === 0) return []
  return [{ kind: 'heading', label: say('meetTab_records') }, ...records.flatMap((one) => decision(model, one))]
}

function decision(model: PanelModel, { id, title, outcome }: RecordTold): BoardItem[] {
  const { past } = model.meeting
  const checked = past.checked.value[id]
  const check: Deed = {
    shown: say('pastVerify'),
    label: `${say('pastVerify')}: ${title}`,
    press: () => void past.verify(id),
  }
  const row: BoardItem = { kind: 'row', label: title, detail: capital(word('outcome', outcome)), deeds: [check] }
  if (checked === undefined) return [row]
  if (checked === 'checking') return [row, text(say('pastVerifying'))]
  if ('why' in checked) return [row, text(say('refused', { reason: checked.why }))]
  return [row, ...verdict(checked), ...scenario(model, checked)]
}

function verdict({ found }: RecordChecked): BoardItem[] {
  if (found.is === 'unreadable') return [text(say('pastNotValid'))]
  const { checks, isValid } = found
  const said = checks.filter(({ ok, isLimit }) => (isValid ? !isLimit : !ok))
  const lines = said.map(({ name, key, values }) => ({ name, value: sayCheck(key, values, language.value) }))
  const limits = checks.filter(({ isLimit }) => isLimit)
  return [
    text(say(isValid ? 'pastValid' : 'pastNotValid')),
    ...(isValid ? [] : lines.map(({ value }) => text(value))),
    ...(isValid ? [{ kind: 'details' as const, label: say('pastChecks', { count: lines.length }), lines }] : []),
    {
      kind: 'details',
      label: say('pastLimits'),
      lines: limits.map(({ name, key, values }) => ({ name, value: sayCheck(key, values, language.value) })),
    },
  ]
}

/** As it was run for the vote, if that run is still there and nothing has been run in its place. */
function scenario(model: PanelModel, { scenario: of }: RecordChecked): BoardItem[] {
  if (!of) return [text(say('pastNoScenario'))]
  const { time } = model
  const row = time.live.value?.rows?.find(({ id }) => id === `whatif.run/${of.branch}.branch.0`)
  const run = row ? (JSON.parse(row.json) as RunTold) : null
  const fork = time.everyFork.value.find(({ name }) => name === run?.timeline)
  if (run?.evidence?.outputsHash !== of.outputsHash || !fork || !isReady(fork))
    return [text(say('pastScenarioGone', { title: of.title }))]
  const { name, untilMs } = fork
  return [
    button(say('pastStandIn', { title: of.title }), { press: () => time.acts.stepInto(name, untilMs - 1) }),
    ...(time.looking.value.is === 'live' ? [] : [button(say('pastBackToNow'), { press: () => time.acts.goLive() })]),
  ]
}
/** What is read of a row of the what-if system. */
type RunTold = { readonly timeline: string | null; readonly evidence: { readonly outputsHash: string } | null }

const text = (label: string): BoardItem => ({ kind: 'text', label })
type Pressed = { readonly isPrimary?: boolean; readonly isDisabled?: boolean; readonly press: () => void }
const button = (label: string, { press, ...more }: Pressed): BoardItem => ({ kind: 'button', label, ...more, press })
