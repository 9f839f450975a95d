import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { presetOf, setUp } from '../../shared/civic/testing.ts'
import { civicPlay, civicTally } from './civic.ts'

let dir = ''
const said: string[] = []
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'civic-'))
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text))
})
afterEach(() => said.splice(0))
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

function file(json: unknown): string {
  const path = join(dir, 'case.json')
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json))
  return path
}
const vote = { rules: 'council', seats: 9, votes: { yes: ['1', '2', '3', '4'], no: ['5', '6', '7', '8'] } }

describe('townhall civic tally', () => {
  it('tells the quorum, the majority and the outcome', async () => {
    expect(await civicTally([file({ ...vote, castingVote: 'yes' })])).toBe(0)
    expect(said[0]).toBe(
      `quorum: 9 present of 9, 5 required\ntied: 4 yes, 4 no, 0 abstain; the chair casts the deciding vote\ncarried by the chair's vote: yes`,
    )
  })

  it('tells it as JSON', async () => {
    expect(await civicTally([file(vote), '--json'])).toBe(1)
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ outcome: 'tied', counts: { yes: 4, no: 4 } })
  })

  it('refuses what is no vote', async () => {
    await expect(civicTally([])).rejects.toThrow('give one file: townhall civic tally CASE.json')
    await expect(civicTally([join(dir, 'nothing.json')])).rejects.toThrow('cannot be read')
    await expect(civicTally([file('{')])).rejects.toThrow('is not JSON')
    await expect(civicTally([file({ ...vote, rules: 'senate' })])).rejects.toThrow('there are no rules "senate"')
  })
})

describe('townhall civic play', () => {
  const rules = { ...presetOf('board'), noticeS: 60 }
  const { seats, chairs, secretaries, ...about } = setUp({ rules, people: [] })
  const everybody = [...chairs, ...secretaries, ...seats.map(({ holder }) => holder)]
  const [chair, secretary] = [chairs[0]?.id ?? '', secretaries[0]?.id ?? '']
  const seat = (n: number): string => seats[n - 1]?.holder.id ?? ''
  const act = (by: string, type: string, more: object = {}) => ({ by, command: { type: `meeting.${type}`, ...more } })
  const vote = (n: number, choice: string) => act(seat(n), 'castBallot', { poll: 'v1', seat: `${n}`, choice })
  const acts: object[] = [
    act('adil', 'setUp', { ...about, seats, chairs, secretaries }),
    act(secretary, 'addItem', { item: 'school', title: 'The school' }),
    act(secretary, 'convene', { startsAtMs: Date.UTC(2026, 5, 1, 12, 2) }),
    ...[chair, secretary, ...[1, 2, 3, 4, 5].map(seat)].map((by) => act(by, 'arrive')),
    { ...act(chair, 'open'), refused: 'it can be opened in 2 min' },
    { ...act(chair, 'open'), afterS: 120 },
    act(chair, 'takeItem', { item: 'school' }),
    act(chair, 'preparePoll', {
      poll: 'v1',
      subject: { kind: 'procedure' },
      question: 'Shall we go on?',
      method: 'named',
      limitS: 60,
      evidence: [],
    }),
    act(chair, 'openPoll', { poll: 'v1' }),
    vote(1, 'yes'),
    vote(2, 'yes'),
    vote(3, 'no'),
    vote(3, 'yes'),
    { ...vote(4, 'no'), afterS: 90, refused: 'vote v1 is closed' },
    act(chair, 'close'),
  ]
  const people = Object.fromEntries(everybody.map(({ id, name }) => [id, { name }]))
  const told = {
    startsAt: '2026-06-01T12:00:00Z',
    people: { ...people, adil: { name: 'Adil', role: 'operator' } },
    acts,
  }

  it('plays a meeting and drafts its minutes', async () => {
    expect(await civicPlay([file(told)])).toBe(0)
    expect(said[0]).toContain('refused: act 10, meeting.open by Chingiz: meeting plenary-12 was convened for later')
    const page = said.at(-1) ?? ''
    for (const line of [
      'City council: Plenary 12',
      '  seat 1 Aigul: Aigul 12:00:00–12:03:30',
      '  seat 7 Hasan: absent',
      '  12:02:00 Chingiz opened the meeting; 5 present of 7, 4 required.',
      '  12:03:00 Vote v1 was closed (the time was over).',
      'Vote v1: Shall we go on?',
      '  carried (3 yes, 0 no, 0 abstain), named; ballots refused: 0',
    ])
      expect(page.split('\n')).toContain(line)
  })

  it('says what did not go as told', async () => {
    const errors: string[] = []
    const spy = vi.spyOn(console, 'error').mockImplementation((text: string) => void errors.push(text))
    expect(await civicPlay([file({ ...told, acts: acts.slice(0, 11) }), '--json'])).toBe(0)
    expect(await civicPlay([file({ ...told, acts: [...acts, act(seat(1), 'arrive')] })])).toBe(1)
    expect(errors).toEqual([
      expect.stringContaining('meeting.arrive by Aigul: meeting.arrive comes too late: meeting plenary-12 is closed'),
    ])
    spy.mockRestore()
  })

  it('refuses what is no meeting', async () => {
    await expect(civicPlay([])).rejects.toThrow('give one file: townhall civic play MEETING.json')
    await expect(civicPlay([file({ ...told, startsAt: 'noon' })])).rejects.toThrow('startsAt')
    await expect(civicPlay([file({ ...told, acts: [act('nobody', 'open')] })])).rejects.toThrow(
      'acts.0.by names nobody',
    )
  })
})
