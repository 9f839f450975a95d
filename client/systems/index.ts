// What city systems add to the page. Adding one is its folder and a line here.
import type { SystemHere } from './system.ts'
import { weatherHere } from './weather/here.ts'

export const SYSTEMS_HERE: readonly SystemHere[] = [weatherHere]
