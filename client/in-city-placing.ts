// Placing works by pointing at the city: clicks, taps and the cross in the middle of the view become places on the ground, what
// is being placed is drawn where it would stand with its figures, and works that stand are drawn and pointed at. The tool and
// how a panel asks for it: panels/placing-model.ts. A headset points for itself (xr/placing.ts); what is drawn is the same.
import { effect } from '@preact/signals'
import type { RayM } from '../shared/city/footprint-grid.ts'
import { bearingOf } from './in-city-around.ts'
import { pickerIn } from './in-city-picker.ts'
import { standingWorks, type StandingWork } from './in-city-works.ts'
import type { PanelModel } from './panels/model.ts'
import { lengthOf, type Placing, type PointM, POINTS } from './panels/placing-model.ts'
import { figuresText } from './panels/placing-words.ts'
import type { KeyAct } from './people/keys.ts'
import type { Me } from './people/me.ts'
import type { Surroundings } from './people/surroundings.ts'
import type { CityScene } from './scene/scene.ts'
import { WorksShown } from './scene/works-shown.ts'

const AIM_EVERY_S = 0.08
/** What is drawn follows the pointer in steps, so that a still hand costs nothing. */
const AIM_STEP_M = 0.25

export type PlacingInCity = {
  /** True when the press was the tool's. */
  tap(x: number, y: number): boolean
  /** True when the pointer is the tool's. */
  hover(x: number, y: number): boolean
  /** True when the key was the tool's. */
  key(act: KeyAct): boolean
  /** Pins the card of the work that a ray meets before `withinM`; false where there is none. */
  press(ray: RayM, withinM: number): boolean
  frame(seconds: number): void
  /** How many works stand, for tests. */
  readonly shown: number
}

export function placingInCity(parts: {
  readonly scene: CityScene
  readonly around: Surroundings
  readonly me: Me
  readonly model: PanelModel
  readonly view: HTMLCanvasElement
}): PlacingInCity {
  const { scene, me, model, view } = parts
  const { placing } = model
  const groundAt = (eastM: number, northM: number): number | null => scene.groundAt(eastM, northM)
  const drawn = new WorksShown(scene, groundAt)
  let works: readonly StandingWork[] = []
  let worksKey = ''
  const pointer = { x: 0, y: 0 }
  let sinceS = 0
  let shownKey = ''

  const { pickAt } = pickerIn(parts)
  const placeAt = (x: number, y: number): PointM | null => pickAt(x, y)?.atM ?? null
  const middle = (): PointM | null => placeAt(view.clientWidth / 2, view.clientHeight / 2)
  const tellWhere = (now: Placing): void => {
    const last = now.points.at(-1)
    const { eye } = me
    if (!last || placing.where.peek() !== null) return
    placing.where.value = {
      distanceM: Math.hypot(last[0] - eye.eastM, last[1] - eye.northM),
      bearingDeg: bearingOf(eye, last[0], last[1]),
    }
  }
  const draw = (now: Placing | null): void => {
    const aim = now && placing.aim.peek()
    const step = (m: number): number => Math.round(m / AIM_STEP_M)
    const key = now ? JSON.stringify([now, aim && [step(aim[0]), step(aim[1])]]) : ''
    if (key === shownKey) return
    shownKey = key
    if (!now) return drawn.place(null, '')
    const line = lineOf(now, aim)
    const size = now.tool === 'gate' ? now.size / 100 : now.size
    drawn.place({ kind: now.tool, line, size }, line.length > 0 ? figuresText(now.tool, now.size, lengthOf(line)) : '')
  }
  effect(() => {
    const facts = model.time.facts.value
    works = facts ? standingWorks(facts) : []
    const key = JSON.stringify(works)
    if (key === worksKey) return
    worksKey = key
    drawn.show(works)
  })
  // A panel that asked would stand before what is pointed at; it comes back when all is placed.
  let covered: PanelModel['open']['value'] = null
  effect(() => {
    const isPlacing = placing.now.value !== null
    if (isPlacing && model.open.peek() !== null) {
      covered = model.open.peek()
      model.open.value = null
    } else if (!isPlacing && covered !== null) {
      model.open.value ??= covered
      covered = null
    }
  })
  window.addEventListener('keydown', (event) => {
    const isTyping =
      event.target instanceof HTMLElement && event.target.closest('input:not([type=range]), textarea, select')
    if (event.code !== 'Backspace' || isTyping || !placing.now.peek()) return
    event.preventDefault()
    placing.undo()
  })

  return {
    tap: (x, y) => {
      if (!placing.now.peek()) return false
      placing.isByKeys.value = false
      const atM = placeAt(x, y)
      placing.aim.value = atM
      placing.point(atM)
      return true
    },
    hover: (x, y) => {
      if (!placing.now.peek()) return false
      if (Math.hypot(x - pointer.x, y - pointer.y) > 2) placing.isByKeys.value = false
      pointer.x = x
      pointer.y = y
      return true
    },
    key: (act) => {
      if (!placing.now.peek()) return false
      if (act === 'close') placing.cancel()
      else if (act === 'chat') {
        placing.isByKeys.value = true
        placing.point(middle())
      } else return false
      return true
    },
    press: (ray, withinM) => {
      const found = drawn.pick(ray, withinM)
      const work = found && works.find(({ id }) => id === found.id)
      if (!work) return false
      model.card.value = work.card()
      model.isCardPinned.value = true
      return true
    },
    frame: (seconds) => {
      drawn.frame(seconds)
      const now = placing.now.peek()
      sinceS += seconds
      if (now && sinceS >= AIM_EVERY_S) {
        sinceS = 0
        if (model.headset.peek() === 'none')
          placing.aim.value = placing.isByKeys.peek() ? middle() : placeAt(pointer.x, pointer.y)
        tellWhere(now)
      }
      draw(now)
    },
    get shown() {
      return drawn.shown
    },
  }
}

/** With the place one points at, where the tool takes one more. */
function lineOf({ tool, points }: Placing, aim: PointM | null): readonly PointM[] {
  return aim && points.length < POINTS[tool].most ? [...points, aim] : points
}
