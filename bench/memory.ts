// The server's memory over two minutes as `npm start` leaves it: the default city with every system and the simulated
// devices, and a hundred people who walk about in it.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openPackage } from '../server/city/package.ts'
import { ROOT, startTown } from '../e2e/town.ts'
import type { Rows } from './bench.ts'
import type { Walkers } from './presence-walkers.ts'
import { residentMb } from './process.ts'

const PEOPLE = 100
const SIZE_M = 200
/** After the first person is in. */
const AT_S = [2, 15, 30, 60, 90, 120]
const MB_PER_MIB = 1.048_576

export async function benchMemory(): Promise<Rows> {
  const { manifest } = await openPackage(join(ROOT, 'assets', 'cities', 'astana'))
  const { eastM, northM } = manifest.spawn
  const square = { eastM, northM, upM: manifest.terrain.minM, sizeM: SIZE_M }
  const town = await startTown({
    TOWNHALL_SYSTEMS: 'all',
    TOWNHALL_DEVICES: 'normal',
    MQTT_PORT: '0',
    TOWNHALL_JOINS_PER_MINUTE: '100000',
  })
  const serverMb = (): number => Math.round(residentMb(town.pid) * MB_PER_MIB)
  const rows: Record<string, string | number>[] = [{ when: 'ready, nobody', people: 0, serverMb: serverMb() }]
  const walkers: Walkers = { port: Number(new URL(town.url).port), people: PEOPLE, listeners: 1, square }
  const crowd = fork(join(ROOT, 'bench', 'presence-walkers.ts'), [JSON.stringify(walkers)])
  try {
    await once(crowd, 'message')
    const start = performance.now()
    for (const atS of AT_S) {
      await new Promise((passed) => setTimeout(passed, start + 1000 * atS - performance.now()))
      rows.push({ when: `${atS} s later`, people: PEOPLE, serverMb: serverMb() })
    }
    return rows
  } finally {
    crowd.kill()
    await town.stop()
  }
}
