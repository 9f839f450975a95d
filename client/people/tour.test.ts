// Following somebody, with a session that only writes down what it is asked.
import { expect, it } from 'vitest'
import type { Wish as Asked } from '../../shared/protocol/intent.ts'
import { standingPose } from '../../shared/protocol/presence.ts'
import { type Acts, PanelModel } from '../panels/model.ts'
import type { Session } from '../session/session.ts'
import { Crowd } from './crowd.ts'
import { Me } from './me.ts'
import type { World } from './motion.ts'
import { Tour } from './tour.ts'

const plain: World = { floorAt: () => 0, collide: (e, n) => [e, n], boundsM: [-1000, -1000, 1000, 1000] }
const still = { forward: 0, right: 0, up: 0, fast: false }
const FRAME_S = 1 / 20

function tourOf(guideAt: readonly [number, number]) {
  const asked: Asked[] = []
  const went: number[] = []
  const off = (): (() => void) => () => {}
  const session = {
    people: () => [{ avatarId: 7, name: 'Guide', isGuiding: true }],
    onPeople: off,
    onBack: off,
    onCrossed: off,
    onPlaced: off,
    ask: async (wish: Asked) => {
      asked.push(wish)
      return { ok: true, id: '' }
    },
  } as unknown as Session
  const crowd = new Crowd()
  const me = new Me(plain)
  const model = new PanelModel({} as Acts)
  const tour = new Tour({
    session,
    crowd,
    me,
    model,
    travel: {
      goToPerson: async (id) => {
        went.push(id)
        return true
      },
    },
  })
  crowd.know([{ avatarId: 7, name: 'Guide', look: 0 }])
  let ms = 1000
  const frames = (count: number, hands = still, onScreen = true, between = (): void => {}): void => {
    for (let i = 0; i < count; i++) {
      ms += FRAME_S * 1000
      crowd.hear(7, ms, { ...standingPose(), eastM: guideAt[0], northM: guideAt[1] })
      crowd.frame(ms, me.eye)
      const wish = tour.wish(hands, FRAME_S, onScreen)
      me.step(wish, FRAME_S)
      tour.stepped()
      between()
    }
  }
  frames(1)
  return { tour, me, model, asked, went, frames }
}

it('follows the nearest guide, turns the eyes, and arrives behind them', () => {
  const { tour, me, model, asked, frames } = tourOf([20, 0])
  tour.followNearestGuide()
  expect(model.following.value).toEqual({ avatarId: 7, name: 'Guide' })
  expect(asked).toEqual([{ type: 'follow', avatarId: 7 }])
  frames(300)
  expect(Math.hypot(me.body.eastM - 20, me.body.northM)).toBeLessThan(2.5)
  expect(Math.sin(me.body.headingRad)).toBeGreaterThan(0.9)
})

it('stops when the hands walk, and tells the server', () => {
  const { tour, model, asked, frames } = tourOf([20, 0])
  tour.follow(7)
  frames(10)
  frames(1, { ...still, forward: 1 })
  expect(model.following.value).toBeNull()
  expect(asked.at(-1)).toEqual({ type: 'follow', avatarId: null })
})

it('stands up to follow, and follows on in a headset until one teleports away', () => {
  const { tour, me, model, frames } = tourOf([20, 0])
  me.body.mode = 'sit'
  model.isSitting.value = true
  tour.follow(7)
  expect(model.isSitting.value).toBe(false)
  frames(20, still, false)
  expect(model.following.value).not.toBeNull()
  frames(1, still, false, () => (me.body.eastM -= 8))
  frames(1, still, false)
  expect(model.following.value).toBeNull()
})

it('goes to a guide who is out of reach, but does not ask every frame', () => {
  const { tour, went, frames } = tourOf([400, 0])
  tour.follow(7)
  frames(40)
  expect(went).toEqual([7])
})
