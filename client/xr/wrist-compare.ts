// Comparing from the wrist, also of the model on a table: one button flips between with and without, another shows the
// difference on the ground. What is seen is always said. Data for list-view.ts, no engine.
import { modesFor } from '../panels/compare.tsx'
import type { PanelModel } from '../panels/model.ts'
import { isKey, say } from '../panels/strings.ts'
import type { Item } from './list-view.ts'

const MOST_OTHERS = 5

/** Which of the two one would see; a text where there is nothing to flip to. */
export function flipButton({ time: { compare } }: PanelModel): Item {
  const [a, b] = [compare.a.value, compare.b.value]
  if (!a || !b) return text(say('compareNothing'))
  return button(say('compareFlip', { name: compare.isAShown.value ? b.name : a.name }), () => compare.flip())
}

export function compareItems(model: PanelModel): Item[] {
  const { compare } = model.time
  const [a, b] = [compare.a.value, compare.b.value]
  if (!a || !b) return [text(say('compareNothing'))]
  const mode = compare.now.value
  const info = compare.difference.value
  const title = info && isKey(info.title) ? say(info.title) : (info?.title ?? '')
  return [
    text(seenText(model), 2),
    ...modesFor(model).map((one) =>
      button(
        say(`compare_${one}`),
        () => {
          compare.mode.value = one
        },
        one === mode,
      ),
    ),
    flipButton(model),
    ...(mode === 'difference' ? [text(say('compareDifferenceOf', { layer: title, a: a.name, b: b.name }), 2)] : []),
    ...(mode === 'difference' ? [text(say('compareDifferenceTip'), 2)] : []),
    text(say('compareWith')),
    ...compare.others.value
      .slice(0, MOST_OTHERS)
      .map(({ timeline, name }) => button(name, () => compare.choose(timeline), timeline === a.timeline)),
  ]
}

/** What one sees, in words. */
export function seenText({ time: { compare } }: PanelModel): string {
  const [a, b] = [compare.a.value, compare.b.value]
  if (!b) return ''
  const tagB = say('compareSideB', { name: b.name })
  if (!a || compare.now.value === 'off') return say('compareShown', { name: b.name })
  const tagA = say('compareSideA', { name: a.name })
  if (compare.now.value === 'difference') return `${tagB} − ${tagA}`
  if (compare.now.value === 'tables') return `${tagA} | ${tagB}`
  return say('compareShown', { name: compare.isAShown.value ? tagA : tagB })
}

const text = (label: string, lines = 1): Item => ({ kind: 'text', label, lines })
const button = (label: string, press: () => void, isOn = false): Item => ({ kind: 'button', label, press, isOn })
