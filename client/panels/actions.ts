// What the dock offers, in one list: its buttons, its overflow on small screens and their shortcuts come from here.
import { KEYS, type KeyAct } from '../people/keys.ts'
import { dutyCount } from './duty.tsx'
import type { IconName } from './icons.tsx'
import type { PanelModel, PanelName } from './model.ts'
import type { Key } from './strings.ts'
import { hasNames, isDrawn } from './time-model.ts'
import { board } from './whatif.tsx'

export type Action = {
  readonly id: string
  readonly icon: IconName
  readonly word: (model: PanelModel) => Key
  /** Stays in the dock when there is little room; the others move behind "More". */
  readonly isFirst: boolean
  /** The key that does the same. */
  readonly key?: KeyAct
  /** What it opens; such a button says whether that is open. */
  readonly opens?: PanelName
  /** Whether it is switched on, for a button that stays pressed. */
  readonly isOn?: (model: PanelModel) => boolean
  readonly isShown?: (model: PanelModel) => boolean
  /** A number beside the word: people here, lines unread. */
  readonly count?: (model: PanelModel) => number
  readonly run: (model: PanelModel) => void
}

const opening = (opens: PanelName, icon: IconName, word: Key, more: Partial<Action> = {}): Action => ({
  id: opens,
  icon,
  word: () => word,
  isFirst: false,
  opens,
  run: (model) => {
    model.open.value = model.open.value === opens ? null : opens
  },
  ...more,
})

const hasTwin = ({ time }: PanelModel): boolean => time.hasTwin.value

export const ACTIONS: readonly Action[] = [
  {
    id: 'walk',
    icon: 'walk',
    word: () => 'walk',
    isFirst: true,
    key: 'mode',
    isOn: (model) => model.mode.value === 'walk' && !model.isSitting.value,
    run: (model) => model.acts.setMode('walk'),
  },
  {
    id: 'fly',
    icon: 'fly',
    word: () => 'fly',
    isFirst: true,
    key: 'mode',
    isOn: (model) => model.mode.value === 'fly',
    run: (model) => model.acts.setMode('fly'),
  },
  {
    id: 'sit',
    icon: 'sit',
    word: (model) => (model.isSitting.value ? 'stand' : 'sit'),
    isFirst: false,
    key: 'sit',
    isOn: (model) => model.isSitting.value,
    run: (model) => model.acts.sit(!model.isSitting.value),
  },
  {
    id: 'hand',
    icon: 'hand',
    word: (model) => (model.isHandUp.value ? 'lowerHand' : 'raiseHand'),
    isFirst: false,
    key: 'hand',
    isOn: (model) => model.isHandUp.value,
    run: (model) => model.acts.raiseHand(!model.isHandUp.value),
  },
  opening('emotes', 'smile', 'gestures', { isFirst: true }),
  opening('people', 'people', 'peopleShort', { isFirst: true, count: (model) => model.people.value.length }),
  opening('chat', 'chat', 'chat', { isFirst: true, key: 'chat', count: (model) => model.unread.value }),
  opening('around', 'around', 'around', { key: 'around' }),
  opening('time', 'clock', 'cityTime', { word: ({ time }) => (time.hasTwin.value ? 'cityTime' : 'light') }),
  opening('light', 'light', 'onlyLight', { isShown: hasTwin }),
  opening('weather', 'weather', 'weather', {
    isShown: hasTwin,
    count: ({ time }) => time.facts.value?.alerts.length ?? 0,
  }),
  opening('duty', 'duty', 'dutyShort', { isShown: hasTwin, count: dutyCount }),
  opening('whatif', 'fork', 'whatif', { isShown: (model) => hasTwin(model) && board() !== undefined }),
  opening('meeting', 'meeting', 'meetShort', {
    isFirst: true,
    key: 'meeting',
    isShown: ({ meeting, time }) => meeting.list.value.length > 0 || time.role.value === 'operator',
    count: ({ meeting }) => meeting.due.value,
  }),
  opening('consult', 'consult', 'consultShort', { isShown: ({ consult }) => consult.list.value.length > 0 }),
  opening('layers', 'layers', 'layers', {
    isShown: ({ time }) => time.layers.value.some(time.canDrawLayers.value ? isDrawn : hasNames),
  }),
  opening('look', 'look', 'look'),
  opening('settings', 'settings', 'settings'),
  opening('help', 'help', 'help', { key: 'help' }),
  {
    id: 'vr',
    icon: 'headset',
    word: () => 'enterVr',
    isFirst: true,
    isShown: (model) => model.canEnterVr.value && model.headset.value === 'none',
    run: (model) => model.acts.enterVr(),
  },
  {
    id: 'ar',
    icon: 'table',
    word: () => 'enterAr',
    isFirst: false,
    isShown: (model) => model.canEnterAr.value && model.headset.value === 'none',
    run: (model) => model.acts.enterAr(),
  },
  {
    id: 'leave',
    icon: 'leave',
    word: () => 'leaveHeadset',
    isFirst: true,
    isShown: (model) => model.headset.value !== 'none',
    run: (model) => model.acts.leaveHeadset(),
  },
  opening('more', 'more', 'more', { isFirst: true }),
]

/** What stands on the key that does the same, or null. */
export function capOf(act: KeyAct | undefined): string | null {
  const line = act && KEYS.find(({ codes }) => codes.some(([, does]) => does === act))
  return line?.caps[0] ?? null
}

/** In the dock and behind "More" alike: what can be done now. */
export const shownActions = (model: PanelModel): readonly Action[] =>
  ACTIONS.filter(({ isShown }) => isShown?.(model) ?? true)
