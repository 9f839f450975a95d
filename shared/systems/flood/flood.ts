// The flood of a city: water over its core, driven by the weather's rain, the river's gauges and designs of planners, held
// by what people build. Live and forks play the same; where the water stands still and nothing changes it is not reckoned.
// Outside the core there is no water. Ice, debris, groundwater and water in buildings are left out.
import type { CityOutputs } from '../../city/outputs.ts'
import type { CitySystem, Indicator, Rejection } from '../../kernel/system.ts'
import { FloodCommand } from './commands.ts'
import { cellAt } from './core.ts'
import { gridOf } from './core-grid.ts'
import { drive } from './drivers.ts'
import { linkDepthM, ROAD_CLOSED_M, speedShare } from './effects.ts'
import { after, begin, stir, wake } from './course.ts'
import { hear } from './gauges.ts'
import { type FloodState, newFlood } from './state.ts'
import { alertsOf } from './told.ts'
import { runWater } from './water.ts'
import { build, wrongWith } from './works.ts'

/** Of a longer step of the clock (the city was away) only so much is reckoned; the rest is said to be left out. */
const MOST_STEP_S = 60
const STORM_MM_H = 500
const STORM_H = 72

export const flood: CitySystem<FloodState, FloodCommand> = {
  id: 'flood',
  version: 1,
  commands: FloodCommand,
  leastRole: {
    'flood.placeBarrier': 'planner',
    'flood.breach': 'planner',
    'flood.placePump': 'planner',
    'flood.placeGate': 'planner',
    'flood.setGate': 'planner',
    'flood.removeWork': 'planner',
    'flood.setInflow': 'planner',
    'flood.setStorm': 'planner',
    'flood.clear': 'planner',
  },

  create: newFlood,

  check(state, command, city): Rejection | null {
    const grid = gridOf(city)
    if (!grid) return { reason: 'this city has no terrain, so no flood is reckoned in it' }
    if (command.type === 'flood.clear') return null
    if (command.type === 'flood.setInflow') {
      if (!grid.river || grid.river.inlets.length === 0)
        return { reason: 'no river flows into where the flood is reckoned: its inflow cannot be set' }
      const isInOrder = command.points.every(([hours], n) => n === 0 || hours > (command.points[n - 1]?.[0] ?? 0))
      return isInOrder ? null : { reason: 'the points of the inflow are not in the order of their hours' }
    }
    if (command.type === 'flood.setStorm') {
      if (!(command.mmPerH > 0 && command.mmPerH <= STORM_MM_H))
        return { reason: `the storm brings ${command.mmPerH} mm/h; it can bring up to ${STORM_MM_H}` }
      if (!(command.hours > 0 && command.hours <= STORM_H))
        return { reason: `the storm lasts ${command.hours} hours; it can last up to ${STORM_H}` }
      return null
    }
    return wrongWith(state, command, grid)
  },

  apply(state, command, actor) {
    wake(state)
    switch (command.type) {
      case 'flood.setInflow':
        state.design = { fromMs: state.nowMs, points: command.points }
        return
      case 'flood.setStorm': {
        const { mmPerH, hours } = command
        state.storm = { fromMs: state.nowMs, untilMs: state.nowMs + hours * 3_600_000, mmPerH }
        return
      }
      case 'flood.clear':
        Object.assign(state, { storm: null, design: null, works: [], breaches: [], isCleared: true })
        return
      case 'flood.placeBarrier':
      case 'flood.placeGate':
      case 'flood.placePump':
      case 'flood.breach':
      case 'flood.setGate':
      case 'flood.removeWork':
        build(state, command, actor.name ?? actor.id)
    }
  },

  observe: (state, observation) => hear(state.gauges, observation),

  step(state, stepS, _random, city, felt) {
    state.nowMs = felt.nowMs
    const grid = gridOf(city)
    if (!grid || !state.water) return
    begin(state, grid, city)
    const forS = Math.min(MOST_STEP_S, stepS)
    state.leftOutS += stepS - forS
    drive(state, grid, felt, stepS)
    stir(state)
    if (!state.rest.isResting) runWater(state, grid, city, forS)
    after(state, grid, city)
  },

  vary(state, random) {
    // Areal rain from few gauges: a fifth, our choice. Rated flows: a quarter (Di Baldassarre and Montanari 2009, HESS 13).
    // Manning's n read off tables: a quarter, our choice. Each with equal chance in its range.
    state.factors = {
      rain: random.between(0.8, 1.2),
      inflow: random.between(0.75, 1.25),
      roughness: random.between(0.75, 1.25),
    }
    wake(state)
    state.event = { sinceMs: state.nowMs }
    state.effects.arrival.fill(0)
  },

  outputs(state, city): Partial<CityOutputs> {
    const { water } = state
    const grid = gridOf(city)
    if (!water || !grid) return {}
    const { depthM } = water
    return {
      floodDepthM: (atM) => depthM[cellAt(grid.core, atM) ?? -1] ?? 0,
      isLinkOpen: (linkId) => linkDepthM(city, depthM, linkId) < ROAD_CLOSED_M,
      linkSpeedShare: (linkId) => speedShare(linkDepthM(city, depthM, linkId)),
    }
  },

  alerts: (state, city) => alertsOf(state, city),

  indicators({ effects, water }): Indicator[] {
    if (!water) return []
    const { most, counts } = effects
    return [
      { id: 'flood.areaHa', label: 'Flooded land, most so far', value: most.areaHa, unit: 'ha' },
      { id: 'flood.volumeM3', label: 'Water on land, most so far', value: most.volumeM3, unit: 'm³' },
      { id: 'flood.buildings', label: 'Buildings reached by water', value: counts.buildings, unit: '' },
      { id: 'flood.linksClosed', label: 'Roads closed, most so far', value: most.linksClosed, unit: '' },
      { id: 'flood.peakLevelM', label: 'River, highest level', value: most.levelM, unit: 'm' },
      { id: 'flood.hospitals', label: 'Hospitals reached by water', value: counts.hospitals, unit: '' },
      { id: 'flood.substations', label: 'Substations reached by water', value: counts.substations, unit: '' },
    ]
  },
}
