// Deeds of this city, wired: what decisions ask for, what became of it, what live read beside the forecast, and their routes.
import { join } from 'node:path'
import type { Router } from 'express'
import type { Language } from '../../shared/civic/value-words.ts'
import type { AskerRole } from '../identity/asker.ts'
import type { Identity } from '../identity/identity.ts'
import type { House } from '../meetings/house.ts'
import { type Html, NOTHING } from '../meetings/papers-html.ts'
import type { RecordDesk } from '../records/record-desk.ts'
import type { OpenDecided } from '../systems/decided.ts'
import { ADOPTING, DECIDED } from '../systems/outside.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { openDeeds } from './deeds.ts'
import { type FollowUp, followUpOf } from './follow-up.ts'
import { followUpHtml } from './follow-up-page.ts'
import { readingsIn } from './readings.ts'
import { deedRoutes } from './routes.ts'

export type CityDeeds = {
  readonly routes: Router
  /** Null where there is no such record here. */
  followUp(record: string): Promise<FollowUp | null>
  /** The same as a part of its page. */
  section(record: string, language: Language): Promise<Html>
  close(): Promise<void>
}

type Given = {
  readonly dir: string
  readonly twin: CityTwin
  readonly house: Pick<House, 'deskOf' | 'onChange'>
  readonly records: Pick<RecordDesk, 'list' | 'find' | 'file'>
  readonly identity: Pick<Identity, 'whoAsks' | 'cityRolesOf' | 'roleOf' | 'personOf'>
  readonly roleOf: AskerRole
  readonly timeZone: string
  readonly onFault: (where: string, error: unknown) => void
}

export function openCityDeeds(given: Given): CityDeeds {
  const { dir, twin, house, records, identity, roleOf, timeZone, onFault } = given
  const readings = readingsIn(join(dir, 'follow-ups'), onFault)
  const [open = takesNothing] = DECIDED
  const decided = open({ twin })
  const deeds = openDeeds({
    house,
    records,
    decided,
    adopting: ADOPTING.map((begin) => begin({ twin })),
    live: () => twin.live().facts,
    readings,
    personOf: (account) => identity.personOf(account),
    onFault,
  })
  const followUp = (record: string): Promise<FollowUp | null> =>
    followUpOf(record, { records, deeds, readings, nowMs: Date.now() })
  return {
    routes: deedRoutes({ deeds, decided, followUp, identity, roleOf }),
    followUp,
    async section(record, language) {
      const told = await followUp(record)
      return told ? followUpHtml(told, { language, timeZone }) : NOTHING
    },
    close: () => deeds.close(),
  }
}

/** Where the city is played without tasks: decisions wait and say why. */
const takesNothing: OpenDecided = () => {
  const why = 'this city is played without tasks'
  return {
    ask: () => Promise.resolve(why),
    seen: () => null,
    withdraw: () => Promise.resolve(),
    move: () => Promise.resolve(why),
  }
}
