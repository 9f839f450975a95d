// What a headset shows beside the evening of meet.test.ts. Panels where the browser cannot draw the page into a texture:
// lists of the same words, pressed by the ray, typed into by keys of the world and by a real keyboard (the browser is made
// unable the way some are: pictures with the page's elements inside are refused). Then the district on a table,
// counted.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoomPlace } from '../client/xr/host.ts'
import { joinCity, type Session } from '../client/session/session.ts'
import { standingPose } from '../shared/protocol/presence.ts'
import { launchBrowser, watchPage } from './browser.ts'
import * as xr from './headset.ts'
import { outskirts } from './outskirts.ts'
import { type SceneStats, stats } from './page.ts'
import { startTown, type Town } from './town.ts'

const edge = outskirts()
let town: Town
let browser: Browser
let page: Page
let watched: ReturnType<typeof watchPage>
let other: Session

beforeAll(async () => {
  ;[town, browser] = await Promise.all([startTown({ TOWNHALL_CITY: edge.folder }), launchBrowser({ isCalm: false })])
  other = await joinCity({ url: town.url, name: 'Aigul' })
})
afterAll(async () => {
  await other?.leave()
  await browser?.close()
  await town?.stop()
  edge.remove()
})

async function enter(opened: Page, name: string, quality: 'auto' | 'high'): Promise<void> {
  page = opened
  page.setDefaultTimeout(90_000)
  watched = watchPage(page, town.url)
  await xr.rest(page, 300)
  await page.goto(`${town.url}/?quality=${quality}&name=${name}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  await xr.rest(page, 0)
}

async function enterVr(): Promise<void> {
  await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
}

describe('panels without the page', () => {
  beforeAll(async () => {
    const opened = await browser.newPage({ viewport: { width: 112, height: 64 } })
    await xr.wearHeadset(opened)
    await xr.refusePictures(opened)
    // Nothing is left out for the sake of speed, so that what is counted on the table is the most there is.
    await enter(opened, 'Quest', 'high')
    await enterVr()
    await xr.frames(page, 2)
  })

  /** Opens the menu on the wrist, goes its way, and looks ahead at the panel that opened. */
  async function openPanel(name: string, ...way: (string | RegExp)[]): Promise<void> {
    await xr.openMenu(page)
    for (const label of way) {
      const there = typeof label === 'string' ? label : label.source
      await xr.until(page, ({ menu }) => menu.controls.some((one) => new RegExp(there).test(one.label)))
      await xr.pressControl(page, 'menu', label)
    }
    await xr.lookAhead(page)
    await xr.until(page, ({ panel }) => panel?.name === name && panel.isList)
  }

  async function close(): Promise<void> {
    await xr.pressControl(page, 'panel', 'Close')
    await xr.until(page, ({ panel }) => panel === null)
  }

  it('say what was said; keys and a real keyboard type, and the other hears it', async () => {
    const heard: string[] = []
    other.onSaid(({ text }) => heard.push(text))
    await openPanel('chat', /^Chat/)
    for (const key of ['h', 'i']) await xr.pressControl(page, 'panel', key)
    await xr.until(page, ({ panel }) => panel?.typed === 'hi')
    await page.keyboard.type(' all')
    await xr.until(page, ({ panel }) => panel?.typed === 'hi all')
    await xr.pressControl(page, 'panel', 'Everybody')
    await xr.pressControl(page, 'panel', 'Send')
    await xr.until(page, ({ panel }) => panel?.typed === '')
    await expect.poll(() => heard, { timeout: 60_000 }).toContain('hi all')
    await close()
  })

  it('tell who is here and follow them', async () => {
    await openPanel('people', /^\d+ here$/, 'People here')
    await xr.pressControl(page, 'panel', 'Follow Aigul')
    await xr.until(page, ({ panel }) => panel?.controls.some(({ label }) => label === 'Stop: Follow Aigul') === true)
    await xr.pressControl(page, 'panel', 'Stop: Follow Aigul')
    await close()
  })

  it('show the card of what is pointed at', async () => {
    await xr.pointAtBuilding(page)
    await xr.press(page, 'right')
    await xr.until(page, ({ panel }) => panel?.name === 'card' && panel.isList)
    await close()
  })

  it('lay the city on a table, and put one back where one stood, looking as one looks', async () => {
    const before = await xr.lookAhead(page)
    await xr.openMenu(page)
    await xr.pressControl(page, 'menu', /Back/)
    await xr.until(page, ({ menu }) => menu.page === 'menu')
    await xr.pressControl(page, 'menu', 'The city on a table')
    const { table, kind } = await xr.until(page, (now) => now.table !== null && now.stage.scale > 100)
    expect(kind).toBe('vr')
    if (!table) throw new Error('no table')
    const offM = Math.hypot(table.centreM[0] - before.eastM, table.centreM[1] - before.northM)
    expect(offM).toBeLessThan(table.radiusM * table.scale)
    const scaled = await xr.squeezeTable(page, table.at, 0.6, 0.3)
    expect((scaled.table?.scale ?? 0) / table.scale).toBeCloseTo(2, 0)
    // Steps beside the table are none in the city; the next one is.
    await xr.openMenu(page, [0.1, 1.6, -0.35])
    await xr.pressControl(page, 'menu', 'Into the city')
    const after = await xr.until(page, (now) => now.table === null && now.stage.scale === 1)
    expect(Math.hypot(after.eastM - before.eastM, after.northM - before.northM)).toBeLessThan(0.05)
    const back = await xr.lookAhead(page)
    expect(Math.hypot(back.eastM - before.eastM, back.northM - before.northM)).toBeLessThan(0.6)
    expect(Math.cos(back.headingRad - before.headingRad)).toBeGreaterThan(0.999)
  })

  it('find a place by its name and go there; without the headset one stands there, and the shadows are as before', async () => {
    const before = await xr.headsetState(page)
    await openPanel('search', 'Places', /^Find a place/)
    // A road at the other edge of the city, as quiet.
    await page.keyboard.type('karkar')
    const place = /^Go to .*Каркаралы/
    await xr.until(page, ({ panel }) => panel?.controls.some(({ label }) => place.test(label)) === true)
    await xr.pressControl(page, 'panel', place)
    await xr.until(
      page,
      (now) => Math.hypot(now.eastM - (before?.eastM ?? 0), now.northM - (before?.northM ?? 0)) > 300,
    )
    await close()
    await page.evaluate(() => window.townhall.settled())
    await xr.openMenu(page)
    await xr.pressControl(page, 'menu', /Back/)
    await xr.leave(page)
    // The map of shadows is some 30 MB.
    await expect.poll(async () => (await stats(page)).textureBytes).toBeGreaterThan(30e6)
    expect(watched.errors).toEqual([])
    expect(watched.outside).toEqual([])
  })
})

describe('the district of Khan Shatyr on a table', () => {
  const within = 'at most 90 draws for both eyes, 250,000 triangles an eye'

  /** The dearest of some frames while one bends over the table from two sides. */
  async function dearest([x, y, z]: RoomPlace): Promise<SceneStats> {
    await page.evaluate(() => window.townhall.settled())
    const seen: SceneStats[] = []
    for (const [aside, ahead] of [
      [0.8, 0.3],
      [0, 0.9],
    ] as const) {
      await xr.look(page, [x + aside, y + 0.7, z + ahead], [x, y, z])
      await xr.frames(page, 2)
      seen.push(await stats(page))
    }
    return seen.reduce((most, one) => (one.drawCalls > most.drawCalls ? one : most))
  }

  function expectCheap(when: string, { drawCalls, triangles }: SceneStats): void {
    const told = `${when}: ${drawCalls} draws, ${triangles} triangles; ${within}`
    expect(drawCalls, told).toBeGreaterThan(12)
    expect(drawCalls, told).toBeLessThanOrEqual(90)
    expect(triangles, told).toBeLessThanOrEqual(250_000)
  }

  it('keeps its budget as it is laid and at twice the reach, shows people as pins and a card by a tap', async () => {
    await page.evaluate(() => window.townhall.goTo('Khan Shatyr'))
    await page.evaluate(() => window.townhall.settled())
    const stood = await page.evaluate(() => window.townhall.camera.pose())
    await page.getByRole('button', { name: 'More' }).press('Enter')
    await page.locator('.drawer').getByRole('button', { name: 'Table (AR)' }).press('Enter')
    await page.waitForFunction(() => window.townhall.headset() !== null)
    const { table, ...first } = await xr.until(page, (now) => now.table !== null)
    if (!table) throw new Error('no table')
    expect(first).toMatchObject({ kind: 'ar', creditsInView: true })
    const offM = Math.hypot(table.centreM[0] - stood.eastM, table.centreM[1] - stood.northM)
    expect(offM).toBeLessThan(table.radiusM * table.scale)
    expectCheap('as it is laid', await dearest(table.at))

    const pose = { ...standingPose(), eastM: stood.eastM, northM: stood.northM, upM: stood.upM - 1.6 }
    await other.ask({ type: 'goTo', eastM: pose.eastM, northM: pose.northM, upM: pose.upM, headingRad: 0 })
    const pins = async (): Promise<number | undefined> => {
      pose.northM += 0.02
      other.sendPose(pose)
      return (await xr.headsetState(page))?.table?.pins
    }
    await expect.poll(pins, { timeout: 90_000, interval: 60 }).toBe(1)

    // The city between the hands shrinks as they come together, and more of it is on the table.
    const scaled = await xr.squeezeTable(page, table.at, 0.6, 0.3)
    expect((scaled.table?.scale ?? 0) / table.scale).toBeCloseTo(2, 0)
    expectCheap('at twice the reach', await dearest(table.at))

    const [x, y, z] = table.at
    await xr.point(page, 'left', [x - 0.6, y, z + 0.9], [x - 0.6, 0, z + 0.8])
    let feature: number | null = null
    for (let i = 0; i < 36 && feature === null; i++) {
      const turn = (i * Math.PI) / 6
      const away = 0.2 + 0.16 * Math.floor(i / 12)
      const target = [x + Math.sin(turn) * away, y, z + Math.cos(turn) * away] as const
      feature = (await xr.pointed(page, 'right', [x + 0.2, y + 0.5, z + 0.6], target)).hover.feature
    }
    expect(feature).not.toBeNull()
    await xr.press(page, 'right')
    await xr.until(page, ({ panel }) => panel?.name === 'card')
    await page.evaluate(() => window.townhall.leaveVr())
    await page.waitForFunction(() => window.townhall.headset() === null)
    expect(watched.errors).toEqual([])
    expect(watched.outside).toEqual([])
  })
})
