// What a city system adds to the page besides what every system's facts and layers show by themselves.
import type { ComponentType } from 'preact'
import type { Mark } from '../../shared/protocol/facts.ts'
import type { PanelModel } from '../panels/model.ts'

export interface SystemHere {
  /** Id of the system. */
  readonly id: string
  /** How a mark of its commands reads; null as the city tells it. */
  readonly markText?: (mark: Mark) => string | null
  /** What planners may do; shown to nobody else. */
  readonly Planning?: ComponentType<{ readonly model: PanelModel }>
}
