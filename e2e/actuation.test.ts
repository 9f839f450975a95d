// The whole way of a command from a headset, with the real simulated devices over MQTT: an operator points at a barrier as it
// stands in the city, tries it in a fork and asks for it, a second person approves, the device moves, its sensor reports, the
// world shows it. A device that stops on its way opens an incident, whose sign stands in the city. What each step refuses is
// commands.test.ts's matter.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { launchBrowser, watchPage } from './browser.ts'
import * as xr from './headset.ts'
import { outskirts } from './outskirts.ts'
import { startTown, type Town } from './town.ts'

const PATIENCE = { timeout: 120_000 } as const
/** Nearer than this one would stand in it. */
const AWAY_M = 7
const BARRIER = 'barrier-1'

const edge = outskirts()
const data = mkdtempSync(join(tmpdir(), 'townhall-actuation-'))
let town: Town
let operator = ''
let browser: Browser
let page: Page
let timur: Session
let aida: Session
let watched: ReturnType<typeof watchPage>

beforeAll(async () => {
  ;[town, browser] = await Promise.all([
    startTown({
      TOWNHALL_CITY: edge.folder,
      TOWNHALL_SYSTEMS: 'sensors,tasks',
      TOWNHALL_DEVICES: 'normal',
      TOWNHALL_DEVICE_FAULTS: 'none,barrier-2=always',
      TOWNHALL_DEVICE_HASTE: '12',
      MQTT_PORT: '0',
      TOWNHALL_DATA: data,
    }),
    launchBrowser(),
  ])
  ;({ operator } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { operator: string })
  timur = await joinCity({ url: town.url, name: 'Timur', key: operator })
  aida = await joinCity({ url: town.url, name: 'Aida', key: operator })
  page = await browser.newPage({ viewport: { width: 320, height: 180 }, locale: 'en-GB' })
  page.setDefaultTimeout(120_000)
  watched = watchPage(page, town.url)
  await xr.wearHeadset(page)
  await xr.rest(page, 300)
})
afterAll(async () => {
  await Promise.all([timur, aida].map((one) => one?.leave()))
  await browser?.close()
  await town?.stop()
  edge.remove()
  rmSync(data, { recursive: true, force: true })
})

async function arrived(address: string): Promise<void> {
  await page.goto(address)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
}

type Row = Readonly<Record<string, unknown>>
/** What is told of a device or a task; empty where nothing is. */
function row(id: string): Row {
  const found = timur.facts().rows?.find((one) => one.id === `tasks.${id}`)
  return found ? (JSON.parse(found.json) as Row) : {}
}
const all = (list: string): Row[] =>
  (timur.facts().rows ?? [])
    .filter(({ id }) => id.startsWith(`tasks.${list}/`))
    .map(({ json }) => JSON.parse(json) as Row)
const taskOf = (device: string, state: string): Row | undefined =>
  all('task').find((one) => one['device'] === device && one['state'] === state)

/** Two people on pages without a headset: what they ask for was tried in a fork before. */
async function asked(device: string, fork: string): Promise<void> {
  const wish = { idempotencyKey: `${fork}-${device}`, device, parameters: { positionShare: 0 }, simulatedOn: fork }
  const more = { type: 'tasks.request', expiresAtMs: Date.now() + 600_000, isDrill: false }
  expect(await timur.command({ ...more, ...wish })).toMatchObject({ ok: true })
  expect(await aida.command({ type: 'tasks.approve', task: wish.idempotencyKey })).toMatchObject({ ok: true })
}

/** The barrier lies across the road, so that there is something to raise; the other one is tried, no more. */
async function lowered(): Promise<void> {
  await expect.poll(() => row(`device/${BARRIER}`)['position'], PATIENCE).toMatchObject({ value: 1 })
  await expect.poll(() => row('device/barrier-2')['position'], PATIENCE).toMatchObject({ value: 1 })
  const commands = [BARRIER, 'barrier-2'].map((device) => {
    return { type: 'tasks.simulate', device, parameters: { positionShare: 0 } }
  })
  expect(await timur.ask({ type: 'fork', name: 'lower', hours: 1, commands })).toMatchObject({ ok: true })
  await expect.poll(() => row('device/barrier-2')['trials'], PATIENCE).toMatchObject([{ fork: 'lower' }])
  await asked(BARRIER, 'lower')
  await expect.poll(() => row(`device/${BARRIER}`)['position'], PATIENCE).toMatchObject({ value: 0 })
}

const label = (text: RegExp) => (state: Awaited<ReturnType<typeof xr.frames>>) =>
  (state.panel?.controls ?? []).some((one) => text.test(one.label))

it('raises a barrier pointed at in VR: tried in a fork, approved by a second person, read back, and seen', async () => {
  await Promise.all([arrived(`${town.url}/?name=Olga&lang=en&key=${operator}`), lowered()])
  const [eastM = 0, northM = 0] = row(`device/${BARRIER}`)['atM'] as number[]
  await page.evaluate((to) => window.townhall.goTo(to), [eastM - AWAY_M, northM] as const)
  await page.waitForFunction(() => window.townhall.standing().devices['barrier-1'] === 0)
  await xr.rest(page, 0)
  await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await page.setViewportSize(xr.SMALL)
  const { upM } = await xr.frames(page, 2)
  // The post is as high as a person, and stands on the same road.
  const place = await page.evaluate((at) => window.townhall.roomOf(...at), [eastM, northM, upM - 0.4] as const)
  expect(place).not.toBeNull()
  if (!place) return
  await xr.look(page, xr.EYES, place)
  await xr.point(page, 'right', xr.AIMING, place)
  await xr.frames(page, 2)
  await xr.press(page, 'right')
  await xr.until(page, ({ panel }) => panel?.name === 'card')
  await xr.look(page, xr.EYES, [0, 1.6, -1])
  await xr.pressControl(page, 'panel', 'Command Barrier 1')
  await xr.until(page, label(/^1\. Try it in a fork/))
  await xr.pressControl(page, 'panel', '1. Try it in a fork')
  await xr.until(page, label(/^1\. Tried in try-barrier-1-100/))
  await xr.pressControl(page, 'panel', '2. Ask for it')
  await expect
    .poll(() => taskOf(BARRIER, 'requested'), PATIENCE)
    .toMatchObject({
      requestedBy: { name: 'Olga' },
      simulatedOn: 'try-barrier-1-100',
      parameters: { positionShare: 1 },
    })
  const task = taskOf(BARRIER, 'requested')?.['id']
  expect(await timur.command({ type: 'tasks.approve', task })).toMatchObject({ ok: true })
  await expect.poll(() => row(`task/${String(task)}`)['state'], PATIENCE).toBe('done')
  await expect.poll(() => row(`device/${BARRIER}`)['position'], PATIENCE).toMatchObject({ value: 1 })
  await page.waitForFunction(() => window.townhall.standing().devices['barrier-1'] === 1)
  expect(all('incident')).toEqual([])
})

it('opens an incident when the device stops on its way, and the headset sees its sign', async () => {
  await asked('barrier-2', 'lower')
  await expect.poll(() => row('task/lower-barrier-2')['state'], PATIENCE).toBe('failed')
  await expect
    .poll(() => all('incident').map(({ device, state }) => ({ device, state })))
    .toEqual([{ device: 'barrier-2', state: 'new' }])
  await page.waitForFunction(() => window.townhall.standing().alerts === 1)
  expect(watched.errors).toEqual([])
  expect(watched.outside).toEqual([])
})
