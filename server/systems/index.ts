// What the systems of a city show, one publisher for each that shows something, and what acts for them outside. Adding one
// is its folder and a line here.
import type { AnyPublisher } from './publisher.ts'
import type { Acting } from './acting.ts'
import { alertsShown } from './alerts/publish.ts'
import { sensorsShown } from './sensors/publish.ts'
import { openActuator } from './tasks/actuate.ts'
import { tasksShown } from './tasks/publish.ts'
import { weatherShown } from './weather/publish.ts'
import { whatifShown } from './whatif/publish.ts'

export const PUBLISHERS: readonly AnyPublisher[] = [weatherShown, sensorsShown, alertsShown, tasksShown, whatifShown]

/** What acts outside of the server for its system. */
export const ACTING: readonly Acting[] = [openActuator]
