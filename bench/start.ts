// From the first command to a city one can stand in: cold start without a built client, and again with one.
// Also the server's memory with the default city and nobody, then one, in it.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser } from '../e2e/browser.ts'
import { ROOT, startTown } from '../e2e/town.ts'
import type { Rows } from './bench.ts'
import { residentMb } from './process.ts'

export async function benchStart(): Promise<Rows> {
  rmSync(join(ROOT, 'dist', 'client'), { recursive: true, force: true })
  return [await start('cold, client not built'), await start('client built')]
}

async function start(what: string): Promise<Record<string, string | number>> {
  const seconds = (from: number): number => Number(((performance.now() - from) / 1000).toFixed(1))
  const begun = performance.now()
  const town = await startTown()
  const readyS = seconds(begun)
  const idleMb = Math.round(residentMb(town.pid))
  const browser = await launchBrowser({ isCalm: false })
  try {
    const page = await browser.newPage({ viewport: { width: 640, height: 360 } })
    let bytes = 0
    const network = await page.context().newCDPSession(page)
    await network.send('Network.enable')
    network.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength))
    const opened = performance.now()
    await page.goto(`${town.url}/?name=Bench`)
    await page.waitForFunction(() => (window as { townhall?: { city?: unknown } }).townhall?.city, null, {
      timeout: 60_000,
    })
    const standingMs = await page.evaluate(async () => {
      await (window as unknown as { townhall: { ready: Promise<void> } }).townhall.ready
      return performance.getEntriesByName('townhall:standing')[0]?.startTime ?? Number.NaN
    })
    const readyAllS = seconds(opened)
    const loadedMb = bytes / 1e6
    return {
      what,
      readyS,
      standingS: Number((standingMs / 1000).toFixed(1)),
      farCityS: readyAllS,
      loadedMb: Number(loadedMb.toFixed(2)),
      secondsAt20MbitS: Number(((loadedMb * 8) / 20).toFixed(1)),
      serverIdleMb: idleMb,
      serverMb: Math.round(residentMb(town.pid)),
    }
  } finally {
    await browser.close()
    await town.stop()
  }
}
