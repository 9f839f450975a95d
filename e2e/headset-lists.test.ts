// Panels in a headset whose browser cannot draw the page into a texture: lists of the same words, pressed by the ray, typed
// into by keys of the world and by a real keyboard. The browser is made unable the way some are: pictures with the page's
// elements inside are refused.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { control, frames, headsetState, look, point, press, SMALL, until, wearHeadset } from './headset.ts'
import { enter } from './page.ts'
import { startTown, type Town } from './town.ts'

const AIMING = [0.2, 1.35, -0.25] as const
const EYES = [0, 1.6, 0] as const
const WRIST = [-0.14, 1.35, -0.36] as const

let town: Town
let browser: Browser
let page: Page
let watched: ReturnType<typeof watchPage>
let other: Session

beforeAll(async () => {
  town = await startTown()
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 640, height: 360 } })
  page.setDefaultTimeout(120_000)
  watched = watchPage(page, town.url)
  await wearHeadset(page)
  await page.addInitScript(() => {
    const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src')
    Object.defineProperty(HTMLImageElement.prototype, 'src', {
      ...source,
      set(this: HTMLImageElement, address: string) {
        if (address.includes('foreignObject')) queueMicrotask(() => this.dispatchEvent(new Event('error')))
        else source?.set?.call(this, address)
      },
    })
  })
  await enter(page, town.url, 'Quest')
  other = await joinCity({ url: town.url, name: 'Aigul' })
  await page.getByRole('button', { name: 'Enter VR' }).click()
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await page.setViewportSize(SMALL)
  await frames(page, 2)
})
afterAll(async () => {
  await other?.leave()
  await browser?.close()
  await town?.stop()
})

async function pressControl(where: 'menu' | 'panel', label: string | RegExp): Promise<void> {
  const state = await headsetState(page)
  await point(page, 'right', AIMING, control(state?.[where] ?? null, label))
  await frames(page, 2)
  await press(page, 'right')
}

/** Opens the menu on the wrist, goes its way, and looks ahead at the panel that opened. */
async function openPanel(name: string, ...way: (string | RegExp)[]): Promise<void> {
  await point(page, 'left', WRIST, [WRIST[0], WRIST[1], -3])
  await look(page, EYES, [WRIST[0], WRIST[1] + 0.1, WRIST[2]])
  await until(page, (state) => state.menu.isOpen)
  for (const label of way) {
    const there = typeof label === 'string' ? label : label.source
    await until(page, ({ menu }) => menu.controls.some((one) => new RegExp(there).test(one.label)))
    await pressControl('menu', label)
  }
  await point(page, 'left', [-0.3, 0.9, 0], [-0.3, 0, -0.5])
  await look(page, EYES, [0, 1.6, -1])
  await until(page, ({ menu, panel }) => !menu.isOpen && panel?.name === name && panel.isList)
}

async function close(): Promise<void> {
  await pressControl('panel', 'Close')
  await until(page, ({ panel }) => panel === null)
}

describe('panels without the page', () => {
  it('say what was said; keys and a real keyboard type, and the other hears it', async () => {
    const heard: string[] = []
    other.onSaid(({ text }) => heard.push(text))
    await openPanel('chat', /^Chat/)
    for (const key of ['h', 'i']) await pressControl('panel', key)
    await until(page, ({ panel }) => panel?.typed === 'hi')
    await page.keyboard.type(' all')
    await until(page, ({ panel }) => panel?.typed === 'hi all')
    await pressControl('panel', 'Everybody')
    await pressControl('panel', 'Send')
    await until(page, ({ panel }) => panel?.typed === '')
    await expect.poll(() => heard, { timeout: 20_000 }).toContain('hi all')
    await close()
  })

  it('find a place by its name and go there', async () => {
    const before = await headsetState(page)
    await openPanel('search', 'Places', /^Find a place/)
    await page.keyboard.type('khan sh')
    await until(page, ({ panel }) => panel?.controls.some(({ label }) => /^Go to Khan/i.test(label)) === true)
    await pressControl('panel', /^Go to Khan/i)
    await until(page, (now) => Math.hypot(now.eastM - (before?.eastM ?? 0), now.northM - (before?.northM ?? 0)) > 300)
    await close()
  })

  it('tell who is here and follow them', async () => {
    await openPanel('people', /Back/, /^\d+ here$/, 'People here')
    await pressControl('panel', 'Follow Aigul')
    await until(page, ({ panel }) => panel?.controls.some(({ label }) => label === 'Stop: Follow Aigul') === true)
    await pressControl('panel', 'Stop: Follow Aigul')
    await close()
  })

  it('show the card of what is pointed at', async () => {
    let feature: number | null = null
    for (let i = 0; i < 16 && feature === null; i++) {
      const turn = (i * Math.PI) / 8
      await point(page, 'right', AIMING, [Math.sin(turn) * 50, 3.5, -Math.cos(turn) * 50])
      await frames(page, 2)
      feature = (await headsetState(page))?.hover.feature ?? null
    }
    expect(feature).not.toBeNull()
    await press(page, 'right')
    await until(page, ({ panel }) => panel?.name === 'card' && panel.isList)
    await close()
  })

  it('never leave the origin, and throw nothing', () => {
    expect(watched.errors).toEqual([])
    expect(watched.outside).toEqual([])
  })
})
