// What a city system adds to the page besides what every system's facts and layers show by themselves.
import type { ComponentType } from 'preact'
import type { Facts, Mark } from '../../shared/protocol/facts.ts'
import type { Board } from '../panels/board-items.ts'
import type { Compared } from '../panels/compare-model.ts'
import type { Deed, DutySection } from '../panels/duty-items.ts'
import type { InterventionKind } from '../panels/interventions.ts'
import type { Card, PanelModel } from '../panels/model.ts'
import type { PlacedCommand } from '../panels/placing-model.ts'
import type { ForkShown } from '../panels/time-model.ts'

/** A device as it stands in the city: how far open, up or on it is, 0 to 1; null where nobody knows. */
export type StandingThing = {
  readonly id: string
  readonly kind: string
  readonly atM: readonly [number, number]
  readonly headingRad: number
  readonly share: number | null
  readonly card: () => Card
}

/** A work that stands: drawn along its line, with its size as scene/mesh/works.ts has it. */
export type StandingWork = {
  readonly id: string
  readonly kind: 'barrier' | 'embankment' | 'gate' | 'pump' | 'breach'
  readonly line: readonly (readonly [eastM: number, northM: number])[]
  readonly size: number
  readonly card: () => Card
}

/** Rasters that make water which is drawn as it stands; `level` is the one that is turned on and off. */
export type WaterLayers = {
  readonly level: string
  readonly depth: string
  readonly east: string
  readonly north: string
}

export type Taker = { readonly id: string; readonly name: string; readonly take: (command: PlacedCommand) => void }
export type Comparable = { readonly b: Compared; readonly others: readonly Compared[] }

export interface SystemHere {
  /** Id of the system. */
  readonly id: string
  /** How a mark of its commands reads; null as the city tells it. */
  readonly markText?: (mark: Mark) => string | null
  /** What everybody may read of it, under the layers. */
  readonly Reading?: ComponentType<{ readonly model: PanelModel }>
  /** What planners may do; shown to nobody else. */
  /** Its lists on the duty desk. */
  readonly duty?: readonly DutySection[]
  /** What stands in the city of it, to be drawn and pointed at. */
  readonly things?: (facts: Facts, isFork: boolean) => readonly StandingThing[]
  /** What may be done on the card of a thing. */
  readonly cardDeeds?: (model: PanelModel, card: Card) => readonly Deed[]
  /** What of it can be changed in a branch. */
  readonly interventions?: readonly InterventionKind[]
  /** A panel of its own. */
  readonly board?: Board
  /** What a timeline is called and what it can be compared with, likeliest first; null where it is none of its own. */
  readonly compared?: (model: PanelModel, timeline: string) => Comparable | null
  /** Who takes the works that are placed from a menu instead of the live city; null for nobody. */
  readonly taker?: (model: PanelModel) => Taker | null
  /** Timelines it tells of that can be looked at, besides the forks that everybody lists. */
  readonly timelines?: (facts: Facts) => readonly ForkShown[]
  readonly water?: WaterLayers
  /** What was built against it, or broke. */
  readonly works?: (facts: Facts) => readonly StandingWork[]
  /** What it has to tell at once, at the top of the view. */
  readonly Banner?: ComponentType<{ readonly model: PanelModel }>
  readonly Planning?: ComponentType<{ readonly model: PanelModel }>
}
