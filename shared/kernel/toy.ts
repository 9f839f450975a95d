// A toy for tests and benchmarks: a pond of small basins, filled by an inflow and by hand, drained by gates, rippled by
// chance. Has everything a real system has (typed arrays, commands, observations, steps, outputs, alerts), no physics.
import { z } from 'zod'
import type { CitySystem } from './system.ts'

const SIDE = 16
const GATES = ['north', 'south']
const BASIN_M2 = 100
const GATE_M3S = 0.5

export type ToyState = {
  /** Water in each basin, row by row. */
  levelM: Float32Array
  inflowM3S: number
  /** Gate -> who opened it. */
  open: Record<string, string>
  poured: number
}

export const ToyCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('toy.openGate'), gate: z.string().max(20) }),
  z.strictObject({ type: z.literal('toy.closeGate'), gate: z.string().max(20) }),
  z.strictObject({ type: z.literal('toy.pour'), basin: z.int(), volumeM3: z.number().positive().max(1000) }),
])
export type ToyCommand = z.infer<typeof ToyCommand>

export const toy: CitySystem<ToyState, ToyCommand> = {
  id: 'toy',
  version: 1,
  commands: ToyCommand,
  leastRole: { 'toy.openGate': 'operator', 'toy.closeGate': 'operator', 'toy.pour': 'visitor' },

  create: () => ({ levelM: new Float32Array(SIDE * SIDE), inflowM3S: 0, open: {}, poured: 0 }),

  check(state, command) {
    if (command.type === 'toy.pour')
      return command.basin >= 0 && command.basin < SIDE * SIDE ? null : { reason: `no basin ${command.basin}` }
    const { type, gate } = command
    if (!GATES.includes(gate)) return { reason: `there is no gate ${gate}` }
    const isOpen = Object.hasOwn(state.open, gate)
    if (isOpen === (type === 'toy.openGate')) return { reason: `gate ${gate} is already ${isOpen ? 'open' : 'closed'}` }
    return null
  },

  apply(state, command, actor) {
    switch (command.type) {
      case 'toy.openGate':
        state.open[command.gate] = actor.id
        return
      case 'toy.closeGate':
        delete state.open[command.gate]
        return
      case 'toy.pour':
        state.levelM[command.basin] = (state.levelM[command.basin] ?? 0) + command.volumeM3 / BASIN_M2
        state.poured++
        return
    }
  },

  observe(state, { key, value }) {
    if (key === 'inflowM3S') state.inflowM3S = Math.min(1000, Math.max(0, value))
  },

  step(state, stepS, random) {
    const { levelM } = state
    const netM3S = state.inflowM3S - GATE_M3S * Object.keys(state.open).length
    const rise = (netM3S * stepS) / (BASIN_M2 * levelM.length)
    for (let i = 0; i < levelM.length; i++) {
      const next = levelM[(i + 1) % levelM.length] ?? 0
      const here = levelM[i] ?? 0
      levelM[i] = Math.max(0, here + rise + 0.1 * (next - here) + 0.001 * random.between(-1, 1))
    }
  },

  /** Nobody knows the inflow better than to a fifth. */
  vary(state, random) {
    state.inflowM3S *= random.between(0.8, 1.2)
  },

  outputs: (state) => ({ floodDepthM: () => state.levelM[0] ?? 0 }),

  alerts(state) {
    const highest = Math.max(...state.levelM)
    if (highest < 1) return []
    return [{ id: 'toy/high', severity: 'warning', text: `The pond stands at ${highest.toFixed(1)} m`, atM: [0, 0] }]
  },

  indicators: (state) => [{ id: 'toy.poured', label: 'Times poured', value: state.poured, unit: '' }],
}

export const EMPTY_CITY = { buildings: [], links: [], nodes: [], areas: [], lines: [], points: [] } as const
