import { expect, it, vi } from 'vitest'
import { type Acts, PanelModel } from '../panels/model.ts'
import { LANGUAGES, language } from '../panels/strings.ts'
import type { Item } from './list-view.ts'
import { type MenuActs, type PageId, pageOf } from './wrist-pages.ts'

const PAGES: readonly PageId[] = ['menu', 'places', 'people', 'time', 'comfort', 'emotes']

function given() {
  const acts = { raiseHand: vi.fn(), setComfort: vi.fn(), goToPerson: vi.fn(), answerCall: vi.fn() }
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
    leave: () => void done.push('leave'),
  }
  return { acts, model, menu, done }
}

function press(items: readonly Item[], label: RegExp): void {
  const found = items.find((item) => item.kind === 'button' && label.test(item.label))
  if (found?.kind !== 'button') throw new Error(`no ${label} among ${items.map((item) => item.label).join(', ')}`)
  found.press()
}

it('has words on every page in every language, and a way back', () => {
  const { model, menu } = given()
  for (const { id } of LANGUAGES) {
    language.value = id
    for (const kind of ['vr', 'ar'] as const)
      for (const page of PAGES) {
        const { title, items } = pageOf(page, kind, model, [{ name: 'Байтерек', atM: [1, 2] }], menu)
        expect(title).not.toBe('')
        expect(items.every(({ label }) => label.trim() !== '')).toBe(true)
        if (page !== 'menu') expect(items[0]?.label).toMatch(/^‹/)
      }
  }
  language.value = 'en'
})

it('asks for what is pressed', () => {
  const { acts, model, menu, done } = given()
  press(pageOf('menu', 'vr', model, [], menu).items, /^Raise hand$/)
  expect(acts.raiseHand).toHaveBeenCalledWith(true)
  press(pageOf('people', 'vr', model, [], menu).items, /^Aigul$/)
  expect(acts.goToPerson).toHaveBeenCalledWith(7)
  press(pageOf('places', 'vr', model, [{ name: 'Bayterek', atM: [1, 2] }], menu).items, /^Bayterek$/)
  press(pageOf('menu', 'ar', model, [], menu).items, /^Table higher$/)
  press(pageOf('comfort', 'vr', model, [], menu).items, /^Size of a step/)
  expect(acts.setComfort).toHaveBeenCalledWith({ ...model.comfort.value, snapDeg: 45 })
  press(pageOf('menu', 'vr', model, [], menu).items, /Leave/)
  expect(done).toEqual(['go to Bayterek', 'lift 0.1', 'leave'])
})

it('tells a call to gather and a refusal', () => {
  const { acts, model, menu } = given()
  model.call.value = { avatarId: 7, name: 'Aigul' }
  model.notice.value = 'that place is outside the city'
  const { items } = pageOf('menu', 'vr', model, [], menu)
  expect(items[0]?.label).toBe('that place is outside the city')
  press(items, /^Go$/)
  expect(acts.answerCall).toHaveBeenCalledWith(true)
})
