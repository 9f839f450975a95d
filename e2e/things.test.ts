// The whole of it as `npm start` runs it: the server, its broker, its simulated devices as a process of their own, their
// readings in SensorThings and in the live city; and an instance with no city at all.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'
import { strike } from './press.ts'
import { findings, focused } from './reading.ts'
import { type Told, toldOf } from './reading-told.ts'
import { type Town, startTown } from './town.ts'

const PATIENT = { timeout: 120_000, interval: 250 }
let town: Town | null = null
afterEach(async () => {
  await town?.stop()
  town = null
})

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${town?.url.replace('localhost', '127.0.0.1')}${path}`)
  return (await response.json()) as T
}
async function metric(name: string): Promise<number> {
  const response = await fetch(`${town?.url.replace('localhost', '127.0.0.1')}/metrics`)
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await response.text())?.[1] ?? Number.NaN)
}
const middleOf = (ms: readonly number[]): number => ms.toSorted((a, b) => a - b)[ms.length >> 1] ?? Infinity
/** How long the server takes to say that it is there. */
async function middleOfBare(): Promise<number> {
  const all: number[] = []
  while (all.length < 7) {
    const startMs = performance.now()
    await fetch(`${town?.url.replace('localhost', '127.0.0.1')}/healthz`)
    all.push(performance.now() - startMs)
  }
  return middleOf(all)
}
const lineOf = (): string => /mqtt:\/\/\S+/.exec(town?.output() ?? '')?.[0] ?? ''

/** Processes below one; empty where there is no /proc. */
function childrenOf(pid: number): number[] {
  if (!existsSync('/proc/self/stat')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number)
}
/** NaN of one that ended since it was listed: on a busy machine there is always one. */
function parentOf(name: string): number {
  try {
    return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
  } catch {
    return Number.NaN
  }
}

describe('a city with simulated devices', () => {
  it('has them all in SensorThings and in the live city, starts them again, and ends them', async () => {
    const data = mkdtempSync(join(tmpdir(), 'townhall-things-'))
    town = await startTown({ TOWNHALL_DEVICES: 'storm', MQTT_PORT: '0', TOWNHALL_SYSTEMS: 'all', TOWNHALL_DATA: data })
    expect(await get('/readyz')).toMatchObject({ ready: true, parts: { things: true, devices: true } })
    await expect.poll(() => metric('townhall_observations_stored'), PATIENT).toBeGreaterThan(500)
    const read = () =>
      get<{ '@iot.count': number; value: { properties: { truth: string } }[] }>('/v1.1/Things?$count=true&$top=1000')
    await expect.poll(async () => (await read())['@iot.count'], PATIENT).toBeGreaterThanOrEqual(459)
    const things = await read()
    expect(things.value.every(({ properties }) => properties.truth === 'synthetic')).toBe(true)
    await expect.poll(() => metric('townhall_observations_told'), PATIENT).toBeGreaterThan(300)
    await expect.poll(() => metric('townhall_journal_inputs'), PATIENT).toBeGreaterThan(500)
    expect(await metric('townhall_observations_refused')).toBe(0)

    // Anybody may listen.
    const client = await connectAsync(lineOf())
    let heard = 0
    client.on('message', () => heard++)
    await client.subscribeAsync('v1.1/Observations')
    await expect.poll(() => heard, PATIENT).toBeGreaterThan(20)
    await client.endAsync(true)

    // What a device says is on the page and in the API at once, beside all the others that speak.
    const told = await readingsOf(data)
    expect(told.map(({ isStored }) => isStored)).toEqual(told.map(() => true))
    // 300 ms on a machine with time to spare. On a busy one each step on the way waits for its turn, as a bare question does.
    const bareMs = await middleOfBare()
    const saw = `${told.map(({ pageMs }) => pageMs).join()}; a bare question: ${bareMs}`
    expect(middleOf(told.map(({ pageMs }) => pageMs)), saw).toBeLessThan(300 + 10 * Math.max(0, bareMs - 10))

    const children = (): number[] => childrenOf(town?.pid ?? 0)
    if (existsSync('/proc/self/stat')) await expect.poll(children, PATIENT).toHaveLength(1)
    const [devices] = children()
    if (devices === undefined) return
    process.kill(devices, 'SIGKILL')
    let again: number[] = []
    const others = (): number[] => (again = childrenOf(town?.pid ?? 0).filter((pid) => pid !== devices))
    await expect.poll(others, PATIENT).toHaveLength(1)
    const before = await metric('townhall_observations_stored')
    await expect.poll(() => metric('townhall_observations_stored'), PATIENT).toBeGreaterThan(before + 100)
    expect(await town.stop()).toBe(0)
    await expect.poll(() => again.map((pid) => parentOf(String(pid)))).toEqual([Number.NaN])
    rmSync(data, { recursive: true, force: true })
  })
})

/** An operator says seven values for one of the river's gauges: how long each takes to a page that draws nothing. */
async function readingsOf(data: string): Promise<Told[]> {
  const { value } = await get<{ value: { '@iot.id': number; Thing: { properties: { deviceId: string } } }[] }>(
    "/v1.1/Datastreams?$filter=Thing/properties/kind eq 'gauge' and properties/key eq 'levelM'&$orderby=id&$top=1&$expand=Thing",
  )
  const [found] = value
  const { operator } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { operator: string }
  const browser = await launchBrowser({ isInWords: true })
  const client = await connectAsync(lineOf(), { username: 'operator', password: operator })
  try {
    const page = await browser.newPage({ viewport: { width: 800, height: 600 }, locale: 'en-GB' })
    page.setDefaultTimeout(60_000)
    await page.goto(`${town?.url ?? ''}/?name=Dana&view=text&lang=en&key=${operator}`)
    await page.waitForFunction(() => window.townhall !== undefined)
    await page.evaluate(() => window.townhall.ready)
    const say = (result: number): Promise<unknown> => {
      const text = JSON.stringify({ result, phenomenonTime: new Date().toISOString() })
      return client.publishAsync(`v1.1/Datastreams(${found?.['@iot.id']})/Observations`, text, { qos: 1 })
    }
    await writesRules(page)
    return await toldOf({ say, page, url: town?.url ?? '', id: found?.Thing.properties.deviceId ?? '', count: 7 })
  } finally {
    await client.endAsync(true)
    await browser.close()
  }
}

/** By the keyboard alone: a rule is refused at its field, made, changed and taken away; axe finds nothing in the form. */
async function writesRules(page: Page): Promise<void> {
  const rules = (): Promise<string[]> =>
    page.evaluate(() =>
      (window.townhall.facts().rows ?? []).flatMap(({ id, json }) => (id === 'alerts.rule/deep-water' ? [json] : [])),
    )
  const press = async (name: string | RegExp): Promise<void> => {
    const button = page.getByRole('button', { name, exact: typeof name === 'string' })
    await expect.poll(() => strike(button), PATIENT).toBe(true)
  }
  const write = async (name: string, text: string): Promise<void> => {
    await page.getByRole('textbox', { name, exact: true }).focus()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(text)
  }
  // A panel that opens takes the focus, a moment later on a busy machine.
  const hasFocus = (panel: string) =>
    page.waitForFunction((name) => document.activeElement?.closest(`.drawer-${name}`) !== null, panel)
  await press(/^More/)
  await hasFocus('more')
  await press(/^Duty/)
  await hasFocus('duty')
  await press('Rules')
  await press('New rule')
  await expect.poll(async () => (await focused(page)).name, PATIENT).toBe('Name in English')
  await page.keyboard.type('Deep water')
  await write('Level', 'much')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await focused(page)).name).toBe('Level')
  await expect.poll(() => page.locator('.rule-form [role=alert]').innerText()).toBe('Level: this is not a number.')
  expect(await page.locator('[aria-invalid]').getAttribute('name')).toBe('level')
  expect(await findings(page)).toEqual([])
  await write('Level', '8,5')
  await press('Save the rule')
  await expect
    .poll(async () => (await rules()).map((json) => (JSON.parse(json) as { when: object }).when), PATIENT)
    .toEqual([{ is: 'above', of: { key: 'levelM' }, level: 8.5 }])
  await press('Change the rule: Deep water')
  await press('Emergency')
  await press('Save the rule')
  await expect.poll(async () => (await rules())[0], PATIENT).toContain('"severity":"emergency"')
  await press('Remove the rule: Deep water')
  await press('Yes, remove the rule: Deep water')
  await expect.poll(rules, PATIENT).toEqual([])
  expect(await findings(page)).toEqual([])
}

describe('a server without a city', () => {
  it('is ready, has no things, and takes what anybody brings, over HTTP and MQTT', async () => {
    town = await startTown({
      TOWNHALL_CITY: 'none',
      MQTT_PORT: '0',
      TOWNHALL_DEVICES: 'normal',
      TOWNHALL_SYSTEMS: 'all',
    })
    expect(await get('/readyz')).toMatchObject({ ready: true })
    expect(await get('/v1.1/Things?$count=true')).toMatchObject({ '@iot.count': 0, value: [] })
    const made = await fetch(`${town.url.replace('localhost', '127.0.0.1')}/v1.1/Things`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Oven',
        description: 'An oven',
        Datastreams: [
          {
            name: 'Heat',
            description: 'How hot it is',
            observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
            unitOfMeasurement: {
              name: 'degree Celsius',
              symbol: '°C',
              definition: 'https://qudt.org/vocab/unit/DEG_C',
            },
            ObservedProperty: { name: 'Temperature', definition: 'urn:temperature', description: 'Of the air' },
            Sensor: { name: 'DHT22', description: 'A probe', encodingType: 'text/plain', metadata: 'none' },
          },
        ],
      }),
    })
    expect(made.status).toBe(201)
    const client = await connectAsync(lineOf())
    const text = JSON.stringify({ result: 180, phenomenonTime: '2026-05-01T12:00:00Z', FeatureOfInterest: FEATURE })
    await client.publishAsync('v1.1/Datastreams(1)/Observations', text, { qos: 1 })
    await expect.poll(() => get('/v1.1/Observations'), PATIENT).toMatchObject({ value: [{ result: 180 }] })
    await client.endAsync(true)
    expect(childrenOf(town.pid)).toEqual([])
  })
})

const FEATURE = {
  name: 'Kitchen',
  description: 'Where it stands',
  encodingType: 'application/geo+json',
  feature: { type: 'Point', coordinates: [71.43, 51.13] },
}
