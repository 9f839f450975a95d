// One visit to the city without a picture: for browsers that cannot draw it, and for who asks with `?view=text`. People,
// chat, search, cards, going to places and the text twin are all here; others see one stand and walk like anybody.
// There are no walls here, so one walks by the keys only where the ground is known from the data.
import { keyDeed } from './in-city-deeds.ts'
import { timeInCity } from './in-city-time.ts'
import { type InCity, stay, type Visit } from './in-city-visit.ts'
import { Input } from './people/input.ts'
import { Me } from './people/me.ts'
import type { World } from './people/motion.ts'

const FRAME_MS = 50
const CLOCK_MS = 30_000

export async function enterCityPlain({ manifest, view, model }: Omit<Visit, 'tiles' | 'quality'>): Promise<InCity> {
  const ground = { upM: 0 }
  const world: World = {
    floorAt: () => ground.upM,
    collide: (eastM, northM) => [eastM, northM],
    boundsM: manifest.boundsM,
  }
  const me = new Me(world)
  const { spawn } = manifest
  me.place(spawn.eastM, spawn.northM, spawn.headingRad)
  const setTime = (atMs: number | null): void => {
    model.chosenTimeMs.value = atMs
    model.nowMs.value = Date.now()
  }
  setTime(null)
  setInterval(() => {
    model.nowMs.value = Date.now()
  }, CLOCK_MS)
  const visit = await stay({
    model,
    around: null,
    settled: null,
    me,
    onGround: (groundM) => {
      ground.upM = groundM
    },
    drawn: { setTime, enterVr: () => {}, enterAr: () => {}, leaveHeadset: () => {} },
  })
  const { session, crowd, acts, tour, travel } = visit
  ground.upM = session.me.place.upM
  me.body.feetUpM = ground.upM
  const nothing = (): void => {}
  const input = new Input(view, model, {
    look: (yaw, pitch) => me.turn(yaw, pitch),
    act: (act, code) => keyDeed(act, code, { me, model, tour }, acts),
    tap: nothing,
    hover: nothing,
  })
  const time = timeInCity({ session, model, scene: null })
  let lastMs = performance.now()
  setInterval(() => {
    time.frame()
    const nowMs = performance.now()
    const seconds = Math.min(1, (nowMs - lastMs) / 1000)
    lastMs = nowMs
    visit.frame(input.read(seconds), seconds, null)
  }, FRAME_MS)
  acts.lookAround()
  return {
    manifest,
    scene: null,
    me,
    session,
    crowd,
    travel,
    acts,
    setTime,
    layers: time,
    stand: null,
    headset: () => null,
    settled: async () => {},
    standing: Promise.resolve(),
  }
}
