import { afterEach, describe, expect, it } from 'vitest'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import { all, asked, chair, close, dealing, HASH, member, presetOf } from '../../shared/civic/testing.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import { language } from '../panels/strings.ts'
import { ballotFor, isRecusedIn, ownVotes } from './ballots.ts'
import { clockFace, clockOf } from './clocks.ts'
import { changeOf, linesOf, personOf, seatLines } from './edits.ts'
import { MeetingModel, voteId } from './meeting-model.ts'
import { fieldOf, momentOf } from './moment-field.ts'
import { shortened } from './shortened.ts'
import { runningPoll, type Sight } from './sight.ts'
import { setUpFrom, setUpOf } from './set-up.ts'
import { sightFor } from './testing.ts'
import { tidingsOf } from './tidings.ts'
import { resultText } from './words.ts'

afterEach(() => {
  language.value = 'en'
})

type House = ReturnType<typeof dealing>
const sightsOf = (house: House, actor: Actor) => sightFor(house.get(), actor)
const running = (sight: Sight) => runningPoll(sight) as NonNullable<ReturnType<typeof runningPoll>>

describe('ballots', () => {
  it('are for each seat one votes for, and count on from the receipt where they may be replaced', () => {
    const house = dealing({ rules: presetOf('board') })
    house.does(member(3), { type: 'meeting.giveProxy', from: '3', to: '2' }, { type: 'meeting.leave' })
    asked(house)
    const sight = sightsOf(house, member(2))
    const votes = ownVotes(sight, running(sight))
    expect(votes.map(({ seat, isProxy, wait }) => [seat, isProxy, wait])).toEqual([
      ['2', false, null],
      ['3', true, null],
    ])
    const first = ballotFor(running(sight), votes[0] as never, 'yes')
    expect(house.act(member(2), { type: 'meeting.castBallot', ...first })).toBe(null)
    const after = sightsOf(house, member(2))
    const [again] = ownVotes(after, running(after))
    expect([again?.wait, again?.receipt]).toMatchObject([null, { choice: 'yes', revision: 1 }])
    const second = ballotFor(running(after), again as never, 'no')
    expect([second.revision, house.act(member(2), { type: 'meeting.castBallot', ...second })]).toEqual([2, null])
  })

  it('are not asked for twice where they cannot be replaced, nor of whom is not called, nor of whom is recused', () => {
    const house = dealing()
    house.does(member(4), { type: 'meeting.recuse', item: 'school', seat: '4', reason: 'owns the land' })
    asked(house, 'v1', { method: 'rollCall' })
    const waits = (n: number) =>
      ownVotes(sightsOf(house, member(n)), running(sightsOf(house, member(n)))).map((one) => one.wait)
    expect([waits(1), waits(2), waits(4)]).toEqual([[null], ['notCalled'], []])
    const recused = sightsOf(house, member(4))
    expect(isRecusedIn(recused, running(recused))).toBe(true)
    expect(house.vote('v1', 1, 'yes')).toBe(null)
    expect([waits(1), waits(2)]).toEqual([['cast'], [null]])
  })

  it('are signed where the seat asks for it, and a refusal stands at the ballot', async () => {
    const house = dealing()
    asked(house)
    const sight = sightsOf(house, member(1))
    const [vote] = ownVotes(sight, running(sight))
    const sent: MeetingCommand[] = []
    const model = new MeetingModel((kind) => kind)
    model.now.value = { meeting: 'm', seq: 1, aheadMs: 0, parts: {}, own: null }
    model.acts = {
      ...model.acts,
      act: (_, command) => {
        sent.push(command)
        return Promise.resolve({ ok: false, id: '', reason: 'vote v1 is closed' })
      },
      sign: (_, address) => Promise.resolve({ address, signature: '0xab' }),
    }
    const signing = { ...(vote as NonNullable<typeof vote>), address: '0xaa' }
    expect(await model.cast(running(sight), signing, 'no')).toBe(false)
    expect(sent).toMatchObject([
      { seat: '1', choice: 'no', questionHash: HASH, signed: { address: '0xaa', signature: '0xab' } },
    ])
    expect(model.refused.value).toEqual({ at: voteId('v1', '1'), why: 'vote v1 is closed' })
    model.acts = { ...model.acts, sign: () => Promise.resolve(null) }
    await model.cast(running(sight), signing, 'no')
    expect([sent.length, model.refused.value?.why]).toEqual([1, 'Not signed; the ballot was not cast.'])
  })
})

describe('clocks', () => {
  const speech = { limitS: 900, usedMs: 60_000, sinceMs: 1000, warnBeforeS: 180, state: 'speaking' } as never
  it('run against the server, warn and tell what is over', () => {
    expect(clockOf(speech, 1000)).toEqual({ leftMs: 840_000, is: 'runs' })
    expect(clockOf(speech, 1000 + 660_000).is).toBe('warns')
    expect(clockOf(speech, 1000 + 852_000)).toEqual({ leftMs: -12_000, is: 'over' })
  })
  it('show the last second as one', () => {
    expect([840_000, 999, 1, 0, -12_000, 3_723_000].map(clockFace)).toEqual([
      '14:00',
      '0:01',
      '0:01',
      '0:00',
      '−0:12',
      '1:02:03',
    ])
  })
})

describe('edits', () => {
  it('derive one change of lines from a text as it should read', () => {
    const before = ['a', 'b', 'c', 'd']
    expect(changeOf(before, ['a', 'x', 'd'])).toEqual({ from: 1, to: 3, lines: ['x'] })
    expect(changeOf(before, ['a', 'b', 'new', 'c', 'd'])).toEqual({ from: 2, to: 2, lines: ['new'] })
    expect(changeOf(before, ['a', 'b', 'c'])).toEqual({ from: 3, to: 4, lines: [] })
    expect(changeOf(['a', 'a'], ['a'])).toEqual({ from: 1, to: 2, lines: [] })
    expect(changeOf(before, linesOf('a\r\nb  \nc\nd\n\n'))).toBe(null)
  })
  it('leave out lines far from what differs', () => {
    const same = { is: 'same', text: 's' } as const
    const added = { is: 'added', text: 'a' } as const
    expect(shortened([same, same, same, added, same, same])).toEqual([null, same, added, same, null])
  })
  it('read people from lines, addresses in lower case, and name the line that is wrong', () => {
    expect(seatLines('0xAb; Aigul; 2; River\n\nid-7;Boris')).toEqual([
      { id: '0xAb', name: 'Aigul', weight: 2, group: 'River' },
      { id: 'id-7', name: 'Boris', weight: 1, group: '' },
    ])
    expect(seatLines('x; Aigul; two')).toEqual({ wrong: 'x; Aigul; two' })
    expect(seatLines('x; Aigul; ; ; y; Boris')).toMatchObject([
      { id: 'x', weight: 1, deputy: { id: 'y', name: 'Boris' } },
    ])
    expect(seatLines('x; Aigul; 1; River; y')).toEqual({ wrong: 'x; Aigul; 1; River; y' })
    const address = `0x${'AB'.repeat(20)}`
    expect(personOf({ id: address, name: 'A' })).toEqual({
      id: address.toLowerCase(),
      name: 'A',
      address: address.toLowerCase(),
    })
  })
  it('read a moment on the city clock to the second', () => {
    const ms = Date.UTC(2026, 10, 22, 13, 30, 5)
    expect(fieldOf(ms, 'Asia/Almaty')).toBe('2026-11-22T18:30:05')
    expect(momentOf('2026-11-22T18:30:05', 'Asia/Almaty')).toBe(ms)
    expect(momentOf('', 'UTC')).toBe(null)
  })
})

describe('setting up', () => {
  const fields = {
    title: 'Plenary',
    body: '',
    room: '',
    rules: 'council',
    chairs: 'c1; Chingiz',
    secretaries: 's1; Sara',
    seats: 'a; Aigul; 1; River',
    noticeS: 5,
    startsAt: '',
    place: null,
  }
  const clock = { nowMs: Date.UTC(2026, 10, 22, 13), timeZone: 'Asia/Almaty' }
  it('is what the server is asked for, or names the field that is wrong', () => {
    expect(setUpOf(fields, 'plenary', clock)).toMatchObject({
      meeting: 'plenary',
      rules: { id: 'council', noticeS: 5 },
      chairs: [{ id: 'c1', name: 'Chingiz' }],
      seats: [{ id: '1', holder: { id: 'a', name: 'Aigul' }, deputy: null, weight: 1, group: 'River' }],
    })
    expect(setUpOf({ ...fields, seats: 'a; Aigul; 1; River; b; Boris' }, 'm', clock)).toMatchObject({
      seats: [{ holder: { id: 'a' }, deputy: { id: 'b', name: 'Boris' } }],
    })
    expect(setUpOf({ ...fields, title: ' ' }, 'm', clock)).toBe('“Title” is empty.')
    expect(setUpOf({ ...fields, seats: 'a' }, 'm', clock)).toContain('this line cannot be read: a')
    expect(setUpFrom('[]', null)).toBe('The file is no JSON of a meeting.')
  })
  it('says when it is meant to begin by the city’s clock, and refuses what the notice does not allow', () => {
    const at = (startsAt: string, noticeS: number | null = null) =>
      setUpOf({ ...fields, startsAt, noticeS }, 'm', clock)
    expect(at('2026-11-26T18:30')).toMatchObject({ startsAtMs: Date.UTC(2026, 10, 26, 13, 30) })
    expect(at('')).not.toHaveProperty('startsAtMs')
    expect(at('2026-11-25T17:59')).toContain(
      'The notice takes 3 days: the meeting can begin on Wednesday, November 25, 2026 at 06:00 PM',
    )
    expect(at('2026-11-22T18:30', 1800)).toMatchObject({ startsAtMs: clock.nowMs + 1_800_000 })
    expect(at('2026-11-22T18:29', 1800)).toContain('The notice takes 0.5 h')
    expect(at('some day')).toBe('“When it begins” is empty.')
  })
})

describe('tidings', () => {
  it('tell an opened vote and a warning at once, the result when there is a pause', () => {
    const house = dealing()
    const before = sightsOf(house, member(1))
    asked(house)
    const open = sightsOf(house, member(1))
    expect(tidingsOf(before, open)).toMatchObject({
      urgent: ['A vote is open: Shall the sitting go on after six?'],
      polite: [],
    })
    all(house, 'v1', 'yyyynna')
    house.pass()
    const counted = sightsOf(house, member(1))
    expect(tidingsOf(open, counted).polite).toEqual([
      'Shall the sitting go on after six? Carried: 4 yes, 2 no, 1 abstained. 4 needed: more than half of the votes for and against.',
    ])
    house.does(member(1), { type: 'meeting.askToSpeak', speech: 's1', kind: 'contribution' })
    house.does(chair, { type: 'meeting.callSpeaker', speech: 's1', limitS: 900 })
    const called = sightsOf(house, member(1))
    expect(tidingsOf(counted, called).polite).toEqual(['Aigul, you have the floor.'])
    house.pass(721)
    const warned = tidingsOf(called, sightsOf(house, member(1)))
    expect([warned.urgent, warned.warned.map(({ isOver }) => isOver)]).toEqual([
      ['The time of Aigul ends soon.'],
      [false],
    ])
  })

  it('say a result in the language of the reader', () => {
    const house = dealing()
    asked(house)
    all(house, 'v1', 'yyn----')
    close(house)
    const [, poll] = sightsOf(house, member(1)).polls
    language.value = 'ru'
    expect(resultText(poll as never)).toBe(
      'Принято: за 2, против 1, воздержались 0. Требовалось 2: более половины голосов за и против.',
    )
    language.value = 'kk'
    expect(resultText(poll as never)).toContain('Қабылданды: жақтап 2, қарсы 1, қалыс 0.')
  })
})
