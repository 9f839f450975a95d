// Who is sent which fields: each client the layers it watches, all of them or an area. One encoding serves everybody: a
// frame is cut by leaving out sections. A client that does not read is passed over and later given what is true then, a
// keyframe; a newcomer the same. Knows nothing of sockets or Colyseus; what it knows of a layer is the layer as it is now.
import type { Area, CellRange, LayerInfo } from '../../shared/protocol/fields-info.ts'
import { cellsOf, CutFrame, Field, headOf, type Watching } from '../../shared/protocol/fields.ts'
import type { Sink } from '../rooms/presence-relay.ts'

/** A client whose socket holds more than this gets no frame until it has drained. */
export const MAX_FIELD_BUFFERED_BYTES = 64 * 1024

/** What a client has of a layer: the cells of `range`, null for all; `isBehind` until it has had a keyframe. */
type View = { range: CellRange | null; isBehind: boolean }
type Client = { readonly sink: Sink; readonly views: Map<number, View> }

/** A layer as it is, with its keyframe when somebody needed it; both good for one frame. */
type Layer = { readonly field: Field; keyframe: CutFrame | null; readonly cuts: Map<string, Uint8Array> }

export class FieldRelay {
  /** Frames not sent because their client could not keep up. */
  droppedFrames = 0
  readonly layers: readonly LayerInfo[]
  private readonly states: readonly Layer[]
  private readonly clients = new Map<string, Client>()

  constructor(layers: readonly LayerInfo[]) {
    this.layers = layers
    this.states = layers.map((info, n) => ({ field: new Field(n, cellsOf(info)), keyframe: null, cuts: new Map() }))
  }

  get size(): number {
    return this.clients.size
  }

  join(id: string, sink: Sink): void {
    this.clients.set(id, { sink, views: new Map() })
  }

  leave(id: string): void {
    this.clients.delete(id)
  }

  /** From now on the client sees these layers and areas, and no others. Layers that are not here are passed over. */
  watch(id: string, watching: Watching): void {
    const client = this.clients.get(id)
    if (!client) return
    const wanted = new Map<number, Area | null>()
    for (const { layer, area } of watching) {
      const n = this.layers.findIndex((info) => info.id === layer)
      if (n >= 0) wanted.set(n, area)
    }
    for (const n of client.views.keys()) if (!wanted.has(n)) client.views.delete(n)
    for (const [n, area] of wanted) this.look(client, n, area)
  }

  /** A frame of a field from its owner, the next in its row; RangeError when it is not. */
  publish(frame: Uint8Array): void {
    const { layer: n } = headOf(frame)
    const layer = this.states[n]
    if (!layer) throw new RangeError(`fields: there is no layer ${n}`)
    layer.field.apply(frame)
    layer.keyframe = null
    layer.cuts.clear()
    const cut = new CutFrame(frame)
    for (const client of this.clients.values()) {
      const view = client.views.get(n)
      if (!view) continue
      if (!this.isReading(client.sink)) {
        view.isBehind = true
        this.droppedFrames++
      } else if (view.isBehind) {
        this.sendKeyframe(client.sink, layer, view)
      } else {
        client.sink.send(this.cutFor(layer, cut, view.range))
      }
    }
  }

  /** Now and then: who was behind and has drained is given what is true now, though nothing has changed since. */
  catchUp(): void {
    for (const { sink, views } of this.clients.values())
      for (const [n, view] of views) {
        const layer = this.states[n] as Layer
        if (view.isBehind && layer.field.number !== null && this.isReading(sink)) this.sendKeyframe(sink, layer, view)
      }
  }

  private look({ sink, views }: Client, n: number, area: Area | null): void {
    const layer = this.states[n] as Layer
    const { cells } = layer.field.cells
    const range = area && cells.range(area)
    const view = views.get(n)
    if (view && !view.isBehind && view.range && range && this.isReading(sink)) {
      const before = view.range
      view.range = range
      if (keyOf(before) === keyOf(range)) return
      const gone = within(before, cells.cols).filter((cell) => !cells.has(range, cell))
      const isNew = (cell: number): boolean => cells.has(range, cell) && !cells.has(before, cell)
      sink.send(this.keyframeOf(layer).window(isNew, gone))
      return
    }
    const isSame = view !== undefined && keyOf(view.range) === keyOf(range)
    if (isSame) return
    const fresh = { range, isBehind: true }
    views.set(n, fresh)
    if (layer.field.number !== null && this.isReading(sink)) this.sendKeyframe(sink, layer, fresh)
  }

  private sendKeyframe(sink: Sink, layer: Layer, view: View): void {
    view.isBehind = false
    sink.send(this.cutFor(layer, this.keyframeOf(layer), view.range))
  }

  private keyframeOf(layer: Layer): CutFrame {
    layer.keyframe ??= new CutFrame(layer.field.keyframe())
    return layer.keyframe
  }

  /** People who stand together look at the same area: it is cut once. */
  private cutFor(layer: Layer, frame: CutFrame, range: CellRange | null): Uint8Array {
    if (!range) return frame.frame
    const key = `${frame.isKeyframe} ${keyOf(range)}`
    let cut = layer.cuts.get(key)
    if (!cut) {
      const { cells } = layer.field.cells
      cut = frame.cut((cell) => cells.has(range, cell))
      layer.cuts.set(key, cut)
    }
    return cut
  }

  private isReading(sink: Sink): boolean {
    return sink.bufferedBytes() <= MAX_FIELD_BUFFERED_BYTES
  }
}

const keyOf = (range: CellRange | null): string =>
  range ? `${range.west} ${range.east} ${range.south} ${range.north}` : ''

function within({ west, east, south, north }: CellRange, cols: number): number[] {
  const cells: number[] = []
  for (let row = south; row <= north; row++) for (let col = west; col <= east; col++) cells.push(row * cols + col)
  return cells
}
