// Small layers of each kind with lively content from a seed, for the tests of fields, relays, segments and players.
import { type Random, seedOf } from '../kernel/random.ts'
import { AgentCells, type AgentNow } from './fields-agents.ts'
import type { AgentsInfo, Grid, ItemsInfo, LayerInfo, RasterInfo } from './fields-info.ts'
import { ItemCells, type ItemValues } from './fields-items.ts'
import { RasterCells } from './fields-raster.ts'
import { Field, type FieldCells } from './fields.ts'

const card = { source: 'a test', date: '2026', truth: 'synthetic' } as const
const depth = { key: 'depth', unit: 'm', min: 0, max: 5, step: 0.02, scale: 'water' }
const speed = { key: 'speed', unit: 'km/h', min: 0, max: 130, step: 0.5, scale: 'speed' }
const flow = { key: 'flow', unit: '1/h', min: 0, max: 6000, step: 1, scale: 'flow' }
const ground: Grid = { westM: -1000, southM: -600, cellM: 500, cols: 5, rows: 3 }

export const RASTER: RasterInfo = {
  kind: 'raster',
  id: 'toy.depth',
  title: 'depth',
  card,
  quantities: [depth],
  grid: { westM: -1000, southM: -600, cellM: 25, cols: 70, rows: 37 },
}
export const EDGES: ItemsInfo = {
  kind: 'edges',
  id: 'toy.roads',
  title: 'roads',
  card,
  quantities: [speed, flow],
  grid: ground,
  count: 120,
}
export const POINTS: ItemsInfo = { ...EDGES, kind: 'points', id: 'toy.sensors', quantities: [depth], count: 40 }
export const AGENTS: AgentsInfo = {
  kind: 'agents',
  id: 'toy.cars',
  title: 'cars',
  card,
  quantities: [speed],
  grid: ground,
  kinds: ['car', 'bus'],
  stepM: 0.1,
}
export const LAYERS: readonly LayerInfo[] = [RASTER, EDGES, POINTS, AGENTS]

/** The four fields and what makes them move on; ask for their frames by `step`. */
export class Lively {
  readonly raster = new Field(0, new RasterCells(RASTER))
  readonly edges: Field<ItemCells>
  readonly points: Field<ItemCells>
  readonly agents = new Field(3, new AgentCells(AGENTS))
  readonly placesM: number[] = []
  private readonly depths = new Float64Array(70 * 37)
  private readonly roads: ItemValues
  private readonly sensors: ItemValues
  private cars: AgentNow[] = []
  private cameBefore = 0
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
    for (let i = 0; i < EDGES.count; i++) this.placesM.push(random.between(-1300, 1700), random.between(-700, 1000))
    this.edges = new Field(1, new ItemCells(EDGES, this.placesM))
    this.points = new Field(2, new ItemCells(POINTS, this.placesM))
    this.roads = { values: [this.any(EDGES.count, 140), this.any(EDGES.count, 6100)] }
    this.sensors = { values: [this.any(POINTS.count, 6)], quality: this.any(POINTS.count, 255) }
  }

  get fields(): readonly Field[] {
    return [this.raster, this.edges, this.points, this.agents] as unknown as readonly Field[]
  }

  /** A frame of each. */
  step(atMs: number): Uint8Array<ArrayBuffer>[] {
    const { random } = this
    const [x, y] = [random.between(0, 70), random.between(0, 37)]
    for (let i = 0; i < this.depths.length; i++) {
      const near = Math.hypot((i % 70) - x, Math.floor(i / 70) - y)
      if (near < 6) this.depths[i] = near < 1 ? NaN : random.between(-1, 6 - near)
    }
    for (const column of [...this.roads.values, ...this.sensors.values] as Float64Array[])
      for (let k = 0; k < 7; k++)
        column[this.below(column.length)] = this.below(5) === 0 ? NaN : random.between(-5, 300)
    const quality = this.sensors.quality as Float64Array
    quality[this.below(quality.length)] = this.below(256)
    this.cars = this.cars.filter(() => this.below(12) > 0).map((car) => this.driven(car))
    while (this.cars.length < 30) this.cars.push(this.car())
    return [
      this.raster.update(this.depths, atMs),
      this.edges.update(this.roads, atMs),
      this.points.update(this.sensors, atMs),
      this.agents.update(this.cars, atMs),
    ]
  }

  private driven(car: AgentNow): AgentNow {
    const { random } = this
    if (this.below(3) === 0) return car
    const { headingRad } = car
    const wayM = random.between(0, 200)
    const speed = this.below(2) === 0 ? car.speed : random.between(0, 150)
    const eastM = car.eastM + Math.sin(headingRad) * wayM
    const northM = car.northM + Math.cos(headingRad) * wayM
    return {
      ...car,
      eastM,
      northM,
      speed,
      headingRad: headingRad + (this.below(2) === 0 ? 0 : random.between(-1, 1)),
    }
  }

  private below(n: number): number {
    return Math.floor(this.random.between(0, n))
  }

  private car(): AgentNow {
    const { random } = this
    const [eastM, northM] = [random.between(-1200, 1700), random.between(-700, 1000)]
    const headingRad = random.between(-7, 7)
    return { id: this.cameBefore++, kind: this.below(2), eastM, northM, headingRad, speed: random.between(0, 60) }
  }

  private any(count: number, most: number): Float64Array {
    return Float64Array.from({ length: count }, () => this.random.between(0, most))
  }
}

/** A short text that is equal when two fields show the same; `isWanted` leaves cells out. */
export function shown(cells: FieldCells, isWanted: (cell: number) => boolean = () => true): string {
  const text = JSON.stringify(plain(cells, isWanted))
  return `${text.length} ${seedOf(text)}`
}

function plain(cells: FieldCells, isWanted: (cell: number) => boolean): unknown {
  if (cells.kind === 'raster') {
    const { cols } = cells.info.grid
    const cellOf = (i: number): number =>
      Math.floor(Math.floor(i / cols) / 16) * cells.cells.cols + Math.floor((i % cols) / 16)
    return Array.from(cells.codes, (code, i) => (isWanted(cellOf(i)) ? code : 0))
  }
  if (cells.kind === 'items') {
    const seen = new Set<number>()
    for (let cell = 0; cell < cells.cells.count; cell++)
      if (isWanted(cell)) for (const item of Array.from(cells.itemsOf(cell))) seen.add(item)
    return cells.columns.map((column) => Array.from(column, (code, item) => (seen.has(item) ? code : 0)))
  }
  return [...cells.agents.values()]
    .filter(({ cell }) => isWanted(cell))
    .map(({ id, kind, cell, east, north, heading, speed }) => ({ id, kind, cell, east, north, heading, speed }))
    .sort((a, b) => a.id - b.id)
}
