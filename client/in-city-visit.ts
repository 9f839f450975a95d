// What a visit to the city is, drawn or not: who one is, the others, and all that the panels may ask for once inside.
// in-city.ts draws it; in-city-plain.ts does without, for browsers that cannot and people who need not.
import type { Manifest } from '../shared/city/manifest.ts'
import { type Pose, standingPose } from '../shared/protocol/presence.ts'
import { type CityActs, deeds } from './in-city-deeds.ts'
import { type Travel, travels } from './in-city-travel.ts'
import { aroundMe } from './in-city-around.ts'
import type { LayersInCity } from './in-city-layers.ts'
import type { StandingInCity } from './in-city-standing.ts'
import { meetingInCity } from './in-city-meeting.ts'
import { meetingHeard } from './in-city-meeting-sound.ts'
import type { MeetingPlaceInCity } from './in-city-meeting-place.ts'
import { tellTrouble } from './in-city-twin.ts'
import type { PanelModel } from './panels/model.ts'
import { say } from './panels/strings.ts'
import { Company } from './people/company.ts'
import { Crowd } from './people/crowd.ts'
import { Me } from './people/me.ts'
import type { Wish } from './people/motion.ts'
import type { Surroundings } from './people/surroundings.ts'
import { Tour } from './people/tour.ts'
import type { readTiles } from './session/city-data.ts'
import { joinCity, type Session } from './session/session.ts'
import type { CityScene } from './scene/scene.ts'
import type { Headset, WornPose } from './xr/host.ts'
import { identity } from './wallet/identity-model.ts'

export type Visit = {
  readonly manifest: Manifest
  readonly tiles: Awaited<ReturnType<typeof readTiles>>
  readonly view: HTMLCanvasElement
  readonly model: PanelModel
  readonly quality: 'auto' | 'high'
}

export type InCity = {
  readonly manifest: Manifest
  /** Null where nothing is drawn. */
  readonly scene: CityScene | null
  readonly me: Me
  readonly session: Session
  readonly crowd: Crowd
  readonly travel: Travel
  readonly acts: CityActs
  setTime(atMs: number | null): void
  readonly layers: LayersInCity
  /** Null where nothing is drawn. */
  readonly stand: StandingInCity | null
  /** The place of the meeting one watches; left out where nothing is drawn. */
  readonly meeting?: MeetingPlaceInCity
  /** Null while one looks at a screen. */
  headset(): Headset | null
  settled(): Promise<void>
  /** Resolves when there is ground under one's feet. */
  readonly standing: Promise<void>
}

const PANELS_EVERY_S = 0.25

export type Stay = {
  readonly me: Me
  readonly session: Session
  readonly crowd: Crowd
  readonly travel: Travel
  readonly tour: Tour
  readonly acts: CityActs
  /** One frame: moves by hands or behind a guide, tells where one is, works out the others. */
  frame(hands: Readonly<Wish>, seconds: number, worn: WornPose | null): void
  /** One looked round by hand: the eyes are not turned by following for a while. */
  lookedRound(): void
}

/** Joins and wires everything that needs no picture. */
export async function stay(parts: {
  readonly model: PanelModel
  readonly around: Surroundings | null
  readonly settled: (() => Promise<void>) | null
  readonly me: Me
  /** Told the height of the ground where the text twin looked. */
  readonly onGround?: (groundM: number) => void
  readonly drawn: Pick<CityActs, 'setTime' | 'enterVr' | 'enterAr' | 'leaveHeadset'>
}): Promise<Stay> {
  const { model, around, settled, me, drawn, onGround } = parts
  const crowd = new Crowd()
  const name = model.name.value
  const session = await begin(name, model, me)
  tellTrouble(session, model)
  // Who closes the page does not stand about as somebody whose line was lost; a page the browser keeps may come back.
  addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) void session.leave().catch(() => undefined)
  })
  const { place } = session.me
  me.place(place.eastM, place.northM, place.headingRad)
  // No ground is loaded yet; at another height than the server's the first step would be refused.
  me.body.feetUpM = place.upM
  const company = new Company({ session, crowd, model, me })
  const travel = travels({ session, crowd, me, model, around, settled })
  const tour = new Tour({ session, crowd, me, model, travel })
  const lookAround = aroundMe({ crowd, me, model, onGround })
  const acts = deeds({ session, me, model, travel, tour, company, lookAround, drawn })
  meetingInCity({ session, model, me, travel })
  meetingHeard(model)
  // A name given while the line was opened; half a name in the welcome is not one yet.
  if (name !== model.name.value && !model.isWelcomeOpen.value) acts.rename(model.name.value)

  const pose: Pose = standingPose()
  let sincePanels = 0
  return {
    me,
    session,
    crowd,
    travel,
    tour,
    acts,
    frame: (hands, seconds, worn) => {
      const wish = tour.wish(hands, seconds, worn === null)
      // In a headset the headset moves the body, unless a guide is followed.
      if (worn === null || tour.isMoving) me.step(wish, seconds)
      tour.stepped()
      session.sendPose(poseOf(me, worn, session.serverMs(), pose))
      crowd.frame(session.serverMs(), me.eye)
      sincePanels += seconds
      if (sincePanels < PANELS_EVERY_S) return
      company.tellPlaces(sincePanels)
      sincePanels = 0
    },
    lookedRound: () => tour.lookedRound(),
  }
}

/** With others, or with `?watch` alone in front of what is recorded. */
async function begin(name: string, model: PanelModel, me: Me): Promise<Session> {
  const asked = new URLSearchParams(location.search)
  const url = location.origin
  if (asked.has('watch')) {
    const { eastM, northM, feetUpM: upM, headingRad } = me.body
    const { watchCity } = await import('./session/onlooker.ts')
    const session = await watchCity({
      url,
      name,
      place: { eastM, northM, upM, headingRad },
      fetch: (one) => fetch(one),
    })
    model.notice.value = say('onlooking')
    return session
  }
  const look = model.look.value === 0 ? {} : { look: model.look.value }
  return joinCity({ url, name, ...look, key: asked.get('key') ?? '', identity })
}

/** What others see of one; written into one object again and again. */
function poseOf(me: Me, worn: WornPose | null, timeMs: number, pose: Pose): Pose {
  const { body } = me
  pose.timeMs = timeMs
  if (worn) return Object.assign(pose, worn)
  pose.eastM = body.eastM
  pose.northM = body.northM
  pose.upM = body.feetUpM
  pose.headingRad = body.headingRad
  pose.mode = body.mode
  pose.headYawRad = 0
  pose.headPitchRad = body.pitchRad
  pose.headset = pose.left = pose.right = null
  return pose
}
