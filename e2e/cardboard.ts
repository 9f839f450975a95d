// A phone in a viewer of cardboard for a page: a browser without WebXR, so that the polyfill stands in, and a sensor of its
// own in the place of the browser's, which has none here.
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { RoomPlace } from '../client/xr/host.ts'
import { frames } from './headset.ts'

declare global {
  interface Window {
    turnPhone(reading: readonly number[]): void
  }
}
type Quaternion = readonly [x: number, y: number, z: number, w: number]

const SIZE = { width: 480, height: 240 } as const
export const CARDBOARD = {
  viewport: SIZE,
  screen: SIZE,
  // No phone of the polyfill's list: it would reckon with that one's screen.
  userAgent:
    'Mozilla/5.0 (Linux; Android 14; Phone) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  hasTouch: true,
  isMobile: true,
} as const satisfies BrowserContextOptions

/** Call before the page is opened. */
export async function putInCardboard(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sensor = Object.assign(new EventTarget(), { quaternion: [0, 0, 0, 1] as readonly number[], start: () => {} })
    Object.assign(window, {
      RelativeOrientationSensor: function () {
        return sensor
      },
      turnPhone: (quaternion: readonly number[]) => {
        sensor.quaternion = quaternion
        sensor.dispatchEvent(new Event('reading'))
      },
    })
    for (const name of Object.getOwnPropertyNames(window))
      if (/^XR[A-Z]/.test(name)) Reflect.deleteProperty(window, name)
    Reflect.deleteProperty(Navigator.prototype, 'xr')
    for (const { prototype } of [WebGLRenderingContext, WebGL2RenderingContext])
      Reflect.deleteProperty(prototype, 'makeXRCompatible')
  })
}

/** Turns the phone so that one looks from the eyes at a place of the room. */
export async function lookAt(page: Page, [x, y, z]: RoomPlace): Promise<void> {
  const yaw = Math.atan2(-x, -z) / 2
  const pitch = Math.atan2(y - 1.6, Math.hypot(x, z)) / 2
  const head = times([0, Math.sin(yaw), 0, Math.cos(yaw)], [Math.sin(pitch), 0, 0, Math.cos(pitch)])
  await page.evaluate((reading) => window.turnPhone(reading), times(FROM_HEAD, head))
}

const times = ([ax, ay, az, aw]: Quaternion, [bx, by, bz, bw]: Quaternion): Quaternion => [
  aw * bx + ax * bw + ay * bz - az * by,
  aw * by - ax * bz + ay * bw + az * bx,
  aw * bz + ax * by - ay * bx + az * bw,
  aw * bw - ax * bx - ay * by - az * bz,
]
const H = Math.SQRT1_2
/** The inverse of what the polyfill turns the sensor's frame by: a quarter about x back, then a quarter about z. */
const FROM_HEAD = times([0, 0, -H, H], [H, 0, 0, H])

export async function tap(page: Page): Promise<void> {
  await frames(page, 3)
  await page.touchscreen.tap(SIZE.width / 2, SIZE.height / 2)
}

/** How much each half of the picture varies, and how much they differ, in levels of 255. */
export async function halves(page: Page): Promise<{ left: number; right: number; apart: number }> {
  const png = await page.screenshot()
  return page.evaluate(
    async (address) => {
      const image = new Image()
      image.src = address
      await image.decode()
      const { width, height } = image
      const canvas = Object.assign(document.createElement('canvas'), { width, height })
      const context = canvas.getContext('2d')
      context?.drawImage(image, 0, 0)
      const half = Math.floor(width / 2)
      const at = (from: number): number[] => {
        const { data } = context?.getImageData(from, 0, half, height) ?? { data: new Uint8ClampedArray() }
        return Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + 1] ?? 0)
      }
      const [left, right] = [at(0), at(width - half)]
      const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length
      const spread = (all: readonly number[]): number => {
        const middle = mean(all)
        return Math.sqrt(mean(all.map((one) => (one - middle) ** 2)))
      }
      const apart = mean(left.map((one, i) => Math.abs(one - (right[i] ?? 0))))
      return { left: spread(left), right: spread(right), apart }
    },
    `data:image/png;base64,${png.toString('base64')}`,
  )
}
