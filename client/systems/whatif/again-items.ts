// Who ran a branch's runs again and what came of it, whatever it was, and the button that has this server do it: so that nobody need
// believe the one machine on which it ran first.
import type { ToldBranch } from '../../../shared/systems/whatif/told.ts'
import type { BoardItem } from '../../panels/board-items.ts'
import type { Host } from '../../panels/host.ts'
import type { PanelModel } from '../../panels/model.ts'
import { say } from '../../panels/strings.ts'
import { againOf, isUnderWay } from './rows.ts'
import { button, clock, runName, text } from './words.ts'

/** A hash is known by its beginning. */
const HASH_LETTERS = 16

export function againItems(of: ToldBranch, model: PanelModel, host: Host): BoardItem[] {
  const { branch, runs } = of
  const { time } = model
  const done = runs.filter(({ state, isStale, evidence }) => state === 'done' && !isStale && evidence !== null)
  if (host === 'headset' || done.length === 0) return []
  const told = againOf(model, branch.id)
  const rows = done
    .flatMap((run) => {
      const known = told.filter(({ kind, member }) => kind === run.kind && member === run.member)
      return known.map((one) => ({ run, ...one, isSame: one.outputsHash === run.evidence?.outputsHash }))
    })
    .map(({ run, by, atMs, outputsHash, isSame }, i) => {
      const outcome = say(isSame ? 'whatifSameHash' : 'whatifOtherHash', { hash: outputsHash.slice(0, HASH_LETTERS) })
      const when = clock(atMs, model)
      const name = `${i + 1}. ${runName(run)}`
      return { cells: [name, by.name, when, outcome], told: say('whatifAgainRow', { by: by.name, when, outcome }) }
    })
  const head = [say('whatifAgainRun'), say('whatifAgainBy'), say('whatifAgainAt'), say('whatifAgainCame')]
  const label = say('whatifAgainTitle')
  return [
    { kind: 'heading', label },
    rows.length === 0 ? text(say('whatifAgainNone')) : { kind: 'table', label, head, rows },
    ...(time.canPlan.value && !isUnderWay(of) ? pressItems(branch, model) : []),
  ]
}

function pressItems({ id, title }: ToldBranch['branch'], { time }: PanelModel): BoardItem[] {
  const now = time.again.value
  if (now === null)
    return [text(say('whatifAgainTip')), button(say('whatifAgainHere'), () => time.acts.runAgain({ id, title }))]
  if (now.branch !== id) return [text(say('whatifAgainOther'))]
  const { done, of } = now
  return [
    { kind: 'progress', label: say('whatifAgainProgress', { title }), share: of === 0 ? 0 : done / of },
    text(say('whatifAgainFar', { done, of })),
  ]
}
