// The district round Bayterek on a table in one's room: passthrough instead of the sky, scaled and turned with two hands,
// people as pins, a building's card by a tap, out by the wrist menu.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RoomPlace } from '../client/xr/host.ts'
import { joinCity, type Session } from '../client/session/session.ts'
import { standingPose } from '../shared/protocol/presence.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { control, frames, headsetState, hold, look, point, press, SMALL, until, wearHeadset } from './headset.ts'
import { type SceneStats, stats } from './page.ts'
import { startTown, type Town } from './town.ts'

let town: Town
let browser: Browser
let page: Page
let other: Session

beforeAll(async () => {
  town = await startTown()
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 1024, height: 640 } })
  page.setDefaultTimeout(120_000)
  await wearHeadset(page)
  other = await joinCity({ url: town.url, name: 'Aigul' })
  // Nothing is left out for the sake of speed: what is counted is the most there is.
  await page.goto(`${town.url}/?quality=high&name=Quest`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
})
afterAll(async () => {
  await other?.leave()
  await browser?.close()
  await town?.stop()
})

/** The dearest of some frames, both eyes together, while one bends over the table from several sides. */
async function dearest([x, y, z]: RoomPlace): Promise<SceneStats> {
  await page.evaluate(() => window.townhall.settled())
  const seen: SceneStats[] = []
  for (const [aside, ahead] of [
    [0, 0.9],
    [0.8, 0.3],
  ] as const) {
    await look(page, [x + aside, y + 0.7, z + ahead], [x, y, z])
    for (let i = 0; i < 2; i++) {
      await frames(page, 1)
      seen.push(await stats(page))
    }
  }
  await look(page, [x, y + 0.7, z + 0.9], [x, y, z])
  return seen.reduce((most, one) => (one.drawCalls > most.drawCalls ? one : most))
}

function expectCheap(when: string, { drawCalls, triangles }: SceneStats): void {
  const told = `${when}: ${drawCalls} draws for both eyes, ${triangles} triangles an eye; at most 90 and 250,000`
  expect(drawCalls, told).toBeGreaterThan(12)
  expect(drawCalls, told).toBeLessThanOrEqual(90)
  expect(triangles, told).toBeLessThanOrEqual(250_000)
}

it('lays the district on a table, scales it with two hands, and gives the room back', async () => {
  const watched = watchPage(page, town.url)
  const stood = await page.evaluate(() => window.townhall.camera.pose())
  await page.getByRole('button', { name: 'Table (AR)' }).click()
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await page.setViewportSize(SMALL)
  const first = await until(page, ({ table }) => table !== null)
  const table = first.table
  if (!table) throw new Error('no table')
  expect(first.kind).toBe('ar')
  expect(first.creditsInView).toBe(true)
  expect(Math.hypot(table.centreM[0] - stood.eastM, table.centreM[1] - stood.northM)).toBeLessThan(
    table.radiusM * table.scale,
  )
  const [x, y, z] = table.at
  await look(page, [x, y + 0.7, z + 0.9], [x, y, z])
  expectCheap('as it is laid', await dearest([x, y, z]))

  const pose = { ...standingPose(), ...other.me.place }
  await expect
    .poll(
      async () => {
        pose.northM += 0.02
        other.sendPose(pose)
        return (await headsetState(page))?.table?.pins
      },
      { timeout: 40_000, interval: 60 },
    )
    .toBe(1)

  // Two grips come together to half their distance: the city between them shrinks as much, and more of it is on the table.
  const grip = async (apartM: number): Promise<void> => {
    await point(page, 'left', [x - apartM / 2, y + 0.15, z + 0.1], [x - apartM / 2, y, z - 3])
    await point(page, 'right', [x + apartM / 2, y + 0.15, z + 0.1], [x + apartM / 2, y, z - 3])
    await frames(page, 2)
  }
  await grip(0.6)
  for (const side of ['left', 'right'] as const) await hold(page, side, 1, 'squeeze')
  await frames(page, 2)
  await grip(0.3)
  const scaled = await headsetState(page)
  for (const side of ['left', 'right'] as const) await hold(page, side, 0, 'squeeze')
  expect((scaled?.table?.scale ?? 0) / table.scale).toBeCloseTo(2, 0)
  await frames(page, 3)
  expectCheap('at twice the reach', await dearest([x, y, z]))

  await point(page, 'left', [x - 0.6, y, z + 0.9], [x - 0.6, 0, z + 0.8])
  // Somewhere on the table stands a house.
  let feature: number | null = null
  for (let i = 0; i < 36 && feature === null; i++) {
    const turn = (i * Math.PI) / 6
    const away = 0.2 + 0.16 * Math.floor(i / 12)
    await point(page, 'right', [x + 0.2, y + 0.5, z + 0.6], [x + Math.sin(turn) * away, y, z + Math.cos(turn) * away])
    feature = (await frames(page, 2)).hover.feature
  }
  expect(feature).not.toBeNull()
  await press(page, 'right')
  await until(page, ({ panel }) => panel?.name === 'card')

  const wrist = [x - 0.12, y + 0.4, z + 0.6] as const
  await point(page, 'left', wrist, [wrist[0], wrist[1], z])
  await look(page, [x, y + 0.7, z + 0.9], [wrist[0], wrist[1] + 0.1, wrist[2]])
  const open = await until(page, ({ menu }) => menu.isOpen)
  await point(page, 'right', [x + 0.2, y + 0.4, z + 0.9], control(open.menu, 'Leave the headset'))
  await frames(page, 2)
  await hold(page, 'right', 1)
  await frames(page, 2)
  await hold(page, 'right', 0)
  await page.waitForFunction(() => window.townhall.headset() === null)
  expect(watched.errors).toEqual([])
  expect(watched.outside).toEqual([])
})
