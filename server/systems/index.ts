// What the systems of a city show, one publisher for each that shows something. Adding one is its folder and a line
// here; what they do outside of their timelines is in outside.ts.
import type { AnyPublisher } from './publisher.ts'
import { alertsShown } from './alerts/publish.ts'
import { floodShown } from './flood/publish.ts'
import { sensorsShown } from './sensors/publish.ts'
import { tasksShown } from './tasks/publish.ts'
import { weatherShown } from './weather/publish.ts'
import { whatifShown } from './whatif/publish.ts'

export const PUBLISHERS: readonly AnyPublisher[] = [
  weatherShown,
  sensorsShown,
  floodShown,
  alertsShown,
  tasksShown,
  whatifShown,
]
