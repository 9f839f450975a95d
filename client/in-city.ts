// One visit to the city: the scene, one's own body in it, the others, and what is pointed at. main.ts opens it.
import type { Manifest } from '../shared/city/manifest.ts'
import type { PanelModel } from './panels/model.ts'
import { arrivalAt } from './people/arrival.ts'
import type { Crowd } from './people/crowd.ts'
import { Input } from './people/input.ts'
import { Me } from './people/me.ts'
import { Surroundings } from './people/surroundings.ts'
import { Figures } from './scene/figures.ts'
import { contextCard } from './scene/context-card.ts'
import type { ContextLayer } from './scene/context-layer.ts'
import { showContext } from './scene/context-show.ts'
import { canSee, pickAtScreen, rayFromScreen } from './scene/picking.ts'
import { type CityScene, createCityScene } from './scene/scene.ts'
import { readCard, type readTiles, search } from './session/city-data.ts'
import { joinCity, type Session } from './session/session.ts'
import type { Headset } from './xr/headset.ts'
import { canEnterHeadset } from './xr/support.ts'

export type Visit = {
  readonly manifest: Manifest
  readonly tiles: Awaited<ReturnType<typeof readTiles>>
  readonly view: HTMLCanvasElement
  readonly model: PanelModel
  readonly crowd: Crowd
  readonly quality: 'auto' | 'high'
}

export type InCity = {
  readonly manifest: Manifest
  readonly scene: CityScene
  readonly me: Me
  readonly session: Session
  readonly crowd: Crowd
  rename(name: string): void
  goTo(hit: { readonly id: string; readonly atM: readonly [number, number] }): Promise<void>
  /** By the first hit of the search; false when nothing is found. */
  goToNamed(place: string): Promise<boolean>
  setMode(mode: 'walk' | 'fly'): void
  setTime(atMs: number | null): void
  enterVr(): Promise<void>
  /** Null while one looks at a screen. */
  headset(): Headset | null
  settled(): Promise<void>
  /** Resolves when there is ground under one's feet. */
  readonly standing: Promise<void>
}

const NOTICE_MS = 6000
const PANELS_EVERY_S = 0.25
const PICK_MAX_M = 1500
const HOVER_EVERY_S = 0.12

export async function enterCity({ manifest, tiles, view, model, crowd, quality }: Visit): Promise<InCity> {
  const scene = createCityScene(view, {
    manifest,
    tileSource: { tree: { ...manifest.tiles, has: tiles.has }, urlOf: tiles.urlOf },
    quality,
  })
  const around = new Surroundings(manifest.boundsM, (e, n) => scene.groundAt(e, n))
  scene.onTiles({
    tileCame: (key, facts) => {
      if (facts.detail <= 1) around.tileCame(key, facts)
    },
    tileWent: (key) => around.tileWent(key),
  })
  scene.labels.hideBehind((from, to) => canSee(around.footprints, from, to))
  const figures = new Figures(scene.inner)
  scene.onSun((sun) => figures.light(sun))
  const me = new Me(around)
  const { spawn } = manifest
  me.place(spawn.eastM, spawn.northM, spawn.headingRad)
  scene.camera.set(me.eye)

  const session = await joinCity({ url: location.origin, name: model.name.value })
  me.place(session.me.place.eastM, session.me.place.northM, session.me.place.headingRad)
  session.onPlaced(({ place, reason }) => {
    me.place(place.eastM, place.northM)
    me.body.feetUpM = place.upM
    model.notice.value = reason
    setTimeout(() => {
      if (model.notice.value === reason) model.notice.value = ''
    }, NOTICE_MS)
  })
  hearOthers(session, crowd, model)

  const hover = { x: 0, y: 0, isNew: false, feature: null as number | null }
  const setMode = (mode: 'walk' | 'fly'): void => {
    me.body.mode = mode
    me.body.fallMs = 0
    model.mode.value = mode
  }
  const screenAt = (xPx: number, yPx: number) => ({
    xPx,
    yPx,
    widthPx: view.clientWidth,
    heightPx: view.clientHeight,
  })
  const pickAt = (x: number, y: number) =>
    pickAtScreen(around.footprints, scene.camera.eye, screenAt(x, y), {
      maxM: PICK_MAX_M,
      ground: (e, n) => around.groundForRay(e, n),
    })
  let context: ContextLayer | null = null
  void showContext(scene, new URL(location.href)).then(
    (layer) => {
      context = layer
      if (layer && !model.attribution.value.includes(layer.attribution))
        model.attribution.value += ` · ${layer.attribution}`
    },
    (error: unknown) => {
      model.notice.value = error instanceof Error ? error.message : String(error)
    },
  )
  const show = async (feature: number | null, isPinned: boolean): Promise<void> => {
    scene.highlight(feature)
    const card = feature === null ? null : await readCard({ feature }).catch(() => null)
    if (!isPinned && (model.isCardPinned.value || hover.feature !== feature)) return
    model.card.value = card
    model.isCardPinned.value = isPinned && card !== null
  }
  const events = {
    look: (yaw: number, pitch: number) => me.turn(yaw, pitch),
    toggleMode: () => setMode(me.body.mode === 'walk' ? 'fly' : 'walk'),
    tap: (x: number, y: number) => {
      const own = pickAt(x, y)
      const nearestM = Math.min(own?.distanceM ?? PICK_MAX_M, PICK_MAX_M)
      const other = context?.pick(rayFromScreen(scene.camera.eye, screenAt(x, y)), nearestM)
      if (context && other) {
        hover.feature = null
        scene.highlight(null)
        model.card.value = contextCard(other, context)
        model.isCardPinned.value = true
        return
      }
      hover.feature = own?.feature ?? null
      void show(hover.feature, true)
    },
    hover: (x: number, y: number) => {
      hover.x = x
      hover.y = y
      hover.isNew = true
    },
  }
  const input = new Input(view, events)

  const standing = new Promise<void>((stands) => {
    scene.onFrame(() => {
      if (scene.groundAt(me.body.eastM, me.body.northM) !== null) stands()
    })
  })
  let sincePanels = 0
  let sinceHover = 0
  scene.onFrame((seconds) => {
    me.step(input.read(seconds, events), seconds)
    scene.camera.set(me.eye)
    session.sendPose(poseOf(me, session.serverMs()))
    const eye = me.eye
    figures.show(crowd.bodies(session.serverMs(), eye.eastM, eye.northM), seconds)
    sincePanels += seconds
    sinceHover += seconds
    if (sincePanels > PANELS_EVERY_S) {
      sincePanels = 0
      tellPanels(me, crowd, session, model)
    }
    if (hover.isNew && sinceHover > HOVER_EVERY_S && !model.isCardPinned.value) {
      hover.isNew = false
      sinceHover = 0
      const feature = pickAt(hover.x, hover.y)?.feature ?? null
      if (feature === hover.feature) return
      hover.feature = feature
      void show(feature, false)
    }
  })

  const worn: { headset: Headset | null } = { headset: null }
  const setTime = (atMs: number | null): void => {
    model.chosenTimeMs.value = atMs
    model.nowMs.value = Date.now()
    scene.setTime(atMs ?? Date.now())
  }
  setTime(null)
  model.canEnterVr.value = await canEnterHeadset()
  setInterval(() => {
    model.nowMs.value = Date.now()
    if (model.chosenTimeMs.value === null) scene.setTime(Date.now())
  }, 30_000)

  /** Goes there, waits for the place's tiles, then finds a spot that sees it. */
  const goTo: InCity['goTo'] = async ({ atM }) => {
    me.heldEye = null
    await arrive(atM[0], atM[1], me.body.headingRad)
    await scene.whenSettled()
    const card = around.footprints.featureAt(atM[0], atM[1])
    const top = card === null ? 0 : topOf(around, atM)
    const spot = arrivalAt(atM[0], atM[1], top, around)
    me.body.pitchRad = spot.pitchRad
    await arrive(spot.eastM, spot.northM, card === null ? me.body.headingRad : spot.headingRad)
  }
  const arrive = async (eastM: number, northM: number, headingRad: number): Promise<void> => {
    me.place(eastM, northM, headingRad)
    const { body } = me
    const verdict = await session.ask({
      type: 'goTo',
      eastM: body.eastM,
      northM: body.northM,
      upM: body.feetUpM,
      headingRad,
    })
    if (!verdict.ok) model.notice.value = verdict.reason
  }

  return {
    manifest,
    scene,
    me,
    session,
    crowd,
    rename: (name) => {
      if (name.trim() !== '') void session.ask({ type: 'rename', name })
    },
    goTo,
    goToNamed: async (place) => {
      const [hit] = await search(place)
      if (hit) await goTo(hit)
      return hit !== undefined
    },
    setMode,
    setTime,
    enterVr: async () => {
      const { enterHeadset } = await import('./xr/headset.ts')
      worn.headset = await enterHeadset(scene, me.eye, model.attribution.value, () => {
        worn.headset = null
      })
    },
    headset: () => worn.headset,
    settled: () => scene.whenSettled(),
    standing,
  }
}

function hearOthers(session: Session, crowd: Crowd, model: PanelModel): void {
  const know = (): void => {
    const people = session.people()
    crowd.know(people.filter((person) => person.avatarId !== session.me.avatarId))
    model.people.value = people.map(({ avatarId, name }) => ({
      id: avatarId,
      name,
      isMe: avatarId === session.me.avatarId,
    }))
  }
  session.onPeople(know)
  know()
  session.onPoses((avatarId, pose) => crowd.hear(avatarId, pose.timeMs, pose))
  model.connection.value = 'here'
  session.onLost(() => {
    model.connection.value = 'lost'
  })
  session.onBack(() => {
    model.connection.value = 'here'
  })
  session.onEnd((why) => {
    model.connection.value = 'gone'
    model.notice.value = why
  })
}

function tellPanels(me: Me, crowd: Crowd, session: Session, model: PanelModel): void {
  const { eastM, northM, headingRad } = me.eye
  const others = crowd.bodies(session.serverMs(), eastM, northM)
  model.mapPeople.value = [
    ...others.map((body) => ({ eastM: body.eastM, northM: body.northM, headingRad: body.headingRad, isMe: false })),
    { eastM, northM, headingRad, isMe: true },
  ]
}

function topOf(around: Surroundings, [eastM, northM]: readonly [number, number]): number {
  const down = { eastM, northM, upM: 5000, dirE: 0, dirN: 0, dirU: -1 }
  const hit = around.footprints.pickRay(down, 6000)
  return hit ? hit.upM - around.groundForRay(eastM, northM) : 0
}

const poseOf = (me: Me, timeMs: number) => ({
  timeMs,
  eastM: me.body.eastM,
  northM: me.body.northM,
  upM: me.body.feetUpM,
  headingRad: me.body.headingRad,
  mode: me.body.mode,
  headYawRad: 0,
  headPitchRad: me.body.pitchRad,
  headset: null,
  left: null,
  right: null,
})
