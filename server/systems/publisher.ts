// What a system shows of its state: a few named values (gauges), layers as fields, and what its accepted commands are
// called on the slider. Pure; server/timelines/publication.ts calls it in the timeline's own thread.
import type { City } from '../../shared/city/city.ts'
import type { Command } from '../../shared/kernel/system.ts'
import type { Facts, Mark } from '../../shared/protocol/facts.ts'
import type { Area, LayerInfo } from '../../shared/protocol/fields-info.ts'
import type { FieldCells } from '../../shared/protocol/fields.ts'

export type Gauge = Facts['gauges'][number]

/** Where it all lies: `boundsM` is the city's, west, south, east and north. */
export type Ground = { readonly city: City; readonly boundsM: Area }

export type Layer<S> = {
  readonly info: LayerInfo
  /** It is not told more often than this by itself, seconds of the timeline. */
  readonly everyS: number
  /** An observation of one of these is shown at once: what is measured need not wait for the next step. */
  readonly keys?: readonly string[]
  /** As the kind of field takes them; see `update` of fields-raster.ts and its neighbours. Null: as they were told last. */
  values(state: S): Parameters<FieldCells['update']>[0] | null
}

export interface Publisher<S> {
  /** Id of the system. */
  readonly system: string
  gauges?(state: S): readonly Gauge[]
  layers?(ground: Ground): readonly Layer<S>[]
  /** What the mark of an accepted command says; null for none. */
  markOf?(command: Command): string | null
  /** Rows of the system's own lists; see `rows` of facts.ts. */
  rows?(state: S, ground: Ground): NonNullable<Facts['rows']>
  /** What happened by itself lately, oldest first; `n` counts up, so that each is marked once. */
  happened?(state: S): readonly { readonly n: number; readonly mark: Mark }[]
}

/** A member of the list, which knows no state; only the publisher itself knows its own. */
export interface AnyPublisher extends Publisher<never> {}
