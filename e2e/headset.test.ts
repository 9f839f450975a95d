// Into the city with an emulated headset: enter, stand where one stood, see the credits, leave.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { launchBrowser, watchPage } from './browser.ts'
import { wearHeadset } from './headset.ts'
import { enter } from './page.ts'
import { startTown, type Town } from './town.ts'

let town: Town
let browser: Browser

beforeAll(async () => {
  town = await startTown()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await town?.stop()
})

it('enters VR by the button, keeps the place, shows the attribution, and leaves again', async () => {
  const page = await browser.newPage({ viewport: { width: 640, height: 360 } })
  const { errors, outside } = watchPage(page, town.url)
  await wearHeadset(page)
  await enter(page, town.url, 'Quest')
  const before = await page.evaluate(() => window.townhall.camera.pose())
  await page.getByRole('button', { name: 'Enter VR' }).click()
  await page.waitForFunction(() => window.townhall.headset() !== null, null, { timeout: 60_000 })
  const inside = await page.evaluate(() => window.townhall.headset())
  expect(inside?.credits).toContain('OpenStreetMap')
  expect(inside?.creditsInView).toBe(true)
  expect(Math.hypot((inside?.eastM ?? 0) - before.eastM, (inside?.northM ?? 0) - before.northM)).toBeLessThan(0.5)
  expect(Math.abs((inside?.upM ?? 0) - before.upM)).toBeLessThan(0.6)
  expect(inside?.eyes).toBe(2)
  await page.evaluate(() => window.townhall.leaveVr())
  await page.waitForFunction(() => window.townhall.headset() === null, null, { timeout: 60_000 })
  expect(errors).toEqual([])
  expect(outside).toEqual([])
  await page.close()
})
