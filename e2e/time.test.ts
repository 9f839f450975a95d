// Time on the page, on the real server: two see the same weather, the past is seen by the one who drags back and by nobody
// else, and a what-if is stepped into while the live city goes on. An hour was recorded before the test began.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { joinCity, type Session } from '../client/session/session.ts'
import { SegmentWriter } from '../server/replay/segment-writer.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { findings, overlaps } from './reading.ts'
import { startTown, type Town } from './town.ts'

const data = mkdtempSync(join(tmpdir(), 'townhall-time-'))
const HOUR_MS = 3_600_000
const nowMs = Date.now()
let town: Town
let browser: Browser
let page: Page
let planner: Session
let watched: ReturnType<typeof watchPage>

beforeAll(async () => {
  await recordAnHour()
  town = await startTown({ TOWNHALL_SYSTEMS: 'weather,alerts,whatif', TOWNHALL_DATA: data })
  const { planner: key } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { planner: string }
  planner = await joinCity({ url: town.url, name: 'Pavel', key })
  browser = await launchBrowser({ isInWords: true })
  page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' })).newPage()
  watched = watchPage(page, town.url)
  await page.goto(`${town.url}/?name=Anna&lang=en&view=text&key=${key}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
})
afterAll(async () => {
  await planner?.leave()
  await browser?.close()
  await town?.stop()
  rmSync(data, { recursive: true, force: true })
})

/** A calm hour, up to two minutes ago: the wind is as many metres a second as the minute of the hour, by tens. */
async function recordAnHour(): Promise<void> {
  const folder = join(data, 'replay', 'live')
  const writer = await SegmentWriter.open({ folder, timeline: 'live', build: 'test', fields: [] })
  for (let s = 0; s < 3480; s += 10) {
    const value = 1 + Math.floor(s / 600)
    const indicators = [{ id: 'weather.wind', label: 'Wind', value, unit: 'm/s' }]
    writer.facts({ nowMs: nowMs - HOUR_MS + s * 1000, seq: 0, alerts: [], indicators, gauges: [] })
    if (s === 600) writer.mark({ atMs: nowMs - HOUR_MS + s * 1000, kind: 'weather.announce', text: 'by-hand' })
  }
  await writer.close()
}

const inDock = (name: string) => page.locator('.dock').getByRole('button', { name })
const where = () => page.locator('.where').innerText()
const wind = () =>
  page
    .locator('.indicators')
    .getByRole('button', { name: /^Wind:/ })
    .locator('.value')
    .innerText()
const slider = () => page.getByRole('slider', { name: 'Moment of the city' })

/**
 * Plays at ten minutes a second: each wind stands for a second, and whoever asks a page on a busy machine may come too late for one.
 * So the page notes them itself: from one they go up, and come to the other.
 */
async function playsOn(from: number, to: number): Promise<void> {
  await page.evaluate(() => {
    const winds: number[] = (window.winds = [])
    const read = (): void => {
      const said = /^Wind: ([\d.]+)\sm\/s/
      const all = [...document.querySelectorAll('.indicators button')]
      const told = all
        .map((one) => Number(said.exec(one.getAttribute('aria-label') ?? '')?.[1]))
        .find((value) => value > 0)
      if (told !== undefined && winds.at(-1) !== told) winds.push(told)
    }
    read()
    const changes = { subtree: true, childList: true, characterData: true, attributes: true }
    new MutationObserver(read).observe(document.body, changes)
  })
  await page.getByRole('button', { name: 'Play' }).click()
  const winds = () => page.evaluate(() => window.winds ?? [])
  await expect.poll(async () => (await winds()).some((value) => value >= to)).toBe(true)
  const seen = await winds()
  const way = seen.slice(0, seen.findIndex((value) => value >= to) + 1)
  expect(way[0]).toBe(from)
  expect(way).toEqual(way.toSorted((a, b) => a - b))
  expect(way.at(-1)).toBeLessThanOrEqual(6)
}
declare global {
  interface Window {
    /** As they came since one plays. */
    winds?: number[]
  }
}

it('shows two people the same weather when it changes', async () => {
  await slider().waitFor()
  await inDock('Weather').click()
  const storm = { entry: 'drill', fromMs: nowMs - HOUR_MS, untilMs: nowMs + 9 * HOUR_MS, air: { windMS: 31 } }
  expect(await planner.command({ type: 'weather.announce', ...storm })).toMatchObject({ ok: true })
  await page.getByText('Storm: wind of 31 m/s').waitFor()
  await expect.poll(wind).toBe('31 m/s')
  await expect.poll(() => planner.facts().alerts.map(({ text }) => text)).toContain('Storm: wind of 31 m/s')
  expect([await findings(page), await overlaps(page)]).toEqual([[], []])
})

it('shows the past to the one who drags the slider back, and to nobody else', async () => {
  await expect.poll(async () => Number(await slider().getAttribute('min'))).toBeLessThan(nowMs - 3_500_000)
  await slider().fill(String(nowMs - HOUR_MS + 1_860_000))
  await expect.poll(wind).toBe('4 m/s')
  await expect.poll(where).toMatch(/^Past/)
  await expect.poll(() => page.locator('.alert').count()).toBe(0)
  const live = await page.evaluate(() => window.townhall.facts())
  expect([live.alerts.length, planner.facts().alerts.length]).toEqual([1, 1])
  // By the keyboard as well: ten minutes are so many steps.
  await slider().focus()
  await page.keyboard.press('Home')
  await expect.poll(wind).toBe('1 m/s')
  await page.getByRole('combobox', { name: 'Pace' }).selectOption('600')
  await playsOn(1, 3)
  await page.getByText('What happened').click()
  await page.getByRole('button', { name: /Announced: by-hand/ }).click()
  await expect.poll(wind).toBe('2 m/s')
  // Charts know a moment a minute.
  await slider().fill(String(nowMs - HOUR_MS + 1_360_000))
  await expect.poll(wind).toBe('3 m/s')
  await page
    .locator('.indicators')
    .getByRole('button', { name: /^Wind:/ })
    .click()
  await page.getByRole('img', { name: /^Wind: from 1 to 3 m\/s/ }).waitFor()
  expect([await findings(page), await overlaps(page)]).toEqual([[], []])
  await page.getByRole('button', { name: 'Live', exact: true }).click()
  await expect.poll(wind).toBe('31 m/s')
})

it('foresees a fog on the side, and steps into it while the live city stays as it is', async () => {
  await page.getByRole('group', { name: 'Which weather' }).getByRole('button', { name: 'Fog' }).click()
  await page.getByRole('button', { name: 'What if?' }).click()
  await page.locator('.drawer').getByRole('button', { name: 'Step into fog' }).click()
  await expect.poll(where).toMatch(/^What if: fog/)
  await page.locator('.alert').getByText('One sees only 120 m').waitFor()
  expect(planner.facts().alerts.map(({ id }) => id)).toEqual(['weather/wind'])
  await page.getByRole('button', { name: 'Live', exact: true }).click()
  await expect.poll(wind).toBe('31 m/s')
  expect([watched.errors, watched.outside]).toEqual([[], []])
})

it('runs a branch again on the server by keys alone, tells how far it is, and shows who came to which hash', async () => {
  const act = async (command: { readonly type: string } & Record<string, unknown>): Promise<void> =>
    expect(await planner.command(command)).toMatchObject({ ok: true })
  await act({ type: 'whatif.begin', branch: 'calm', title: 'Calm', hours: 0.5 })
  const fog = {
    type: 'weather.announce',
    entry: 'fog',
    fromMs: nowMs,
    untilMs: nowMs + HOUR_MS,
    air: { visibilityM: 90 },
  }
  await act({ type: 'whatif.add', branch: 'calm', atS: 0, command: fog })
  await act({ type: 'whatif.run', branch: 'calm', members: 1 })
  await inDock('What if').click()
  const panel = page.locator('.whatif-panel')
  await panel.getByRole('button', { name: 'Open the branch Calm' }).click()
  await panel.getByText('Nobody has run it again yet.').waitFor({ timeout: 60_000 })
  // Not before all its runs are done.
  const again = panel.getByRole('button', { name: 'Run it again here' })
  await again.waitFor({ timeout: 60_000 })
  expect([await findings(page), await overlaps(page)]).toEqual([[], []])
  await again.focus()
  await page.keyboard.press('Enter')
  await panel.getByRole('progressbar', { name: 'Calm is being run again' }).waitFor()
  const table = panel.getByRole('group', { name: 'Run again by others' })
  const told = async (): Promise<string[]> => table.locator('tbody tr').allInnerTexts()
  await expect.poll(told, { timeout: 60_000 }).toHaveLength(2)
  for (const row of await told())
    expect(row).toMatch(/^\d\. With.*the holder of the planner key, on this server.*the same hash, [0-9a-f]{16}$/s)
  await again.waitFor()
  expect([await findings(page), await overlaps(page)]).toEqual([[], []])
  expect([watched.errors, watched.outside]).toEqual([[], []])
  // Pressed once more it says why not; the browser notes that the server refused.
  await again.press('Enter')
  await page.getByText('was run again by the holder of the planner key, on this server already').first().waitFor()
})

it('shows the last hour to a page that has no line, from plain files', async () => {
  const lines: string[] = []
  page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' })).newPage()
  watched = watchPage(page, town.url)
  page.on('websocket', (socket) => lines.push(socket.url()))
  page.on('request', (request) => {
    if (request.url().includes('/matchmake/')) lines.push(request.url())
  })
  await page.goto(`${town.url}/?name=Olga&lang=en&view=text&watch`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  await page.getByText('You watch a recording').waitFor()
  await inDock('Weather').click()
  // The newest file, of before the test or of now.
  await expect.poll(wind).toMatch(/^(6|31) m\/s$/)
  await slider().fill(String(nowMs - HOUR_MS + 1_260_000))
  await expect.poll(wind).toBe('3 m/s')
  await page.getByRole('combobox', { name: 'Pace' }).selectOption('600')
  await playsOn(3, 5)
  expect([lines, watched.errors, watched.outside]).toEqual([[], [], []])
})
