// The whole way of a command, with the real simulated devices over MQTT: an operator in a headset tries it in a fork and asks
// for it, a second person approves, the device moves, its sensor reports, the world shows it. A device that stops on its way
// opens an incident. Alerts stand at their place.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { chance, seedFor } from '../server/devices/curves.ts'
import { seedOf } from '../shared/kernel/random.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { control, frames, headsetState, look, point, press, SMALL, until, wearHeadset } from './headset.ts'
import { startTown, type Town } from './town.ts'

const AIMING = [0.2, 1.35, -0.25] as const
const EYES = [0, 1.6, 0] as const
const WRIST = [-0.14, 1.35, -0.36] as const
const PATIENCE = { timeout: 120_000 } as const
/** As server/devices/actuators.ts decides: one task in fifty stops on its way, by its id. */
const FAILS = 0.02

const data = mkdtempSync(join(tmpdir(), 'townhall-actuation-'))
let town: Town
let browser: Browser
let page: Page
let timur: Session
let watched: ReturnType<typeof watchPage>

beforeAll(async () => {
  town = await startTown({
    TOWNHALL_SYSTEMS: 'all',
    TOWNHALL_DEVICES: 'normal',
    MQTT_PORT: '0',
    TOWNHALL_DATA: data,
  })
  const { operator } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { operator: string }
  timur = await joinCity({ url: town.url, name: 'Timur', key: operator })
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 640, height: 360 }, locale: 'en-GB' })
  page.setDefaultTimeout(120_000)
  watched = watchPage(page, town.url)
  await wearHeadset(page)
  await page.goto(`${town.url}/?name=Olga&lang=en&key=${operator}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
})
afterAll(async () => {
  await timur?.leave()
  await browser?.close()
  await town?.stop()
  rmSync(data, { recursive: true, force: true })
})

/** What is told of a device, a task or an incident; empty where nothing is. */
function row(id: string): Readonly<Record<string, unknown>> {
  const found = timur.facts().rows?.find((one) => one.id === `tasks.${id}`)
  return found ? (JSON.parse(found.json) as Record<string, unknown>) : {}
}
const all = (list: string): Readonly<Record<string, unknown>>[] =>
  (timur.facts().rows ?? [])
    .filter(({ id }) => id.startsWith(`tasks.${list}/`))
    .map(({ json }) => JSON.parse(json) as Record<string, unknown>)

async function pressControl(where: 'menu' | 'panel', label: string | RegExp): Promise<void> {
  const named = typeof label === 'string' ? new RegExp(`^${label}$`) : label
  const state = await until(page, (now) => (now[where]?.controls ?? []).some((one) => named.test(one.label)))
  await point(page, 'right', AIMING, control(state[where], named))
  await frames(page, 2)
  await press(page, 'right')
}

async function openDesk(): Promise<void> {
  await point(page, 'left', WRIST, [WRIST[0], WRIST[1], -3])
  await look(page, EYES, [WRIST[0], WRIST[1] + 0.1, WRIST[2]])
  await until(page, (state) => state.menu.isOpen)
  await pressControl('menu', 'Duty')
  await point(page, 'left', [-0.3, 0.9, 0], [-0.3, 0, -0.5])
  await look(page, EYES, [0, 1.6, -1])
  await until(page, ({ menu, panel }) => !menu.isOpen && panel?.name === 'duty')
}

it('lowers a barrier from a headset: tried in a fork, approved by a second person, read back, and seen', async () => {
  await expect.poll(() => row('device/barrier-1')['position'], PATIENCE).toMatchObject({ value: 1 })
  await page.getByRole('button', { name: 'Enter VR' }).click()
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await page.setViewportSize(SMALL)
  await frames(page, 2)
  await openDesk()
  await pressControl('panel', /^Devices/)
  // Nothing scrolls in a headset: the list turns its pages.
  while (!(await headsetState(page))?.panel?.controls.some(({ label }) => label === 'Command Barrier 1'))
    await pressControl('panel', /^Next page/)
  await pressControl('panel', 'Command Barrier 1')
  await pressControl('panel', '0 %')
  await pressControl('panel', '1. Try it in a fork')
  await until(page, ({ panel }) =>
    (panel?.controls ?? []).some(({ label }) => label.startsWith('1. Tried in try-barrier-1-0')),
  )
  await pressControl('panel', '2. Ask for it')
  await expect.poll(() => all('task').map(({ state }) => state), PATIENCE).toEqual(['requested'])
  const [asked] = all('task')
  expect(asked).toMatchObject({ device: 'barrier-1', simulatedOn: 'try-barrier-1-0', requestedBy: { name: 'Olga' } })
  expect(await timur.command({ type: 'tasks.approve', task: asked?.['id'] })).toMatchObject({ ok: true })
  await expect.poll(() => all('task').map(({ state }) => state), PATIENCE).toEqual(['done'])
  await expect.poll(() => row('device/barrier-1')['position'], PATIENCE).toMatchObject({ value: 0 })
  await page.waitForFunction(() => window.townhall.standing().devices['barrier-1'] === 0)
  expect(all('incident')).toEqual([])
})

it('opens an incident when a device stops on its way, after the operator in the headset has approved', async () => {
  const seed = seedOf('astana')
  let n = 0
  while (chance(seedFor(seed, `fails-${n}`), 1) >= FAILS) n++
  const wish = {
    type: 'tasks.request',
    idempotencyKey: `fails-${n}`,
    device: 'barrier-2',
    parameters: { positionShare: 0 },
    isDrill: false,
    simulatedOn: 'try-two',
  }
  const trial = { type: 'tasks.simulate', device: 'barrier-2', parameters: { positionShare: 0 } }
  expect(await timur.ask({ type: 'fork', name: 'try-two', hours: 1, commands: [trial] })).toMatchObject({ ok: true })
  await expect.poll(() => row('device/barrier-2')['trials'], PATIENCE).toMatchObject([{ fork: 'try-two' }])
  expect(await timur.command({ ...wish, expiresAtMs: Date.now() + 600_000 })).toMatchObject({ ok: true })
  expect(await timur.command({ type: 'tasks.approve', task: `fails-${n}` })).toMatchObject({
    ok: false,
    reason: expect.stringContaining('somebody else than Timur') as string,
  })
  await pressControl('panel', /^Tasks/)
  await pressControl('panel', 'Approve Barrier 2: 0 %')
  await expect.poll(() => row(`task/fails-${n}`)['state'], PATIENCE).toBe('failed')
  await expect
    .poll(() => all('incident').map(({ device, state }) => ({ device, state })))
    .toEqual([{ device: 'barrier-2', state: 'new' }])
  await page.waitForFunction(() => window.townhall.standing().alerts === 1)
  await pressControl('panel', /^Incidents/)
  await pressControl('panel', /: now triaged$/)
  await expect
    .poll(() => all('incident').map(({ state, by }) => ({ state, by })))
    .toEqual([{ state: 'triaged', by: 'Olga' }])
})

it('throws nothing and stays with the origin', async () => {
  expect((await headsetState(page))?.panel?.name).toBe('duty')
  expect(watched.errors).toEqual([])
  expect(watched.outside).toEqual([])
})
