// An emulated Quest 3 for a page: iwer, injected before the page's own scripts, so that the app ships without it.
// Its getOffsetReferenceSpace hands an XRRigidTransform to a matrix copy (2.4.0 and 2.5.0), which gives NaN and makes
// every offset of the viewer do nothing; mended here. Software rendering is slow: wait on state and frames, never on time.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import type { HeadsetState, RoomPlace } from '../client/xr/host.ts'

const MEND = `(() => {
  const space = IWER.XRReferenceSpace.prototype
  const offset = space.getOffsetReferenceSpace
  space.getOffsetReferenceSpace = function (t) { return offset.call(this, t && t.matrix ? t.matrix : t) }
  const device = new IWER.XRDevice(IWER.metaQuest3, { stereoEnabled: true })
  device.installRuntime({ forceInstall: true })
  window.xrDevice = device
})()`

type Side = 'left' | 'right'
type Tracked = {
  position: { set(x: number, y: number, z: number): void }
  quaternion: { set(x: number, y: number, z: number, w: number): void }
}
type Emulated = Tracked & {
  primaryInputMode: 'controller' | 'hand'
  controllers: Record<
    Side,
    Tracked & { updateButtonValue(id: string, value: number): void; updateAxes(id: string, x: number, y: number): void }
  >
  hands: Record<Side, Tracked & { poseId: string; updatePinchValue(value: number): void }>
}
declare global {
  interface Window {
    xrDevice: Emulated
  }
}

/** Few pixels for both eyes once inside: software draws each of them slowly. */
export const SMALL = { width: 240, height: 136 } as const

/** Call before the page is opened. */
export async function wearHeadset(page: Page): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('iwer')
  const folder = entry.slice(0, entry.lastIndexOf(join('node_modules', 'iwer'))) + join('node_modules', 'iwer')
  await page.addInitScript({ path: join(dirname(join(folder, 'package.json')), 'build', 'iwer.min.js') })
  await page.addInitScript({ content: MEND })
}

/** What the headset says of itself; null outside it. */
export const headsetState = (page: Page): Promise<HeadsetState | null> =>
  page.evaluate(() => window.townhall.headsetState())

const PATIENCE_MS = 90_000

/** The state once it passes `test`; asked again with each frame of the page. */
export async function until(page: Page, test: (state: HeadsetState) => boolean): Promise<HeadsetState> {
  const late = Date.now() + PATIENCE_MS
  for (;;) {
    const state = await headsetState(page)
    if (state && test(state)) return state
    if (Date.now() > late) throw new Error(`the headset did not come so far: ${JSON.stringify(state)}`)
    await page.evaluate(() => new Promise((drawn) => void requestAnimationFrame(drawn)))
  }
}

/** Waits until the headset has drawn some frames more. */
export async function frames(page: Page, count: number): Promise<HeadsetState> {
  const now = (await headsetState(page))?.frames ?? 0
  return until(page, (state) => state.frames >= now + count)
}

/** The head at a place of the room, looking at another. */
export const look = (page: Page, at: RoomPlace, target: RoomPlace): Promise<void> => aim(page, 'head', at, target)

/** A controller or bare hand at a place of the room, pointing at another. */
export const point = (page: Page, side: Side, at: RoomPlace, target: RoomPlace): Promise<void> =>
  aim(page, side, at, target)

async function aim(page: Page, what: Side | 'head', at: RoomPlace, target: RoomPlace): Promise<void> {
  await page.evaluate(
    ([what, at, target]) => {
      const { xrDevice } = window
      const [dx, dy, dz] = [target[0] - at[0], target[1] - at[1], target[2] - at[2]]
      const yaw = Math.atan2(-dx, -dz) / 2
      const pitch = Math.atan2(dy, Math.hypot(dx, dz)) / 2
      const things = what === 'head' ? [xrDevice] : [xrDevice.controllers[what], xrDevice.hands[what]]
      for (const thing of things) {
        thing.position.set(at[0], at[1], at[2])
        thing.quaternion.set(
          Math.cos(yaw) * Math.sin(pitch),
          Math.sin(yaw) * Math.cos(pitch),
          -Math.sin(yaw) * Math.sin(pitch),
          Math.cos(yaw) * Math.cos(pitch),
        )
      }
    },
    [what, at, target] as const,
  )
}

/** Trigger down and up again, with frames in between. */
export async function press(page: Page, side: Side, button = 'trigger'): Promise<void> {
  await hold(page, side, 1, button)
  await frames(page, 2)
  await hold(page, side, 0, button)
  await frames(page, 2)
}

export const hold = (page: Page, side: Side, value: number, button = 'trigger'): Promise<void> =>
  page.evaluate(([side, value, button]) => window.xrDevice.controllers[side].updateButtonValue(button, value), [
    side,
    value,
    button,
  ] as const)

export const stick = (page: Page, side: Side, x: number, y: number): Promise<void> =>
  page.evaluate(([side, x, y]) => window.xrDevice.controllers[side].updateAxes('thumbstick', x, y), [
    side,
    x,
    y,
  ] as const)

/** Controllers are put down and bare hands seen, or the other way. */
export const holdWith = (page: Page, mode: 'controller' | 'hand', poseId = 'point'): Promise<void> =>
  page.evaluate(
    ([mode, poseId]) => {
      window.xrDevice.primaryInputMode = mode
      window.xrDevice.hands.right.poseId = poseId
    },
    [mode, poseId] as const,
  )

/** Where hands rest, low and out of sight; where the other hand points from; the wrist that carries the menu; the eyes. */
const AT_REST = [-0.3, 0.9, 0] as const
export const AIMING = [0.2, 1.35, -0.25] as const
const WRIST = [-0.14, 1.35, -0.36] as const
const EYES = [0, 1.6, 0] as const

/** Looks at the wrist that carries the menu, until it is open. */
export async function openMenu(page: Page): Promise<HeadsetState> {
  await point(page, 'left', WRIST, [WRIST[0], WRIST[1], -3])
  await look(page, EYES, [WRIST[0], WRIST[1] + 0.1, WRIST[2]])
  return until(page, (state) => state.menu.isOpen)
}

/** Puts the menu hand down and looks ahead. */
export async function lookAhead(page: Page): Promise<HeadsetState> {
  await point(page, 'left', AT_REST, [-0.3, 0, -0.5])
  await look(page, EYES, [0, 1.6, -1])
  return until(page, (state) => !state.menu.isOpen)
}

/** By the ray of the right hand. */
export async function pressControl(page: Page, where: 'menu' | 'panel', label: string | RegExp): Promise<void> {
  const state = await headsetState(page)
  await point(page, 'right', AIMING, control(state?.[where] ?? null, label))
  await frames(page, 2)
  await press(page, 'right')
}

/** By the open menu; the state is gone with the headset, so that no frames can be counted after it. */
export async function leave(page: Page): Promise<void> {
  const open = await until(page, ({ menu }) => menu.isOpen)
  await point(page, 'right', AIMING, control(open.menu, 'Leave the headset'))
  await frames(page, 2)
  await hold(page, 'right', 1)
  await frames(page, 2)
  await hold(page, 'right', 0)
  await page.waitForFunction(() => window.townhall.headset() === null)
}

/** Two grips over the table go from one distance to another; the state while both still hold. */
export async function squeezeTable(
  page: Page,
  [x, y, z]: RoomPlace,
  fromM: number,
  toM: number,
): Promise<HeadsetState> {
  const grip = async (apartM: number): Promise<void> => {
    await point(page, 'left', [x - apartM / 2, y + 0.15, z + 0.1], [x - apartM / 2, y, z - 3])
    await point(page, 'right', [x + apartM / 2, y + 0.15, z + 0.1], [x + apartM / 2, y, z - 3])
    await frames(page, 2)
  }
  await grip(fromM)
  for (const side of ['left', 'right'] as const) await hold(page, side, 1, 'squeeze')
  await frames(page, 2)
  await grip(toM)
  const scaled = await frames(page, 1)
  for (const side of ['left', 'right'] as const) await hold(page, side, 0, 'squeeze')
  await frames(page, 1)
  return scaled
}

/** Where a button or field can be pressed; throws with the labels there are. */
export function control(where: HeadsetState['menu'] | HeadsetState['panel'], label: string | RegExp): RoomPlace {
  const controls = where?.controls ?? []
  const found = controls.find((one) => (typeof label === 'string' ? one.label === label : label.test(one.label)))
  if (!found) throw new Error(`no “${String(label)}” among ${controls.map((one) => one.label).join(', ')}`)
  return found.at
}
