// `node e2e/pictures-whatif.ts [NAME …]`: takes the pictures of a what-if over a piece of the city by the river: the table,
// swipe, side by side, difference, danger, wading by day; in a headset the wrist's page, wading, the model on a table.
// A picture that does not come off is named at the end, and the others are taken.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { joinCity, type Session } from '../client/session/session.ts'
import { branchesIn } from '../client/systems/whatif/rows.ts'
import type { ToldBranch } from '../shared/systems/whatif/told.ts'
import { launchBrowser } from './browser.ts'
import * as xr from './headset.ts'
import { isWanted, keepDrawn, keepPage } from './pictures-kept.ts'
import { startTown } from './town.ts'
import { LIGHTS } from './viewpoints.ts'
import { riverside } from './whatif-riverside.ts'

const SCREEN = { width: 1010, height: 620 } as const
const WORN = { width: 800, height: 486 } as const
const FOV_RAD = 1.3
const BRANCH = 'ring'
const HOURS = 0.12
/** Round a house by the river, and in the street before it. */
const RING = [
  [-643, -6218],
  [-598, -6218],
  [-598, -6153],
  [-643, -6153],
  [-643, -6218],
]
const STREET = [-612, -6228] as const
const ALOFT = { lon: 71.4432, lat: 51.12252, aboveGroundM: 85, headingDeg: 2, pitchDeg: -32 }
const EYE_LEVEL = { lon: 71.4433, lat: 51.12314, aboveGroundM: 1.7, headingDeg: 5, pitchDeg: -6 }

/** What is not wanted is not gone through either. */
const ON_SCREEN = [
  'whatif-step-in',
  'whatif-swipe',
  'whatif-side',
  'whatif-difference',
  'whatif-off',
  'flood-hazard',
  'flood-wading',
  'flood-wading-down',
  'whatif-table',
]
const STANDING = ['headset-wading', 'headset-wading-down', 'headset-compare']

const missed: string[] = []
const city = riverside()
const data = mkdtempSync(join(tmpdir(), 'townhall-pictures-'))
const town = await startTown({
  TOWNHALL_CITY: city.folder,
  TOWNHALL_SYSTEMS: 'weather,sensors,flood,whatif',
  TOWNHALL_DEVICES: 'normal',
  MQTT_PORT: '0',
  TOWNHALL_DATA: data,
})
const browser = await launchBrowser()
try {
  const { planner: key } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { planner: string }
  const olga = await joinCity({ url: town.url, name: 'Olga', key })
  await branchOff(olga)
  if (isWanted(...ON_SCREEN)) await onScreen(key).catch(miss('the page'))
  await inHeadset().catch(miss('the headset'))
  void olga.leave()
} finally {
  await browser.close()
  await town.stop()
  city.remove()
  rmSync(data, { recursive: true, force: true })
}
process.stderr.write(missed.map((line) => `${line}\n`).join(''))

/** A branch with a storm and a wave, a ring round a house and three members, run. */
async function branchOff(session: Session): Promise<void> {
  const commands = [
    { type: 'whatif.begin', branch: BRANCH, title: 'Barrier round the school', hours: 1 },
    { type: 'whatif.setHours', branch: BRANCH, hours: HOURS },
    add({ type: 'flood.setStorm', mmPerH: 60, hours: 1 }, true),
    add({ type: 'flood.setInflow', points: [[0, 4000]] }, true),
    add({ type: 'flood.placeBarrier', id: 'barrier-1', kind: 'temporary', line: RING, crestAboveGroundM: 2.5 }, false),
    { type: 'whatif.run', branch: BRANCH, members: 3 },
  ]
  for (const command of commands) {
    const verdict = await session.command(command)
    if (!verdict.ok) throw new Error(`${command.type}: ${verdict.reason}`)
  }
  // What comes of the first pair is looked at while the others run.
  let runs: ToldBranch['runs'] = []
  for (const late = Date.now() + 300_000; Date.now() < late;) {
    runs = branchesIn(session.facts())[0]?.runs ?? []
    const first = runs.filter(({ member }) => member === 0)
    if (first.length === 2 && first.every(({ state }) => state === 'done')) return
    await new Promise((again) => setTimeout(again, 300))
  }
  throw new Error(`the runs did not end: ${runs.map(({ kind, state }) => `${kind} ${state}`).join(', ')}`)
}

function add(command: object, inBaseline: boolean) {
  return { type: 'whatif.add', branch: BRANCH, atS: 0, inBaseline, command }
}

async function onScreen(key: string): Promise<void> {
  const page = await browser.newPage({ viewport: SCREEN, locale: 'en-GB' })
  page.setDefaultTimeout(40_000)
  await page.goto(`${town.url}/?name=Anna&lang=en&weather=fair&key=${key}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  await page.evaluate((ms) => window.townhall.setTime(ms), LIGHTS.day)
  const look = async (view: typeof ALOFT): Promise<void> => {
    await page.evaluate(async (v) => {
      await window.townhall.camera.look(v)
      await window.townhall.settled()
    }, view)
  }
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
  const layer = (id: string, isOn: boolean) =>
    page.evaluate(([name, on]) => window.townhall.showLayer(name, on), [id, isOn] as const)

  await page.locator('.action-whatif').click()
  await press('Open the branch Barrier round the school')
  await page.getByRole('row', { name: /^Buildings reached by water/ }).waitFor()
  await look(ALOFT)
  await take('whatif-step-in', page, async () => {
    await press(/^Step into the branch/)
    await page.waitForFunction(() => window.townhall.looking().is === 'fork')
  })
  await page.keyboard.press('Escape')
  await page.locator('.compare-how summary').click()
  for (const [name, mode] of [
    ['whatif-swipe', 'Swipe line'],
    ['whatif-side', 'Side by side'],
    ['whatif-difference', 'Difference'],
  ] as const)
    await take(name, page, async () => {
      await press(mode)
      await page.waitForFunction(() => window.townhall.compared().state === 'here')
      if (mode === 'Difference') await layer('flood.depth', true)
    })
  await take('whatif-off', page, async () => {
    await press(/^Off$/)
    await layer('flood.depth', false)
  })
  await layer('flood.hazard', true)
  const hazard = async (): Promise<void> => {
    await page.locator('.compare-how summary').click()
    await look({ ...ALOFT, lat: ALOFT.lat - 0.0022, aboveGroundM: 210, pitchDeg: -28 })
  }
  await take('flood-hazard', page, hazard, keepDrawn)
  await look(ALOFT)
  await layer('flood.hazard', false)
  await take('flood-wading', page, async () => {
    await page.evaluate((to) => window.townhall.goTo(to), STREET)
    await look(EYE_LEVEL)
  })
  await take('flood-wading-down', page, () => look({ ...EYE_LEVEL, pitchDeg: -50 }))
  await look(ALOFT)
  await page.locator('.action-whatif').click()
  // The table's own place, under the bar of comparing.
  await take('whatif-table', page, async () => {
    await page.getByRole('row', { name: /^Buildings reached by water/ }).scrollIntoViewIfNeeded()
    await page.locator('.table-box').first().scrollIntoViewIfNeeded()
  })
  await page.close()
}

async function inHeadset(): Promise<void> {
  const page = await (await browser.newContext({ viewport: WORN, locale: 'en-GB' })).newPage()
  page.setDefaultTimeout(40_000)
  await xr.wearHeadset(page)
  await page.goto(`${town.url}/?name=Berik&lang=en&weather=fair`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  await page.evaluate((fov) => Object.assign(window.xrDevice, { stereoEnabled: false, fovy: fov }), FOV_RAD)
  await page.evaluate((ms) => window.townhall.setTime(ms), LIGHTS.day)
  await page.getByRole('button', { name: 'More' }).first().press('Enter')
  await page.locator('.drawer .action-whatif').press('Enter')
  await page
    .getByRole('button', { name: /^Step into the branch/ })
    .first()
    .press('Enter')
  await page.waitForFunction(() => window.townhall.looking().is === 'fork')
  await page.keyboard.press('Escape')
  await page.evaluate((to) => window.townhall.goTo(to), STREET)
  if (isWanted(...STANDING)) await standing(page)
  await page.getByRole('button', { name: 'More' }).first().press('Enter')
  await page.locator('.drawer').getByRole('button', { name: 'Table (AR)' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
  const { table } = await xr.until(page, (now) => (now.table?.pins ?? 0) >= 1)
  if (!table) throw new Error('no table')
  await page.evaluate(() => window.townhall.settled())
  const [x, y, z] = table.at
  await page.addStyleTag({
    content: '#panels { visibility: hidden } body { background: linear-gradient(#d3d8dd 0 32%, #96826f 32%, #a39078) }',
  })
  await take('headset-table-water', page, async () => {
    await xr.point(page, 'left', [x - 0.45, y + 0.1, z + 0.5], [x - 0.2, y, z])
    await xr.point(page, 'right', [x + 0.45, y + 0.1, z + 0.5], [x + 0.2, y, z])
    await xr.look(page, [x, y + 0.5, z + 0.6], [x, y, z])
    await xr.frames(page, 3)
  })
  await take('headset-two-tables', page, async () => {
    await xr.point(page, 'right', [x + 0.3, y + 0.4, z + 0.5], [x + 0.2, y + 0.6, z])
    await xr.openMenu(page)
    await xr.until(page, ({ menu }) => menu.controls.some(({ label }) => label === 'Compare'))
    await xr.pressControl(page, 'menu', 'Compare')
    await xr.pressControl(page, 'menu', 'Two tables')
    await page.waitForFunction(() => window.townhall.compared().state === 'here')
    const { table: two } = await xr.until(page, (now) => now.table?.secondAt != null)
    if (!two?.secondAt) throw new Error('no second table')
    const [ax, ay, az] = two.at
    const [bx] = two.secondAt
    const middle = (ax + bx) / 2
    await xr.point(page, 'left', [ax - 0.6, ay + 0.1, az + 0.6], [ax - 0.6, ay, az])
    await xr.point(page, 'right', [bx + 0.6, ay + 0.1, az + 0.6], [bx + 0.6, ay, az])
    await xr.look(page, [middle, ay + 0.62, az + 0.72], [middle, ay - 0.04, az])
    await xr.frames(page, 6)
  })
  await page.close()
}

/** In the street, in VR. */
async function standing(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await xr.frames(page, 3)
  await take('headset-wading', page, async () => {
    await xr.look(page, xr.EYES, [0, 1.2, -1])
    await xr.frames(page, 3)
  })
  await take('headset-wading-down', page, async () => {
    await xr.look(page, xr.EYES, [0, 0.4, -0.8])
    await xr.frames(page, 3)
  })
  await take('headset-compare', page, async () => {
    await xr.openMenu(page)
    await xr.until(page, ({ menu }) => menu.controls.some(({ label }) => label === 'Compare'))
    await xr.pressControl(page, 'menu', 'Compare')
    await xr.look(page, xr.EYES, [-0.02, 1.5, -0.6])
    const { menu } = await xr.frames(page, 2)
    await xr.point(page, 'right', [0.24, 1.3, -0.35], xr.control(menu, 'Switch'))
    await xr.frames(page, 3)
  })
  await page.evaluate(() => window.townhall.leaveVr())
  await page.waitForFunction(() => window.townhall.headset() === null)
}

async function take(
  name: string,
  page: Page,
  ready: () => Promise<unknown>,
  keep: typeof keepPage = keepPage,
): Promise<void> {
  try {
    await ready()
    if (!isWanted(name)) return
    // What was pressed last is drawn, and water that comes is there.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 2500)))
    await keep(page, name)
  } catch (error) {
    miss(name)(error)
  }
}

function miss(name: string): (error: unknown) => void {
  return (error) =>
    void missed.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
}
