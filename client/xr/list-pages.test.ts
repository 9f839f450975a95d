import { afterEach, expect, it, vi } from 'vitest'
import { type ConsultationMeans, ConsultationsModel } from '../consultation/consultation-model.ts'
import type { MountedPanel } from '../panels/mount.tsx'
import { type Acts, PanelModel } from '../panels/model.ts'
import { LANGUAGES, language } from '../panels/strings.ts'
import type { BoardItem } from '../panels/board-items.ts'
import { boardList } from './list-board.ts'
import { Asked, inPages, listOf } from './list-pages.ts'
import type { Item } from './list-view.ts'

const PANELS: readonly MountedPanel[] = [
  'card',
  'people',
  'chat',
  'search',
  'around',
  'settings',
  'time',
  'duty',
  'consult',
]
vi.stubGlobal('location', { host: 'city.example' })
afterEach(() => {
  language.value = 'en'
})

function given() {
  const acts = { goToPerson: vi.fn(), follow: vi.fn(), goTo: vi.fn(), guide: vi.fn(), setTime: vi.fn() }
  const model = new PanelModel(acts as unknown as Acts)
  model.nowMs.value = 1_760_000_000_000
  model.people.value = [
    { id: 1, name: 'Quest', isMe: true },
    { id: 7, name: 'Aigul', isMe: false, isHandUp: true, distanceM: 12 },
  ]
  const asked = new Asked()
  const entered = vi.fn()
  const list = (name: MountedPanel) => listOf(name, { model, asked, enter: entered })
  return { acts, model, asked, entered, list }
}

const row = (items: readonly Item[], label: string): Extract<Item, { kind: 'row' }> => {
  const found = items.find((item) => item.kind === 'row' && item.label === label)
  if (found?.kind !== 'row') throw new Error(`no row ${label}`)
  return found
}
function press(items: readonly Item[], label: string): void {
  const found = items.find((item) => item.kind === 'button' && item.label === label)
  if (found?.kind !== 'button') throw new Error(`no button ${label}`)
  found.press()
}

it('has words in every panel in every language', () => {
  const { list } = given()
  for (const { id } of LANGUAGES) {
    language.value = id
    for (const name of PANELS) {
      const { title, items } = list(name)
      expect(title.trim(), name).not.toBe('')
      expect(items.every(({ label }) => label.trim() !== '')).toBe(true)
    }
  }
  language.value = 'en'
})

it('tells who is here, and goes to them or follows', () => {
  const { acts, model, list } = given()
  const aigul = row(list('people').items, 'Aigul')
  expect(aigul.detail).toBe('10 m · hand up')
  expect(aigul.deeds.map(({ label }) => label)).toEqual(['Go to Aigul', 'Follow Aigul'])
  for (const { press: act } of aigul.deeds) act()
  expect(acts.goToPerson).toHaveBeenCalledWith(7)
  expect(acts.follow).toHaveBeenCalledWith(7)
  expect(row(list('people').items, 'Quest').deeds).toEqual([])
  model.following.value = { avatarId: 7, name: 'Aigul' }
  row(list('people').items, 'Aigul').deeds[1]?.press()
  expect(acts.follow).toHaveBeenLastCalledWith(null)
})

it('shows what was said and what one types, to whom one chose', () => {
  const { model, asked, entered, list } = given()
  const line = { avatarId: 7, name: 'Aigul', isMine: false, atMs: 1 }
  model.chat.value = [
    { ...line, n: 1, text: 'Salem', to: 'near' },
    { ...line, n: 2, text: 'to all', to: 'all' },
  ]
  asked.typed.value = 'hi'
  const { items } = list('chat')
  expect(items.slice(0, 2).map(({ label }) => label)).toEqual(['Aigul (near): Salem', 'Aigul: to all'])
  expect(items.find(({ kind }) => kind === 'field')).toMatchObject({ label: 'Say something', value: 'hi' })
  press(items, 'Everybody')
  expect(asked.to.value).toBe('all')
  press(items, 'Send')
  expect(entered).toHaveBeenCalledOnce()
})

it('shows a card, what is found and what is around', () => {
  const { acts, model, asked, list } = given()
  const source = { title: 'OSM', attribution: 'OSM people', licence: '', date: '2026' }
  const atM = [3, 4] as const
  model.card.value = {
    id: 'way/1',
    title: 'Mall',
    kind: 'building',
    facts: [{ key: 'height', value: '12 m' }],
    source,
    truth: 'measured',
    atM,
  }
  model.isCardPinned.value = true
  expect(list('card').items.map(({ label }) => label)).toEqual([
    'Height: 12 m',
    'Kind of data: measured',
    'Source: OSM people, 2026',
    'Go there',
  ])
  asked.hits.value = [{ id: 'p', kind: 'place', name: 'Park', detail: 'park', atM: [1, 2] }]
  row(list('search').items, 'Park').deeds[0]?.press()
  expect(acts.goTo).toHaveBeenLastCalledWith(asked.hits.value[0])
  model.around.value = [{ id: '7', kind: 'person', name: 'Aigul', detail: '', distanceM: 4, bearingDeg: 0, atM }]
  row(list('around').items, 'Aigul').deeds[0]?.press()
  expect(acts.goToPerson).toHaveBeenCalledWith(7)
})

it('tells open consultations: until when, what one has answered, and where to answer', async () => {
  const { model, list } = given()
  const school = { consultation: 'school', body: 'City council', title: 'The old school', opensAtMs: 0 }
  const closesAtMs = Date.UTC(2026, 11, 1, 12)
  const statements = ['s1', 's2'].map((id) => ({ id, text: id, counts: null }))
  const opinions: Record<string, string> = {}
  const means: ConsultationMeans = {
    ask: async (path) =>
      path === '/consultations'
        ? {
            consultations: [
              { ...school, life: 'collecting', closesAtMs },
              { ...school, consultation: 'park', title: 'The park', life: 'closed', closesAtMs: 0 },
            ],
          }
        : path === '/consultations/school'
          ? { ...school, life: 'collecting', closesAtMs, statements, hashes: null, seq: 1 }
          : {
              isSignedIn: true,
              isLent: true,
              roles: ['participant'],
              statements: [],
              opinions: { ...opinions },
              salt: '',
            },
    setUp: () => Promise.reject(new Error('not from a headset')),
    sha256: async () => null,
    newId: () => 'c1',
  }
  const consult = new ConsultationsModel(means)
  const labels = () => list('consult').items.map(({ label }) => label)
  Object.assign(model, { consult })
  expect(labels()).toEqual(['No consultation is open now.', 'Look again'])
  // The list is there before what one has answered.
  await consult.look()
  expect(labels()[0]).toMatch(/^To say or answer something/)
  await consult.lookIntoOpen()
  expect(row(list('consult').items, 'The old school').detail).toMatch(/^City council asks · Closes .*2026/)
  expect(labels()).toEqual([
    'To say or answer something, open its address on your phone: your key is there.',
    'The old school',
    'Answered 0 of 2',
    'city.example/consultations/school',
    'Look again',
  ])
  Object.assign(opinions, { s1: 'agree', s2: 'pass' })
  press(list('consult').items, 'Look again')
  await vi.waitFor(() => expect(labels()[2]).toContain('You have answered all there is.'))
})

it('turns the pages of a long list, and loses no item', () => {
  const asked = new Asked()
  const many = Array.from({ length: 30 }, (_, i): Item => ({ kind: 'row', label: `row ${i}`, detail: '', deeds: [] }))
  const seen: string[] = []
  for (let page = 0; page < 10; page++) {
    const items = inPages(many, asked)
    seen.push(...items.flatMap((item) => (item.kind === 'row' ? [item.label] : [])))
    if (!items.some(({ label }) => label === 'More ›')) break
    press(items, 'More ›')
  }
  expect(seen).toEqual(many.map(({ label }) => label))
  press(inPages(many, asked), '‹ Before')
  expect(asked.page.value).toBe(2)
  const short = many.slice(0, 8)
  expect(inPages(short, new Asked())).toBe(short)
})

it('gives a text the lines it needs, and tells a few details where many are left to a screen', () => {
  const line = {
    name: 'limit.signedAt',
    value: 'When the officers signed is the city’s own word: their signatures do not bear a time.',
  }
  const texts = (items: readonly BoardItem[]) =>
    boardList(items).map((item) => (item.kind === 'text' ? [item.label, item.lines] : []))
  expect(texts([{ kind: 'text', label: 'short' }])).toEqual([['short', 1]])
  expect(texts([{ kind: 'text', label: 'name, '.repeat(30) }])).toEqual([['name, '.repeat(30), 4]])
  expect(texts([{ kind: 'details', label: 'Limits', lines: [line] }])).toEqual([
    ['Limits', 1],
    [line.value, 2],
  ])
  expect(texts([{ kind: 'details', label: 'Checks', lines: Array.from({ length: 20 }, () => line) }])).toEqual([])
})
