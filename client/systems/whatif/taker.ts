// Whose a work is that is placed from a menu: the branch that is open on the board, else the branch one stands in.
import type { PlacedCommand } from '../../panels/placing-model.ts'
import type { PanelModel } from '../../panels/model.ts'
import type { Taker } from '../system.ts'
import { place } from './place.ts'
import { branchesOf, ofTimeline } from './rows.ts'

export function takerFor(model: PanelModel): Taker | null {
  const { time } = model
  if (!time.canPlan.value) return null
  const at = place.value
  const looking = time.looking.value
  const branches = branchesOf(model)
  const told =
    at.is === 'list'
      ? looking.is === 'fork'
        ? ofTimeline(branches, looking.name)?.told
        : undefined
      : branches.find(({ branch }) => branch.id === at.branch)
  if (!told) return null
  const { id, title } = told.branch
  const take = (command: PlacedCommand): void =>
    time.acts.command({ type: 'whatif.add', branch: id, atS: 0, command, inBaseline: false })
  return { id, name: title, take }
}
