// A process made to be killed: a whole server on the settings it is given, without a page. It says that it is open, or in one
// sentence why not.
import { pino } from 'pino'
import { startTownhall } from '../main.ts'
import { readSettings } from '../settings.ts'

try {
  await startTownhall(readSettings(process.env), {
    clientDir: '/nowhere',
    log: pino({ level: 'silent' }),
    devices: null,
  })
  process.stdout.write('open\n')
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`)
  process.exit(1)
}
