// What the layers cost a page that draws them: 5,000 vehicles that move five times a second, 20,000 links of which a third
// change every second, a raster of 256 x 256, over the middle of the default city. Draw calls, triangles and CPU time of a
// frame with none, each, and all of them. Software rendering: milliseconds are good for comparing only.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../e2e/browser.ts'
import { enter, type SceneStats } from '../e2e/page.ts'
import { startTownhall } from '../server/main.ts'
import { readSettings } from '../server/settings.ts'
import type { CityTwin } from '../server/timelines/city-twin.ts'
import type { Rows } from './bench.ts'
import { BusyTown } from './fields-town.ts'

const TICK_MS = 200
const SETTLE_MS = 4000
const LAYERS = ['bench.vehicles', 'bench.roads', 'bench.depth'] as const

export async function benchLayers(): Promise<Rows> {
  const data = mkdtempSync(join(tmpdir(), 'townhall-bench-layers-'))
  const busy = new BusyTown()
  const { twin, tick } = busyTwin(busy)
  const settings = readSettings({
    PORT: '0',
    HOST: '127.0.0.1',
    TOWNHALL_DATA: data,
    LOG_LEVEL: 'warn',
    MQTT_PORT: 'none',
  })
  const town = await startTownhall(settings, { twin })
  const ticking = setInterval(tick, TICK_MS)
  const browser = await launchBrowser({ isCalm: false })
  try {
    const page = await browser.newPage({ viewport: { width: 320, height: 180 } })
    await enter(page, town.url, 'Bench')
    await page.evaluate(() => window.townhall.goTo([0, 0]))
    await page.evaluate(() => window.townhall.settled())
    const rows = [await measured(page, [])]
    for (const layer of LAYERS) rows.push(await measured(page, [layer]))
    rows.push(await measured(page, LAYERS))
    return rows
  } finally {
    clearInterval(ticking)
    await browser.close()
    await town.close()
    rmSync(data, { recursive: true, force: true })
  }
}

async function measured(page: Page, on: readonly string[]): Promise<Record<string, string | number>> {
  await page.evaluate(
    ([all, wanted]) => {
      for (const layer of all) window.townhall.showLayer(layer, wanted.includes(layer))
    },
    [[...LAYERS], [...on]] as const,
  )
  await page.waitForTimeout(SETTLE_MS)
  // Sixty frames of the layers as they are now.
  await page.evaluate(async () => {
    for (let frame = 0; frame < 60; frame++) await new Promise((seen) => requestAnimationFrame(seen))
  })
  const shown = await page.evaluate(() => ({ ...window.townhall.layers() }))
  const s: SceneStats = await page.evaluate(() => window.townhall.stats())
  return {
    layers: on.length === 0 ? 'none' : on.join(' '),
    shown: Object.values(shown).join(' '),
    drawCalls: s.drawCalls,
    triangles: s.triangles,
    frameMs: Number(s.frameMs.toFixed(2)),
    heapMb: Math.round(s.heapBytes / 1e6),
  }
}

/** A city in time that has nothing but busy layers. */
function busyTwin(busy: BusyTown): { readonly twin: CityTwin; readonly tick: () => void } {
  const refused = { ok: false, reason: 'nothing is done here' } as const
  const indicators = [{ id: 'bench.ticks', label: 'Ticks', value: 0, unit: '' }]
  let heard: (frame: Uint8Array) => void = () => {}
  let ticks = 0
  const facts = () => ({ nowMs: Date.now(), seq: ticks, alerts: [], indicators, gauges: [] })
  const tick = (): void => {
    ticks++
    const atMs = Date.now()
    busy.move(TICK_MS / 1000, atMs)
    heard(busy.drive(atMs))
    if (ticks % 5 === 0) {
      busy.change()
      heard(busy.flow(atMs))
    }
    if (ticks % 3 !== 0) return
    busy.rise(ticks / 5)
    heard(busy.flood(atMs))
  }
  const twin: CityTwin = {
    layers: busy.fields.map(({ cells }) => cells.info),
    live: () => ({ status: 'playing', facts: facts() }),
    forks: () => [],
    trouble: () => '',
    act: () => Promise.resolve(refused),
    recorded: () => Promise.resolve(null),
    observe: () => Promise.resolve(refused),
    fork: () => Promise.resolve(refused),
    endFork: () => refused.reason,
    startOf: () => Promise.resolve(null),
    storagePort: () => null,
    bring: () => Promise.reject(new Error(refused.reason)),
    build: 'bench',
    systems: [],
    version: () => ticks,
    onFrame: (next) => {
      heard = next
    },
    counts: () => ({ inputs: ticks, lagS: 0, isPlaying: true, isRecording: true, forks: 0 }),
    close: () => Promise.resolve(),
  }
  return { twin, tick }
}
