// River gauges as the flood's panel reads them: what was measured and what the model had at the same time, and what is foreseen,
// by the live city itself or by a fork. A model that stands beside a gauge is moved to meet what was measured last before it
// begins. No DOM.
import { GaugeRow, WaterRow } from '../../../shared/systems/flood/told.ts'
import type { PanelModel } from '../../panels/model.ts'
import type { ValueOf } from '../../timeline/values.ts'
import { rowsOf } from '../rows.ts'

export type Point = readonly [atMs: number, value: number]

const LEVEL = 'flood.level'
const HOUR_MS = 3_600_000

export type GaugeShown = {
  readonly id: string
  readonly name: string
  readonly trouble: GaugeRow['trouble']
  /** What it says itself, metres on its scale; null where it told no level. */
  readonly scaleM: number | null
  /** Levels above the datum, metres. */
  readonly measured: readonly Point[]
  readonly modelled: readonly Point[]
  /** Of the live city, for the river in the core. */
  readonly own: readonly Point[]
  /** Of a fork's model, at the place of the gauge; null where that is not known, or outside of the core. */
  readonly foreseen: ValueOf | null
}

export function gaugesOf({ time }: PanelModel): readonly GaugeShown[] {
  const facts = time.facts.value
  if (!facts) return []
  const things = time.things.value
  const [water] = rowsOf(facts, 'flood.water', WaterRow)
  const ahead = (water?.forecast ?? []).map(({ hours, levelM }): Point => [facts.nowMs + hours * HOUR_MS, levelM])
  return rowsOf(facts, 'flood.gauge', GaugeRow).map(({ thing, trouble, levelM, history, isInCore }) => {
    const known = things.find(({ id }) => id === thing)
    const measured = history.flatMap(([ms, level]) => (level === null ? [] : [[ms, level] as const]))
    return {
      id: thing,
      name: known?.name ?? thing,
      trouble,
      scaleM: levelM,
      measured,
      modelled: history.map(([ms, , level]) => [ms, level] as const),
      own: isInCore ? meeting(measured, ahead) : [],
      foreseen: known && isInCore ? { layer: LEVEL, of: { is: 'place', atM: known.atM }, quantity: 0 } : null,
    }
  })
}

/** A forecast that begins at what was measured then, or last before it. */
export function meeting(measured: readonly Point[], forecast: readonly Point[]): readonly Point[] {
  const [first] = forecast
  if (!first) return []
  const before = measured.findLast(([ms]) => ms <= first[0]) ?? measured[0]
  const shift = before ? before[1] - first[1] : 0
  return forecast.map(([ms, value]) => [ms, value + shift])
}
