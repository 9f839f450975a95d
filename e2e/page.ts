// What tests and benchmarks say to a page of Townhall: join, look from a viewpoint, read its figures.
import type { Page } from 'playwright-core'
import type { Emote } from '../shared/protocol/intent.ts'
import type { FactsNow } from '../client/session/session.ts'
import type { Wall } from '../client/meeting/board-words.ts'
import type { HeadsetState, RoomPlace } from '../client/xr/host.ts'
import type { Viewpoint } from './viewpoints.ts'

export type SceneStats = {
  drawCalls: number
  triangles: number
  textureBytes: number
  frameMs: number
  heapBytes: number
}

/** Somebody in the city as a page shows them; places are null while they are not shown. */
export type Seen = {
  id: number
  name: string
  isMe: boolean
  isAway: boolean
  isHandUp: boolean
  isGuiding: boolean
  eastM: number
  northM: number
  upM: number
  mode: 'walk' | 'fly' | 'sit' | null
  emote: Emote | null
  said: string | null
  hasHeadset: boolean
  hands: number
  /** Above the feet, as drawn; null without a headset, without that hand. */
  headUpM: number | null
  rightHandUpM: number | null
}

/** The part of `window.townhall` that tests use; the whole is in client/townhall-api.ts. */
type Api = {
  ready: Promise<void>
  people(): readonly Seen[]
  stats(): SceneStats
  settled(): Promise<void>
  setTime(atMs: number | null): void
  picture(): string
  setQuality(mode: 'auto' | 'high' | 'picture'): void
  cardOf(place: string): Promise<{
    title: string
    facts: readonly { key: string; value: string }[]
    source: { attribution: string }
  } | null>
  goTo(place: string | { lon: number; lat: number } | readonly [number, number]): Promise<boolean>
  setMode(mode: 'walk' | 'fly'): void
  say(text: string, to?: 'near' | 'all'): void
  emote(emote: Emote): void
  raiseHand(isUp: boolean): void
  sit(isSitting: boolean): void
  guide(isOn: boolean): void
  follow(avatarId: number | null): void
  gather(): void
  goToPerson(avatarId: number): Promise<boolean>
  chat(): readonly { name: string; text: string; to: 'near' | 'all'; isMine: boolean }[]
  around(): readonly { kind: string; name: string; distanceM: number; bearingDeg: number }[]
  lookAround(): void
  facts(): FactsNow
  /** How many things are drawn of each layer that is on, and where one that moves is drawn. */
  layers(): Readonly<Record<string, number>>
  placeOf(layer: string, id: string): { eastM: number; northM: number } | null
  /** How deep the water stands at a place, as it is drawn and as it is told. */
  waterAt(eastM: number, northM: number): { depthM: number; toldM: number } | null
  showLayer(layer: string, isOn: boolean): void
  standing(): { devices: Readonly<Record<string, number>>; alerts: number }
  looking(): { is: 'live' | 'past' | 'fork'; name?: string; atMs?: number }
  compared(): { mode: string; a?: string; b?: string; line: number; state: string }
  /** The place of the meeting that is watched: where its wall stands and what it says; taking the seat that is offered there. */
  meetingPlace(): {
    readonly layout: { readonly floorM: number; readonly wall: { readonly eastM: number; readonly northM: number } }
    readonly wall: Wall | null
    readonly wallDraws: number
  } | null
  takeSeat(): void
  dropLine(): void
  readonly connection: 'connecting' | 'here' | 'lost' | 'gone'
  /** Where the eyes are in the headset, null outside it. */
  headset(): {
    eastM: number
    northM: number
    upM: number
    eyes: number
    credits: string
    creditsInView: boolean
  } | null
  headsetState(): HeadsetState | null
  /** Where in the room of the headset a place of the city is now. */
  roomOf(eastM: number, northM: number, upM: number): RoomPlace | null
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
