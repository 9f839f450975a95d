// What a headset says of itself to tests: plain values, gathered when asked.
import type { Hand, Hands } from './hands.ts'
import type { HeadsetState, RoomPlace, WornPanel } from './host.ts'
import type { Stage } from './stage.ts'
import type { Table } from './table.ts'
import type { WristMenu } from './wrist-menu.ts'

type Parts = {
  readonly stage: Stage
  readonly menu: WristMenu
  readonly panel: WornPanel | null
  readonly hands: Hands
  readonly table: Table | null
}
type Described = Pick<HeadsetState, 'stage' | 'menu' | 'panel' | 'hands' | 'tips' | 'table'>

export function describeParts({ stage, menu, panel, hands, table }: Parts): Described {
  const { scale, yawRad } = stage.frame
  return {
    stage: { scale, yawRad },
    menu: { isOpen: menu.isOpen, page: menu.page, controls: menu.controls() },
    panel: panel && {
      name: panel.name,
      isList: panel.isList,
      controls: panel.controls(),
      typed: panel.typed,
      draws: panel.draws,
    },
    hands: { left: hands.left.kind, right: hands.right.kind },
    tips: { left: tipOf(hands.left), right: tipOf(hands.right) },
    table: table && {
      scale,
      radiusM: table.radiusM,
      pins: table.pins,
      centreM: table.centreM(),
      at: [table.centre.x, table.centre.y, table.centre.z],
      secondAt: table.secondAt(),
    },
  }
}

const tipOf = ({ hasTip, tip }: Hand): RoomPlace | null => (hasTip ? [tip.x, tip.y, tip.z] : null)
