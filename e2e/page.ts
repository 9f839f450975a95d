// What tests and benchmarks say to a page of Townhall: join, look from a viewpoint, read its figures.
import type { Page } from 'playwright-core'
import type { Viewpoint } from './viewpoints.ts'

export type SceneStats = {
  drawCalls: number
  triangles: number
  textureBytes: number
  frameMs: number
  heapBytes: number
}

/** The part of `window.townhall` that tests use; the whole is in client/townhall-api.ts. */
type Api = {
  ready: Promise<void>
  people(): readonly { id: number; name: string; isMe: boolean; eastM: number; northM: number; upM: number }[]
  stats(): SceneStats
  settled(): Promise<void>
  setTime(atMs: number | null): void
  setQuality(mode: 'auto' | 'high' | 'picture'): void
  cardOf(place: string): Promise<{
    title: string
    facts: readonly { key: string; value: string }[]
    source: { attribution: string }
  } | null>
  goTo(place: string | { lon: number; lat: number }): Promise<boolean>
  /** Where the eyes are in the headset, null outside it. */
  headset(): {
    eastM: number
    northM: number
    upM: number
    eyes: number
    credits: string
    creditsInView: boolean
  } | null
  leaveVr(): Promise<void>
  camera: {
    pose(): { eastM: number; northM: number; upM: number; headingRad: number; pitchRad: number }
    look(view: { lon: number; lat: number; aboveGroundM: number; headingDeg: number; pitchDeg: number }): Promise<void>
    release(): void
    face(headingDeg: number): void
  }
}
declare global {
  interface Window {
    townhall: Api
  }
}

/** Opens the city under a name and waits until one stands in it. */
export async function enter(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/?name=${encodeURIComponent(name)}`)
  await page.waitForFunction(() => window.townhall !== undefined, null, { timeout: 120_000 })
  await page.evaluate(() => window.townhall.ready)
}

/** Looks from a viewpoint at a moment of light, and waits until every tile wanted there is drawn. */
export async function lookFrom(page: Page, view: Viewpoint, atMs: number): Promise<void> {
  await page.evaluate(
    async ([v, ms]) => {
      window.townhall.setTime(ms)
      await window.townhall.camera.look(v)
      await window.townhall.settled()
    },
    [view, atMs] as const,
  )
}

export const people = (page: Page): Promise<ReturnType<Api['people']>> =>
  page.evaluate(() => [...window.townhall.people()])
export const stats = (page: Page): Promise<SceneStats> => page.evaluate(() => window.townhall.stats())
