// Placing works in a headset: a ray shows where the next place would be and a press takes it, over the city or its model on a
// table alike; the wrist menu says what to do next and has the size, taking back, placing and giving up. No engine here.
import type { PanelModel } from '../panels/model.ts'
import { type PointM, SIZES, TOOLS } from '../panels/placing-model.ts'
import { placeWith, placingText, sizeText, takerText, toolText } from '../panels/placing-words.ts'
import { say } from '../panels/strings.ts'
import { SYSTEMS_HERE } from '../systems/index.ts'
import type { CityPointing } from './city-pointing.ts'
import type { Hands } from './hands.ts'
import type { Item } from './list-view.ts'

export class PlacingByHand {
  private readonly model: PanelModel
  private readonly city: Pick<CityPointing, 'placeOf'>

  constructor(model: PanelModel, city: Pick<CityPointing, 'placeOf'>) {
    this.model = model
    this.city = city
  }

  /** True when the press was the tool's. */
  pressed(atM: PointM | null): boolean {
    const { placing } = this.model
    if (!placing.now.peek()) return false
    placing.isByKeys.value = false
    placing.point(atM)
    return true
  }

  /** Once a frame: the hand that does not carry the menu points, or whichever does. */
  step(hands: Hands): void {
    const { placing, comfort } = this.model
    if (!placing.now.peek()) return
    const carrier = comfort.peek().menuHand === 'left' ? hands.left : hands.right
    let aim: PointM | null = null
    for (const hand of hands.all) {
      const atM = this.city.placeOf(hand)
      if (atM && (aim === null || hand !== carrier)) aim = atM
    }
    placing.aim.value = aim
  }
}

/** Whether there is a flood to build against, and one may. */
export const canPlaceWorks = ({ time }: PanelModel): boolean =>
  time.canPlan.value &&
  SYSTEMS_HERE.some(({ water }) => water && time.layers.value.some(({ id }) => id === water.level))

/** Ahead of whatever page is open, while something is placed. */
export function placingItems(model: PanelModel): Item[] {
  const { placing } = model
  const now = placing.now.value
  if (!now) return []
  const { least, most } = SIZES[now.tool]
  return [
    { kind: 'text', label: placingText(model), lines: 2 },
    {
      kind: 'slider',
      label: `${say(`toolSize_${now.tool}`)}: ${sizeText(now.tool, now.size)}`,
      value: now.size,
      least,
      most,
      change: (size) => placing.setSize(size),
    },
    ...(placing.canPlace.value ? [button(say('placingConfirm'), () => placing.confirm())] : []),
    ...(now.points.length > 0 ? [button(say('placingUndo'), () => placing.undo())] : []),
    button(say('placingCancel'), () => placing.cancel()),
  ]
}

export function toolItems(model: PanelModel): Item[] {
  return [
    { kind: 'text', label: takerText(model) },
    ...TOOLS.map((tool) => button(toolText(tool), () => placeWith(model, tool))),
  ]
}

const button = (label: string, press: () => void): Item => ({ kind: 'button', label, press })
