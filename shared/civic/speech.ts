// The list of speakers: who asked, who speaks, how long, and when the warning sounds. A point of order goes first; it and a
// question interrupt. How much time is used is reckoned from the meeting's clock.
import { note } from './course.ts'
import type { SpeechKind } from './rules.ts'
import { type Acts, currentItem, type Held, isHere, isSitting, no, type Speech } from './state.ts'

const INTERRUPT: readonly SpeechKind[] = ['pointOfOrder', 'question']
const MOST_WAITING = 500

export const speeches: Acts<
  | 'meeting.askToSpeak'
  | 'meeting.withdrawSpeech'
  | 'meeting.callSpeaker'
  | 'meeting.pauseSpeech'
  | 'meeting.resumeSpeech'
  | 'meeting.extendSpeech'
  | 'meeting.endSpeech'
  | 'meeting.skipSpeech'
  | 'meeting.closeList'
  | 'meeting.reopenList'
  | 'meeting.rulePointOfOrder'
> = {
  'meeting.askToSpeak': {
    check(state, { speech, kind }, { id, name }) {
      const item = currentItem(state)
      if (!isSitting(state)) return no(`nobody speaks: meeting ${state.about.meeting} is ${state.life.is}`)
      if (!item) return no(`no item is being dealt with; ${name} can speak to one`)
      if (!isHere(state, id)) return no(`${name} must be present in ${state.about.meeting} to speak`)
      if (speechOf(state, speech)) return no(`there is a speech ${speech} already`)
      if (!state.isListOpen && !INTERRUPT.includes(kind)) return no(`the list of speakers on ${item.id} is closed`)
      const waiting = state.speeches.filter((one) => one.state === 'waiting')
      if (waiting.some((one) => one.person === id && one.kind === kind)) return no(`${name} waits to speak already`)
      return waiting.length < MOST_WAITING ? null : no(`${MOST_WAITING} wait to speak; ${name} is one too many`)
    },
    apply(state, { speech: id, kind }, { id: person, name }) {
      const item = currentItem(state)?.id ?? ''
      const { choicesS, warnBeforeS } = state.about.rules.speech[kind]
      const [limitS = 60] = choicesS
      const clock = { limitS, warnBeforeS, usedMs: 0, sinceMs: null, warnedMs: null, overMs: null }
      const about = { id, item, person, name, kind, askedMs: state.nowMs }
      state.speeches.push({ ...about, ...clock, state: 'waiting', ruling: null })
    },
  },

  'meeting.withdrawSpeech': {
    check(state, { speech }, { id, name }) {
      const one = speechOf(state, speech)
      if (one?.person !== id) return no(`${name} has asked for no speech ${speech}`)
      return one.state === 'waiting' ? null : no(`speech ${speech} is ${one.state} and cannot be withdrawn`)
    },
    apply: (state, { speech }) => set(state, speech, 'skipped'),
  },

  'meeting.callSpeaker': {
    check(state, { speech, limitS }) {
      const one = speechOf(state, speech)
      if (!isSitting(state)) return no(`nobody is called: meeting ${state.about.meeting} is ${state.life.is}`)
      if (one?.state !== 'waiting') return no(`nobody waits with speech ${speech}`)
      if (!isHere(state, one.person)) return no(`${one.name} is not here; skip speech ${speech} or wait`)
      const first = nextSpeech(state)
      if (first?.kind === 'pointOfOrder' && one.kind !== 'pointOfOrder')
        return no(`${first.name} has a point of order, which goes before speech ${speech}`)
      const now = speaking(state)
      if (now && !INTERRUPT.includes(one.kind)) return no(`${now.name} is speaking; ${one.name} comes after`)
      const { choicesS } = state.about.rules.speech[one.kind]
      if (limitS === undefined || choicesS.includes(limitS)) return null
      return no(`speech ${speech} may last ${choicesS.join(' or ')} s, not ${limitS}`)
    },
    apply(state, { speech, limitS }) {
      const one = speechOf(state, speech)
      if (!one) return
      pauseSpeaking(state)
      if (limitS !== undefined) one.limitS = limitS
      one.state = 'speaking'
      one.sinceMs = state.nowMs
    },
  },

  'meeting.pauseSpeech': {
    check: (state) => (speaking(state) ? null : no('nobody is speaking')),
    apply: (state) => pauseSpeaking(state),
  },

  'meeting.resumeSpeech': {
    check(state, { speech }) {
      const one = speechOf(state, speech)
      if (one?.state !== 'paused') return no(`speech ${speech} is not paused`)
      if (!isSitting(state)) return no(`speech ${speech} waits: meeting ${state.about.meeting} is ${state.life.is}`)
      const now = speaking(state)
      if (now) return no(`${now.name} is speaking; ${one.name} comes after`)
      return isHere(state, one.person) ? null : no(`${one.name} is not here to go on`)
    },
    apply(state, { speech }) {
      const one = speechOf(state, speech)
      if (!one) return
      one.state = 'speaking'
      one.sinceMs = state.nowMs
    },
  },

  'meeting.extendSpeech': {
    check: (state) => (speaking(state) ? null : no('nobody is speaking')),
    apply(state, { byS }) {
      const one = speaking(state)
      if (!one) return
      one.limitS += byS
      // What comes again is warned of again.
      const leftMs = speechLeftMs(one, state.nowMs)
      if (leftMs > 0) one.overMs = null
      if (leftMs > one.warnBeforeS * 1000) one.warnedMs = null
    },
  },

  'meeting.endSpeech': {
    check(state, { speech }, { id, name, roles }) {
      const one = speechOf(state, speech)
      if (one?.state !== 'speaking' && one?.state !== 'paused') return no(`speech ${speech} is not under way`)
      return one.person === id || roles.includes('chair') ? null : no(`speech ${speech} is not that of ${name}`)
    },
    apply(state, { speech }) {
      const one = speechOf(state, speech)
      if (one) end(state, one)
    },
  },

  'meeting.skipSpeech': {
    check: (state, { speech }) =>
      speechOf(state, speech)?.state === 'waiting' ? null : no(`nobody waits with speech ${speech}`),
    apply: (state, { speech }) => set(state, speech, 'skipped'),
  },

  'meeting.closeList': {
    check: ({ isListOpen }) => (isListOpen ? null : no('the list of speakers is closed already')),
    apply(state) {
      state.isListOpen = false
      note(state, 'listClosed', {})
    },
  },

  'meeting.reopenList': {
    check: ({ isListOpen }) => (isListOpen ? no('the list of speakers is open already') : null),
    apply(state) {
      state.isListOpen = true
      note(state, 'listReopened', {})
    },
  },

  'meeting.rulePointOfOrder': {
    check(state, { speech }) {
      const one = speechOf(state, speech)
      if (one?.kind !== 'pointOfOrder') return no(`there is no point of order ${speech}`)
      if (one.state === 'waiting' || one.state === 'skipped') return no(`point of order ${speech} was not heard`)
      return one.ruling === null ? null : no(`point of order ${speech} was ${one.ruling} already`)
    },
    apply(state, { speech, ruling, reason }) {
      const one = speechOf(state, speech)
      if (!one) return
      one.ruling = ruling
      if (one.state !== 'ended') end(state, one)
      note(state, 'pointOfOrder', { name: one.name, ruling, reason })
    },
  },
}

const speechOf = ({ speeches }: Held, id: string): Speech | undefined => speeches.find((one) => one.id === id)
const speaking = ({ speeches }: Held): Speech | undefined => speeches.find(({ state }) => state === 'speaking')

/** Whose turn it is: points of order first, else in the order in which they asked. */
export function nextSpeech({ speeches }: Pick<Held, 'speeches'>): Speech | undefined {
  const waiting = speeches.filter(({ state }) => state === 'waiting')
  return waiting.find(({ kind }) => kind === 'pointOfOrder') ?? waiting[0]
}

/** Who speaks and who was stopped, then those who wait in their order, then those who have spoken. */
export function inOrderOfSpeaking({ speeches }: Pick<Held, 'speeches'>): Speech[] {
  const those = (...be: Speech['state'][]): Speech[] => speeches.filter(({ state }) => be.includes(state))
  const waiting = those('waiting')
  const isFirst = ({ kind }: Speech): boolean => kind === 'pointOfOrder'
  return [
    ...those('speaking'),
    ...those('paused'),
    ...waiting.filter(isFirst),
    ...waiting.filter((one) => !isFirst(one)),
    ...those('ended', 'skipped'),
  ]
}

/** Below 0 where the time is over. */
export const speechLeftMs = ({ limitS, usedMs, sinceMs }: Speech, nowMs: number): number =>
  limitS * 1000 - usedMs - (sinceMs === null ? 0 : nowMs - sinceMs)

/** The speaker's clock stands; of one person only, where one is named. */
export function pauseSpeaking(state: Held, person?: string): void {
  const one = speaking(state)
  if (!one || (person !== undefined && one.person !== person)) return
  stop(state, one)
  one.state = 'paused'
}

/** The warning and the end of the time, once each. */
export function stepSpeeches(state: Held): void {
  const one = speaking(state)
  if (!one) return
  const leftMs = speechLeftMs(one, state.nowMs)
  if (one.warnBeforeS > 0 && leftMs <= one.warnBeforeS * 1000) one.warnedMs ??= state.nowMs
  if (leftMs <= 0) one.overMs ??= state.nowMs
}

/** With an item, its list. */
export function endSpeeches(state: Held): void {
  for (const one of state.speeches) {
    if (one.state === 'waiting') one.state = 'skipped'
    if (one.state === 'speaking' || one.state === 'paused') end(state, one)
  }
  state.isListOpen = true
}

function end(state: Held, one: Speech): void {
  stop(state, one)
  one.state = 'ended'
  note(state, 'spoke', { name: one.name, kind: one.kind, usedS: Math.round(one.usedMs / 1000) })
}

function stop(state: Held, one: Speech): void {
  if (one.sinceMs !== null) one.usedMs += state.nowMs - one.sinceMs
  one.sinceMs = null
}

function set(state: Held, id: string, to: Speech['state']): void {
  const one = speechOf(state, id)
  if (one) one.state = to
}
