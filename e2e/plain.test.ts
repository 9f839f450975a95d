// The city without a picture: panels, search, the text twin, people and chat, where nothing is drawn at all.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { people } from './page.ts'
import { startTown, type Town } from './town.ts'

let town: Town
let browser: Browser
let page: Page
let friend: Session
let watched: ReturnType<typeof watchPage>

beforeAll(async () => {
  town = await startTown()
  browser = await launchBrowser({ isInWords: true })
  page = await browser.newPage({ viewport: { width: 640, height: 480 } })
  watched = watchPage(page, town.url)
  // A browser that cannot draw: no context is given.
  await page.addInitScript(() => {
    const given = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'getContext')?.value as (
      this: HTMLCanvasElement,
      kind: string,
    ) => RenderingContext | null
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
      return kind.startsWith('webgl') ? null : given.call(this, kind)
    } as typeof HTMLCanvasElement.prototype.getContext
  })
  await page.goto(`${town.url}/?name=Dana`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  friend = await joinCity({ url: town.url, name: 'Erlan' })
})
afterAll(async () => {
  await friend?.leave()
  await browser?.close()
  await town?.stop()
})

it('says that it cannot draw, and still finds and goes to a place', async () => {
  const told = () => page.locator('[role=status]').allInnerTexts()
  await expect.poll(told).toContainEqual(expect.stringContaining('WebGL'))
  const box = page.getByRole('combobox', { name: /find a place/i })
  await box.fill('Khan Shatyr')
  await page.getByRole('option').first().click()
  await page.waitForFunction(() => {
    const me = window.townhall.people().find(({ isMe }) => isMe)
    return me && Math.hypot(me.eastM + 3180, me.northM + 5364) < 300
  })
})

it('tells what is around by the key T, the nearest first, people among it', async () => {
  await friend.ask({ type: 'goToPerson', avatarId: (await people(page)).find(({ isMe }) => isMe)?.id ?? 0 })
  await page.waitForFunction(() =>
    window.townhall.people().some(({ name, eastM }) => name === 'Erlan' && eastM !== null),
  )
  const list = page.getByRole('list', { name: /around/i })
  // Looked again until the friend has arrived there too.
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Escape')
        await page.locator('#view').focus()
        await page.keyboard.press('t')
        await list.waitFor()
        return list.innerText()
      },
      { interval: 1000 },
    )
    .toContain('Erlan')
  expect(await list.innerText()).toMatch(/Khan Shatyr|Хан ?Шатыр/i)
  const around = await page.evaluate(() => [...window.townhall.around()])
  const metres = around.map(({ distanceM }) => distanceM)
  expect(metres).toEqual([...metres].sort((a, b) => a - b))
})

it('walks by the keys and is seen walking', async () => {
  const before = (await people(page)).find(({ isMe }) => isMe)
  const seen = new Set<number>()
  friend.onPoses((_, pose) => seen.add(pose.northM))
  await page.keyboard.press('Escape')
  // The panel gives the focus back when it goes.
  await page.getByRole('list', { name: /around/i }).waitFor({ state: 'detached' })
  await page.locator('#view').focus()
  await page.keyboard.down('w')
  await page.waitForFunction(
    ([e, n]) => {
      const me = window.townhall.people().find(({ isMe }) => isMe)
      return me && Math.hypot(me.eastM - e, me.northM - n) > 2
    },
    [before?.eastM ?? 0, before?.northM ?? 0] as const,
  )
  // However seldom a busy machine lets the page say where one is.
  await expect.poll(() => seen.size).toBeGreaterThan(3)
  await page.keyboard.up('w')
})

it('says nothing wrong to the console and asks no other origin', () => {
  expect(watched.errors).toEqual([])
  expect(watched.outside).toEqual([])
})
