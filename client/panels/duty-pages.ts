// Long lists of the duty desk: a page scrolls, a surface in a headset does not and turns its pages by a button.
import { signal } from '@preact/signals'
import type { DutyItem } from './duty-items.ts'
import type { Host } from './host.ts'
import { say } from './strings.ts'

const MOST_ON_SCREEN = 60
const MOST_IN_HEADSET = 3

/** How often each list was turned. */
const turned = signal<Readonly<Record<string, number>>>({})

export function paged(list: string, rows: readonly DutyItem[], host: Host): readonly DutyItem[] {
  if (host === 'screen') return rows.slice(0, MOST_ON_SCREEN)
  const count = Math.ceil(rows.length / MOST_IN_HEADSET)
  if (count <= 1) return rows
  const page = (turned.value[list] ?? 0) % count
  const turn = (): void => {
    turned.value = { ...turned.value, [list]: page + 1 }
  }
  const label = say('dutyNext', { page: page + 1, count })
  return [...rows.slice(page * MOST_IN_HEADSET, (page + 1) * MOST_IN_HEADSET), { kind: 'button', label, press: turn }]
}
