// Edges and points: values of things that stay where they are, known by their place in a list (links, sensors).
// The things of each square of the ground are told once, in a whole section; changes speak of places in that list.
//
// Section of a square, after u8 how:
//   0 whole    count varint; indexes as steps from one to the next, varints; then of each column count numbers (see
//              fields-pack.ts), each less the one before. Columns are the quantities' codes, of points the quality too
//   1 change   to the end: steps to the next changed place in the list, varint, then of each column the zigzag change
// Of a named layer (sensors that come and go) `heard` is the last column, and after the columns of a whole section each item
// says where it is, zigzag decimetres east and north of the square's south-west corner, and its about (fields-named.ts).
// When a thing comes, goes or is called otherwise its square is told whole again.
import type { ByteReader, ByteWriter } from '../city/bytes.ts'
import { Cells, checkedCode, codeOf, greatestCode, type ItemsInfo, valueOf } from './fields-info.ts'
import { type About, heardAtMs, heardCode, isSameAbout, MAX_HEARD, readAbout, writeAbout } from './fields-named.ts'
import { packNumbers, type Sections, unpackNumbers } from './fields-pack.ts'

const WHOLE = 0
const CHANGE = 1
const MAX_QUALITY = 255

const PLACES_A_M = 10
/** A thing of a named layer: its number, below the layer's `count` and not used again soon, and what is said of it. */
export type NamedItem = {
  readonly item: number
  readonly eastM: number
  readonly northM: number
  readonly about: About
  /** NaN for never. */
  readonly heardAtMs: number
}
/** By item: each quantity (NaN for no data), and of points the quality; of a named layer all things there are now. */
export type ItemValues = {
  readonly values: readonly ArrayLike<number>[]
  readonly quality?: ArrayLike<number>
  readonly things?: readonly NamedItem[]
}
/** As it travels: decimetres from the origin. */
type Placed = { readonly cell: number; readonly east: number; readonly north: number; readonly about: About }

export class ItemCells {
  readonly kind = 'items'
  readonly info: ItemsInfo
  readonly cells: Cells
  /** By quantity, then item; of points the quality after them, of a named layer lastly when it was heard. */
  readonly columns: readonly Uint16Array[]
  private readonly greatest: readonly number[]
  private readonly members: (Int32Array | null)[]
  private readonly fresh: Int32Array
  private readonly placed = new Map<number, Placed>()
  private numbers = new Int32Array(64)

  /** `placesM`: east and north of every item, for who tells; who hears learns the squares from the frames. */
  constructor(info: ItemsInfo, placesM?: ArrayLike<number>) {
    this.info = info
    this.cells = new Cells(info.grid)
    const greatest = info.quantities.map(greatestCode)
    this.greatest = [
      ...greatest,
      ...(info.kind === 'points' ? [MAX_QUALITY] : []),
      ...(info.isNamed ? [MAX_HEARD] : []),
    ]
    this.columns = this.greatest.map(() => new Uint16Array(info.count))
    this.fresh = new Int32Array(this.greatest.length)
    this.members = Array.from({ length: this.cells.count }, () => null)
    if (placesM) this.spread(placesM)
  }

  /** NaN where there is no data or nothing is known. */
  value(quantity: number, item: number): number {
    const told = this.info.quantities[quantity]
    return told ? valueOf(told, this.columns[quantity]?.[item] ?? 0) : NaN
  }

  quality(item: number): number {
    return this.info.kind === 'points' ? (this.columns[this.info.quantities.length]?.[item] ?? 0) : 0
  }

  /** Of a named layer: the things there are, by their numbers. */
  get named(): ReadonlyMap<number, { readonly about: About }> {
    return this.placed
  }
  eastM = (item: number): number => (this.placed.get(item)?.east ?? NaN) / PLACES_A_M
  northM = (item: number): number => (this.placed.get(item)?.north ?? NaN) / PLACES_A_M

  /** When it was heard last, to ten seconds, by a field of `atMs`; NaN for never. */
  heardAtMs(item: number, atMs: number): number {
    return heardAtMs(this.info.isNamed ? (this.columns[this.columns.length - 1]?.[item] ?? 0) : 0, atMs)
  }

  /** The items of a square, in their order. */
  itemsOf(cell: number): ArrayLike<number> {
    return this.members[cell] ?? []
  }

  update(given: ItemValues, out: Sections): void {
    const { fresh, columns } = this
    const named = this.info.isNamed ? new Map((given.things ?? []).map((one) => [one.item, one])) : null
    const isOther = named ? this.settle(named) : null
    for (let cell = 0; cell < this.cells.count; cell++) {
      const members = this.members[cell]
      if (isOther?.has(cell)) {
        for (const item of members ?? [])
          for (let c = 0; c < columns.length; c++) (columns[c] as Uint16Array)[item] = this.code(given, c, item, named)
        if (members) this.writeWhole(cell, out)
        else out.forget(cell)
        continue
      }
      if (!members) continue
      let payload: ByteWriter | null = null
      let before = -1
      for (let place = 0; place < members.length; place++) {
        const item = members[place] as number
        let isChanged = false
        for (let c = 0; c < columns.length; c++) {
          fresh[c] = this.code(given, c, item, named)
          if (fresh[c] !== columns[c]?.[item]) isChanged = true
        }
        if (!isChanged) continue
        if (!payload) {
          payload = out.begin(cell)
          payload.u8(CHANGE)
        }
        payload.varint(place - before - 1)
        before = place
        for (let c = 0; c < columns.length; c++) {
          const column = columns[c] as Uint16Array
          payload.zigzag((fresh[c] as number) - (column[item] as number))
          column[item] = fresh[c] as number
        }
      }
      if (payload) out.end()
    }
  }

  writeWhole(cell: number, out: Sections): void {
    const members = this.members[cell]
    if (!members) return
    const payload = out.begin(cell)
    payload.u8(WHOLE)
    payload.varint(members.length)
    let before = -1
    for (const item of members) {
      payload.varint(item - before - 1)
      before = item
    }
    const numbers = this.room(members.length)
    for (const column of this.columns) {
      let last = 0
      members.forEach((item, i) => {
        numbers[i] = (column[item] as number) - last
        last = column[item] as number
      })
      packNumbers(payload, numbers, members.length)
    }
    if (this.info.isNamed) for (const item of members) this.writePlaced(item, payload)
    out.end()
  }

  read(cell: number, from: ByteReader): void {
    const how = from.u8()
    if (how === WHOLE) this.readWhole(cell, from)
    else if (how === CHANGE) this.readChange(cell, from)
    else throw new RangeError(`fields: a square cannot be told as ${how}`)
  }

  forget(cell: number): void {
    for (const item of this.members[cell] ?? []) {
      // It may be in another square already.
      if (this.info.isNamed && this.placed.get(item)?.cell !== cell) continue
      this.placed.delete(item)
      for (const column of this.columns) column[item] = 0
    }
    this.members[cell] = null
  }

  clear(): void {
    for (const column of this.columns) column.fill(0)
    this.members.fill(null)
    this.placed.clear()
  }

  private readWhole(cell: number, from: ByteReader): void {
    this.forget(cell)
    const count = from.varint()
    // Each index takes a byte at least.
    if (count > from.left) throw new RangeError('fields: more items than bytes')
    const members = new Int32Array(count)
    let before = -1
    for (let i = 0; i < count; i++) {
      before += from.varint() + 1
      if (before >= this.info.count) throw new RangeError(`fields: ${this.info.id} has no item ${before}`)
      members[i] = before
    }
    this.members[cell] = members
    const numbers = this.room(count)
    for (let c = 0; c < this.columns.length; c++) {
      unpackNumbers(from, numbers, count)
      let last = 0
      for (let i = 0; i < count; i++) {
        last = checkedCode(last + (numbers[i] as number), this.greatest[c] as number)
        ;(this.columns[c] as Uint16Array)[members[i] as number] = last
      }
    }
    if (!this.info.isNamed) return
    const [east, north] = this.cornerOf(cell)
    for (const item of members)
      this.placed.set(item, {
        cell,
        east: east + from.zigzag(),
        north: north + from.zigzag(),
        about: readAbout(from),
      })
  }

  /** Brings who is where to `things`; gives the squares that are to be told whole. */
  private settle(things: ReadonlyMap<number, NamedItem>): ReadonlySet<number> {
    const isOther = new Set<number>()
    for (const [item, { cell }] of this.placed) {
      if (things.has(item)) continue
      this.placed.delete(item)
      isOther.add(cell)
    }
    for (const { item, eastM, northM, about } of things.values()) {
      if (!(item >= 0 && item < this.info.count)) throw new RangeError(`fields: ${this.info.id} has no item ${item}`)
      const [east, north] = [Math.round(eastM * PLACES_A_M) + 0, Math.round(northM * PLACES_A_M) + 0]
      const before = this.placed.get(item)
      if (before?.east === east && before.north === north && isSameAbout(before.about, about)) continue
      const cell = this.cells.at(eastM, northM)
      if (before) isOther.add(before.cell)
      isOther.add(cell)
      this.placed.set(item, { cell, east, north, about })
    }
    if (isOther.size === 0) return isOther
    const lists = new Map<number, number[]>()
    for (const [item, { cell }] of this.placed) {
      if (!isOther.has(cell)) continue
      const list = lists.get(cell)
      if (list) list.push(item)
      else lists.set(cell, [item])
    }
    for (const cell of isOther) {
      const list = lists.get(cell)
      this.members[cell] = list ? Int32Array.from(list).sort() : null
    }
    return isOther
  }

  private writePlaced(item: number, out: ByteWriter): void {
    const { cell, east, north, about } = this.placed.get(item) as Placed
    const [west, south] = this.cornerOf(cell)
    out.zigzag(east - west)
    out.zigzag(north - south)
    writeAbout(out, about)
  }

  private cornerOf(cell: number): readonly [east: number, north: number] {
    const { cols, westM, southM, sizeM } = this.cells
    const [col, row] = [cell % cols, Math.floor(cell / cols)]
    return [Math.round((westM + col * sizeM) * PLACES_A_M), Math.round((southM + row * sizeM) * PLACES_A_M)]
  }

  private readChange(cell: number, from: ByteReader): void {
    const members = this.members[cell]
    if (!members) throw new RangeError(`fields: the square ${cell} changed before it was told`)
    for (let place = -1; from.left > 0;) {
      place += from.varint() + 1
      if (place >= members.length) throw new RangeError(`fields: the square ${cell} has no place ${place}`)
      const item = members[place] as number
      for (let c = 0; c < this.columns.length; c++) {
        const column = this.columns[c] as Uint16Array
        column[item] = checkedCode((column[item] as number) + from.zigzag(), this.greatest[c] as number)
      }
    }
  }

  private code(
    { values, quality }: ItemValues,
    column: number,
    item: number,
    named: ReadonlyMap<number, NamedItem> | null,
  ): number {
    const quantity = this.info.quantities[column]
    if (quantity) return codeOf(quantity, values[column]?.[item] ?? NaN)
    if (named && column === this.columns.length - 1) return heardCode(named.get(item)?.heardAtMs ?? NaN)
    return Math.min(MAX_QUALITY, Math.max(0, Math.round(quality?.[item] ?? 0)))
  }

  private spread(placesM: ArrayLike<number>): void {
    const lists: number[][] = []
    for (let item = 0; item < this.info.count; item++) {
      const cell = this.cells.at(placesM[2 * item] as number, placesM[2 * item + 1] as number)
      ;(lists[cell] ??= []).push(item)
    }
    lists.forEach((list, cell) => (this.members[cell] = Int32Array.from(list)))
  }

  private room(count: number): Int32Array {
    if (this.numbers.length < count) this.numbers = new Int32Array(2 * count)
    return this.numbers
  }
}
