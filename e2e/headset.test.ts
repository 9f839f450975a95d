// A visit in an emulated headset: in by the button, a building's card by the ray, the wrist menu by ray and by finger,
// teleport and turns, a panel typed into, a second person met, out again. Nothing leaves the origin on the way.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { standingPose } from '../shared/protocol/presence.ts'
import { launchBrowser, watchPage } from './browser.ts'
import {
  control,
  frames,
  headsetState,
  hold,
  holdWith,
  look,
  point,
  press,
  SMALL,
  stick,
  until,
  wearHeadset,
} from './headset.ts'
import { enter, people, stats } from './page.ts'
import { startTown, type Town } from './town.ts'

/** Where hands rest: low, and out of sight of the eyes that look ahead. */
const AT_REST = [-0.3, 0.9, 0] as const
const AIMING = [0.2, 1.35, -0.25] as const
const EYES = [0, 1.6, 0] as const
const WRIST = [-0.14, 1.35, -0.36] as const

let town: Town
let browser: Browser
let page: Page
let watched: ReturnType<typeof watchPage>
let other: Session

beforeAll(async () => {
  town = await startTown()
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 640, height: 360 } })
  page.setDefaultTimeout(120_000)
  watched = watchPage(page, town.url)
  await wearHeadset(page)
  await enter(page, town.url, 'Quest')
  other = await joinCity({ url: town.url, name: 'Aigul' })
})
afterAll(async () => {
  await other?.leave()
  await browser?.close()
  await town?.stop()
})

/** Looks at the wrist that carries the menu, until it is open. */
async function openMenu() {
  await point(page, 'left', WRIST, [WRIST[0], WRIST[1], -3])
  await look(page, EYES, [WRIST[0], WRIST[1] + 0.1, WRIST[2]])
  return until(page, (state) => state.menu.isOpen)
}

/** Puts the menu hand down and looks ahead. */
async function lookAhead() {
  await point(page, 'left', AT_REST, [-0.3, 0, -0.5])
  await look(page, EYES, [0, 1.6, -1])
  return until(page, (state) => !state.menu.isOpen)
}

async function pressControl(where: 'menu' | 'panel', label: string | RegExp): Promise<void> {
  const state = await headsetState(page)
  await point(page, 'right', AIMING, control(state?.[where] ?? null, label))
  await frames(page, 2)
  await press(page, 'right')
}

describe('a visit in a headset', () => {
  it('begins by the button, where one stood, with the attribution in view of both eyes', async () => {
    const before = await page.evaluate(() => window.townhall.camera.pose())
    await page.getByRole('button', { name: 'Enter VR' }).click()
    await page.waitForFunction(() => window.townhall.headset() !== null)
    await page.setViewportSize(SMALL)
    const inside = await frames(page, 2)
    expect(inside.credits).toContain('OpenStreetMap')
    expect(inside.creditsInView).toBe(true)
    expect(Math.hypot(inside.eastM - before.eastM, inside.northM - before.northM)).toBeLessThan(0.5)
    expect(Math.abs(inside.upM - before.upM)).toBeLessThan(0.6)
    expect(inside.headingRad).toBeCloseTo(before.headingRad, 2)
    expect(inside.eyes).toBe(2)
    const cost = await stats(page)
    expect(cost.drawCalls).toBeGreaterThan(10)
    expect(cost.triangles).toBeGreaterThan(10_000)
  })

  it('shows the card of the building one points at, as a panel within reach of the eyes', async () => {
    await lookAhead()
    let feature: number | null = null
    // Somewhere round about stands a house: a little above the horizon, in steps of a turn.
    for (let i = 0; i < 16 && feature === null; i++) {
      const turn = (i * Math.PI) / 8
      await point(page, 'right', AIMING, [Math.sin(turn) * 50, 3.5, -Math.cos(turn) * 50])
      await frames(page, 2)
      feature = (await headsetState(page))?.hover.feature ?? null
    }
    expect(feature).not.toBeNull()
    await press(page, 'right')
    const state = await until(page, ({ panel }) => panel?.name === 'card' && panel.draws > 0)
    const close = control(state.panel, 'Close')
    expect(Math.hypot(close[0], close[1] - 1.6, close[2])).toBeLessThan(1.1)
    await pressControl('panel', 'Close')
    await until(page, ({ panel }) => panel === null)
  })

  it('opens the menu at a look at the wrist; the ray of the other hand presses it', async () => {
    await openMenu()
    await pressControl('menu', 'Raise hand')
    await until(page, ({ menu }) => menu.controls.some(({ label, isOn }) => label === 'Lower hand' && isOn))
    await expect
      .poll(() => other.people().find(({ name }) => name === 'Quest')?.isHandUp, { timeout: 20_000 })
      .toBe(true)
    await pressControl('menu', 'In a headset')
    await until(page, ({ menu }) => menu.page === 'comfort')
    await pressControl('menu', /Back/)
    await until(page, ({ menu }) => menu.page === 'menu')
  })

  it('is typed into: keys of the panel, then a real keyboard; what was said reaches the other', async () => {
    const heard: string[] = []
    other.onSaid(({ text }) => heard.push(text))
    await pressControl('menu', /^Chat/)
    await lookAhead()
    await until(page, ({ panel }) => panel?.name === 'chat')
    for (const key of ['h', 'i']) await pressControl('panel', key)
    await until(page, ({ panel }) => panel?.typed === 'hi')
    await page.keyboard.type(' all')
    await until(page, ({ panel }) => panel?.typed === 'hi all')
    await pressControl('panel', 'Everybody')
    await pressControl('panel', 'Send')
    await until(page, ({ panel }) => panel?.typed === '')
    await expect.poll(() => heard, { timeout: 20_000 }).toContain('hi all')
    await pressControl('panel', 'Close')
    await until(page, ({ panel }) => panel === null)
  })

  it('teleports by the arc of the stick and turns in steps; the server and the others follow', async () => {
    const before = await lookAhead()
    await point(page, 'right', AIMING, [AIMING[0], AIMING[1] + 0.1, -4])
    await stick(page, 'right', 0, -1)
    await until(page, ({ teleport }) => teleport === 'aiming')
    await stick(page, 'right', 0, 0)
    const gone = await until(page, ({ eastM, northM, teleport }) => {
      return teleport === 'none' && Math.hypot(eastM, northM) > 0
    })
    const after = await frames(page, 2)
    expect(gone.kind).toBe('vr')
    const wayM = Math.hypot(after.eastM - before.eastM, after.northM - before.northM)
    expect(wayM).toBeGreaterThan(3)
    expect(wayM).toBeLessThan(15)
    let heading = Number.NaN
    let seenEast = Number.NaN
    other.onPoses((id, pose) => {
      if (id === other.people().find(({ name }) => name === 'Quest')?.avatarId) {
        seenEast = pose.eastM
        heading = pose.headingRad
      }
    })
    await expect.poll(() => Math.abs(seenEast - after.eastM) < 0.1, { timeout: 20_000 }).toBe(true)
    await stick(page, 'right', 1, 0)
    await frames(page, 2)
    await stick(page, 'right', 0, 0)
    const turned = await frames(page, 1)
    const stepRad = (turned.headingRad - after.headingRad + 2 * Math.PI) % (2 * Math.PI)
    expect((stepRad * 180) / Math.PI).toBeCloseTo(30, 1)
    await expect.poll(() => Math.abs(heading - turned.headingRad) < 0.01, { timeout: 20_000 }).toBe(true)
  })

  it('meets another: they are in the crowd, and see a head and two hands', async () => {
    const here = await headsetState(page)
    let hands = 0
    let headM = 0
    other.onPoses((_, pose) => {
      hands = Number(pose.left !== null) + Number(pose.right !== null)
      headM = pose.headset?.upM ?? 0
    })
    const [eastM, northM, upM] = [(here?.eastM ?? 0) + 2, here?.northM ?? 0, (here?.upM ?? 0) - 1.6]
    expect((await other.ask({ type: 'goTo', eastM, northM, upM, headingRad: 4 })).ok).toBe(true)
    const pose = { ...standingPose(), eastM, northM, upM, headingRad: 4 }
    await expect
      .poll(
        async () => {
          pose.northM += 0.02
          other.sendPose(pose)
          const seen = (await people(page)).find(({ name }) => name === 'Aigul')
          return seen !== undefined && seen.eastM !== null && Math.abs(seen.eastM - eastM) < 0.5
        },
        { timeout: 30_000, interval: 60 },
      )
      .toBe(true)
    await expect.poll(() => hands, { timeout: 20_000 }).toBe(2)
    expect(headM).toBeGreaterThan(1.4)
    expect(headM).toBeLessThan(1.8)
  })

  it('is pressed by the finger of a bare hand', async () => {
    await holdWith(page, 'hand')
    await until(page, ({ hands }) => hands.right === 'hand' && hands.left === 'hand')
    const open = await openMenu()
    await pokeControl(control(open.menu, 'Gestures'))
    await until(page, ({ menu }) => menu.page === 'emotes')
    await holdWith(page, 'controller')
    await until(page, ({ hands }) => hands.right === 'controller')
  })

  it('ends by the menu, on the screen, where one stood in the headset', async () => {
    const open = await openMenu()
    if (open.menu.page !== 'menu') await pressControl('menu', /Back/)
    const last = await until(page, ({ menu }) => menu.page === 'menu')
    await point(page, 'right', AIMING, control(last.menu, 'Leave the headset'))
    await frames(page, 2)
    await hold(page, 'right', 1)
    await frames(page, 2)
    await hold(page, 'right', 0)
    await page.waitForFunction(() => window.townhall.headset() === null)
    const after = await page.evaluate(() => window.townhall.camera.pose())
    expect(Math.hypot(after.eastM - last.eastM, after.northM - last.northM)).toBeLessThan(1)
    await page.getByRole('button', { name: 'Enter VR' }).waitFor()
    // The shadows, some 30 MB, are still the city's.
    expect((await page.evaluate(() => window.townhall.stats())).textureBytes).toBeGreaterThan(30e6)
    expect(watched.errors).toEqual([])
    expect(watched.outside).toEqual([])
  })
})

/** Brings the tip of the right index finger in front of a place, through it, and back. */
async function pokeControl(at: readonly [number, number, number]): Promise<void> {
  const away = Math.hypot(EYES[0] - at[0], EYES[1] - at[1], EYES[2] - at[2])
  const out = [0, 1, 2].map((i) => ((EYES[i] as number) - (at[i] as number)) / away)
  let wrist = [at[0] + 0.05, at[1] - 0.1, at[2] + 0.2]
  /** The tip at so many metres in front of the place: found by where it is when the hand is somewhere. */
  const tipAt = async (frontM: number): Promise<void> => {
    const from = [wrist[0], wrist[1], wrist[2]] as [number, number, number]
    const tip = (await headsetState(page))?.tips.right ?? from
    wrist = wrist.map(
      (_, i) => (from[i] as number) + (at[i] as number) + (out[i] as number) * frontM - (tip[i] as number),
    )
    const to = wrist as [number, number, number]
    await point(page, 'right', to, [to[0], to[1], to[2] - 1])
    await frames(page, 2)
  }
  const first = wrist as [number, number, number]
  await point(page, 'right', first, [first[0], first[1], first[2] - 1])
  await frames(page, 2)
  await tipAt(0.06)
  await tipAt(0.03)
  await tipAt(-0.01)
  await tipAt(0.08)
}
