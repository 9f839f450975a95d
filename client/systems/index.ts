// What city systems add to the page. Adding one is its folder and a line here.
import { sensorsHere } from './sensors/here.ts'
import { alertsHere } from './alerts/here.tsx'
import { floodHere } from './flood/here.tsx'
import type { SystemHere } from './system.ts'
import { tasksHere } from './tasks/here.tsx'
import { weatherHere } from './weather/here.ts'
import { whatifHere } from './whatif/here.ts'

export const SYSTEMS_HERE: readonly SystemHere[] = [
  weatherHere,
  floodHere,
  alertsHere,
  tasksHere,
  sensorsHere,
  whatifHere,
]
