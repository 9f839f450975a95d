import { expect, it, vi } from 'vitest'
import type { Facts } from '../../shared/protocol/facts.ts'
import { type Acts, PanelModel } from '../panels/model.ts'
import { LANGUAGES, language } from '../panels/strings.ts'
import { packLook, passerBy, unpackLook } from '../people/wardrobe.ts'
import { SYSTEMS_HERE } from '../systems/index.ts'
import { identity } from '../wallet/identity-model.ts'
import { BOTTOM_PX, layOut, MENU_SIZE, NEWS_PX } from './list-layout.ts'
import type { Item } from './list-view.ts'
import { type MenuActs, type PageId, pageOf } from './wrist-pages.ts'

const PAGES: readonly PageId[] = [
  'menu',
  'places',
  'people',
  'time',
  'moment',
  'comfort',
  'emotes',
  'look',
  'help',
  'identity',
]

function given() {
  const acts = {
    raiseHand: vi.fn(),
    setComfort: vi.fn(),
    setLook: vi.fn(),
    goToPerson: vi.fn(),
    answerCall: vi.fn(),
  }
  const model = new PanelModel(acts as unknown as Acts)
  model.nowMs.value = 1_760_000_000_000
  model.people.value = [
    { id: 1, name: 'Quest', isMe: true },
    { id: 7, name: 'Aigul', isMe: false },
  ]
  const done: string[] = []
  const menu: MenuActs = {
    turnTo: (page) => void done.push(`turn to ${page}`),
    openPanel: (name) => void done.push(`open ${name}`),
    goTo: (place) => void done.push(`go to ${place.name}`),
    lift: (byM) => void done.push(`lift ${byM}`),
    lay: (isOnTable) => void done.push(isOnTable ? 'to the table' : 'into the city'),
    leave: () => void done.push('leave'),
  }
  return { acts, model, menu, done }
}

function press(items: readonly Item[], label: RegExp): void {
  const found = items.find((item) => item.kind === 'button' && label.test(item.label))
  if (found?.kind !== 'button') throw new Error(`no ${label} among ${items.map((item) => item.label).join(', ')}`)
  found.press()
}

it('offers consultations where one is open', () => {
  const { model, menu, done } = given()
  const listed = { consultation: 'school', body: 'City council', title: 'The school', opensAtMs: 0, closesAtMs: 1 }
  const items = (view: 'city' | 'table') => {
    model.headset.value = view
    return pageOf('menu', model, [], menu).items
  }
  for (const life of ['announced', 'closed'] as const) {
    model.consult.list.value = [{ ...listed, life }]
    for (const view of ['city', 'table'] as const)
      expect(items(view).map(({ label }) => label)).not.toContain('Consultations')
  }
  model.consult.list.value = [{ ...listed, life: 'collecting' }]
  for (const view of ['city', 'table'] as const) press(items(view), /^Consultations$/)
  expect(done).toEqual(['open consult', 'open consult'])
})

it('has room for all that the menu can have, the way out last', () => {
  const { model, menu } = given()
  const { time } = model
  time.live.value = { nowMs: 0, indicators: [{ id: 'weather.wind' }], alerts: [] } as unknown as Facts
  time.role.value = 'operator'
  time.layers.value = SYSTEMS_HERE.flatMap(({ water }) => (water ? [{ id: water.level }] : [])) as never
  model.meeting.list.value = [{ meeting: 'm1' }] as never
  model.consult.list.value = [{ consultation: 'school', life: 'collecting' }] as never
  time.compare.tell({ timeline: 'b', name: 'Wall' }, [{ timeline: 'a', name: 'without Wall' }])
  const lowestPx = MENU_SIZE.heightPx - BOTTOM_PX - NEWS_PX
  for (const view of ['city', 'table'] as const) {
    model.headset.value = view
    const { items } = pageOf('menu', model, [], menu)
    const labels = items.map(({ label }) => label)
    expect(labels).toEqual(expect.arrayContaining(['Consultations', 'Place by pointing', 'Leave the headset']))
    const { rows } = layOut(items, lowestPx)
    expect(rows.flatMap((row) => row.items.map(({ label }) => label))).toEqual(labels)
  }
})

it('has words on every page in every language, and a way back', () => {
  const { model, menu } = given()
  for (const { id } of LANGUAGES) {
    language.value = id
    for (const view of ['city', 'table'] as const)
      for (const page of PAGES) {
        model.headset.value = view
        const { title, items } = pageOf(page, model, [{ name: 'Байтерек', atM: [1, 2] }], menu)
        expect(title).not.toBe('')
        expect(items.every(({ label }) => label.trim() !== '')).toBe(true)
        if (page !== 'menu') expect(items[0]?.label).toMatch(/^‹/)
      }
  }
  language.value = 'en'
})

it('asks for what is pressed', () => {
  const { acts, model, menu, done } = given()
  press(pageOf('menu', model, [], menu).items, /^Raise hand$/)
  expect(acts.raiseHand).toHaveBeenCalledWith(true)
  press(pageOf('people', model, [], menu).items, /^Aigul$/)
  expect(acts.goToPerson).toHaveBeenCalledWith(7)
  press(pageOf('places', model, [{ name: 'Bayterek', atM: [1, 2] }], menu).items, /^Bayterek$/)
  press(pageOf('menu', model, [], menu).items, /^The city on a table$/)
  model.headset.value = 'table'
  press(pageOf('menu', model, [], menu).items, /^Table higher$/)
  press(pageOf('menu', model, [], menu).items, /^Into the city$/)
  for (const { label } of pageOf('menu', model, [], { ...menu, lay: null }).items)
    expect(label).not.toBe('Into the city')
  model.headset.value = 'city'
  press(pageOf('comfort', model, [], menu).items, /^Size of a step/)
  expect(acts.setComfort).toHaveBeenCalledWith({ ...model.comfort.value, snapDeg: 45 })
  press(pageOf('menu', model, [], menu).items, /Leave/)
  expect(done).toEqual(['go to Bayterek', 'to the table', 'lift 0.1', 'into the city', 'leave'])
})

it('tells a call to gather and a refusal', () => {
  const { acts, model, menu } = given()
  model.call.value = { avatarId: 7, name: 'Aigul' }
  model.notice.value = 'that place is outside the city'
  const before = pageOf('menu', new PanelModel(model.acts), [], menu)
  const { items, news = [] } = pageOf('menu', model, [], menu)
  expect(news[0]?.label).toBe('that place is outside the city')
  // Nothing that could be pressed moves for it.
  expect(items.map(({ label }) => label).toSpliced(1, 1)).toEqual(
    before.items.map(({ label }) => label).toSpliced(1, 1),
  )
  press(news, /^Go$/)
  expect(acts.answerCall).toHaveBeenCalledWith(true)
})

it('takes the next of a choice of looks, and looks an hour back or into a fork', () => {
  const { acts, model, menu } = given()
  const look = packLook({ ...passerBy(3), garment: 2 })
  model.look.value = look
  press(pageOf('look', model, [], menu).items, /^Clothes: coat/)
  const chosen = unpackLook(acts.setLook.mock.calls[0]?.[0] as number)
  expect(chosen).toEqual({ ...unpackLook(look), garment: 3 })
  const time = { ...model.time.acts, lookAt: vi.fn(), stepInto: vi.fn() }
  model.time.acts = time
  const nowMs = model.nowMs.value
  model.time.live.value = { nowMs, indicators: [{ id: 'weather.wind' }], alerts: [] } as unknown as Facts
  model.time.recorded.value = { fromMs: nowMs - 5_400_000, toMs: nowMs }
  const fork = { name: 'dry', by: 'Aigul', fromMs: nowMs, untilMs: nowMs + 9, progress: 1, status: 'done', reason: '' }
  model.time.forks.value = [fork, { ...fork, name: 'wet', status: 'playing' }]
  const { items } = pageOf('moment', model, [], menu)
  press(items, /^One hour earlier$/)
  expect(time.lookAt).toHaveBeenCalledWith(nowMs - 3_600_000)
  press(items, /^One hour later$/)
  expect(time.lookAt).toHaveBeenLastCalledWith(nowMs + 9)
  const rows = items.flatMap((item) => (item.kind === 'row' ? [item] : []))
  expect(rows.map(({ label, deeds }) => [label, deeds.length])).toEqual([
    ['dry', 1],
    ['wet', 0],
  ])
  rows[0]?.deeds[0]?.press()
  expect(time.stepInto).toHaveBeenCalledWith('dry')
})

it('shows a guest letters for their phone, large, and who was lent a session how to give it back', () => {
  const { model, menu } = given()
  vi.stubGlobal('location', { host: 'town.example' })
  const labels = () => pageOf('identity', model, [], menu).items.map(({ label }) => label)
  expect(labels().at(-1)).toBe('Use my phone')
  identity.pairing.code.value = 'BCDF-GHJK'
  expect(pageOf('identity', model, [], menu).items[1]).toEqual({
    kind: 'text',
    label: 'BCDF-GHJK',
    isLarge: true,
  })
  expect(labels()[2]).toContain('On your phone open town.example')
  identity.pairing.stop()
  const me = { person: 'p', name: 'Dana', way: 'paired', account: '0x1234567890', roles: [], byRoll: [] } as const
  identity.me.value = { ...me, roles: [], byRoll: [], isNamed: false, residency: null, maySign: false }
  expect(labels()).toEqual([
    '‹ Back',
    'You are signed in as Dana.',
    'Proven by 0x1234…7890.',
    expect.stringContaining('sign nothing'),
    'Sign out',
  ])
  identity.me.value = null
  vi.unstubAllGlobals()
})
