// What the systems of a city do outside of their timelines: what acts for them in the server, what of them can be reckoned in
// a city without one, and what of them a question can rest on. Adding one is its folder and a line here.
import type { Acting } from './acting.ts'
import type { CityModel } from './city-model.ts'
import type { Founding } from './founding.ts'
import type { OpenDecided } from './decided.ts'
import { openActuator } from './tasks/actuate.ts'
import { openDecided } from './tasks/decided.ts'
import { foundedOnBranches } from './whatif/founding.ts'
import { openRunner } from './whatif/runner.ts'
import { whatifModel } from './whatif/simulate.ts'

export const ACTING: readonly Acting[] = [openActuator, openRunner]

/** Who takes what decisions ask for: the first. */
export const DECIDED: readonly OpenDecided[] = [openDecided]

/** What `townhall simulate` can run besides the models of shared/systems/models.ts. */
export const CITY_MODELS: readonly CityModel[] = [whatifModel]

/** What a vote may name as its evidence. */
export const FOUNDING: readonly Founding[] = [foundedOnBranches]
