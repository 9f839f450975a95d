// A phone whose browser has no WebXR, put into a viewer of cardboard: Chromium as such a phone, with everything of WebXR and of
// turned-sensors taken out of it before the page's own scripts, and what its sensors say said by the test. No lens and no
// glass are here: TESTCASES.md has what only eyes can tell.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser, rest, watchPage } from './browser.ts'
import { headsetState } from './headset.ts'
import { outskirts } from './outskirts.ts'
import { enter } from './page.ts'
import { startTown, type Town } from './town.ts'

const PATIENT = { timeout: 90_000, interval: 250 }
const SIZE = { width: 480, height: 222 } as const
/** The polyfill asks the browser's name whether it is a phone's. */
const FIREFOX = 'Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0'
/** What the polyfill says of a phone it has no sizes of, in its own words. */
const UNKNOWN_PHONE = 'Failed to recalculate device parameters.'

const edge = outskirts()
let town: Town
let browser: Browser
let page: Page
let watched: ReturnType<typeof watchPage>
const fetched: string[] = []

/** How the phone is held: what it feels of its weight, and how fast it is turned, in m/s² and degrees a second about its axes. */
type Held = { weight: [number, number, number]; turning: [number, number, number] }
declare global {
  interface Window {
    held: Held
  }
}

/** In the page, before its own scripts. Held across, upright, still. */
function beSuchAPhone(): void {
  for (const name of Object.getOwnPropertyNames(window))
    if (/^XR|OrientationSensor$/.test(name)) Reflect.deleteProperty(window, name)
  Reflect.deleteProperty(Navigator.prototype, 'xr')
  window.held = { weight: [9.8, 0, 0], turning: [0, 0, 0] }
  setInterval(() => {
    const { weight, turning } = window.held
    const event = new DeviceMotionEvent('devicemotion', {
      interval: 20,
      accelerationIncludingGravity: { x: weight[0], y: weight[1], z: weight[2] },
      rotationRate: { alpha: turning[0], beta: turning[1], gamma: turning[2] },
    })
    window.dispatchEvent(event)
  }, 20)
}

const heading = async (): Promise<number> => (await headsetState(page))?.headingRad ?? Number.NaN
/** Between two headings, radians. */
const between = (a: number, b: number): number => Math.acos(Math.max(-1, Math.min(1, Math.cos(a - b))))
/** By an angle at least, so many degrees a second. What draws looks ahead by the pace: some of it is taken back at the end. */
const turn = (rad: number, pace: number): Promise<void> =>
  page.evaluate(
    async ([rad, pace]) => {
      const now = (): number => window.townhall.headsetState()?.headingRad ?? Number.NaN
      const from = now()
      window.held.turning = [pace, 0, 0]
      while (Math.cos(now() - from) > Math.cos(rad)) await new Promise((next) => void requestAnimationFrame(next))
      window.held.turning = [0, 0, 0]
    },
    [rad, pace] as const,
  )
/** Looks down by an angle; the phone feels it by its weight. */
const lookDown = (deg: number): Promise<void> =>
  page.evaluate(
    (rad) => {
      window.held.weight = [9.8 * Math.cos(rad), 0, 9.8 * Math.sin(rad)]
    },
    (deg * Math.PI) / 180,
  )
const frames = (more: number): Promise<unknown> =>
  page.evaluate(async (more) => {
    const from = window.townhall.headsetState()?.frames ?? 0
    while ((window.townhall.headsetState()?.frames ?? Infinity) < from + more)
      await new Promise((next) => void requestAnimationFrame(next))
  }, more)

/** Mean light of the left and of the right half, and of the one against the other: 0 of the same pictures, 255 of opposite ones. */
async function halves(): Promise<{ left: number; right: number; apart: number }> {
  const picture = `data:image/png;base64,${(await page.screenshot()).toString('base64')}`
  return page.evaluate(async (picture) => {
    const image = await createImageBitmap(await (await fetch(picture)).blob())
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    if (!context) throw new Error('no canvas to look at a picture with')
    context.drawImage(image, 0, 0)
    const half = image.width / 2
    const green = (x: number, y: number): number => all[4 * (y * image.width + x) + 1] ?? 0
    const all = context.getImageData(0, 0, image.width, image.height).data
    const sums = { left: 0, right: 0, apart: 0 }
    for (let y = 0; y < image.height; y++)
      for (let x = 0; x < half; x++) {
        sums.left += green(x, y)
        sums.right += green(x + half, y)
        sums.apart += Math.abs(green(x, y) - green(x + half, y))
      }
    const count = half * image.height
    return { left: sums.left / count, right: sums.right / count, apart: sums.apart / count }
  }, picture)
}

beforeAll(async () => {
  ;[town, browser] = await Promise.all([startTown({ TOWNHALL_CITY: edge.folder }), launchBrowser({ isCalm: false })])
  const context = await browser.newContext({ viewport: SIZE, hasTouch: true, isMobile: true, userAgent: FIREFOX })
  page = await context.newPage()
  page.setDefaultTimeout(PATIENT.timeout)
  page.on('request', (request) => fetched.push(request.url()))
  watched = watchPage(page, town.url)
  await page.addInitScript(beSuchAPhone)
  await rest(page, 300)
  await enter(page, town.url, 'Phone')
  await rest(page, 0)
})
afterAll(async () => {
  await browser?.close()
  await town?.stop()
  edge.remove()
})

it('is given what its browser lacks, and enters by a tap: two pictures, a little apart', async () => {
  expect(fetched.filter((address) => address.includes('webxr-polyfill'))).toHaveLength(1)
  expect(await page.getByRole('button', { name: 'Enter AR' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Enter VR' }).tap()
  await page.waitForFunction(() => (window.townhall.headset()?.eyes ?? 0) === 2)
  await frames(3)
  await expect
    .poll(async () => {
      const { left, right, apart } = await halves()
      return { isLit: left > 40 && right > 40, isEven: Math.abs(left - right) < 12, isApart: apart > 0.5 && apart < 40 }
    }, PATIENT)
    .toEqual({ isLit: true, isEven: true, isApart: true })
})

it('turns as the phone is turned', async () => {
  const before = await heading()
  await turn(0.7, 60)
  await frames(3)
  expect(between(await heading(), before)).toBeGreaterThan(0.5)
})

it('has the menu for who looks down; a tap presses what is looked at', async () => {
  await lookDown(50)
  await expect.poll(async () => (await headsetState(page))?.menu.isOpen, PATIENT).toBe(true)
  const labels = (await headsetState(page))?.menu.controls.map(({ label }) => label) ?? []
  expect(labels.length).toBeGreaterThan(3)
  // Its middle lies between two columns.
  await turn(0.05, 8)
  // Down the menu, until a button lies under the dot.
  for (let deg = 40; deg < 56; deg += 2) {
    await lookDown(deg)
    await frames(8)
    await page.touchscreen.tap(SIZE.width / 4, SIZE.height / 2)
    await frames(3)
    const now = await headsetState(page)
    const after = now?.menu.controls.map(({ label }) => label).join()
    if (now?.panel || (now?.menu.isOpen && after !== labels.join())) return
  }
  throw new Error(`nothing of the menu was pressed: ${labels.join()}`)
})

it('is left by the arrow in the corner, and the page is as before', async () => {
  await page.touchscreen.tap(26, 28)
  await page.waitForFunction(() => window.townhall.headset() === null)
  await page.getByRole('button', { name: 'Enter VR' }).waitFor()
  const canvas = await page.locator('#view').boundingBox()
  expect(canvas).toEqual({ x: 0, y: 0, ...SIZE })
  expect(watched.errors.filter((error) => error !== UNKNOWN_PHONE)).toEqual([])
  expect(watched.outside).toEqual([])
})
