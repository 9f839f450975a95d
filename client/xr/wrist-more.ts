// More pages of the wrist menu, those a panel of the page would be too tall for: how one looks, the moment of the city one
// looks at, and how a headset is used. Data for list-view.ts, no engine.
import { CHOICES, type Look, packLook, passerBy } from '../people/wardrobe.ts'
import { lookShown, ORDER } from '../panels/look.tsx'
import type { PanelModel } from '../panels/model.ts'
import { momentText } from '../panels/moments.ts'
import { isKey, say } from '../panels/strings.ts'
import { type ForkShown, isReady } from '../panels/time-model.ts'
import type { Item } from './list-view.ts'

const HOUR_MS = 3_600_000
const MOST_FORKS = 4
/** How many passers-by there are to be taken for. */
const PASSERS_BY = 60_000

/** One button for each choice: a press takes the next of its list. */
export function lookItems(model: PanelModel): Item[] {
  const now = lookShown(model)
  const choose = (change: Partial<Look>): void => model.acts.setLook(packLook({ ...lookShown(model), ...change }))
  return [
    button(say('anyLook'), () => model.acts.setLook(packLook(passerBy(Math.floor(Math.random() * PASSERS_BY))))),
    ...ORDER.map(([of, word]): Item => {
      const list = CHOICES[of]
      const { id = '', hex } = list[now[of]] ?? {}
      const key = `${word}_${id}`
      const label = `${say(`choice_${of}`)}: ${isKey(key) ? say(key) : id}`
      const press = (): void => choose({ [of]: (lookShown(model)[of] + 1) % list.length })
      return { kind: 'button', label, press, ...(hex === undefined ? {} : { colour: hex }) }
    }),
  ]
}

/** Back and forth in the city's time, and into what forks foresee; only one's own eyes move. */
export function momentItems(model: PanelModel): Item[] {
  const { time } = model
  const looking = time.looking.value
  const isLive = looking.is === 'live'
  const zone = model.timeZone.value
  const where = looking.is === 'fork' ? say('fork', { name: looking.name }) : say(looking.is)
  const by = (ms: number): void => {
    const { fromMs, toMs } = time.range.peek()
    time.acts.lookAt(Math.min(toMs, Math.max(fromMs, time.atMs.peek() + ms)))
  }
  const isPlaying = time.isPlaying.value
  return [
    text(`${where}, ${momentText(time.atMs.value, zone, time.nowMs.value)}`),
    ...(isLive
      ? []
      : [text(say(time.isWaiting.value ? 'comesNow' : time.seen.value ? 'onlyYou' : 'momentNotRecorded'))]),
    button(say('earlier'), () => by(-HOUR_MS)),
    button(say('later'), () => by(HOUR_MS)),
    button(say('goLive'), () => time.acts.goLive(), isLive),
    ...(isLive
      ? []
      : [button(say(isPlaying ? 'pause' : 'play'), () => (isPlaying ? time.acts.pause() : time.acts.play()))]),
    ...time.forks.value.slice(-MOST_FORKS).map((fork) => forkRow(model, fork)),
  ]
}

function forkRow({ time, timeZone }: PanelModel, fork: ForkShown): Item {
  const { name, title = '', by, untilMs, reason } = fork
  const until = momentText(untilMs, timeZone.value, time.nowMs.value)
  return {
    kind: 'row',
    label: title || name,
    detail: reason === '' ? say('forkBy', { by, time: until }) : say('forkFailed', { reason }),
    deeds: isReady(fork)
      ? [{ shown: say('stepIn'), label: say('stepInto', { name }), press: () => time.acts.stepInto(name) }]
      : [],
  }
}

export const helpItems = ({ headset }: PanelModel): Item[] =>
  (headset.value !== 'table'
    ? (['headsetMenu', 'headsetMove', 'headsetPress', 'headsetHands', 'headsetGaze'] as const)
    : (['headsetMenu', 'tableTip', 'headsetPress'] as const)
  ).map((key) => text(say(key), 3))

const text = (label: string, lines = 1): Item => ({ kind: 'text', label, lines })
const button = (label: string, press: () => void, isOn = false): Item => ({ kind: 'button', label, press, isOn })
