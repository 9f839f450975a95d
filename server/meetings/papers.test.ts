import type { Server } from 'node:http'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { minutesOf } from '../../shared/civic/minutes.ts'
import type { MeetingState } from '../../shared/civic/state.ts'
import { member } from '../../shared/civic/testing.ts'
import { LANGUAGES } from '../../shared/civic/value-words.ts'
import { PAPER_WORDS } from './papers-words.ts'
import { html } from './papers-html.ts'
import { paperRoutes } from './papers.ts'
import { approve, HOSTILE, sat } from './testing-papers.ts'

const ROOT = 'cd'.repeat(32)
let state: MeetingState
let origin = ''
let server: Server
const sitting = sat()

beforeAll(async () => {
  const app = express()
  app.set('query parser', 'simple')
  const ballotsRoot = ({ method, closedMs }: { method: string; closedMs: number | null }): string | null =>
    method === 'secret' || closedMs === null ? null : ROOT
  const meeting = (id: string): MeetingState | null => (id === 'plenary-12' ? state : null)
  const pictured = (evidence: readonly string[], language: string) =>
    Promise.resolve(html`<p>pictures ${evidence.length} ${language}</p>`)
  app.use(paperRoutes({ meeting, timeZone: 'Asia/Almaty', cityName: 'River <Town>', ballotsRoot, pictured }))
  server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/meetings/`
  state = sitting.house.get()
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${origin}${path}`, { headers: { 'accept-language': '', ...headers } })
const page = async (path: string): Promise<string> => (await get(`plenary-12/${path}`)).text()
const json = async (path: string): Promise<unknown> => (await get(`plenary-12/${path}`)).json()
/** As it is read: without tags, entities as they are shown. */
const read = (text: string): string =>
  text
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')

describe('minutes', () => {
  it('say the same in three languages', () => {
    const [en, ru, kk] = LANGUAGES.map((language) => minutesOf(state, language))
    const shape = (minutes = en): unknown =>
      JSON.parse(JSON.stringify(minutes), (key, value: unknown) =>
        key === 'text' || key === 'tally' || typeof value === 'string' ? typeof value : value,
      )
    expect([shape(ru), shape(kk)]).toEqual([shape(en), shape(en)])
    const said = [en, ru, kk].map((one) => one?.items.flatMap(({ lines }) => lines.map(({ text }) => text)) ?? [])
    expect(said[0]).toEqual(
      expect.arrayContaining([
        'Chingiz opened the meeting; 6 present of 7, 4 required.',
        'Gulnar spoke (contra).',
        'Dana raised a point of order; it was sustained: the time is over.',
        'Vote v2: tied: 3 yes, 3 no, 0 abstain; the chair casts the deciding vote.',
        'Vote v2 was closed (all had voted).',
        'Vote v3 is void: the quorum was lost: 3 present of 7, 4 required.',
        'Vote v5: carried: nobody objected.',
      ]),
    )
    expect(said[1]).toEqual(
      expect.arrayContaining([
        'Заседание открыто, председательствует Chingiz; присутствует 6 из 7, требуется 4.',
        'Замечание по порядку ведения (Dana) удовлетворено: the time is over.',
        'Голосование v1: принято: «за» – 4, «против» – 2, «воздержались» – 0; требовалось 4, более 1/2 от числа голосов «за» и «против» (6).',
        'Решающий голос в голосовании v2 (Chingiz): за; принято.',
        'Голосование v3 недействительно: кворум утрачен: присутствует 3 из 7, требуется 4.',
      ]),
    )
    expect(said[2]).toEqual(
      expect.arrayContaining([
        'Chingiz отырысты ашты; барлығы 7, қатысып отырғаны 6, қажеттісі 4.',
        'v1 дауыс беруі: қабылданды: «жақтап» – 4, «қарсы» – 2, «қалыс қалды» – 0; қажеттісі – 4, «жақтап» және «қарсы» берілген дауыстар санының 1/2 бөлігінен көп (6).',
        'v5 дауыс беруі: қабылданды: қарсылық білдірілген жоқ.',
      ]),
    )
    const program = /\b(carried|lost|tied|named|rollCall|byGroup|secret|pointOfOrder|sustained|yes|abstain|present)\b/
    for (const line of [...(said[1] ?? []), ...(said[2] ?? [])]) expect(line).not.toMatch(program)
  })

  it('say how far the meeting is, and change from draft to approved', async () => {
    const first = read(await page('minutes?lang=ru'))
    // What a vote rested on is shown with it.
    expect(first).toContain('pictures 0 ru')
    expect(first).toContain('Протокол (проект): Plenary 12 & 13')
    expect(first).toContain('Заседание закрыто; протокол ещё не составлен.')
    const house = sitting.house
    const before = structuredClone(house.get())
    approve(house)
    expect(read(await page('minutes'))).toMatch(/approved \( 5 June 2026, \d\d:\d\d \)/)
    const after = read(await page('minutes?lang=kk'))
    expect(after).toContain('Хаттама: Plenary 12 & 13')
    expect(after).toContain('The gallery was full. Nobody was heard.')
    house.set(before)
    state = house.get()
  })

  it('keep a motion nobody has submitted to its author', () => {
    const { house } = sat()
    const draft = { ...(house.get().motions[0] as MeetingState['motions'][number]), id: 'm2', title: 'Not yet' }
    house.get().motions.push({ ...draft, life: { is: 'draft' } })
    expect(JSON.stringify(minutesOf(house.get()))).not.toContain('Not yet')
  })
})

describe('the notice', () => {
  it('says when in the city’s time and in UTC, where, what is on the agenda and who is invited', async () => {
    const said = (await json('notice.json')) as { agenda: { title: string }[]; invited: { seats: unknown[] } }
    expect(said.invited.seats).toHaveLength(state.about?.seats.length ?? 0)
    const before = state
    const startsAtMs = Date.UTC(2026, 11, 4, 13)
    try {
      state = { ...before, life: { is: 'convened', noticeMs: startsAtMs - 3 * 86_400_000, startsAtMs } }
      expect(read(await page('notice?lang=en'))).toMatch(
        /convened for 4 December 2026, 18:00 .* Begins 4 December 2026, 18:00 .*UTC 2026-12-04 13:00 .*Notice given 1 December 2026, 18:00/,
      )
      if (before.about) state = { ...before, life: { is: 'draft' }, about: { ...before.about, startsAtMs } }
      expect(read(await page('notice?lang=ru'))).toContain('Начало предполагается 4 декабря 2026')
      for (const [i, language] of LANGUAGES.entries())
        expect(read(await page(`notice?lang=${language}`))).toContain(PAPER_WORDS.begins[i])
    } finally {
      state = before
    }
  })
})

describe('the attendance report', () => {
  it('has who came and went when, and how much of the sitting', async () => {
    const report = (await json('attendance.json')) as {
      sittingMs: number
      seats: { name: string; presentMs: number; stays: unknown[] }[]
      others: { name: string; office: string }[]
    }
    const [one] = report.seats
    expect(one).toMatchObject({ seat: '1', name: 'Aigul', group: 'River', presentMs: report.sittingMs })
    expect(report.seats[3]?.stays).toHaveLength(2)
    // By the roll's names, whatever they call themselves.
    expect(report.seats[5]?.stays).toMatchObject([{ by: HOSTILE }, { by: HOSTILE }])
    // The seventh came after the recess; nothing of that was sitting.
    expect(report.seats[6]?.presentMs).toBeGreaterThan(600_000)
    expect(report.seats[6]?.presentMs).toBeLessThan(report.sittingMs - 600_000)
    expect(report.sittingMs).toBeLessThan(1_800_000)
    expect(report.others.map(({ name, office }) => [name, office])).toEqual([
      ['Chingiz', 'chair'],
      ['Sara', 'secretary'],
    ])
    const text = read(await page('attendance?lang=ru'))
    expect(text).toContain('Отчёт о присутствии: Plenary 12 & 13')
    expect(text).toMatch(/Aigul River 17:00:00 – 17:\d\d:\d\d 100 % \(22 мин\)/)
  })
})

describe('the voting report', () => {
  it('has of each vote what decides it', async () => {
    const { votes } = (await json('votes.json?lang=en')) as { votes: Record<string, unknown>[] }
    expect(votes.map(({ id, outcome, state: is }) => [id, outcome ?? is])).toEqual([
      ['agenda', 'carried'],
      ['v1', 'carried'],
      ['v2', 'carried'],
      ['v3', 'void'],
      ['v4', 'carried'],
      ['v5', 'carried'],
    ])
    expect(votes[2]).toMatchObject({
      text: ['The council resolves:', '1. The school reopens in <June>.', '2. The road stays closed.'],
      rule: 'more than 1/2 of the votes for and against',
      tally: { yes: 3, no: 3, abstain: 0 },
      tieBrokenBy: { how: 'chair', by: 'Chingiz', choice: 'yes' },
      silent: ['Hasan'],
      refused: 1,
      ballotsRoot: ROOT,
    })
    expect(votes[0]).toMatchObject({ votes: null, groups: [{ group: '<b>Hill</b>', abstain: 1 }, {}, {}] })
    expect(votes[3]).toMatchObject({ recused: [{ name: 'Farida', reason: 'owns the <kiosk>' }] })
    const text = read(await page('votes?lang=en'))
    for (const part of [
      'Vote v2: Shall m1 be adopted?',
      'roll call',
      'more than 1/2 of the votes for and against; the chair casts the deciding vote',
      '6 present of 7, 4 required',
      'carried, by the deciding vote of the chair, Chingiz: yes',
      'void: the quorum was lost: 3 present of 7, 4 required',
      'River 2 1 0',
      `Root of the ballots ${ROOT}`,
      'Ballots refused 1',
      'Shall the sitting end?',
    ])
      expect(text).toContain(part)
    expect(read(await page('votes?lang=kk'))).toContain('жарамсыз: кворум болмай қалды: барлығы 7')
    expect(text).not.toContain('it was signed by another')
  })

  it('tells nobody’s name in a secret vote', async () => {
    const { votes } = (await json('votes.json')) as { votes: Record<string, unknown>[] }
    expect(votes[4]).toMatchObject({
      method: 'secret',
      votes: null,
      groups: [],
      silent: null,
      ballotsRoot: null,
      cast: 5,
    })
    expect(votes[4]).toMatchObject({ tally: { yes: 3, no: 1, abstain: 1 } })
    const section = /<section>\s*<h2>Vote v4[^]*?<\/section>/.exec(await page('votes?lang=en'))?.[0] ?? ''
    expect(section).toContain('who voted how is not known')
    for (const { name = '' } of [1, 2, 3, 4].map(member)) expect(section).not.toContain(name)
    expect(await page('minutes')).not.toMatch(/c0c0c0/)
  })
})

describe('papers', () => {
  it('ATTACKS 25: show markup and marks of direction in names as text', async () => {
    for (const paper of ['notice', 'minutes', 'attendance', 'votes']) {
      const text = await page(paper)
      expect(text).not.toMatch(/<script|<i>|<b>|<kiosk>|<June>|<Town>/)
      expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/)
      expect(read(text)).toContain(`Eve<script>alert(1)</script>gnp."'&`)
      expect([...text.matchAll(/<(\w+)/g)].map(([, tag]) => tag)).not.toContain('script')
    }
  })

  it('come in the language that is asked for, by address or by browser, and in no other', async () => {
    const asked = async (path: string, accepts = ''): Promise<string | null> =>
      (await get(`plenary-12/${path}`, { 'accept-language': accepts })).headers.get('content-language')
    expect(await asked('minutes')).toBe('en')
    expect(await asked('minutes', 'de, kk-KZ;q=0.8, ru;q=0.5')).toBe('kk')
    expect(await asked('minutes?lang=ru', 'kk')).toBe('ru')
    const refused = await get('plenary-12/votes?lang=de')
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { code: 400, error: 'papers are in en, ru, kk; there are none in "de"' },
    ])
    const missing = await get('plenary-99/votes.json')
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { code: 404, error: 'there is no meeting plenary-99' },
    ])
  })

  it('have every word in three languages, with the same values', () => {
    const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()
    for (const [key, [en, ru, kk]] of Object.entries(PAPER_WORDS)) {
      for (const other of [ru, kk]) expect([key, holes(other)]).toEqual([key, holes(en)])
      if (/\p{L}{2}/u.test(en.replace(/\{\w+\}/g, '')))
        for (const other of [ru, kk]) expect([key, /\p{Script=Cyrillic}/u.test(other)]).toEqual([key, true])
    }
  })
})
