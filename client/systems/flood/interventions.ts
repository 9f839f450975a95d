// What of the flood can be changed in a branch: a design storm, a wave on the river, and works that are pointed at in the city.
import type { InterventionField, InterventionKind } from '../../panels/interventions.ts'
import { numberIn } from '../../panels/interventions.ts'

const CREST: InterventionField = {
  key: 'crestAboveGroundM',
  label: 'intervention_crest',
  unit: 'm',
  least: 0.1,
  most: 8,
  step: 0.1,
  first: 1.2,
}
/** A wave's shape: the flow before and long after it, as a share of the highest, and how much slower it falls than rises. */
const BASE_SHARE = 0.2
const FALL = 3

const wall = (
  id: string,
  title: 'intervention_barrier' | 'intervention_embankment',
  kind: string,
): InterventionKind => ({
  id,
  title,
  fields: [CREST],
  tool: id === 'embankment' ? 'embankment' : 'barrier',
  command: (values, { before }) => ({ ...before, type: 'flood.placeBarrier', ...values }),
  values: (command) =>
    command.type === 'flood.placeBarrier' && (command['kind'] ?? 'temporary') === kind
      ? { crestAboveGroundM: numberIn(command, 'crestAboveGroundM') }
      : null,
})

export const floodInterventions: readonly InterventionKind[] = [
  {
    id: 'storm',
    title: 'intervention_storm',
    isCircumstance: true,
    fields: [
      { key: 'mmPerH', label: 'intervention_rain', unit: 'mm/h', least: 1, most: 200, step: 1, first: 60 },
      { key: 'hours', label: 'intervention_hours', unit: 'h', least: 0.25, most: 48, step: 0.25, first: 1 },
    ],
    command: (values) => ({ type: 'flood.setStorm', ...values }),
    values: (command) =>
      command.type === 'flood.setStorm'
        ? { mmPerH: numberIn(command, 'mmPerH'), hours: numberIn(command, 'hours') }
        : null,
  },
  {
    id: 'inflow',
    title: 'intervention_inflow',
    isCircumstance: true,
    fields: [
      { key: 'm3S', label: 'intervention_peak', unit: 'm³/s', least: 10, most: 5000, step: 10, first: 800 },
      { key: 'hours', label: 'intervention_rise', unit: 'h', least: 0.25, most: 48, step: 0.25, first: 0.5 },
    ],
    command: ({ m3S = 0, hours = 0 }) => ({
      type: 'flood.setInflow',
      points: [
        [0, BASE_SHARE * m3S],
        [hours, m3S],
        [hours * (1 + FALL), BASE_SHARE * m3S],
      ],
    }),
    values: (command) => {
      if (command.type !== 'flood.setInflow' || !Array.isArray(command['points'])) return null
      const points = command['points'].filter(isPoint)
      const [hours, m3S] = points.reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0] as const)
      return { m3S, hours }
    },
  },
  wall('barrier', 'intervention_barrier', 'temporary'),
  wall('embankment', 'intervention_embankment', 'embankment'),
  {
    id: 'gate',
    title: 'intervention_gate',
    fields: [{ key: 'openShare', label: 'intervention_open', unit: '', least: 0, most: 1, step: 0.05, first: 0 }],
    tool: 'gate',
    command: (values, { before }) => ({ ...before, type: 'flood.placeGate', ...values }),
    values: (command) => (command.type === 'flood.placeGate' ? { openShare: numberIn(command, 'openShare') } : null),
  },
  {
    id: 'pump',
    title: 'intervention_pump',
    fields: [{ key: 'm3S', label: 'intervention_flow', unit: 'm³/s', least: 0.1, most: 50, step: 0.1, first: 1 }],
    tool: 'pump',
    command: (values, { before }) => ({ ...before, type: 'flood.placePump', ...values }),
    values: (command) => (command.type === 'flood.placePump' ? { m3S: numberIn(command, 'm3S') } : null),
  },
  {
    id: 'breach',
    title: 'intervention_breach',
    fields: [{ key: 'widthM', label: 'intervention_width', unit: 'm', least: 2, most: 200, step: 1, first: 20 }],
    tool: 'breach',
    command: (values, { before }) => ({ ...before, type: 'flood.breach', ...values }),
    values: (command) => (command.type === 'flood.breach' ? { widthM: numberIn(command, 'widthM') } : null),
  },
]

const isPoint = (value: unknown): value is readonly [hours: number, m3S: number] =>
  Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number'
