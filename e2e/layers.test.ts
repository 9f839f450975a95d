// Layers on the page: sensors that are placed while the city plays are seen as pins, roads take the colour of what their
// loops count, a bus goes its way; each has a legend, a card and its values over time, on the page that draws and on the one
// that does not. The observations come as the ingest gives them to the twin.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DRIVABLE } from '../shared/city/city.ts'
import { startTownhall, type Townhall } from '../server/main.ts'
import { readSettings } from '../server/settings.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { outskirts } from './outskirts.ts'
import { enter } from './page.ts'
import { findings } from './reading.ts'

const WIDE = 640
const HIGH = 400
const data = mkdtempSync(join(tmpdir(), 'townhall-layers-'))
const edge = outskirts()
const server = { id: 'server', role: 'operator' } as const
let town: Townhall
let browser: Browser
let page: Page
let watched: ReturnType<typeof watchPage>
let feeding: NodeJS.Timeout
/** Where the first gauge stands: some way from where people arrive. */
let gaugeM: readonly [number, number]
let levelM = 1
/** A moment at which everything was heard. */
let thenMs = 0

beforeAll(async () => {
  const settings = {
    PORT: '0',
    HOST: '127.0.0.1',
    TOWNHALL_CITY: edge.folder,
    TOWNHALL_DATA: data,
    LOG_LEVEL: 'warn',
    MQTT_PORT: 'none',
  }
  town = await startTownhall(readSettings({ ...settings, TOWNHALL_SYSTEMS: 'weather,sensors' }))
  await placeAll()
  feed()
  feeding = setInterval(feed, 1000)
  browser = await launchBrowser({ isInWords: true })
  page = await browser.newPage({ viewport: { width: WIDE, height: HIGH }, locale: 'en-GB' })
  watched = watchPage(page, town.url)
})
afterAll(async () => {
  clearInterval(feeding)
  await browser?.close()
  await town?.close()
  rmSync(data, { recursive: true, force: true })
  edge.remove()
})

async function placeAll(): Promise<void> {
  const { eastM, northM } = town.city.manifest.spawn
  gaugeM = [eastM + 60, northM + 40]
  const links = town.city.city.links.filter(({ roadClass, lengthM }) => DRIVABLE.has(roadClass) && lengthM > 60)
  const away = ({ line }: (typeof links)[number]): number => Math.hypot((line[0] ?? 0) - eastM, (line[1] ?? 0) - northM)
  const near = links.toSorted((a, b) => away(a) - away(b)).slice(0, 12)
  const quantity = (key: string, max: number) => ({ key, unit: '', min: 0, max, step: 0.01, scale: 'level' })
  const commands = [
    {
      thing: 'gauge-1',
      name: 'Ishim at the footbridge',
      kind: 'gauge',
      at: gaugeM,
      quantities: [quantity('levelM', 9)],
    },
    {
      thing: 'gauge-2',
      name: 'Ishim at the dam',
      kind: 'gauge',
      at: [eastM + 90, northM - 30] as const,
      quantities: [quantity('levelM', 9)],
    },
    {
      thing: 'bus-12',
      name: 'Bus 12',
      kind: 'bus',
      at: [eastM, northM + 20] as const,
      quantities: [quantity('eastM', 9e5)],
    },
    ...near.map(({ id, line }, n) => ({
      thing: `loop-${n}`,
      name: `Loop ${n}`,
      kind: 'loop',
      at: [line[0] ?? 0, line[1] ?? 0] as const,
      linkId: id,
      quantities: [quantity('vehPerH', 8000)],
    })),
  ]
  for (const { at, ...rest } of commands) {
    const command = { type: 'sensors.placeSensor', ...rest, eastM: at[0], northM: at[1], upM: 0, truth: 'synthetic' }
    const verdict = await town.twin.act('live', { command, actor: server, intent: `place ${rest.thing}` })
    expect(verdict).toMatchObject({ ok: true })
  }
}

/** What the sensors say now: the water rises, twelve loops count, the bus drives round a square of 80 m. */
function feed(): void {
  const atMs = Date.now()
  const { eastM, northM } = town.city.manifest.spawn
  levelM += 0.01
  const way = (atMs / 1000) * 8
  const [along, side] = [way % 80, Math.floor(way / 80) % 4]
  const [e, n] = [
    [along, 0],
    [80, along],
    [80 - along, 80],
    [0, 80 - along],
  ][side] as [number, number]
  const all: [string, string, number][] = [
    ['gauge-1', 'levelM', levelM],
    ['gauge-2', 'levelM', 1],
    ['bus-12', 'eastM', eastM - 40 + e],
    ['bus-12', 'northM', northM + 10 + n],
    ['nobody', 'levelM', 5],
    ...Array.from({ length: 12 }, (_, k): [string, string, number] => [`loop-${k}`, 'vehPerH', 300 + 400 * k]),
  ]
  for (const [thing, key, value] of all) void town.twin.observe({ thing, key, value, atMs })
}

const inDock = (name: string) => page.locator('.dock').getByRole('button', { name })
const drawn = (): Promise<Record<string, number>> => page.evaluate(() => ({ ...window.townhall.layers() }))
const busAt = () => page.evaluate(() => window.townhall.placeOf('sensors.buses', 'bus-12'))
const showLayer = (name: string) => page.getByRole('button', { name: `Show: ${name}`, exact: true })

const picture = (): Promise<string> => page.evaluate(() => window.townhall.picture())
/** How many pixels of the picture are another than in the one before, by a difference one sees. */
function otherPixels(before: string): Promise<number> {
  return page.evaluate(async (earlier) => {
    const read = async (url: string): Promise<Uint8ClampedArray> => {
      const picture = new Image()
      picture.src = url
      await picture.decode()
      const canvas = new OffscreenCanvas(picture.width, picture.height)
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
      context.drawImage(picture, 0, 0)
      return context.getImageData(0, 0, picture.width, picture.height).data
    }
    const [a, b] = await Promise.all([read(earlier), read(window.townhall.picture())])
    let other = 0
    for (let i = 0; i < a.length; i += 4) {
      const far = [0, 1, 2].some((k) => Math.abs((a[i + k] ?? 0) - (b[i + k] ?? 0)) > 48)
      if (far) other++
    }
    return other
  }, before)
}

/** Looks north at the gauge from 18 m away; where on the screen its disc is. */
async function beforeTheGauge(): Promise<readonly [x: number, y: number]> {
  const [eastM, northM] = gaugeM
  await page.evaluate((at) => window.townhall.goTo(at), [eastM, northM - 18] as const)
  await page.evaluate(() => window.townhall.camera.face(0))
  await page.evaluate(() => window.townhall.settled())
  const pose = await page.evaluate(() => window.townhall.camera.pose())
  const awayM = northM - pose.northM
  const scale = HIGH / 2 / Math.tan(1.05 / 2)
  // The disc hangs 3.95 m over the ground, the eye is 1.65 m above it.
  return [WIDE / 2 + (scale * (eastM - pose.eastM)) / awayM, HIGH / 2 - (scale * 2.3) / awayM]
}

it('draws pins, roads and a bus of sensors that were placed while the city played', async () => {
  await enter(page, town.url, 'Anna')
  await page.evaluate(() => window.townhall.setTime(Date.UTC(2026, 5, 21, 6)))
  await beforeTheGauge()
  // On a small screen it waits behind "More".
  await inDock('More').click()
  await page.locator('.drawer').getByRole('button', { name: 'Layers' }).click()
  const before = await picture()
  await showLayer('Water level').click()
  await expect.poll(drawn).toMatchObject({ 'sensors.waterLevel': 2 })
  await expect.poll(() => otherPixels(before)).toBeGreaterThan(150)
  await showLayer('Vehicles on roads').click()
  await showLayer('Buses').click()
  await expect.poll(async () => (await drawn())['sensors.flow'] ?? 0).toBeGreaterThanOrEqual(12)
  await expect.poll(drawn).toMatchObject({ 'sensors.buses': 1 })
  await page.getByRole('group', { name: 'Legend: Water level, m' }).waitFor()
  await page.getByRole('group', { name: 'Legend: Vehicles on roads, vehicles/h' }).waitFor()
  await page.locator('.layer', { hasText: 'Water level' }).getByText('synthetic').waitFor()
})

it('moves the bus on between two words, without a jump', async () => {
  const ways: number[] = []
  let before = await busAt()
  const started = Date.now()
  await expect
    .poll(
      async () => {
        const now = await busAt()
        if (before && now) ways.push(Math.hypot(now.eastM - before.eastM, now.northM - before.northM))
        before = now
        const wayM = ways.reduce((sum, way) => sum + way, 0)
        // Where the page is seldom asked, it goes farther in as many steps.
        return wayM > 40 && ways.filter((way) => way > 0.01).length > 5
      },
      { interval: 100 },
    )
    .toBe(true)
  // 8 m/s, however rarely the machine draws: no more way than the time allows, and a second of catching up.
  expect(ways.reduce((sum, way) => sum + way, 0)).toBeLessThan(8 * ((Date.now() - started) / 1000) + 30)
})

it('says of what is pointed at its value, age and truth, and shows it over time', async () => {
  await page.keyboard.press('Escape')
  const [x, y] = await beforeTheGauge()
  await page.mouse.click(x, y)
  const card = page.locator('.card')
  await card.getByRole('heading', { name: 'Ishim at the footbridge' }).waitFor()
  await expect.poll(() => card.innerText()).toMatch(/Water level\s+[\d.]+ m\s[\s\S]*Heard\s+\d\d:\d\d[\s\S]*synthetic/)
  const value = async (): Promise<number> => Number(/([\d.]+) m\b/.exec(await card.innerText())?.[1])
  const first = await value()
  await card.getByRole('button', { name: 'Over time: Water level' }).click()
  await card.getByRole('img', { name: /^Water level: from / }).waitFor({ timeout: 60_000 })
  await expect.poll(value, { timeout: 60_000 }).toBeGreaterThan(first)
  expect(await findings(page)).toEqual([])
  expect([watched.errors, watched.outside]).toEqual([[], []])
})

it('tells who does not see it of the same sensors, with the keyboard, in the list and around', async () => {
  // A page that nobody looks at would go on drawing.
  await page.close()
  page = await browser.newPage({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' })
  watched = watchPage(page, town.url)
  await page.goto(`${town.url}/?name=Olga&lang=en&view=text`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  await inDock('Layers').click()
  const list = page.getByRole('region', { name: 'Sensors' })
  await list.getByText('15 sensors, 0 silent').waitFor()
  // From here on nobody feeds them: they grow old while the list is read.
  thenMs = Date.now() - 1000
  clearInterval(feeding)
  await list.getByRole('textbox', { name: 'Find a sensor' }).fill('footbridge')
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1)
  const listed = () => list.getByRole('listitem').innerText()
  await expect.poll(listed).toMatch(/Water level: [\d.]+ m\s+heard \d\d:\d\d[^·]*· synthetic/)
  await list.getByRole('button', { name: 'Over time: Water level, Ishim at the footbridge' }).focus()
  await page.keyboard.press('Enter')
  await list.getByRole('img', { name: /^Water level: from / }).waitFor({ timeout: 60_000 })
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await inDock('Around').click()
  await page
    .getByText(/Ishim at the (footbridge|dam)/)
    .first()
    .waitFor()
  expect([watched.errors, watched.outside]).toEqual([[], []])
})

it('ages what falls silent, and shows the past as it stood', async () => {
  const removed = { type: 'sensors.removeSensor', thing: 'gauge-2' }
  expect(await town.twin.act('live', { command: removed, actor: server, intent: 'away' })).toMatchObject({ ok: true })
  await inDock('Layers').click()
  const list = page.getByRole('region', { name: 'Sensors' })
  await list.getByText(/^14 sensors/).waitFor()
  // Heard every second, it is old after three quarters of a minute.
  await list.getByText('14 sensors, 14 silent').waitFor({ timeout: 90_000 })
  await expect.poll(() => list.innerText()).toMatch(/last heard \d\d:\d\d/)
  const slider = page.getByRole('slider', { name: 'Moment of the city' })
  const asItStood = list.getByText('15 sensors, 0 silent')
  const then = async (): Promise<string> => {
    await slider.fill(String(thenMs))
    await asItStood.waitFor({ timeout: 10_000 }).catch(() => undefined)
    return list.innerText()
  }
  // What is written down is a little behind: then the slider is moved there once more.
  await expect.poll(then, { timeout: 180_000, interval: 1000 }).toMatch(/15 sensors, 0 silent[\s\S]*Ishim at the dam/)
  expect([watched.errors, watched.outside]).toEqual([[], []])
})
