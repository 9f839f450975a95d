// A "what if" of several people, in two browsers and an emulated headset: a storm and a wave on the Ishim, a branch, a barrier
// round a house placed by pointing in VR, runs with and without, everybody in the branch in water at its depth, a swipe between
// before and after, the table with its uncertainty, and the case file, which a process of its own runs again to the same hash.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { branchesIn } from '../client/systems/whatif/rows.ts'
import type { ToldBranch } from '../shared/systems/whatif/told.ts'
import { launchBrowser, watchPage } from './browser.ts'
import * as xr from './headset.ts'
import { ROOT, startTown, type Town } from './town.ts'
import { riverside } from './whatif-riverside.ts'

const PATIENCE = { timeout: 90_000, interval: 200 }
/** Minutes ahead: six runs of it are soon done. */
const HOURS = 0.08
/**
 * As when a dam upstream has broken: over the banks within two minutes, at the house in four with a quarter less or more. A
 * higher wave comes to other houses just so, or just not, by where exactly the barrier's corners are pointed to.
 */
const WAVE_M3S = 5000
/** Round a house by the river (way/329664879 of OpenStreetMap), and how high one flies to see all of it. */
const RING = [
  [-643, -6218],
  [-598, -6218],
  [-598, -6153],
  [-643, -6153],
  [-642, -6217],
] as const
const ALOFT_M = 45
/** In the street outside of it. */
const WADING = [
  [-622, -6234],
  [-619, -6236],
  [-624, -6237],
] as const

const city = riverside()
const data = mkdtempSync(join(tmpdir(), 'townhall-whatif-'))
let town: Town
let browser: Browser
let olga: Session
let anna: Page
let berik: Page
let quest: Page
const watched: ReturnType<typeof watchPage>[] = []

beforeAll(async () => {
  ;[town, browser] = await Promise.all([
    startTown({ TOWNHALL_CITY: city.folder, TOWNHALL_SYSTEMS: 'weather,flood,whatif', TOWNHALL_DATA: data }),
    // Whoever stands by rests, so that whose turn it is need not.
    launchBrowser({ isCalm: false }),
  ])
  const { planner: key } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { planner: string }
  olga = await joinCity({ url: town.url, name: 'Olga', key })
  anna = await arrive(`name=Anna&lang=en&key=${key}`, WIDE)
  quest = await arrive(`name=Quest&lang=en&key=${key}`, WIDE, 'worn')
  berik = await arrive('name=Berik&lang=en', TINY)
})
afterAll(async () => {
  await olga?.leave()
  await browser?.close()
  await town?.stop()
  city.remove()
  rmSync(data, { recursive: true, force: true })
})

/** Room for panels; where only the picture counts, few pixels: software draws each of them slowly. */
const WIDE = { width: 560, height: 420 }
const TINY = { width: 112, height: 64 }

async function arrive(query: string, viewport: typeof WIDE, how?: 'worn'): Promise<Page> {
  const page = await (await browser.newContext({ viewport, locale: 'en-GB' })).newPage()
  page.setDefaultTimeout(90_000)
  watched.push(watchPage(page, town.url))
  await xr.rest(page, STANDS_BY_MS)
  if (how === 'worn') await xr.wearHeadset(page)
  await page.goto(`${town.url}/?weather=fair&${query}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  return page
}
const STANDS_BY_MS = 1500
/** Panels are told of the city with each frame. */
const AT_PANELS_MS = 400

const branch = (): ToldBranch | undefined => branchesIn(olga.facts())[0]
const stepsOf = (type: string) => branch()?.steps.filter(({ command }) => command.type === type) ?? []
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
async function openBoard(page: Page): Promise<void> {
  await xr.rest(page, AT_PANELS_MS)
  await page.locator('.dock .action-more').click()
  await page.locator('.drawer .action-whatif').click()
}
const looking = (page: Page) => page.evaluate(() => window.townhall.looking())

it('forks from now, with a storm from the list of interventions and a wave on the river', async () => {
  await openBoard(anna)
  await anna.getByLabel('Title').fill('Barrier')
  await button(anna, 'Branch from now').click()
  await expect.poll(() => branch()?.branch.title, PATIENCE).toBe('Barrier')
  const { id } = branch()?.branch ?? {}
  expect(await olga.command({ type: 'whatif.setHours', branch: id, hours: HOURS })).toMatchObject({ ok: true })
  await button(anna, 'Design storm').click()
  await anna.getByLabel('Rain, mm/h').fill('90')
  await anna.getByLabel('Rain, mm/h').press('Tab')
  await button(anna, 'Add').click()
  await expect
    .poll(() => stepsOf('flood.setStorm'), PATIENCE)
    .toMatchObject([{ inBaseline: true, atS: 0, command: { mmPerH: 90 } }])
  const wave = { type: 'flood.setInflow', points: [[0, WAVE_M3S] as const] }
  expect(await olga.command({ type: 'whatif.add', branch: id, atS: 0, inBaseline: true, command: wave })).toMatchObject(
    { ok: true },
  )
  await xr.rest(anna, STANDS_BY_MS)
})

it('takes a barrier that is placed by pointing in VR, from above', async () => {
  await openBoard(quest)
  await button(quest, 'Open the branch Barrier').click()
  await button(quest, 'Barrier').click()
  await button(quest, 'Give up').waitFor()
  await quest.setViewportSize(TINY)
  await xr.rest(quest, 0)
  await quest.evaluate(() => window.townhall.setMode('fly'))
  const upM = () => quest.evaluate(() => window.townhall.camera.pose().upM)
  const standingM = await upM()
  await quest.locator('#view').focus()
  await quest.keyboard.down('e')
  await expect.poll(upM, PATIENCE).toBeGreaterThan(standingM + ALOFT_M)
  await quest.keyboard.up('e')
  // One eye: half the work.
  await quest.evaluate(() => Object.assign(window.xrDevice, { stereoEnabled: false }))
  await button(quest, 'Enter VR').press('Enter')
  await quest.waitForFunction(() => window.townhall.headset() !== null)
  await xr.frames(quest, 2)
  const groundM = standingM - EYES_M
  for (const [eastM, northM] of RING) {
    const at = await quest.evaluate((to) => window.townhall.roomOf(...to), [eastM, northM, groundM] as const)
    if (!at) throw new Error('the headset is not worn')
    await xr.point(quest, 'right', xr.AIMING, at)
    await xr.frames(quest, 2)
    await xr.press(quest, 'right')
  }
  await xr.openMenu(quest)
  await xr.until(quest, ({ menu }) => menu.controls.some(({ label }) => label === 'Place it'))
  await xr.pressControl(quest, 'menu', 'Place it')
  await expect.poll(() => stepsOf('flood.placeBarrier').length, PATIENCE).toBe(1)
  const [placed] = stepsOf('flood.placeBarrier')
  expect(placed).toMatchObject({ inBaseline: false, by: { name: 'Quest' } })
  const line = placed?.command['line'] as [number, number][]
  expect(line).toHaveLength(RING.length)
  // The last place is near the first: the ring is closed.
  expect(line.at(-1)).toEqual(line[0])
  for (const [n, [eastM, northM]] of RING.entries()) {
    const [e = NaN, north = NaN] = line[n] ?? []
    expect(Math.hypot(e - eastM, north - northM)).toBeLessThan(4)
  }
  await xr.lookAhead(quest)
  await xr.rest(quest, STANDS_BY_MS)
})
const EYES_M = 1.65

it('runs with and without three times: fewer buildings are reached by water, and the table tells how surely', async () => {
  await xr.rest(anna, AT_PANELS_MS)
  await button(anna, 'Run').click()
  await anna.getByRole('progressbar', { name: 'Progress of Barrier' }).waitFor()
  await expect
    .poll(() => branch()?.runs.map(({ state, reason }) => `${state}${reason}`), { timeout: 180_000 })
    .toEqual(Array.from({ length: 6 }, () => 'done'))
  const row = anna.getByRole('row', { name: /^Buildings reached by water/ })
  await row.waitFor()
  const cells = await row.getByRole('cell').allInnerTexts()
  expect(cells).toHaveLength(4)
  const [without = NaN, within = NaN, difference = NaN] = cells.map((cell) => Number(cell.replaceAll(',', '')))
  expect(without).toBeGreaterThan(within)
  expect(difference).toBe(within - without)
  expect(cells[3]).toMatch(/^-[\d.]+ … (-[\d.]+|0)$/)
})

it('brings everybody into the branch at one moment, in water that stands at its depth', async () => {
  await button(anna, 'Bring everybody').click()
  await xr.rest(berik, 0)
  await button(berik, 'Step in here').press('Enter')
  await xr.rest(quest, 0)
  await xr.openMenu(quest)
  await xr.until(quest, ({ menu }) => menu.controls.some(({ label }) => label === 'Step in here'))
  await xr.pressControl(quest, 'menu', 'Step in here')
  await xr.lookAhead(quest)
  const name = branch()?.runs.find(({ kind }) => kind === 'branch')?.timeline
  await expect.poll(() => looking(anna), PATIENCE).toMatchObject({ is: 'fork', name })
  const { atMs } = await looking(anna)
  for (const page of [berik, quest])
    await expect.poll(() => looking(page), PATIENCE).toEqual({ is: 'fork', name, atMs })
  for (const [n, page] of [anna, berik, quest].entries()) {
    await xr.rest(page, 0)
    const at = WADING[n] ?? WADING[0]
    await page.evaluate((to) => {
      window.townhall.setMode('walk')
      return window.townhall.goTo(to)
    }, at)
    // The level is that of the city's ground, which was decoded from the same file as the server's.
    await expect
      .poll(
        () =>
          page.evaluate(() => {
            const me = window.townhall.people().find(({ isMe }) => isMe)
            const water = me && window.townhall.waterAt(me.eastM, me.northM)
            return water && [water.toldM > 0.3, Math.abs(water.depthM - water.toldM) < 0.15, water]
          }),
        PATIENCE,
      )
      .toMatchObject([true, true, {}])
    await xr.rest(page, STANDS_BY_MS)
  }
})

it('swipes between before and after, flips in the headset, and says which is which', async () => {
  await xr.rest(anna, 0)
  await anna.keyboard.press('Escape')
  await anna.locator('.compare-how summary').click()
  await button(anna, 'Swipe line').click()
  const line = anna.getByRole('slider', { name: /^Line between without Barrier on the left and Barrier on the right/ })
  await line.press('ArrowRight')
  await expect
    .poll(() => anna.evaluate(() => window.townhall.compared()), PATIENCE)
    .toEqual({ mode: 'swipe', a: 'without Barrier', b: 'Barrier', line: 0.52, state: 'here' })
  expect(await anna.locator('.compare-tag').allInnerTexts()).toEqual(['A: without Barrier', 'B: Barrier'])
  await xr.rest(anna, STANDS_BY_MS)
  await xr.rest(quest, 0)
  await xr.openMenu(quest)
  await xr.pressControl(quest, 'menu', 'Show without Barrier')
  await expect.poll(() => quest.evaluate(() => window.townhall.compared().state), PATIENCE).toBe('here')
  await xr.until(quest, ({ menu }) => menu.controls.some(({ label }) => label === 'Show Barrier'))
  await xr.rest(quest, STANDS_BY_MS)
})

it('is saved as a file that a process of its own runs again to the same hashes', async () => {
  await openBoard(anna)
  const href = await anna.getByRole('link', { name: 'Save as a file' }).getAttribute('href')
  const file = join(data, 'barrier.case.json')
  const response = await fetch(new URL(href ?? '', town.url))
  expect(response.status).toBe(200)
  writeFileSync(file, await response.text())
  const child = spawn(process.execPath, ['server/cli/townhall.ts', 'simulate', 'whatif', file], {
    cwd: ROOT,
    env: { ...process.env, TOWNHALL_CITY: city.folder },
  })
  let told = ''
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
  expect([await new Promise((ended) => child.on('close', ended)), told]).toEqual([0, expect.any(String)])
  const again = JSON.parse(told) as { runs: { kind: string; member: number; outputsHash: string }[] }
  const known = branch()?.runs ?? []
  expect(again.runs).toHaveLength(6)
  for (const { kind, member, outputsHash } of again.runs)
    expect(outputsHash).toBe(known.find((run) => run.kind === kind && run.member === member)?.evidence?.outputsHash)
  for (const { errors, outside } of watched) expect([errors, outside]).toEqual([[], []])
})
