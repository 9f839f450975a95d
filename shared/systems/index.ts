// The systems of a city, in the order in which they are stepped: each feels what those before it give out. A system is
// a folder here, one in server/systems where it shows something, and a line in each list.
import type { AnySystem } from '../kernel/system.ts'
import { alerts } from './alerts/alerts.ts'
import { flood } from './flood/flood.ts'
import { sensors } from './sensors/sensors.ts'
import { tasks } from './tasks/tasks.ts'
import { weather } from './weather/weather.ts'
import { whatif } from './whatif/whatif.ts'

export const SYSTEMS: readonly AnySystem[] = [weather, sensors, flood, alerts, tasks, whatif]
