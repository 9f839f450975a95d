// `townhall serve`, which `npm start` runs: builds the page if it is missing or old, opens the city, prints the links,
// and closes it on SIGTERM or SIGINT: rooms told, sockets closed with 1001, exit 0 within five seconds.
import { resolve } from 'node:path'
import { pino } from 'pino'
import qrcode from 'qrcode-terminal'
import { tidyUp } from '../tidy.ts'
import { startTownhall, type Townhall } from '../main.ts'
import { readSettings, type Settings } from '../settings.ts'
import { lanAddresses } from '../web/origins.ts'
import { buildClient, isBuildStale } from './client-build.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const LAST_CALL_MS = 4500

/** Serves until told to stop and resolves with the exit code. */
export async function serve(env: NodeJS.ProcessEnv = process.env): Promise<number> {
  let town: Townhall
  let settings: Settings
  try {
    settings = readSettings(env)
    const isStale = isBuildStale(ROOT)
    if (isStale) console.log('Building the page (once; later starts are immediate) …')
    // Logs go to stderr, so that what is printed for people stays readable.
    const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2))
    // The page first: a port that answers has a page to give.
    if (isStale) await buildClient(ROOT)
    town = await startTownhall(settings, { log })
    tidyUp()
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
  // An act that nobody awaited failed: counted and logged; the city and everybody in it go on.
  process.on('unhandledRejection', (error) => town.fault('unhandled', error))
  announce(town, settings)
  await stopSignal()
  setTimeout(() => process.exit(0), LAST_CALL_MS).unref()
  await town.close()
  return 0
}

function announce({ url, port, city, keys }: Townhall, { HOST }: Settings): void {
  console.log(`\n${city.manifest.name} is open:\n\n  ${url}\n`)
  const linkOf = (key: string): string => `${url}/?key=${key}`
  console.log(`For planners:   ${linkOf(keys.planner)}\nFor operators:  ${linkOf(keys.operator)}\n`)
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
