// `townhall devices`: the simulated devices, started by `townhall serve` or alone. `townhall device`: credentials of devices.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { z } from 'zod'
import { openCity } from '../city/package.ts'
import { type Fleet, makeFleet } from '../devices/fleet.ts'
import { Faults, Haste, type Manner, USUAL } from '../devices/manner.ts'
import { runDevices } from '../devices/run.ts'
import { SCENARIOS, type Scenario } from '../devices/scenarios.ts'
import { tidyUp } from '../tidy.ts'
import { UsageError } from './usage.ts'

/** What `townhall serve` gives its devices to come in with. */
export const NAME_VARIABLE = 'TOWNHALL_DEVICES_NAME'
export const SECRET_VARIABLE = 'TOWNHALL_DEVICES_SECRET'
/** As settings.ts names them; `townhall serve` hands them on. */
const FAULTS_VARIABLE = 'TOWNHALL_DEVICE_FAULTS'
const HASTE_VARIABLE = 'TOWNHALL_DEVICE_HASTE'
const DEFAULT_URL = 'mqtt://127.0.0.1:1883'

export async function devices(args: string[]): Promise<number> {
  const { url, city: dir, ...wanted } = read(args)
  const fleet = fleetOf(dir, wanted)
  const { username, password } = new URL(url)
  const running = await runDevices({
    fleet,
    url,
    name: decodeURIComponent(username) || (process.env[NAME_VARIABLE] ?? ''),
    secret: decodeURIComponent(password) || (process.env[SECRET_VARIABLE] ?? ''),
    say: (what) => console.log(what),
  }).catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  })
  tidyUp()
  await stopped()
  await running.close()
  return 0
}

type Wanted = { readonly scenario: Scenario; readonly manner: Manner; readonly seed: number | undefined }

/** The city is read for it and forgotten. */
function fleetOf(dir: string, { scenario, manner, seed }: Wanted): Fleet {
  const { manifest, city } = openCity(dir)
  const given = { city, manifest, scenario, manner, sinceMs: Date.now() }
  return makeFleet(seed === undefined ? given : { ...given, seed })
}

/** By a signal, or because whoever started us is gone. */
function stopped(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done())
    if (process.connected) process.once('disconnect', () => done())
  })
}

function read(args: string[]): Wanted & { url: string; city: string } {
  const { values } = parsed(args)
  const scenario = SCENARIOS.find((one) => one === (values.scenario ?? 'normal'))
  if (!scenario) throw new UsageError(`--scenario ${values.scenario} is none of ${SCENARIOS.join(', ')}`)
  const url = values.mqtt ?? process.env['MQTT_URL'] ?? DEFAULT_URL
  if (!URL.canParse(url) || !/^mqtts?:$/.test(new URL(url).protocol))
    throw new UsageError(`--mqtt ${url} is not an address like ${DEFAULT_URL}`)
  const seed = values.seed === undefined ? undefined : Number(values.seed)
  if (seed !== undefined && !Number.isInteger(seed)) throw new UsageError(`--seed ${values.seed} is not a whole number`)
  const manner = {
    ...USUAL,
    ...checked(Faults, '--faults', values.faults ?? process.env[FAULTS_VARIABLE]),
    haste: checked(Haste, '--haste', values.haste ?? process.env[HASTE_VARIABLE]) ?? USUAL.haste,
  }
  return {
    scenario,
    manner,
    url,
    city: resolve(values.city ?? process.env['TOWNHALL_CITY'] ?? 'assets/cities/astana'),
    seed,
  }
}

function checked<T extends z.ZodType>(shape: T, name: string, given: string | undefined): z.output<T> | undefined {
  if (given === undefined || given === '') return undefined
  const parsed = shape.safeParse(given)
  if (parsed.success) return parsed.data
  throw new UsageError(`${name} ${parsed.error.issues[0]?.message ?? given}`)
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        scenario: { type: 'string' },
        mqtt: { type: 'string' },
        city: { type: 'string' },
        seed: { type: 'string' },
        faults: { type: 'string' },
        haste: { type: 'string' },
      },
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError((message.split(/\. |\n/)[0] as string).replace(/\.$/, ''))
  }
}
