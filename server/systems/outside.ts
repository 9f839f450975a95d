// What the systems of a city do outside of their timelines: what acts for them in the server, what of them can be reckoned in
// a city without one, and what of them a question can rest on. Adding one is its folder and a line here.
import type { Acting } from './acting.ts'
import type { CityModel } from './city-model.ts'
import type { Founding } from './founding.ts'
import type { OpenDecided } from './decided.ts'
import type { OpenAdopting } from './adopting.ts'
import { openAdopted } from './flood/adopted.ts'
import { pictureOfFlood } from './flood/picture.ts'
import type { Picturing } from './picturing.ts'
import type { OpenReproducing } from './reproducing.ts'
import { openActuator } from './tasks/actuate.ts'
import { openDecided } from './tasks/decided.ts'
import { openReproducing } from './whatif/again.ts'
import { foundedOnBranches } from './whatif/founding.ts'
import { openRunner } from './whatif/runner.ts'
import { whatifModel } from './whatif/simulate.ts'

export const ACTING: readonly Acting[] = [openActuator, openRunner]

/** Who takes what decisions ask for: the first. */
export const DECIDED: readonly OpenDecided[] = [openDecided]

/** Whose works a decision has placed in live. */
export const ADOPTING: readonly OpenAdopting[] = [openAdopted]

/** What `townhall simulate` can run besides the models of shared/systems/models.ts. */
export const CITY_MODELS: readonly CityModel[] = [whatifModel]

/** What a vote may name as its evidence. */
export const FOUNDING: readonly Founding[] = [foundedOnBranches]

/** Who has a scenario's runs run again: the first. */
export const REPRODUCING: readonly OpenReproducing[] = [openReproducing]

/** Who draws a scenario: the first that can. */
export const PICTURING: readonly Picturing[] = [pictureOfFlood]
