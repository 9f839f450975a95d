// The list of speakers and its timers.
import { expect, it } from 'vitest'
import type { SpeechKind } from './rules.ts'
import { nextSpeech, speechLeftMs } from './speech.ts'
import type { Speech } from './state.ts'
import { chair, type Chamber, dealing, member } from './testing.ts'

const ask = (house: Chamber, seat: number, kind: SpeechKind = 'contribution'): string | null =>
  house.act(member(seat), { type: 'meeting.askToSpeak', speech: `s${seat}`, kind })
const call = (house: Chamber, seat: number, limitS?: number): string | null =>
  house.act(chair, { type: 'meeting.callSpeaker', speech: `s${seat}`, ...(limitS === undefined ? {} : { limitS }) })
const speech = (house: Chamber, seat: number): Speech =>
  house.get().speeches.find(({ id }) => id === `s${seat}`) as Speech
const leftS = (house: Chamber, seat: number): number => speechLeftMs(speech(house, seat), house.get().nowMs) / 1000

it('times a speech of 15 or 30 minutes and warns 3 minutes before its end, once', () => {
  const house = dealing()
  expect([ask(house, 1), call(house, 1, 900)]).toEqual([null, null])
  house.pass(719)
  expect(speech(house, 1)).toMatchObject({ warnedMs: null, overMs: null })
  house.pass(1)
  const warnedMs = house.get().nowMs
  expect(speech(house, 1).warnedMs).toBe(warnedMs)
  house.pass(179)
  expect(speech(house, 1)).toMatchObject({ warnedMs, overMs: null })
  house.pass(1)
  expect(speech(house, 1).overMs).toBe(house.get().nowMs)
  expect(leftS(house, 1)).toBe(0)
  // More time is warned of again.
  house.does(chair, { type: 'meeting.extendSpeech', byS: 300 })
  expect(speech(house, 1)).toMatchObject({ limitS: 1200, warnedMs: null, overMs: null })
  house.pass(120)
  expect(speech(house, 1).warnedMs).not.toBeNull()
})

it('gives a reply 5 or 10 minutes, and nothing between', () => {
  const house = dealing()
  ask(house, 2, 'reply')
  expect(call(house, 2, 420)).toBe('speech s2 may last 300 or 600 s, not 420')
  expect(call(house, 2)).toBeNull()
  expect(speech(house, 2).limitS).toBe(300)
})

it('hears a point of order first, which stops the clock of whoever speaks', () => {
  const house = dealing()
  ask(house, 1)
  ask(house, 2)
  call(house, 1)
  house.pass(60)
  expect(call(house, 2)).toBe('Aigul is speaking; Boris comes after')
  ask(house, 3, 'pointOfOrder')
  expect(nextSpeech(house.get())?.id).toBe('s3')
  expect(call(house, 2)).toBe('Dana has a point of order, which goes before speech s2')
  expect(call(house, 3)).toBeNull()
  expect(speech(house, 1).state).toBe('paused')
  house.pass(100)
  const ruled = {
    type: 'meeting.rulePointOfOrder',
    speech: 's3',
    ruling: 'sustained',
    reason: 'the hall is loud',
  } as const
  house.does(chair, ruled)
  expect(house.act(chair, ruled)).toBe('point of order s3 was sustained already')
  expect(speech(house, 3)).toMatchObject({ state: 'ended', usedMs: 100_000 })
  house.does(chair, { type: 'meeting.resumeSpeech', speech: 's1' })
  expect(leftS(house, 1)).toBe(900 - 60)
  house.pass(40)
  house.does(member(1), { type: 'meeting.endSpeech', speech: 's1' })
  expect(speech(house, 1)).toMatchObject({ state: 'ended', usedMs: 100_000 })
})

it('tells why somebody does not speak', () => {
  const house = dealing()
  expect(ask(house, 1)).toBeNull()
  expect(house.act(member(1), { type: 'meeting.askToSpeak', speech: 'again', kind: 'contribution' })).toContain('Aigul')
  expect(house.act(member(2), { type: 'meeting.withdrawSpeech', speech: 's1' })).toContain('Boris has asked for no')
  house.does(chair, { type: 'meeting.closeList' })
  expect(ask(house, 2)).toBe('the list of speakers on school is closed')
  expect(ask(house, 2, 'pointOfOrder')).toBeNull()
  house.does(chair, { type: 'meeting.reopenList' })
  house.does(member(2), { type: 'meeting.withdrawSpeech', speech: 's2' })
  expect(ask(house, 3)).toBeNull()
  house.does(member(3), { type: 'meeting.leave' })
  expect(call(house, 3)).toBe('Dana is not here; skip speech s3 or wait')
  expect(ask(house, 3, 'pro')).toContain('Dana must be present')
  expect(house.act(member(2), { type: 'meeting.endSpeech', speech: 's1' })).toBe('speech s1 is not under way')
})

it('waits for whoever drops out, rests in a recess and ends with its item', () => {
  const house = dealing()
  for (const seat of [1, 2, 3]) ask(house, seat)
  call(house, 1)
  house.pass(10)
  house.does(member(1), { type: 'meeting.leave' })
  expect(speech(house, 1)).toMatchObject({ state: 'paused', usedMs: 10_000 })
  house.does(member(1), { type: 'meeting.arrive' })
  house.does(chair, { type: 'meeting.resumeSpeech', speech: 's1' }, { type: 'meeting.recess' })
  house.pass(600)
  expect(speech(house, 1)).toMatchObject({ state: 'paused', usedMs: 10_000 })
  house.does(chair, { type: 'meeting.resume' }, { type: 'meeting.skipSpeech', speech: 's2' })
  house.does(chair, { type: 'meeting.finishItem' })
  expect([1, 2, 3].map((seat) => speech(house, seat).state)).toEqual(['ended', 'skipped', 'skipped'])
})
