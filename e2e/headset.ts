// An emulated Quest 3 for a page: iwer, injected before the page's own scripts, so that the app ships without it.
// Its getOffsetReferenceSpace hands an XRRigidTransform to a matrix copy (2.4.0 and 2.5.0), which gives NaN and makes
// every offset of the viewer do nothing; mended here. Software rendering is slow: wait on state and frames, never on time.
// Each answer of a page that draws slowly comes a frame late or two, so what takes several frames is one question to it.
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

const PATIENCE_MS = 90_000

/** In the page, before its own scripts: frames counted, hands moved and triggers pulled without a question for each. */
function wear(patienceMs: number): void {
  const drawn = (): Promise<number> => new Promise((next) => void requestAnimationFrame(next))
  const frames = async (count: number): Promise<HeadsetState> => {
    const from = window.townhall.headsetState()?.frames ?? 0
    const lateMs = performance.now() + patienceMs
    for (;;) {
      const now = window.townhall.headsetState()
      if (now && now.frames >= from + count) return now
      if (performance.now() > lateMs) throw new Error(`the headset drew no ${count} frames: ${JSON.stringify(now)}`)
      await drawn()
    }
  }
  window.worn = {
    frames,
    async next() {
      await drawn()
      return window.townhall.headsetState()
    },
    aim(what, at, target) {
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
    hold: (side, button, value) => window.xrDevice.controllers[side].updateButtonValue(button, value),
    async press(side, button) {
      window.worn.hold(side, button, 1)
      await frames(2)
      window.worn.hold(side, button, 0)
      await frames(2)
    },
  }
}

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
    worn: {
      frames(count: number): Promise<HeadsetState>
      /** The state after one more frame of the page. */
      next(): Promise<HeadsetState | null>
      aim(what: Side | 'head', at: RoomPlace, target: RoomPlace): void
      hold(side: Side, button: string, value: number): void
      press(side: Side, button: string): Promise<void>
    }
  }
}

export { rest } from './browser.ts'

/** Few pixels for both eyes once inside: software draws each of them slowly. */
export const SMALL = { width: 240, height: 136 } as const

/** Call before the page is opened. */
export async function wearHeadset(page: Page): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('iwer')
  const folder = entry.slice(0, entry.lastIndexOf(join('node_modules', 'iwer'))) + join('node_modules', 'iwer')
  await page.addInitScript({ path: join(dirname(join(folder, 'package.json')), 'build', 'iwer.min.js') })
  await page.addInitScript({ content: MEND })
  await page.addInitScript(wear, PATIENCE_MS)
}

/** Panels are lists then, whatever the browser can do: it refuses pictures of HTML. Call before the page is opened. */
export const refusePictures = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src')
    Object.defineProperty(HTMLImageElement.prototype, 'src', {
      ...source,
      set(this: HTMLImageElement, address: string) {
        if (address.includes('foreignObject')) queueMicrotask(() => this.dispatchEvent(new Event('error')))
        else source?.set?.call(this, address)
      },
    })
  })

/** What the headset says of itself; null outside it. */
export const headsetState = (page: Page): Promise<HeadsetState | null> =>
  page.evaluate(() => window.townhall.headsetState())

/** The state once it passes `test`; asked again with each frame of the page. */
export async function until(page: Page, test: (state: HeadsetState) => boolean): Promise<HeadsetState> {
  const late = Date.now() + PATIENCE_MS
  let state = await headsetState(page)
  while (!state || !test(state)) {
    if (Date.now() > late) throw new Error(`the headset did not come so far: ${JSON.stringify(state)}`)
    state = await page.evaluate(() => window.worn.next())
  }
  return state
}

/** Waits until the headset has drawn some frames more. */
export const frames = (page: Page, count: number): Promise<HeadsetState> =>
  page.evaluate((count) => window.worn.frames(count), count)

/** The head at a place of the room, looking at another. */
export const look = (page: Page, at: RoomPlace, target: RoomPlace): Promise<void> => aim(page, 'head', at, target)

/** A controller or bare hand at a place of the room, pointing at another. */
export const point = (page: Page, side: Side, at: RoomPlace, target: RoomPlace): Promise<void> =>
  aim(page, side, at, target)

const aim = (page: Page, what: Side | 'head', at: RoomPlace, target: RoomPlace): Promise<void> =>
  page.evaluate(([what, at, target]) => window.worn.aim(what, at, target), [what, at, target] as const)

/** A ray, and the state two frames later: what it meets is known then. */
export const pointed = (page: Page, side: Side, at: RoomPlace, target: RoomPlace): Promise<HeadsetState> =>
  page.evaluate(
    ([side, at, target]) => {
      window.worn.aim(side, at, target)
      return window.worn.frames(2)
    },
    [side, at, target] as const,
  )

/** Trigger down and up again, with frames in between. */
export const press = (page: Page, side: Side, button = 'trigger'): Promise<void> =>
  page.evaluate(([side, button]) => window.worn.press(side, button), [side, button] as const)

export const hold = (page: Page, side: Side, value: number, button = 'trigger'): Promise<void> =>
  page.evaluate(([side, button, value]) => window.worn.hold(side, button, value), [side, button, value] as const)

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
export const EYES = [0, 1.6, 0] as const

/** Looks at the wrist that carries the menu, from where one stands in the room, until it is open. */
export async function openMenu(page: Page, eyes: RoomPlace = EYES): Promise<HeadsetState> {
  const wrist = [WRIST[0] + eyes[0] - EYES[0], WRIST[1], WRIST[2] + eyes[2] - EYES[2]] as const
  await point(page, 'left', wrist, [wrist[0], wrist[1], -3])
  await look(page, eyes, [wrist[0], wrist[1] + 0.1, wrist[2]])
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
  await aimAtControl(page, where, label)
  await press(page, 'right')
}

/** Aims again when the control has moved meanwhile: the menu settles on the wrist, a page is turned. */
async function aimAtControl(page: Page, where: 'menu' | 'panel', label: string | RegExp): Promise<void> {
  let now = await headsetState(page)
  for (;;) {
    const at = control(now?.[where] ?? null, label)
    now = await pointed(page, 'right', AIMING, at)
    if (control(now[where], label).every((v, i) => Math.abs(v - (at[i] as number)) < 0.002)) return
  }
}

/**
 * Points the right hand's ray at a building: at those the text twin tells of, nearest first, then round about. The head must
 * look ahead.
 */
export async function pointAtBuilding(page: Page): Promise<void> {
  await page.evaluate(() => window.townhall.lookAround())
  const bearings = await page
    .waitForFunction(() => {
      const all = window.townhall.around()
      return all.length > 0 && all.filter(({ kind }) => kind === 'building').map(({ bearingDeg }) => bearingDeg)
    })
    .then((found) => found.jsonValue())
  const roundAbout = Array.from({ length: 16 }, (_, i) => i * 22.5)
  for (const bearingDeg of [...(bearings || []).slice(0, 4), ...roundAbout]) {
    const turn = (bearingDeg * Math.PI) / 180
    const target = [Math.sin(turn) * 50, 2.5, -Math.cos(turn) * 50] as const
    if ((await pointed(page, 'right', AIMING, target)).hover.feature !== null) return
  }
  throw new Error('no building round about')
}

/** Brings the tip of the right index finger of a bare hand in front of a place, through it, and back. */
export async function poke(page: Page, at: RoomPlace): Promise<void> {
  const away = Math.hypot(EYES[0] - at[0], EYES[1] - at[1], EYES[2] - at[2])
  const out = [0, 1, 2].map((i) => ((EYES[i] as number) - (at[i] as number)) / away)
  let wrist = [at[0] + 0.05, at[1] - 0.1, at[2] + 0.2] as [number, number, number]
  const moveTo = (to: [number, number, number]): Promise<HeadsetState> => {
    wrist = to
    return pointed(page, 'right', to, [to[0], to[1], to[2] - 1])
  }
  let now = await moveTo(wrist)
  for (const frontM of [0.06, 0.03, -0.01, 0.08]) {
    // The tip comes so many metres in front of the place: found by where it is when the hand is somewhere.
    const tip = now.tips.right ?? wrist
    const along = (i: 0 | 1 | 2): number => wrist[i] + at[i] + (out[i] as number) * frontM - tip[i]
    now = await moveTo([along(0), along(1), along(2)])
  }
}

/** By the open menu, pressed once; the state is gone with the headset, so that no frames can be counted after it. */
export async function leave(page: Page): Promise<void> {
  await until(page, ({ menu }) => menu.isOpen && menu.page === 'menu')
  await aimAtControl(page, 'menu', 'Leave the headset')
  await hold(page, 'right', 1)
  const last = await frames(page, 2)
  await hold(page, 'right', 0)
  await page
    .waitForFunction(() => window.townhall.headset() === null, null, { timeout: PATIENCE_MS })
    .catch(() => Promise.reject(new Error(`the headset is still worn: ${JSON.stringify(last)}`)))
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
