// What a headset needs of the visit it is worn in, and what it gives back. No engine here: in-city.ts reads it too.
import type { RayM } from '../../shared/city/footprint-grid.ts'
import type { MoveMode, Pose } from '../../shared/protocol/presence.ts'
import type { MountedPanel } from '../panels/mount.tsx'
import type { PanelModel } from '../panels/model.ts'
import type { Me } from '../people/me.ts'
import type { Surroundings } from '../people/surroundings.ts'
import type { Met } from '../scene/field-layer.ts'
import type { CityScene } from '../scene/scene.ts'
import type { Surface } from './surface.ts'

export type HeadsetKind = 'vr' | 'ar'

/** Somebody else as they stand now; the figures of the crowd fit. */
export type SeenPerson = {
  readonly id: number
  readonly name: string
  readonly eastM: number
  readonly northM: number
  readonly upM: number
}

export type HeadsetHost = {
  readonly scene: CityScene
  /** The headset moves `me.body` (real steps, sticks, teleport) and follows it when others move it. */
  readonly me: Me
  readonly around: Surroundings
  readonly model: PanelModel
  readonly quality: 'auto' | 'high'
  /** Where visits begin. */
  readonly spawn: { readonly eastM: number; readonly northM: number }
  /** Everybody else in sight, read only while the table-top model is up. */
  people(): readonly SeenPerson[]
  /** Shows and pins the card of a building, or takes it away. */
  showCard(feature: number | null): Promise<void>
  /** Pins the card of a device or of what a layer shows where the ray goes; false where there is none. */
  pressThing(ray: RayM, met: Met): boolean
  /** How far away such a thing is, if it stands or moves; null where there is none. */
  reachThing(ray: RayM, met: Met): number | null
  /** The body was put elsewhere at once: tells the server (the `goTo` intent) and shows a refusal as a notice. */
  teleported(): void
  /** The session is over, by whatever way. */
  left(): void
}

/** What of one's pose only a headset knows, in the codec's terms: from the feet, city axes. */
export type WornPose = Pick<Pose, 'headset' | 'left' | 'right' | 'headYawRad' | 'headPitchRad'> & {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  readonly headingRad: number
  readonly mode: MoveMode
}

export type Headset = {
  readonly kind: HeadsetKind
  /** The city lies on a table: one looks at it from outside. */
  readonly isAtTable: boolean
  /** One object, written anew each frame. */
  pose(): WornPose
  /** Where the eyes are, for tests and for telling others. */
  where(): {
    eastM: number
    northM: number
    upM: number
    eyes: number
    credits: string
    creditsInView: boolean
  }
  /** Everything tests ask for; places are metres of the room one really stands in (x right, y up, z back). */
  describe(): HeadsetState
  /** Where in the room a place of the city is now, for pointing at it. */
  roomOf(eastM: number, northM: number, upM: number): RoomPlace
  leave(): Promise<void>
}

/** A panel as the headset has it, whoever draws it. */
export type WornPanel = {
  readonly name: MountedPanel
  readonly surface: Surface
  /** Drawn as a list by the engine, not by the page. */
  readonly isList: boolean
  /** What is typed into it. */
  readonly typed: string
  /** How often it was drawn, for tests. */
  readonly draws: number
  /** Once a frame. */
  step(nowMs: number): void
  controls(): Pressable[]
  dispose(): void
}

export type RoomPlace = readonly [x: number, y: number, z: number]
/** A button or field that can be pressed, and where. */
export type Pressable = { readonly label: string; readonly at: RoomPlace; readonly isOn: boolean }

export type HeadsetState = ReturnType<Headset['where']> & {
  kind: HeadsetKind
  frames: number
  headingRad: number
  mode: MoveMode
  /** Where the city lies in the room: metres of the city for a metre of the room, and its turn. */
  stage: { scale: number; yawRad: number }
  menu: { isOpen: boolean; page: string; controls: Pressable[] }
  panel: { name: string; isList: boolean; controls: Pressable[]; typed: string; draws: number } | null
  teleport: 'none' | 'aiming' | 'refused'
  /** The building under a ray. */
  hover: { feature: number | null }
  hands: { left: string; right: string }
  /** Where each hand touches. */
  tips: { left: RoomPlace | null; right: RoomPlace | null }
  table: {
    scale: number
    radiusM: number
    pins: number
    centreM: readonly [number, number]
    at: RoomPlace
    /** The middle of the second, where there are two. */
    secondAt: RoomPlace | null
  } | null
  detail: number
}
