// One visit to the city as it is drawn: the scene, one's own body in it, the others, what is pointed at, a headset.
// Loaded when the page and its panels stand; what needs no picture is in in-city-visit.ts.
import { keyDeed } from './in-city-deeds.ts'
import { wearing } from './in-city-headset.ts'
import { meetingPlaceInCity } from './in-city-meeting-place.ts'
import { timeInCity } from './in-city-time.ts'
import { placingInCity } from './in-city-placing.ts'
import { pointing } from './in-city-pointing.ts'
import { waterInCity } from './in-city-water.ts'
import { standInCity, type StandingInCity } from './in-city-standing.ts'
import { type InCity, stay, type Visit } from './in-city-visit.ts'
import { SQUARES } from './meeting/place.ts'
import type { PanelModel } from './panels/model.ts'
import { Input } from './people/input.ts'
import { Me } from './people/me.ts'
import { Surroundings } from './people/surroundings.ts'
import { Figures } from './scene/figures.ts'
import type { FigureState } from './scene/figures-state.ts'
import { sceneX, sceneY, sceneZ, type Vec3 } from './scene/frame.ts'
import { canSee } from './scene/picking.ts'
import { type CityScene, createCityScene } from './scene/scene.ts'
import { canEnterHeadset, isCardboard } from './xr/support.ts'

const CLOCK_MS = 30_000
/** A vehicle that is told now and then is this much higher on the ramp than when it was told last. */
const STEP_ON_M = 3
/** The nearest people, whose names those of places give way to. */
const MOST_NAMED = 32
const NAME_UP_M = { walk: 2, fly: 2, sit: 1.5 } as const
const SAID_UP_M = 0.5

export async function enterCity({ manifest, tiles, view, model, quality }: Visit): Promise<InCity> {
  const scene = createCityScene(view, {
    manifest,
    tileSource: { tree: { ...manifest.tiles, has: tiles.has }, urlOf: tiles.urlOf },
    quality,
  })
  const around = surroundingsOf(scene, manifest.boundsM)
  const figures = new Figures(scene.inner)
  scene.onSun((sun) => figures.light(sun))
  const me = new Me(around)
  const { spawn } = manifest
  me.place(spawn.eastM, spawn.northM, spawn.headingRad)
  scene.camera.set(me.eye)

  const setTime = timeOf(scene, model)
  const worn = wearing(model, () => ({
    scene,
    me,
    around,
    model,
    quality,
    spawn,
    people: () => visit.crowd.shown,
    showCard: (feature) => point.showCard(feature),
    pressThing: (ray, met) => point.press(ray, met),
    reachThing: (ray, met) => point.reachM(ray, met),
    teleported: () => void visit.travel.tellPlace(),
  }))
  const visit = await stay({
    model,
    around,
    me,
    settled: () => scene.whenSettled(),
    drawn: {
      setTime,
      enterVr: () => void worn.enter('vr'),
      enterAr: () => void worn.enter('ar'),
      leaveHeadset: () => void worn.leave(),
    },
  })
  const { crowd, acts, tour } = visit
  scene.labels.giveWayTo(() => crowd.shown.slice(0, MOST_NAMED).flatMap(wordsOver))
  const stand = standInCity(scene, model, (eastM, northM) => around.floorAt(eastM, northM, Infinity))
  const placing = placingInCity({ scene, around, me, model, view })
  const meeting = meetingPlaceInCity({
    scene,
    around,
    me,
    model,
    square: Object.hasOwn(SQUARES, manifest.id) ? SQUARES[manifest.id] : undefined,
    avatarId: () => visit.session.me.avatarId,
    sit: acts.sit,
    tellPlace: () => visit.travel.tellPlace(),
  })
  const press: StandingInCity['press'] = (ray, withinM, isShown) =>
    stand.press(ray, withinM, isShown) || meeting.press(ray, withinM) || placing.press(ray, withinM)
  const point = pointing({ scene, around, model, view, layers: () => time, stand: { ...stand, press } })
  const input = new Input(view, model, {
    look: (yaw, pitch) => {
      visit.lookedRound()
      me.turn(yaw, pitch)
    },
    act: (act, code) => {
      if (!placing.key(act)) keyDeed(act, code, { me, model, tour }, acts)
    },
    tap: (x, y) => {
      if (!placing.tap(x, y)) point.tap(x, y)
    },
    hover: (x, y) => {
      if (!placing.hover(x, y)) point.hover(x, y)
    },
  })

  const floorAt = (eastM: number, northM: number, upM: number): number =>
    around.floorAt(eastM, northM, Number.isNaN(upM) ? Infinity : upM + STEP_ON_M)
  const water = waterInCity({ scene, around, me, others: () => visit.crowd.shown })
  const time = timeInCity({ session: visit.session, model, scene, floorAt, water })
  const standing = new Promise<void>((stands) => {
    scene.onFrame((seconds) => {
      time.frame()
      visit.frame(input.read(seconds), seconds, worn.pose())
      if (worn.headset() === null) scene.camera.set(me.eye)
      figures.show(crowd.shown, seconds)
      point.frame(seconds)
      stand.frame(seconds)
      placing.frame(seconds)
      meeting.frame(seconds)
      if (scene.groundAt(me.body.eastM, me.body.northM) !== null) stands()
    })
  })
  model.canEnterVr.value = await canEnterHeadset('vr')
  model.canEnterAr.value = await canEnterHeadset('ar')
  // A phone fills its screen only right after a tap: nothing may have to be fetched then.
  if (isCardboard() && document.fullscreenEnabled) void import('./xr/headset.ts')
  return {
    manifest,
    scene,
    me,
    session: visit.session,
    crowd,
    travel: visit.travel,
    acts,
    setTime,
    layers: time,
    stand,
    meeting,
    headset: () => worn.headset(),
    settled: () => scene.whenSettled(),
    standing,
  }
}

function surroundingsOf(scene: CityScene, boundsM: Surroundings['boundsM']): Surroundings {
  const around = new Surroundings(boundsM, (e, n) => scene.groundAt(e, n))
  scene.onTiles({
    tileCame: (key, facts) => {
      if (facts.detail <= 1) around.tileCame(key, facts)
    },
    tileWent: (key) => around.tileWent(key),
  })
  scene.labels.hideBehind((from, to) => canSee(around.footprints, from, to))
  return around
}

/** About where the name over somebody's head is, and what they say. */
function wordsOver({ eastM, northM, upM, mode, said }: Readonly<FigureState>): Vec3[] {
  const name = { x: sceneX(eastM), y: sceneY(upM + NAME_UP_M[mode]), z: sceneZ(northM) }
  return said == null ? [name] : [name, { ...name, y: name.y + SAID_UP_M }]
}

/** The sky follows the moment one looks at, the clock where nobody tells one, unless another light is chosen. */
function timeOf(scene: CityScene, model: PanelModel): (atMs: number | null) => void {
  const setTime = (atMs: number | null): void => {
    model.chosenTimeMs.value = atMs
    model.nowMs.value = Date.now()
    scene.setTime(model.shownTimeMs.value)
  }
  setTime(null)
  setInterval(() => {
    model.nowMs.value = Date.now()
    if (model.chosenTimeMs.value === null) scene.setTime(model.shownTimeMs.value)
  }, CLOCK_MS)
  return setTime
}
