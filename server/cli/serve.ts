// `townhall serve`, which `npm start` runs: builds the page if it is missing or old, opens the city, prints the links,
// and closes it on SIGTERM or SIGINT: rooms told, sockets closed with 1001, exit 0 within five seconds.
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { pino } from 'pino'
import qrcode from 'qrcode-terminal'
import { NO_CITY } from '../city/no-city.ts'
import { newSecret } from '../ingest/credentials.ts'
import { lockFolder } from '../disk/folder-lock.ts'
import { tidyUp } from '../tidy.ts'
import type { Townhall } from '../main.ts'
import { readSettings, type Settings } from '../settings.ts'
import { lanAddresses } from '../web/origins.ts'
import { buildClient, isBuildStale } from './client-build.ts'
import { type DevicesProcess, startDevices } from './devices-process.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const LAST_CALL_MS = 4500
const USUAL_MQTT_PORT = 1883
/** The gateway by whose name the simulated devices come in. */
const SIMULATED = 'simulated'

/** Serves until told to stop and resolves with the exit code. */
export async function serve(env: NodeJS.ProcessEnv = process.env): Promise<number> {
  let town: Townhall
  let settings: Settings
  const secret = newSecret()
  try {
    settings = await withPort(withChain(readSettings(env)))
    // Before anything is loaded or built: a second server on one folder is told at once.
    const lock = await lockFolder(resolve(settings.TOWNHALL_DATA))
    const isStale = isBuildStale(ROOT)
    if (isStale) console.log('Building the page (once; later starts are immediate) …')
    // Logs go to stderr, so that what is printed for people stays readable.
    const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2))
    // The page first: a port that answers has a page to give.
    if (isStale) await buildClient(ROOT)
    const { startTownhall } = await import('../main.ts')
    town = await startTownhall(settings, { log, lock, gateways: { [SIMULATED]: secret } })
    tidyUp()
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
  // An act that nobody awaited failed: counted and logged; the city and everybody in it go on.
  process.on('unhandledRejection', (error) => town.fault('unhandled', error))
  announce(town, settings)
  const devices = simulated(town, settings, secret)
  await stopSignal()
  setTimeout(() => process.exit(0), LAST_CALL_MS).unref()
  await devices?.close()
  await town.close()
  return 0
}

/** The usual port of MQTT where none is named and nobody has it, else a free one. */
async function withPort(settings: Settings): Promise<Settings> {
  if (settings.MQTT_PORT !== undefined || settings.MQTT_URL !== '') return settings
  const probe = createServer()
  const isFree = await new Promise<boolean>((done) => {
    probe.once('error', () => done(false))
    probe.listen(USUAL_MQTT_PORT, settings.MQTT_HOST, () => probe.close(() => done(true)))
  })
  return { ...settings, MQTT_PORT: isFree ? USUAL_MQTT_PORT : 0 }
}

/** On the chain behind RPC_URL where one is named, else on one of the city's own. */
const withChain = (settings: Settings): Settings => ({
  ...settings,
  TOWNHALL_CHAIN: settings.TOWNHALL_CHAIN ?? (settings.RPC_URL === '' ? 'embedded' : 'rpc'),
})

/** Null where there are none, or no line to speak on. */
function simulated({ devices, city }: Townhall, settings: Settings, secret: string): DevicesProcess | null {
  const { TOWNHALL_DEVICES: scenario, TOWNHALL_CITY, MQTT_URL } = settings
  const line = devices?.ingest.line
  if (scenario === 'none' || !line || TOWNHALL_CITY === NO_CITY) return null
  // Another's broker knows its own names: they are in its address.
  const isOurs = MQTT_URL === ''
  return startDevices({
    url: isOurs ? line.url : MQTT_URL,
    scenario,
    cityDir: city.dir,
    name: isOurs ? SIMULATED : '',
    secret: isOurs ? secret : '',
    say: (what) => console.error(what),
  })
}

function announce({ url, port, city, keys, devices, ledger }: Townhall, { HOST }: Settings): void {
  console.log(`\n${city.manifest.name} is open:\n\n  ${url}\n`)
  const linkOf = (key: string): string => `${url}/?key=${key}`
  console.log(`For planners:   ${linkOf(keys.planner)}\nFor operators:  ${linkOf(keys.operator)}\n`)
  if (devices?.ingest.line) console.log(`For devices:    ${devices.ingest.line.url}\n`)
  console.log(`The chain:      ${url}/chain${ledger.status().state === 'none' ? ` (${ledger.status().why})` : ''}\n`)
  const isForAll = HOST === '0.0.0.0' || HOST === '::'
  const [address] = isForAll ? lanAddresses() : []
  if (address === undefined) return
  const link = `http://${address}:${port}`
  qrcode.generate(link, { small: true }, (code) => console.log(`On this network:\n\n  ${link}\n\n${code}`))
}

function stopSignal(): Promise<void> {
  return new Promise((stopped) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        // The same again, from somebody impatient.
        process.once(signal, () => process.exit(1))
        stopped()
      })
    }
  })
}
