// `node e2e/pictures-gauge.ts`: takes the picture of a gauge's history and of what is foreseen there, in a storm. The clock of
// the town is hurried, so that more than an hour is over in minutes; what is told is the simulated devices'.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinCity } from '../client/session/session.ts'
import { GaugeRow } from '../shared/systems/flood/told.ts'
import { launchBrowser } from './browser.ts'
import { keepPage } from './pictures-kept.ts'
import { startTown } from './town.ts'
import { LIGHTS } from './viewpoints.ts'
import { riverside } from './whatif-riverside.ts'

const SCREEN = { width: 1010, height: 760 } as const
const TIMES = 24
const HURRIED_MS = 180_000
const HISTORY = 12

const city = riverside()
const data = mkdtempSync(join(tmpdir(), 'townhall-gauge-'))
const hurriedUntilMs = Date.now() + 20_000 + HURRIED_MS
const town = await startTown({
  TOWNHALL_CITY: city.folder,
  TOWNHALL_SYSTEMS: 'weather,sensors,flood',
  TOWNHALL_DEVICES: 'storm',
  MQTT_PORT: '0',
  TOWNHALL_DATA: data,
  NODE_OPTIONS: `--import ${new URL('hurried-clock.ts', import.meta.url).href}`,
  CLOCK_FROM_MS: String(hurriedUntilMs - HURRIED_MS),
  CLOCK_TIMES: String(TIMES),
  CLOCK_FOR_MS: String(HURRIED_MS),
})
try {
  await gathered()
  // Tickets into the city last seconds of its clock.
  while (Date.now() < hurriedUntilMs) await new Promise((again) => setTimeout(again, 1000))
  await picture()
} finally {
  await town.stop()
  city.remove()
  rmSync(data, { recursive: true, force: true })
}

/** Until a gauge in the flood's core has some history. */
async function gathered(): Promise<void> {
  const olga = await joinCity({ url: town.url, name: 'Olga' })
  const rows = () =>
    (olga.facts()?.rows ?? [])
      .filter(({ id }) => id.startsWith('flood.gauge/'))
      .map(({ json }) => GaugeRow.parse(JSON.parse(json)))
  try {
    for (const late = Date.now() + 2 * HURRIED_MS; Date.now() < late;) {
      await new Promise((again) => setTimeout(again, 5000))
      if (rows().some(({ history }) => history.length >= HISTORY)) return
    }
    throw new Error('no gauge has a history')
  } finally {
    void olga.leave()
  }
}

async function picture(): Promise<void> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: SCREEN, locale: 'en-GB' })
    page.setDefaultTimeout(60_000)
    await page.goto(`${town.url}/?name=Anna&lang=en`)
    await page.waitForFunction(() => window.townhall !== undefined)
    await page.evaluate(() => window.townhall.ready)
    await page.evaluate(async (ms) => {
      window.townhall.setTime(ms)
      await window.townhall.settled()
    }, LIGHTS.day)
    await page.locator('.action-layers').click()
    const gauge = page.locator('.flood-reading .indicators button').filter({ hasText: /gauge \d/ })
    await gauge
      .filter({ hasText: /^[^,]+, gauge \d\s*3\d\d/ })
      .first()
      .click()
    await page.locator('.flood-reading figure').scrollIntoViewIfNeeded()
    // The end of the figure, with the words under the lines.
    await page.locator('.flood-reading figure').evaluate((figure) => figure.scrollIntoView({ block: 'end' }))
    await page.evaluate(() => new Promise((done) => setTimeout(done, 2500)))
    await keepPage(page, 'flood-gauge')
  } finally {
    await browser.close()
  }
}
