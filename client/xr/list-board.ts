// A board's items as a list in a headset: what a list can show of them. Titles are typed and files chosen on a screen; a branch
// of a headset takes the title that is offered.
import { type BoardItem, numberFor } from '../panels/board-items.ts'
import type { DutyItem } from '../panels/duty-items.ts'
import { numberText, quantityText } from '../panels/moments.ts'
import { say } from '../panels/strings.ts'
import type { Item } from './list-view.ts'

/** Letters that surely fit on a line, and lines of a text before the rest of it is left to a screen. */
const LINE_LETTERS = 56
const MOST_LINES = 6
/** Of details; more are for a screen. */
const MOST_TOLD = 6

export const boardList = (items: readonly BoardItem[]): readonly Item[] => items.flatMap(itemsOf)

function itemsOf(item: BoardItem): Item[] {
  switch (item.kind) {
    case 'text':
    case 'button':
    case 'choice':
    case 'row':
      return dutyItem(item)
    case 'heading':
      return [text(item.label)]
    case 'progress':
      return [text(`${item.label}: ${numberText(Math.floor(100 * item.share))} %`)]
    case 'table':
      return item.rows.map(({ cells: [label = ''], told: detail }) => ({ kind: 'row', label, detail, deeds: [] }))
    case 'number': {
      const { label, unit, value, step } = item
      const by = (steps: number): void => item.change(numberFor(item, value + steps * step) ?? value)
      const deeds = [
        { shown: '−', label: say('whatifLess', { name: label }), press: () => by(-1) },
        { shown: '+', label: say('whatifMore', { name: label }), press: () => by(1) },
      ]
      return [{ kind: 'row', label, detail: quantityText(value, unit), deeds }]
    }
    case 'typed':
      return [button(`${item.deed}: ${item.value}`, () => item.done(item.value))]
    case 'select':
      return [
        text(item.label),
        ...item.options.map(({ value, label }) => button(label, () => item.choose(value), value === item.value)),
      ]
    case 'details':
      if (item.lines.length > MOST_TOLD) return []
      return [text(item.label), ...item.lines.map(({ value }) => wrapped(value))]
    case 'link':
    case 'file':
      return []
  }
  return []
}

export function dutyItem(item: DutyItem): Item[] {
  switch (item.kind) {
    case 'text':
      return [wrapped(item.label)]
    case 'button':
      return item.isDisabled ? [] : [button(item.label, () => item.press(), item.isOn === true)]
    case 'choice':
      return [
        text(item.label),
        ...item.options.map((option) => button(option.label, () => option.press(), option.isOn)),
      ]
    case 'row': {
      const label = item.tone ? `${say(`severity_${item.tone}`)}: ${item.label}` : item.label
      return [{ kind: 'row', label, detail: item.detail, deeds: item.deeds }]
    }
  }
  return []
}

const text = (label: string, lines = 1): Item => ({ kind: 'text', label, lines })
const wrapped = (label: string): Item =>
  text(label, Math.min(MOST_LINES, Math.max(1, Math.ceil(label.length / LINE_LETTERS))))
const button = (label: string, press: () => void, isOn = false): Item => ({ kind: 'button', label, press, isOn })
