// A made-up town that keeps every kind of field busy, for the benchmarks of fields and recordings: water that spreads over
// 256 x 256 samples, 5,000 vehicles that speed up, brake and turn, 20,000 links of which a third change.
import { Random } from '../shared/kernel/random.ts'
import { AgentCells, type AgentNow } from '../shared/protocol/fields-agents.ts'
import { ItemCells } from '../shared/protocol/fields-items.ts'
import { RasterCells } from '../shared/protocol/fields-raster.ts'
import { Field } from '../shared/protocol/fields.ts'

const SIDE = 256
const HALF_M = 5000
const VEHICLES = 5000
const LINKS = 20_000

const card = { source: 'a benchmark', date: '2026', truth: 'synthetic' } as const
const speed = { key: 'speed', unit: 'km/h', min: 0, max: 130, step: 0.5, scale: 'speed' }
const grid = { westM: -HALF_M, southM: -HALF_M, cellM: 500, cols: 20, rows: 20 }

type Vehicle = { -readonly [K in keyof AgentNow]: AgentNow[K] }

export class BusyTown {
  readonly depth = new Field(
    0,
    new RasterCells({
      kind: 'raster',
      id: 'bench.depth',
      title: 'depth',
      card,
      quantities: [{ key: 'depth', unit: 'm', min: 0, max: 5, step: 0.02, scale: 'water' }],
      grid: { ...grid, cellM: (2 * HALF_M) / SIDE, cols: SIDE, rows: SIDE },
    }),
  )
  readonly vehicles = new Field(
    1,
    new AgentCells({
      kind: 'agents',
      id: 'bench.vehicles',
      title: 'vehicles',
      card,
      quantities: [speed],
      grid,
      kinds: ['car', 'bus'],
      stepM: 0.1,
    }),
  )
  readonly roads: Field<ItemCells>
  private readonly random = new Random(1)
  private readonly depths = new Float32Array(SIDE * SIDE)
  private readonly speeds = new Float32Array(LINKS)
  private readonly fleet: Vehicle[]

  constructor() {
    const { random } = this
    const place = (): number => random.between(-HALF_M, HALF_M)
    const placesM = Float32Array.from({ length: 2 * LINKS }, place)
    const [id, title] = ['bench.roads', 'roads']
    const info = { kind: 'edges', id, title, card, quantities: [speed], grid, count: LINKS } as const
    this.roads = new Field(2, new ItemCells({ ...info, quantities: [speed] }, placesM))
    for (let i = 0; i < LINKS; i++) this.speeds[i] = random.between(5, 90)
    this.fleet = Array.from({ length: VEHICLES }, (_, id) => ({
      id,
      kind: id % 20 === 0 ? 1 : 0,
      eastM: place(),
      northM: place(),
      headingRad: Math.floor(random.between(0, 4)) * (Math.PI / 2),
      speed: random.between(0, 60),
    }))
  }

  get fields(): readonly Field[] {
    return [this.depth, this.vehicles, this.roads] as unknown as readonly Field[]
  }

  /** The water at a time: within a growing circle it rises and ripples. */
  rise(seconds: number): void {
    const reach = 40 + (seconds % 600) / 8
    for (let i = 0; i < this.depths.length; i++) {
      const [x, y] = [(i % SIDE) - SIDE / 2, Math.floor(i / SIDE) - SIDE / 2]
      const away = Math.sqrt(x * x + y * y)
      const waves = Math.sin(x / 9 + seconds / 7) + Math.cos(y / 11)
      this.depths[i] = away < reach ? (1 - away / reach) * 3 + 0.15 * waves + seconds / 2000 : NaN
    }
  }

  move(stepS: number, atMs: number): void {
    const { random } = this
    for (const vehicle of this.fleet) {
      // One in four waits at a light.
      const isWaiting = (vehicle.id + Math.floor(atMs / 30_000)) % 4 === 0
      const next = isWaiting ? vehicle.speed - 12 * stepS : vehicle.speed + random.between(-2, 2.5) * stepS
      vehicle.speed = Math.min(60, Math.max(0, next))
      if (vehicle.speed > 0 && random.next() < 0.02 * stepS) vehicle.headingRad += Math.PI / 2
      const wayM = (vehicle.speed / 3.6) * stepS
      vehicle.eastM = around(vehicle.eastM + Math.sin(vehicle.headingRad) * wayM)
      vehicle.northM = around(vehicle.northM + Math.cos(vehicle.headingRad) * wayM)
    }
  }

  change(): void {
    const { random, speeds } = this
    for (let i = 0; i < LINKS; i++)
      if (random.next() < 0.33) speeds[i] = Math.min(130, Math.max(0, (speeds[i] as number) + random.between(-4, 4)))
  }

  flood = (atMs: number): Uint8Array<ArrayBuffer> => this.depth.update(this.depths, atMs)
  drive = (atMs: number): Uint8Array<ArrayBuffer> => this.vehicles.update(this.fleet, atMs)
  flow = (atMs: number): Uint8Array<ArrayBuffer> => this.roads.update({ values: [this.speeds] }, atMs)
}

const around = (m: number): number => (m > HALF_M ? m - 2 * HALF_M : m < -HALF_M ? m + 2 * HALF_M : m)
