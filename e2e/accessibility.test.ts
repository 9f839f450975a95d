// Panels for everybody, on the real server: axe-core finds nothing, every act has a key, phones and 200 % zoom lose
// nothing, and without WebGL the city is told in words. The text view (`?view=text`) has the same panels and no picture
// to wait for; one page is drawn.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { joinCity, type Session } from '../client/session/session.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { strike } from './press.ts'
import { findings, focused, overlaps, smallControls, tabStops, tabTo, viewShare } from './reading.ts'
import { startTown, type Town } from './town.ts'

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 720 } }
const ZOOMED: BrowserContextOptions = { viewport: { width: 640, height: 360 } }
const UPRIGHT: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const ACROSS: BrowserContextOptions = { viewport: { width: 844, height: 390 }, isMobile: true, hasTouch: true }
const IN_DOCK = ['Gestures', 'People', 'Chat', 'Around me', 'How you look', 'Settings', 'Help']
const BEHIND_MORE = ['Around me', 'Light and time', 'How you look', 'Settings', 'Help']
/** What the city in time adds to them. */
const OF_THE_TWIN = ['City time', 'Light', 'Weather', 'What if']
const HOSTILE = '<img src=x onerror="document.title=1"> <b>bold</b>'

let town: Town
let browser: Browser
let berik: Session
let page: Page
let watched: ReturnType<typeof watchPage>

beforeAll(async () => {
  town = await startTown()
  browser = await launchBrowser({ isInWords: true })
  berik = await joinCity({ url: town.url, name: 'Berik' })
  await berik.ask({ type: 'say', text: HOSTILE, to: 'all' })
})
afterEach(() => page?.context().close())
afterAll(async () => {
  await berik?.leave()
  await browser?.close()
  await town?.stop()
})

async function open(
  options: BrowserContextOptions,
  query = 'view=text&name=Anna&lang=en',
  { url }: Pick<Town, 'url'> = town,
): Promise<void> {
  page = await (await browser.newContext({ ...options, locale: 'en-GB' })).newPage()
  page.setDefaultTimeout(60_000)
  watched = watchPage(page, url)
  await page.goto(`${url}/?${query}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
}
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const drawer = () => page.locator('.drawer')
/** It stands, and the focus is in it: on a busy machine that comes a moment later, and would take the next key's place. */
async function opened(): Promise<void> {
  await drawer().waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('.drawer') !== null)
}
/** What had the focus before has it again, or the view. */
async function closed(): Promise<void> {
  await page.keyboard.press('Escape')
  await drawer().waitFor({ state: 'detached' })
}
/** The dock's button, whatever number stands on it. */
const inDock = (name: string) => page.locator('.dock').getByRole('button', { name: new RegExp(`^${name}`) })

describe('axe-core finds nothing', () => {
  it('on the welcome, also with the wardrobe open', async () => {
    await open(DESK, 'view=text&lang=en')
    await page.getByRole('dialog').waitFor()
    expect(await findings(page)).toEqual([])
    await page.locator('summary').click()
    expect(await findings(page)).toEqual([])
  })

  it('on the main page and on each panel, with news and what was found', async () => {
    await open(DESK)
    await berik.ask({ type: 'gather' })
    await page.getByText('asks everybody to come').waitFor()
    expect(await findings(page)).toEqual([])
    expect(await overlaps(page)).toEqual([])
    for (const name of IN_DOCK) {
      await inDock(name).click()
      await opened()
      expect([name, await findings(page)]).toEqual([name, []])
      expect([name, await overlaps(page)]).toEqual([name, []])
      await closed()
    }
    await page.getByRole('combobox').fill('Bayterek')
    await page.getByRole('option').first().waitFor()
    expect(await findings(page)).toEqual([])
    expect(watched.errors).toEqual([])
    expect(watched.outside).toEqual([])
  })

  it('in Russian and Kazakh, whose language the page tells', async () => {
    for (const lang of ['ru', 'kk']) {
      await open(DESK, `view=text&name=Anna&lang=${lang}`)
      expect(await page.locator('html').getAttribute('lang')).toBe(lang)
      await page.locator('.action-settings').click()
      await opened()
      expect(await findings(page)).toEqual([])
      expect(await overlaps(page)).toEqual([])
      await page.context().close()
    }
  })

  it('on a phone, upright and across: nothing overlaps, buttons fit a finger, the city stays in view', async () => {
    for (const phone of [UPRIGHT, ACROSS]) {
      await open(phone)
      await page.locator('.stick').waitFor()
      expect(await findings(page)).toEqual([])
      expect(await overlaps(page)).toEqual([])
      expect(await smallControls(page)).toEqual([])
      expect(await viewShare(page)).toBeGreaterThan(0.5)
      for (const name of ['Gestures', 'People', 'Chat', 'More']) await onPhone(name, () => inDock(name).tap())
      for (const name of BEHIND_MORE)
        await onPhone(name, async () => {
          await inDock('More').tap()
          await drawer().getByRole('button', { name }).tap()
        })
      await page.context().close()
    }
  })

  it('walks and climbs by the sticks of a phone', async () => {
    await open(UPRIGHT, 'view=text&name=Thumb&lang=en')
    const me = async () => (await page.evaluate(() => window.townhall.people())).find(({ isMe }) => isMe)
    const before = await me()
    const stick = await page.locator('.stick').boundingBox()
    const [x, y] = [(stick?.x ?? 0) + 60, (stick?.y ?? 0) + 60]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y - 40, { steps: 3 })
    await expect
      .poll(async () => {
        const now = await me()
        return Math.hypot((now?.eastM ?? 0) - (before?.eastM ?? 0), (now?.northM ?? 0) - (before?.northM ?? 0))
      })
      .toBeGreaterThan(1)
    await page.mouse.up()
    await inDock('Fly').tap()
    await button('Up').hover()
    await page.mouse.down()
    await expect.poll(async () => ((await me())?.upM ?? 0) - (before?.upM ?? 0)).toBeGreaterThan(3)
    await page.mouse.up()
    const stopped = (await me())?.upM
    await inDock('People').tap()
    await page.locator('.stick').waitFor({ state: 'hidden' })
    expect((await me())?.upM).toBeCloseTo(stopped ?? 0, 0)
  })

  it('on a phone, on every panel of a city in time', async () => {
    const twin = await startTown({ TOWNHALL_SYSTEMS: 'all' })
    try {
      await open(UPRIGHT, 'view=text&name=Anna&lang=en', twin)
      await inDock('More').tap()
      let names: string[] = []
      await expect
        .poll(async () => {
          const found = await drawer().locator('.action[aria-expanded]').allInnerTexts()
          return (names = found.map((text) => text.split('\n')[0] ?? ''))
        })
        .toEqual(expect.arrayContaining(OF_THE_TWIN))
      await drawer().getByRole('button', { name: 'Close', exact: true }).tap()
      for (const name of names)
        await onPhone(name, async () => {
          await inDock('More').tap()
          await drawer().getByRole('button', { name, exact: true }).tap()
        })
    } finally {
      await page.context().close()
      await twin.stop()
    }
  })

  async function onPhone(name: string, reach: () => Promise<void>): Promise<void> {
    await reach()
    await drawer().waitFor()
    expect([name, await findings(page, '.drawer')]).toEqual([name, []])
    expect([name, await overlaps(page)]).toEqual([name, []])
    expect([name, await smallControls(page)]).toEqual([name, []])
    expect(await viewShare(page)).toBeGreaterThan(0.2)
    await drawer().getByRole('button', { name: 'Close', exact: true }).tap()
    await drawer().waitFor({ state: 'detached' })
  }

  it('on a page that is drawn, with the card of a building kept, also at the width of a phone', async () => {
    // One arrives facing the tower.
    await open({ viewport: { width: 480, height: 270 } }, 'name=Anna&lang=en&at=Bayterek')
    await page.evaluate(() => window.townhall.settled())
    await page.locator('#view').click({ position: { x: 240, y: 135 } })
    await page.locator('.card .close').waitFor()
    // The picture may rest while the page is read.
    await page.evaluate(() => {
      window.requestAnimationFrame = () => 0
    })
    for (const { viewport } of [DESK, UPRIGHT, ACROSS, ZOOMED]) {
      if (viewport) await page.setViewportSize(viewport)
      await page.locator('.card .close').waitFor()
      // What the page does about its new size comes a moment later.
      await expect.poll(() => overlaps(page), { message: `${viewport?.width} wide` }).toEqual([])
      expect([viewport, await findings(page)]).toEqual([viewport, []])
    }
    expect(await page.locator('#view').getAttribute('role')).toBe('application')
  })
})

describe('by keyboard alone', () => {
  it('enters from the welcome, which holds the focus until then', async () => {
    await open(DESK, 'view=text&lang=en')
    await expect.poll(async () => (await focused(page)).name).toBe('Your name, as others see it')
    await page.keyboard.type('Tab Person')
    expect((await tabStops(page)).map(({ name }) => name)).toEqual([
      'Enter the city',
      'How you look',
      'English',
      'Русский',
      'Қазақша',
    ])
    await tabTo(page, 'Enter the city')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.activeElement?.id === 'view')
    await page.waitForFunction(() => window.townhall.people().some(({ name }) => name === 'Tab Person'))
  })

  it('reaches every control with a ring that shows', async () => {
    await open(DESK)
    const stops = await tabStops(page)
    expect(stops.filter(({ isShown }) => !isShown)).toEqual([])
    const names = stops.map(({ name }) => name.replace(/\d.*$/, '').trim())
    for (const name of ['Find a place', 'Walk', 'Fly', 'Sit down', 'Raise hand', ...IN_DOCK, 'Bigger map', 'Date'])
      expect(names).toContain(name)
  })

  it('opens each panel, moves the focus in, and gives it back on Escape', async () => {
    await open(DESK)
    for (const name of IN_DOCK) {
      await inDock(name).focus()
      await page.keyboard.press('Enter')
      await opened()
      expect(await inDock(name).getAttribute('aria-expanded')).toBe('true')
      await closed()
      await page.waitForFunction(() => document.activeElement?.closest('.dock') !== null)
      expect((await focused(page)).name).toContain(name)
    }
  })

  it('meets, guides, calls, follows and goes to somebody', async () => {
    await open(DESK, 'view=text&name=Aigul&lang=en')
    const called = new Promise<string>((heard) => berik.onCalled(({ name }) => heard(name)))
    await tabTo(page, /^People/)
    await page.keyboard.press('Enter')
    await opened()
    await tabTo(page, 'Raise hand')
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Lower hand' }).first().waitFor()
    await tabTo(page, 'Guide others')
    await page.keyboard.press('Enter')
    await page.getByText('You are guiding').waitFor()
    const aigul = () => berik.people().find(({ name }) => name === 'Aigul')
    await expect.poll(aigul).toMatchObject({ isHandUp: true, isGuiding: true })
    await tabTo(page, 'Call everybody here')
    await page.keyboard.press('Enter')
    expect(await called).toBe('Aigul')
    await tabTo(page, 'Follow Berik')
    await page.keyboard.press('Enter')
    await page.getByText('You are following Berik').waitFor()
    await tabTo(page, 'Stop following')
    await page.keyboard.press('Enter')
    await page.getByText('You are following Berik').waitFor({ state: 'detached' })
    await tabTo(page, 'Find a person')
    await page.keyboard.type('beri')
    await page.keyboard.press('Enter')
    await drawer().getByRole('list', { name: 'Find a person' }).getByText('Berik').waitFor()
  })

  it('chats: Enter opens and sends, lines stay text, what is unread is counted', async () => {
    await open(DESK)
    await page.locator('#view').focus()
    await page.keyboard.press('Enter')
    await drawer().waitFor()
    await expect.poll(() => page.getByRole('log').innerText()).toContain(HOSTILE)
    expect(await page.getByRole('log').locator('img, b').count()).toBe(0)
    const heard = new Promise<string>((hear) => {
      berik.onSaid((said) => {
        if (said.avatarId !== berik.me.avatarId) hear(said.text)
      })
    })
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'say')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.insertText(`Salem! ${'x'.repeat(600)}`)
    await drawer().getByText('0 characters left').waitFor()
    await page.keyboard.press('Enter')
    expect(await heard).toHaveLength(500)
    await page.getByRole('log').getByText('Salem!').waitFor()
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.id === 'view')
    await berik.ask({ type: 'say', text: 'Come to the river', to: 'all' })
    await page.locator('.newest').getByText('Come to the river').waitFor()
    await expect.poll(() => inDock('Chat').textContent()).toContain('1 unread')
    await page.keyboard.press('Enter')
    await drawer().waitFor()
    await page.locator('.count.new').waitFor({ state: 'detached' })
  })

  it('acts by single keys, unless they are turned off', async () => {
    await open(DESK)
    const emotes: string[] = []
    berik.onEmoted(({ emote }) => emotes.push(emote))
    await page.locator('#view').focus()
    await page.keyboard.press('1')
    await expect.poll(() => emotes).toEqual(['wave'])
    await page.keyboard.press('x')
    await button('Stand up').waitFor()
    await page.keyboard.press('x')
    await page.keyboard.press('h')
    await page.getByRole('dialog', { name: 'Help' }).waitFor()
    await opened()
    await closed()
    await inDock('Settings').click()
    const off = page.getByRole('group', { name: 'Single keys' }).getByRole('button', { name: 'Off' })
    await off.click()
    await expect.poll(() => off.getAttribute('aria-pressed')).toBe('true')
    await closed()
    await page.locator('#view').focus()
    await page.keyboard.press('1')
    await page.keyboard.press('h')
    await page.keyboard.press('F1')
    await page.getByRole('dialog', { name: 'Help' }).waitFor()
    expect(emotes).toEqual(['wave'])
  })

  it('loses nothing at 200 % zoom', async () => {
    await open(ZOOMED)
    expect(await findings(page)).toEqual([])
    expect(await overlaps(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await inDock('Gestures').click()
    await opened()
    expect(await overlaps(page)).toEqual([])
    await closed()
    for (const name of BEHIND_MORE) {
      await inDock('More').focus()
      await page.keyboard.press('Enter')
      await opened()
      await tabTo(page, name)
      await page.keyboard.press('Enter')
      await page.locator('.drawer:not(.drawer-more)').waitFor()
      await opened()
      expect([name, await overlaps(page)]).toEqual([name, []])
      await closed()
    }
  })
})

describe('with no WebGL', () => {
  it('tells what is around in words, and goes there', async () => {
    page = await (await browser.newContext({ ...DESK, locale: 'en-GB' })).newPage()
    watched = watchPage(page, town.url)
    await page.addInitScript(() => {
      Object.assign(HTMLCanvasElement.prototype, { getContext: () => null })
    })
    await page.goto(`${town.url}/?name=Anna&lang=en&at=Bayterek`)
    await page.waitForFunction(() => window.townhall !== undefined)
    await page.evaluate(() => window.townhall.ready)
    await expect.poll(() => page.getByRole('status').first().innerText()).toContain('WebGL')
    await page.locator('#view').focus()
    await page.keyboard.press('t')
    await page.getByRole('dialog', { name: 'What is around me' }).waitFor()
    const rows = drawer().getByRole('listitem')
    await rows.first().waitFor()
    expect(await rows.allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/\d (m|km), (ahead|behind|to the|right here)/)]),
    )
    await expect.poll(() => drawer().getByRole('status').textContent()).toMatch(/^Around you: .+, \d+ k?m, /)
    expect(await findings(page)).toEqual([])
    const before = (await page.evaluate(() => window.townhall.people())).find(({ isMe }) => isMe)
    const last = drawer()
      .getByRole('button', { name: /^Go to / })
      .last()
    await expect.poll(() => strike(last)).toBe(true)
    await page.waitForFunction(
      ([eastM, northM]) => {
        const me = window.townhall.people().find(({ isMe }) => isMe)
        return me !== undefined && Math.hypot(me.eastM - eastM, me.northM - northM) > 5
      },
      [before?.eastM ?? 0, before?.northM ?? 0] as const,
    )
    expect(watched.errors).toEqual([])
    expect(watched.outside).toEqual([])
  })
})
