// What the systems of a city do outside of their timelines: what acts for them in the server, and what of them can be
// reckoned in a city without one. Adding one is its folder and a line here.
import type { Acting } from './acting.ts'
import type { CityModel } from './city-model.ts'
import { openActuator } from './tasks/actuate.ts'
import { openRunner } from './whatif/runner.ts'
import { whatifModel } from './whatif/simulate.ts'

export const ACTING: readonly Acting[] = [openActuator, openRunner]

/** What `townhall simulate` can run besides the models of shared/systems/models.ts. */
export const CITY_MODELS: readonly CityModel[] = [whatifModel]
