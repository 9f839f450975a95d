// The measured side of the presence benchmark: a whole Townhall in a process of its own. Told `begin` and `end` by its
// parent, it answers with its own CPU time, the event loop's delay and memory in between.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pino } from 'pino'
import { startTownhall } from '../server/main.ts'
import { readSettings } from '../server/settings.ts'

export type ServerSide = {
  /** Of one core, per cent: user and system. */
  readonly cpu: number
  /** How much later than meant a timer fired. */
  readonly delayP50Ms: number
  readonly delayP99Ms: number
  readonly residentMb: number
  readonly people: number
  readonly droppedFrames: number
}

const RESOLUTION_MS = 10

async function main(): Promise<void> {
  const town = await startTownhall(readSettings(process.env), {
    log: pino({ level: 'warn' }, pino.destination(2)),
    clientDir: '/nowhere',
  })
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  let cpu = process.cpuUsage()
  let atMs = performance.now()
  let dropped = 0
  const droppedFrames = async (): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${town.port}/metrics`)).text()
    return Number(/^townhall_presence_dropped_frames (\d+)/m.exec(text)?.[1] ?? 0)
  }
  process.on('message', (order: 'begin' | 'end' | 'close') => {
    void (async () => {
      if (order === 'close') {
        await town.close()
        process.exit(0)
      }
      if (order === 'begin') {
        dropped = await droppedFrames()
        delay.reset()
        cpu = process.cpuUsage()
        atMs = performance.now()
        process.send?.('begun')
        return
      }
      const spent = process.cpuUsage(cpu)
      const ms = performance.now() - atMs
      const above = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS)
      const side: ServerSide = {
        cpu: (spent.user + spent.system) / 10 / ms,
        delayP50Ms: above(delay.percentile(50)),
        delayP99Ms: above(delay.percentile(99)),
        residentMb: process.memoryUsage.rss() / 1e6,
        people: town.people().length,
        droppedFrames: (await droppedFrames()) - dropped,
      }
      process.send?.(side)
    })()
  })
  process.send?.(town.port)
}

await main()
