// Agents: what moves (vehicles, buses, people on the move). Places in steps of the layer's `stepM`, headings in 1/256
// turn, speeds in codes. Each square of the ground has its list; changes speak of places in that list.
//
// Section of a square, after u8 how:
//   0 whole    agents to the end
//   1 change   left: count varint, then steps to the next place in the list, varints (the list closes up);
//              moved: count varint, then each a varint 4 x step to the next place + 1 with a heading + 2 with a speed,
//              zigzag steps east and north, heading u8, zigzag change of the speed's code;
//              come: agents to the end
//   agent      id varint, kind u8, zigzag steps east and north of the square's south-west corner, heading u8, speed varint
// Of a named layer a move is 8 x step + 1, 2 as above + 4 with `heard` varint lastly, and an agent ends with its about and
// `heard` varint (fields-named.ts); who is called otherwise leaves and comes again.
// Who crosses into another square leaves one list and comes into the other within the frame.
import { type ByteReader, ByteWriter } from '../city/bytes.ts'
import { type AgentsInfo, Cells, checkedCode, codeOf, greatestCode, valueOf } from './fields-info.ts'
import { type About, heardAtMs, heardCode, isSameAbout, MAX_HEARD, readAbout, writeAbout } from './fields-named.ts'
import type { Sections } from './fields-pack.ts'

const WHOLE = 0
const CHANGE = 1
const HEADING = 1
const SPEED = 2
const HEARD = 4
const TURN = 2 * Math.PI
/** No agent is further out, steps. */
const FURTHEST = 2 ** 31

export type AgentNow = {
  /** Below 2^32, not used again soon. */
  readonly id: number
  /** Number in the layer's `kinds`. */
  readonly kind: number
  readonly eastM: number
  readonly northM: number
  /** Clockwise from north. */
  readonly headingRad: number
  /** Of the layer's quantity; NaN for none. */
  readonly speed: number
  /** Of a named layer. */
  readonly about?: About
  /** Of a named layer; NaN for never. */
  readonly heardAtMs?: number
}

/** As it travels; `AgentCells` says metres and radians. */
export type Agent = {
  readonly id: number
  readonly kind: number
  readonly cell: number
  east: number
  north: number
  heading: number
  speed: number
  /** Of a named layer. */
  readonly about: About | null
  heard: number
}
type Listed = Agent & { now: AgentNow | null }

export class AgentCells {
  readonly kind = 'agents'
  readonly info: AgentsInfo
  readonly cells: Cells
  private readonly known = new Map<number, Listed>()
  private readonly lists: Listed[][]
  private readonly come: Listed[][]
  private readonly moves = new ByteWriter()
  private readonly greatest: number
  /** What a place in a list is multiplied by, to make room for the flags of a move. */
  private readonly flags: 4 | 8

  constructor(info: AgentsInfo) {
    this.info = info
    this.flags = info.isNamed ? 8 : 4
    this.cells = new Cells(info.grid)
    this.greatest = greatestCode(info.quantities[0])
    this.lists = Array.from({ length: this.cells.count }, () => [])
    this.come = Array.from({ length: this.cells.count }, () => [])
  }

  /** By id. Who crosses into another square is another object. */
  get agents(): ReadonlyMap<number, Readonly<Agent>> {
    return this.known
  }

  eastM = (agent: Readonly<Agent>): number => agent.east * this.info.stepM
  northM = (agent: Readonly<Agent>): number => agent.north * this.info.stepM
  headingRad = (agent: Readonly<Agent>): number => (agent.heading / 256) * TURN
  speed = (agent: Readonly<Agent>): number => valueOf(this.info.quantities[0], agent.speed)
  /** When it was heard last, to ten seconds, by a field of `atMs`; NaN for never. */
  heardAtMs = (agent: Readonly<Agent>, atMs: number): number => heardAtMs(agent.heard, atMs)

  /** Everybody there is now; who is not named is gone, who is nowhere (NaN) too. */
  update(everybody: Iterable<AgentNow>, out: Sections): void {
    for (const now of everybody) {
      if (!Number.isFinite(now.eastM) || !Number.isFinite(now.northM)) continue
      const cell = this.cells.at(now.eastM, now.northM)
      const known = this.known.get(now.id)
      const about = this.info.isNamed ? (now.about ?? NOBODY) : null
      if (known && known.cell === cell && known.kind === now.kind && isSameAbout(known.about, about)) {
        known.now = now
        continue
      }
      const { id, kind } = now
      const listed = { id, kind, cell, east: 0, north: 0, heading: 0, speed: 0, about, heard: 0, now: null }
      this.take(listed, now)
      this.known.set(id, listed)
      this.come[cell]?.push(listed)
    }
    for (let cell = 0; cell < this.cells.count; cell++) this.tell(cell, out)
  }

  writeWhole(cell: number, out: Sections): void {
    const list = this.lists[cell] ?? []
    if (list.length === 0) return
    const payload = out.begin(cell)
    payload.u8(WHOLE)
    for (const agent of list) this.writeAgent(agent, payload)
    out.end()
  }

  read(cell: number, from: ByteReader): void {
    const how = from.u8()
    if (how > CHANGE) throw new RangeError(`fields: a square cannot be told as ${how}`)
    if (how === WHOLE) this.forget(cell)
    else this.readChange(cell, from)
    const list = this.lists[cell] as Listed[]
    while (from.left > 0) {
      const agent = this.readAgent(cell, from)
      list.push(agent)
      this.known.set(agent.id, agent)
    }
  }

  forget(cell: number): void {
    for (const agent of this.lists[cell] ?? []) this.lose(agent)
    this.lists[cell] = []
  }

  clear(): void {
    this.known.clear()
    for (let cell = 0; cell < this.lists.length; cell++) this.lists[cell] = []
  }

  private tell(cell: number, out: Sections): void {
    const all = this.lists[cell] as Listed[]
    const come = this.come[cell] as Listed[]
    if (all.length === 0 && come.length === 0) return
    const payload = out.begin(cell)
    payload.u8(CHANGE)
    const stay = all.filter((agent) => agent.now !== null)
    payload.varint(all.length - stay.length)
    let before = -1
    if (stay.length < all.length)
      all.forEach((agent, place) => {
        if (agent.now !== null) return
        payload.varint(place - before - 1)
        before = place
        this.lose(agent)
      })
    const moved = this.writeMoves(stay)
    payload.varint(moved)
    payload.raw(this.moves.written())
    for (const agent of come) this.writeAgent(agent, payload)
    if (stay.length < all.length || moved > 0 || come.length > 0) out.end()
    for (const agent of come) {
      agent.now = null
      stay.push(agent)
    }
    come.length = 0
    this.lists[cell] = stay
  }

  /** Into `moves`; returns how many there are. */
  private writeMoves(stay: readonly Listed[]): number {
    const { moves } = this
    moves.clear()
    let count = 0
    let before = -1
    for (let place = 0; place < stay.length; place++) {
      const agent = stay[place] as Listed
      const { east, north, heading, speed, heard } = agent
      this.take(agent, agent.now as AgentNow)
      agent.now = null
      const flags =
        (agent.heading === heading ? 0 : HEADING) |
        (agent.speed === speed ? 0 : SPEED) |
        (agent.heard === heard ? 0 : HEARD)
      if (flags === 0 && agent.east === east && agent.north === north) continue
      moves.varint(this.flags * (place - before - 1) + flags)
      moves.zigzag(agent.east - east)
      moves.zigzag(agent.north - north)
      if (flags & HEADING) moves.u8(agent.heading)
      if (flags & SPEED) moves.zigzag(agent.speed - speed)
      if (flags & HEARD) moves.varint(agent.heard)
      before = place
      count++
    }
    return count
  }

  private readChange(cell: number, from: ByteReader): void {
    const list = this.lists[cell] as Listed[]
    const left = from.varint()
    if (left > 0) this.lists[cell] = this.without(list, left, from)
    const stay = this.lists[cell] as Listed[]
    let place = -1
    for (let moved = from.varint(); moved > 0; moved--) {
      const all = from.varint()
      const head = all % this.flags
      place += Math.floor(all / this.flags) + 1
      const agent = stay[place]
      if (!agent) throw new RangeError(`fields: the square ${cell} has no place ${place}`)
      agent.east = near(agent.east + from.zigzag())
      agent.north = near(agent.north + from.zigzag())
      if (head & HEADING) agent.heading = from.u8()
      if (head & SPEED) agent.speed = checkedCode(agent.speed + from.zigzag(), this.greatest)
      if (head & HEARD) agent.heard = checkedCode(from.varint(), MAX_HEARD)
    }
  }

  private without(list: readonly Listed[], left: number, from: ByteReader): Listed[] {
    const stay: Listed[] = []
    let place = 0
    for (let k = 0; k < left; k++) {
      const end = place + from.varint()
      if (end >= list.length) throw new RangeError('fields: nobody there to leave')
      while (place < end) stay.push(list[place++] as Listed)
      this.lose(list[place++] as Listed)
    }
    while (place < list.length) stay.push(list[place++] as Listed)
    return stay
  }

  /** Unless it is in another square already. */
  private lose(agent: Listed): void {
    if (this.known.get(agent.id) === agent) this.known.delete(agent.id)
  }

  private take(agent: Listed, now: AgentNow): void {
    agent.east = clamped(now.eastM / this.info.stepM)
    agent.north = clamped(now.northM / this.info.stepM)
    agent.heading = Math.round(((Number.isFinite(now.headingRad) ? now.headingRad : 0) / TURN) * 256) & 255
    agent.speed = codeOf(this.info.quantities[0], now.speed)
    if (this.info.isNamed) agent.heard = heardCode(now.heardAtMs ?? NaN)
  }

  private writeAgent(agent: Readonly<Agent>, out: ByteWriter): void {
    const [east, north] = this.cornerOf(agent.cell)
    out.varint(agent.id)
    out.u8(agent.kind)
    out.zigzag(agent.east - east)
    out.zigzag(agent.north - north)
    out.u8(agent.heading)
    out.varint(agent.speed)
    if (!agent.about) return
    writeAbout(out, agent.about)
    out.varint(agent.heard)
  }

  private readAgent(cell: number, from: ByteReader): Listed {
    const [east, north] = this.cornerOf(cell)
    const id = from.varint()
    const kind = from.u8()
    if (kind >= this.info.kinds.length) throw new RangeError(`fields: ${this.info.id} has no kind ${kind}`)
    return {
      id,
      kind,
      cell,
      east: near(east + from.zigzag()),
      north: near(north + from.zigzag()),
      heading: from.u8(),
      speed: checkedCode(from.varint(), this.greatest),
      about: this.info.isNamed ? readAbout(from) : null,
      heard: this.info.isNamed ? checkedCode(from.varint(), MAX_HEARD) : 0,
      now: null,
    }
  }

  private cornerOf(cell: number): readonly [east: number, north: number] {
    const { cols, westM, southM, sizeM } = this.cells
    const [col, row] = [cell % cols, Math.floor(cell / cols)]
    const { stepM } = this.info
    return [Math.round((westM + col * sizeM) / stepM), Math.round((southM + row * sizeM) / stepM)]
  }
}

const NOBODY: About = { id: '', name: '', truth: 'synthetic' }

/** Never -0. */
const clamped = (steps: number): number => Math.round(Math.min(FURTHEST - 1, Math.max(1 - FURTHEST, steps))) + 0

function near(steps: number): number {
  if (!(Math.abs(steps) < FURTHEST)) throw new RangeError(`fields: an agent ${steps} steps away`)
  return steps
}
