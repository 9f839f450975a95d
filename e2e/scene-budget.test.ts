// The headset budget for the city in view (DESIGN): counted, never timed, at street level all the way round, from a roof
// and from above. The picture is tiny because software draws it; draw calls, triangles and bytes do not depend on its size.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'
import { enter, lookFrom, type SceneStats, stats } from './page.ts'
import { startTown, type Town } from './town.ts'
import { LIGHTS, VIEWPOINTS, type Viewpoint } from './viewpoints.ts'

let town: Town
let browser: Browser
let page: Page

beforeAll(async () => {
  town = await startTown()
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 128, height: 72 } })
  await enter(page, town.url, 'Counter')
})
afterAll(async () => {
  await browser?.close()
  await town?.stop()
})

const named = (id: string): Viewpoint => {
  const view = VIEWPOINTS.find((one) => one.id === id)
  if (!view) throw new Error(`no viewpoint "${id}"`)
  return view
}

/** Turns where one stands: the tiles are the same, so a frame or two is enough. */
async function turnTo(view: Viewpoint): Promise<SceneStats> {
  await page.evaluate(async (v) => {
    void window.townhall.camera.look(v)
    const wanted = (v.headingDeg * Math.PI) / 180
    const nextFrame = (): Promise<number> => new Promise((seen) => requestAnimationFrame(seen))
    while (Math.abs(window.townhall.camera.pose().headingRad - wanted) > 1e-6) await nextFrame()
    await nextFrame()
    await nextFrame()
  }, view)
  return stats(page)
}

const WITHIN = 'at most 100 draw calls, 250,000 triangles, 128 MB of textures, 250 MB of heap'

function expectWithin(view: string, s: SceneStats): void {
  const told = `${view}: ${s.drawCalls} draws, ${s.triangles} triangles, ${Math.round(s.textureBytes / 1e6)} MB textures, ${Math.round(s.heapBytes / 1e6)} MB heap; ${WITHIN}`
  expect(s.drawCalls, told).toBeLessThanOrEqual(100)
  expect(s.triangles, told).toBeGreaterThan(5_000)
  expect(s.triangles, told).toBeLessThanOrEqual(250_000)
  expect(s.textureBytes, told).toBeLessThanOrEqual(128e6)
  expect(s.heapBytes, told).toBeLessThanOrEqual(250e6)
}

it(`keeps the budget on the boulevard whichever way one turns`, async () => {
  const street = named('street')
  await lookFrom(page, street, LIGHTS.night)
  for (let headingDeg = 0; headingDeg < 360; headingDeg += 45)
    expectWithin(`street ${headingDeg}°`, await turnTo({ ...street, headingDeg }))
})

it.each(['roof', 'above'])('keeps the budget from the %s', async (id) => {
  await lookFrom(page, named(id), LIGHTS.day)
  expectWithin(id, await stats(page))
})
