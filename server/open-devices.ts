// The city's things and the line to their devices, wired: the store, ingest, and what the city's systems do outside.
import type { Router } from 'express'
import { NO_CITY } from './city/no-city.ts'
import type { CityPackage } from './city/package.ts'
import type { AskerActor, AskerRole } from './identity/asker.ts'
import type { KeyRing } from './identity/keys.ts'
import { type CityIngest, type CityIngestOptions, openCityIngest } from './ingest/city-ingest.ts'
import type { Settings } from './settings.ts'
import { ACTING } from './systems/outside.ts'
import type { Things } from './things/contract.ts'
import type { Kept } from './things/retention.ts'
import { requestTasks } from './things/task-requests.ts'
import type { WriterOf } from './things/routes.ts'
import { openThings } from './things/things.ts'
import { type CityTwin, LIVE } from './timelines/city-twin.ts'

export type CityDevices = {
  readonly things: Things
  readonly ingest: CityIngest
  /** What the systems answer over HTTP. */
  readonly routes: readonly Router[]
  close(): Promise<void>
}

type DevicesGiven = {
  readonly city: CityPackage
  readonly dir: string
  readonly twin: CityTwin
  readonly keys: KeyRing
  readonly roleOf: AskerRole
  /** Of this process alone, name to secret. */
  readonly gateways: Readonly<Record<string, string>>
  readonly fault: (where: string, error: unknown) => void
  readonly refused: (why: string) => void
} & Pick<CityIngestOptions, 'onHour' | 'stampOf'>

const HOUR_MS = 3_600_000
const TIDY_EVERY_MS = 600_000

/** Throws the sentence of a store that cannot be opened or a port that is taken. */
export async function openDevices(settings: Settings, given: DevicesGiven): Promise<CityDevices> {
  const { city, dir, twin, keys, roleOf, gateways, fault, refused } = given
  const { DATABASE_URL: databaseUrl, PORT, TOWNHALL_ACTUATION } = settings
  const things = await openThings({ dir, databaseUrl, publicUrl: `http://localhost:${PORT}` })
  let ingest: CityIngest
  try {
    ingest = await openCityIngest({
      dir,
      manifest: city.manifest,
      things,
      twin,
      isOperator: (key) => keys.roleOf(key) === 'operator',
      roleOf,
      isOpen: isOpenToAll(settings),
      gateways,
      line: lineOf(settings),
      onFault: fault,
      onRefused: refused,
      onHour: given.onHour,
      stampOf: given.stampOf,
    })
  } catch (error) {
    await things.close()
    throw error
  }
  const acting = ACTING.map((begin) =>
    begin({
      twin,
      city,
      roleOf,
      send: (device, call) => ingest.send(device, call),
      isOn: TOWNHALL_ACTUATION === 'yes',
      onFault: (error) => fault('what acts for a system', error),
    }),
  )
  const kept = keptBy(settings)
  let isClosing = false
  let isTidying = false
  const tidying = setInterval(() => {
    if (isTidying) return
    isTidying = true
    things
      .tidy(kept)
      .then((removed) => (removed > 0 ? ingest.tidy() : undefined))
      .catch((error: unknown) => isClosing || fault('what is not kept', error))
      .finally(() => (isTidying = false))
  }, TIDY_EVERY_MS)
  // Where anybody may write, nobody is known to be an operator, and a task stays a note.
  const unasked = isOpenToAll(settings)
    ? () => undefined
    : requestTasks({
        things,
        ask: (command, actor) => twin.act(LIVE, { command, actor, intent: `task ${command.idempotencyKey}` }),
        onFault: (error) => fault('tasks of the API', error),
      })
  return {
    things,
    ingest,
    routes: acting.flatMap(({ routes }) => routes ?? []),
    /** The line first; then what it brought is told to the twin and written. */
    async close() {
      isClosing = true
      clearInterval(tidying)
      unasked()
      await Promise.all(acting.map((one) => one.close()))
      await ingest.close()
      await things.close()
    },
  }
}

function keptBy(settings: Settings): Kept {
  const { TOWNHALL_KEEP_FINE_HOURS: hours, TOWNHALL_KEEP_SYNTHETIC_DAYS: synthetic, TOWNHALL_KEEP_DAYS: all } = settings
  const msOf = (count: number, hoursEach: number): number | null => (count === 0 ? null : count * hoursEach * HOUR_MS)
  return { fineMs: msOf(hours, 1), syntheticMs: msOf(synthetic, 24), allMs: msOf(all, 24) }
}

/** An instance without a city holds nothing but what is brought to it. */
const isOpenToAll = ({ TOWNHALL_CITY, TOWNHALL_THINGS }: Settings): boolean =>
  (TOWNHALL_THINGS ?? (TOWNHALL_CITY === NO_CITY ? 'open' : 'key')) === 'open'

/** Who may change the things over HTTP: anybody where they are open, else operators, and then it is known who. */
export function writeRule(settings: Settings, actorOf: AskerActor): WriterOf {
  const isOpen = isOpenToAll(settings)
  return async (request) => {
    if (isOpen) return { by: null }
    const by = await actorOf(request)
    return by?.role === 'operator' ? { by } : null
  }
}

function lineOf({ MQTT_URL, MQTT_HOST, MQTT_PORT }: Settings): { url: string } | { host: string; port: number } | null {
  if (MQTT_URL !== '') return { url: MQTT_URL }
  return MQTT_PORT === undefined || MQTT_PORT === 'none' ? null : { host: MQTT_HOST, port: MQTT_PORT }
}
