// Every key there is, in one table: the input acts by it, the help panel shows it. Codes are places on the keyboard, so
// they hold in every layout; caps are what stands on them in the Latin one. Fields and buttons keep their own keys.
import { EMOTES } from '../../shared/protocol/gestures.ts'
import type { Key } from '../panels/strings.ts'

export type KeyAct =
  | 'forward'
  | 'back'
  | 'left'
  | 'right'
  | 'turnLeft'
  | 'turnRight'
  | 'up'
  | 'down'
  | 'run'
  | 'mode'
  | 'sit'
  | 'hand'
  | 'emote'
  | 'chat'
  | 'around'
  | 'follow'
  | 'come'
  | 'flip'
  | 'meeting'
  | 'help'
  | 'close'

export type KeyLine = {
  readonly caps: readonly string[]
  /** Sentence of the catalogues. */
  readonly says: Key
  readonly group: 'move' | 'do'
  /** Codes to acts; empty where the browser itself acts. */
  readonly codes: readonly (readonly [code: string, act: KeyAct])[]
}

export const KEYS: readonly KeyLine[] = [
  {
    caps: ['W', 'S', '↑', '↓'],
    says: 'key_forward',
    group: 'move',
    codes: [
      ['KeyW', 'forward'],
      ['ArrowUp', 'forward'],
      ['KeyS', 'back'],
      ['ArrowDown', 'back'],
    ],
  },
  {
    caps: ['A', 'D'],
    says: 'key_sideways',
    group: 'move',
    codes: [
      ['KeyA', 'left'],
      ['KeyD', 'right'],
    ],
  },
  {
    caps: ['←', '→'],
    says: 'key_turn',
    group: 'move',
    codes: [
      ['ArrowLeft', 'turnLeft'],
      ['ArrowRight', 'turnRight'],
    ],
  },
  {
    caps: ['Shift'],
    says: 'key_run',
    group: 'move',
    codes: [
      ['ShiftLeft', 'run'],
      ['ShiftRight', 'run'],
    ],
  },
  {
    caps: ['E', 'Space', 'Q', 'C'],
    says: 'key_upDown',
    group: 'move',
    codes: [
      ['KeyE', 'up'],
      ['Space', 'up'],
      ['PageUp', 'up'],
      ['KeyQ', 'down'],
      ['KeyC', 'down'],
      ['PageDown', 'down'],
    ],
  },
  { caps: ['F'], says: 'key_mode', group: 'move', codes: [['KeyF', 'mode']] },
  { caps: ['X'], says: 'sit', group: 'do', codes: [['KeyX', 'sit']] },
  { caps: ['R'], says: 'raiseHand', group: 'do', codes: [['KeyR', 'hand']] },
  {
    caps: ['1', '…', String(EMOTES.length)],
    says: 'key_emotes',
    group: 'do',
    codes: EMOTES.map((_, i) => [`Digit${i + 1}`, 'emote'] as const),
  },
  { caps: ['Enter'], says: 'chat', group: 'do', codes: [['Enter', 'chat']] },
  { caps: ['T'], says: 'around', group: 'do', codes: [['KeyT', 'around']] },
  { caps: ['G'], says: 'key_follow', group: 'do', codes: [['KeyG', 'follow']] },
  { caps: ['V'], says: 'key_flip', group: 'do', codes: [['KeyV', 'flip']] },
  { caps: ['M'], says: 'key_meeting', group: 'do', codes: [['KeyM', 'meeting']] },
  { caps: ['J'], says: 'key_come', group: 'do', codes: [['KeyJ', 'come']] },
  {
    caps: ['H', '?'],
    says: 'help',
    group: 'do',
    codes: [
      ['KeyH', 'help'],
      ['Slash', 'help'],
      ['F1', 'help'],
    ],
  },
  { caps: ['Esc'], says: 'key_close', group: 'do', codes: [['Escape', 'close']] },
  { caps: ['Tab'], says: 'key_tab', group: 'do', codes: [] },
]

const ACTS: ReadonlyMap<string, KeyAct> = new Map(KEYS.flatMap((line) => line.codes))
/** What still acts when single keys are off: keys that no dictation and no stray finger types. */
const NOT_SINGLE = /^(Arrow|Shift|Escape$|Enter$|F1$|Page)/

/** What a key does; undefined where it is not ours. */
export function actOf(code: string, hasSingleKeys: boolean): KeyAct | undefined {
  return hasSingleKeys || NOT_SINGLE.test(code) ? ACTS.get(code) : undefined
}

/** Which gesture a digit makes. */
export const emoteOf = (code: string): (typeof EMOTES)[number] | undefined => EMOTES[Number(code.slice(5)) - 1]
