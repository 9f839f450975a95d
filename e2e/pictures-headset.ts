// `node e2e/pictures-headset.ts [NAME …]`: takes the pictures of assets/pictures from inside an emulated headset: the menu on
// the wrist, a building's card, chat with a bare finger, teleport, the district on a table. One eye, as wide as a picture.
import type { Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import * as xr from './headset.ts'
import { meet } from './pictures-friends.ts'
import { isWanted, keepPage } from './pictures-kept.ts'
import { startTown } from './town.ts'
import { LIGHTS } from './viewpoints.ts'

const FOV_RAD = 1.3
/** Software that draws more would hear the others too late, and forget them. */
const SIZE = { width: 800, height: 486 } as const

const browser = await launchBrowser({ isCalm: false })
const town = await startTown()
try {
  const page = await browser.newPage({ viewport: SIZE })
  page.setDefaultTimeout(120_000)
  await xr.wearHeadset(page)
  await page.goto(`${town.url}/?name=Anna&lang=en`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  const friends = await meet(page, town.url, LIGHTS.day)
  await page.evaluate((fov) => Object.assign(window.xrDevice, { stereoEnabled: false, fovy: fov }), FOV_RAD)
  const [, aigul] = friends
  await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await xr.frames(page, 2)

  if (isWanted('headset-menu')) {
    await xr.openMenu(page)
    await xr.look(page, xr.EYES, [-0.02, 1.5, -0.6])
    const { menu } = await xr.frames(page, 2)
    await xr.point(page, 'right', [0.24, 1.3, -0.35], xr.control(menu, 'Places'))
    await keep(page, 'headset-menu')
  }
  await xr.lookAhead(page)
  if (isWanted('headset-teleport')) {
    await xr.point(page, 'right', [0.25, 1.35, -0.4], [-0.4, 1.5, -4])
    await xr.look(page, xr.EYES, [0.02, 1.42, -1])
    await xr.stick(page, 'right', 0, -1)
    await xr.until(page, ({ teleport }) => teleport === 'aiming')
    await keep(page, 'headset-teleport')
    await xr.point(page, 'right', xr.AIMING, [0.2, 6, -1])
    await xr.hold(page, 'right', 1, 'squeeze')
    await xr.frames(page, 2)
    await xr.stick(page, 'right', 0, 0)
    await xr.hold(page, 'right', 0, 'squeeze')
    await xr.frames(page, 2)
  }
  if (isWanted('headset-card')) {
    await xr.pointAtBuilding(page)
    await xr.press(page, 'right')
    const { panel } = await xr.until(page, (now) => now.panel?.name === 'card' && now.panel.draws > 0)
    await xr.point(page, 'right', [0.3, 1.2, -0.3], xr.control(panel, 'Close'))
    await keep(page, 'headset-card')
    await xr.pressControl(page, 'panel', 'Close')
    await xr.until(page, (now) => now.panel === null)
  }
  if (isWanted('headset-chat')) {
    await aigul?.session.ask({ type: 'say', text: 'Welcome to Bayterek!', to: 'near' })
    await xr.openMenu(page)
    await xr.pressControl(page, 'menu', /^Chat/)
    await xr.lookAhead(page)
    await xr.until(page, ({ panel }) => panel?.name === 'chat' && !panel.isList)
    await page.keyboard.type('Good morning')
    await xr.holdWith(page, 'hand')
    const { panel } = await xr.until(page, (now) => now.panel?.typed === 'Good morning' && now.hands.right === 'hand')
    await xr.poke(page, xr.control(panel, 'g'))
    await xr.look(page, xr.EYES, xr.control(panel, 'Send'))
    await keep(page, 'headset-chat')
    await xr.holdWith(page, 'controller')
  }
  if (isWanted('headset-table-vr')) {
    await xr.openMenu(page)
    await xr.pressControl(page, 'menu', 'The city on a table')
    await xr.lookAhead(page)
    await bendOver(page)
    await keep(page, 'headset-table-vr')
  }
  await page.evaluate(() => window.townhall.leaveVr())
  await page.waitForFunction(() => window.townhall.headset() === null)
  if (isWanted('headset-table')) {
    await page.getByRole('button', { name: 'More' }).press('Enter')
    await page.locator('.drawer').getByRole('button', { name: 'Table (AR)' }).press('Enter')
    await page.waitForFunction(() => window.townhall.headset() !== null)
    await bendOver(page)
    // What a camera would show of the room: a wall and a floor, instead of the page.
    await page.addStyleTag({
      content:
        '#panels { visibility: hidden } body { background: linear-gradient(#d3d8dd 0 32%, #96826f 32%, #a39078) }',
    })
    await keep(page, 'headset-table')
  }
  for (const { stop } of friends) stop()
} finally {
  await browser.close()
  await town.stop()
}

/** Over the table with both hands beside it, once all of it is there. */
async function bendOver(page: Page): Promise<void> {
  const { table } = await xr.until(page, (now) => (now.table?.pins ?? 0) >= 1)
  if (!table) throw new Error('no table')
  await page.evaluate(() => window.townhall.settled())
  const [x, y, z] = table.at
  await xr.point(page, 'left', [x - 0.35, y + 0.2, z + 0.45], [x - 0.2, y, z])
  await xr.point(page, 'right', [x + 0.35, y + 0.2, z + 0.45], [x + 0.2, y, z])
  await xr.look(page, [x, y + 0.55, z + 0.75], [x, y + 0.02, z])
}

async function keep(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() => window.townhall.people().every(({ eastM }) => eastM !== null))
  await xr.frames(page, 3)
  await keepPage(page, name)
}
