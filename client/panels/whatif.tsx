// The board of "what if" as a panel: branches, what is changed in them, their runs and what came of them with and without.
// What stands on it is the system's own list (board-items.ts); this only draws it.
import { useSignal } from '@preact/signals'
import { SYSTEMS_HERE } from '../systems/index.ts'
import { type Board, type BoardItem, type NumberItem, numberFor, pagesOf, type TableItem } from './board-items.ts'
import { DutyItemView } from './duty.tsx'
import type { Host } from './host.ts'
import type { PanelModel } from './model.ts'
import { numberText, unitText } from './moments.ts'
import { useOwnId } from './own-id.ts'
import { type Key, say } from './strings.ts'

/** The systems' board; undefined where the city is played without. */
export const board = (): Board | undefined => SYSTEMS_HERE.find((system) => system.board)?.board

export const boardItems = (model: PanelModel, host: Host): readonly BoardItem[] =>
  board()?.items(model, { host, interventions: SYSTEMS_HERE.flatMap(({ interventions }) => interventions ?? []) }) ?? []

export function WhatifPanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  return <BoardView items={boardItems(model, host)} host={host} />
}

/** Items of any board, on pages where nothing scrolls. */
export function BoardView({ items, host }: { readonly items: readonly BoardItem[]; readonly host: Host }) {
  const turned = useSignal(0)
  // A surface in a headset does not scroll: it turns its pages.
  const pages = host === 'screen' ? [items] : pagesOf(items)
  const at = Math.min(turned.value, pages.length - 1)
  const turn = (label: Key, to: number) => (
    <button
      type="button"
      onClick={() => {
        turned.value = to
      }}
    >
      {say(label)}
    </button>
  )
  return (
    <div class="whatif-panel">
      {(pages[at] ?? []).map((item, i) => (
        <Item key={`${i} ${item.kind} ${item.label}`} item={item} />
      ))}
      {pages.length > 1 && (
        <div class="buttons">
          {at > 0 && turn('previousPage', at - 1)}
          {at < pages.length - 1 && turn('nextPage', at + 1)}
        </div>
      )}
    </div>
  )
}

function Item({ item }: { readonly item: BoardItem }) {
  switch (item.kind) {
    case 'text':
    case 'button':
    case 'choice':
    case 'row':
      return <DutyItemView item={item} />
    case 'heading':
      return <h3>{item.label}</h3>
    case 'progress':
      return <progress max={1} value={item.share} aria-label={item.label} />
    case 'table':
      return <Table item={item} />
    case 'number':
      return <NumberField item={item} />
    case 'typed':
      return <Typed item={item} />
    case 'select':
      return <Select item={item} />
    case 'link':
      return (
        <a class="as-button" href={item.href} download={item.file}>
          {item.label}
        </a>
      )
    case 'file':
      return (
        <label class="as-button file">
          {item.label}
          <input
            type="file"
            accept={item.accept}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? []
              if (file) item.take(file)
              event.currentTarget.value = ''
            }}
          />
        </label>
      )
    case 'details':
      return (
        <details>
          <summary>{item.label}</summary>
          <dl>
            {item.lines.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )
  }
  return null
}

function Table({ item: { label, head, rows } }: { readonly item: TableItem }) {
  return (
    <div class="table-box" role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ cells: [first, ...others] }) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {others.map((cell, i) => (
                <td key={head[i + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function NumberField({ item }: { readonly item: NumberItem }) {
  const { label, unit, value, least, most, step } = item
  const change = (to: number): void => item.change(to)
  // What is being typed stays when the page is told of something else meanwhile.
  const typed = useSignal<string | null>(null)
  const id = useOwnId()
  const by = (steps: number): void => change(numberFor(item, value + steps * step) ?? value)
  return (
    <div class="number-field">
      <label for={id}>{unit === '' ? label : `${label}, ${unitText(unit)}`}</label>
      <div class="field">
        <button type="button" aria-label={say('whatifLess', { name: label })} onClick={() => by(-1)}>
          −
        </button>
        <input
          id={id}
          type="number"
          inputMode="decimal"
          min={least}
          max={most}
          step={step}
          value={typed.value ?? value}
          aria-describedby={`${id}-limits`}
          onInput={(event) => {
            typed.value = event.currentTarget.value
          }}
          onChange={(event) => {
            const taken = numberFor(item, event.currentTarget.valueAsNumber) ?? value
            event.currentTarget.value = String(taken)
            typed.value = null
            change(taken)
          }}
          onBlur={() => {
            // Typed back to what it was, nothing has changed and nobody said so.
            typed.value = null
          }}
        />
        <button type="button" aria-label={say('whatifMore', { name: label })} onClick={() => by(1)}>
          +
        </button>
      </div>
      <span id={`${id}-limits`} class="quiet">
        {numberText(least)} – {numberText(most)} {unitText(unit)}
      </span>
    </div>
  )
}

function Typed({ item }: { readonly item: Extract<BoardItem, { kind: 'typed' }> }) {
  const typed = useSignal<string | null>(null)
  const id = useOwnId()
  const { label, value, most, deed } = item
  return (
    <form
      class="typed"
      onSubmit={(event) => {
        event.preventDefault()
        item.done(typed.value ?? value)
        typed.value = null
      }}
    >
      <label for={id}>{label}</label>
      <div class="field">
        <input
          id={id}
          type="text"
          maxLength={most}
          value={typed.value ?? value}
          onInput={(event) => {
            typed.value = event.currentTarget.value
          }}
        />
        <button type="submit" class="primary">
          {deed}
        </button>
      </div>
    </form>
  )
}

function Select({ item }: { readonly item: Extract<BoardItem, { kind: 'select' }> }) {
  const id = useOwnId()
  return (
    <div class="number-field">
      <label for={id}>{item.label}</label>
      <select id={id} value={item.value} onChange={(event) => item.choose(event.currentTarget.value)}>
        {item.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
}
