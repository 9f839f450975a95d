// Works of the flood as they stand in the city, with their cards, and what planners may do on a card.
import type { Facts } from '../../../shared/protocol/facts.ts'
import { WorkRow } from '../../../shared/systems/flood/told.ts'
import type { Deed } from '../../panels/duty-items.ts'
import type { Card, PanelModel } from '../../panels/model.ts'
import { numberText, quantityText } from '../../panels/moments.ts'
import { lengthOf, type PlaceTool, type PointM } from '../../panels/placing-model.ts'
import { sizeText, toolText } from '../../panels/placing-words.ts'
import { say } from '../../panels/strings.ts'
import { rowsOf } from '../rows.ts'
import type { StandingWork } from '../system.ts'

const CARD = 'flood.work/'

export const worksOf = (facts: Pick<Facts, 'rows'> | null): readonly WorkRow[] => rowsOf(facts, 'flood.work', WorkRow)

export const standing = (facts: Facts): readonly StandingWork[] =>
  worksOf(facts).map((work) => {
    const { kind, line, size } = shapeOf(work)
    return { id: work.id, kind, line, size: kind === 'gate' ? size / 100 : size, card: () => cardOf(work) }
  })

type Shape = { readonly kind: PlaceTool; readonly line: readonly PointM[]; readonly size: number }

/** As the tools have it: a gate's size is a percentage. */
export function shapeOf(work: WorkRow): Shape {
  switch (work.is) {
    case 'barrier':
      return {
        kind: work.kind === 'embankment' ? 'embankment' : 'barrier',
        line: work.line,
        size: work.crestAboveGroundM,
      }
    case 'gate':
      return { kind: 'gate', line: work.line, size: work.openShare * 100 }
    case 'pump':
      return { kind: 'pump', line: [work.fromM, work.toM], size: work.m3S }
    case 'breach':
      break
  }
  return { kind: 'breach', line: [work.atM], size: work.widthM }
}

export function cardOf(work: WorkRow): Card {
  const { kind, line, size } = shapeOf(work)
  const [first = [0, 0]] = line
  return {
    id: `${CARD}${work.id}`,
    title: titleOf(work),
    kind: 'layer',
    facts: [
      { key: toolText(kind), value: work.id },
      { key: say(`toolSize_${kind}`), value: sizeText(kind, size) },
      ...(line.length > 1 ? [{ key: say('fact_length'), value: quantityText(lengthOf(line), 'm') }] : []),
      ...(work.by === '' ? [] : [{ key: say('fact_owner'), value: work.by }]),
    ],
    source: { title: say('layerFlood_works'), attribution: say('layerFlood_works'), licence: '', date: '' },
    // Somebody put it into the model; whether it stands in the world nobody measured.
    truth: 'modelled',
    atM: [first[0], first[1]],
  }
}

const titleOf = (work: WorkRow): string => work.name || toolText(shapeOf(work).kind)

export function workDeeds(model: PanelModel, card: Card): readonly Deed[] {
  const { time } = model
  if (!card.id.startsWith(CARD) || !time.canPlan.value || time.looking.value.is !== 'live') return []
  const work = worksOf(time.live.value).find(({ id }) => `${CARD}${id}` === card.id)
  if (!work) return []
  const name = titleOf(work)
  const gone: Deed = {
    shown: say('workTake'),
    label: say('workTakeNamed', { name }),
    press: () => {
      time.acts.command({ type: 'flood.removeWork', id: work.id })
      model.card.value = null
      model.isCardPinned.value = false
    },
  }
  if (work.is !== 'gate') return [gone]
  const turn = (share: number): Deed => ({
    shown: `${say('fact_openShare')} ${numberText(share * 100)} %`,
    label: `${name}: ${say('fact_openShare')} ${numberText(share * 100)} %`,
    press: () => time.acts.command({ type: 'flood.setGate', id: work.id, openShare: share }),
  })
  return [...[0, 0.5, 1].filter((share) => share !== work.openShare).map(turn), gone]
}
