// How long a reading takes from the line of its device to a page and into SensorThings: published over MQTT, timed by the
// page itself as soon as its own facts have the value, and asked of the API when the broker has acknowledged it. All on one
// machine, so there is one clock.
import type { Page } from 'playwright-core'

export type Told = {
  /** From publishing to the value in the page's facts. */
  readonly pageMs: number
  /** Whether the API had it when the publish was acknowledged. */
  readonly isStored: boolean
}

type Asked = {
  /** Publishes a level of the gauge; resolves when that is acknowledged. */
  readonly say: (level: number) => Promise<unknown>
  /** In the city. */
  readonly page: Page
  readonly url: string
  /** The device's name, a gauge of a river. */
  readonly id: string
  readonly count: number
}

/** Not in step with the second of the city's clock. */
const APART_MS = 1130
/** The gauge's own device speaks too: what it says right afterwards may take a value's place before the page was told of it. */
const PATIENCE_MS = 15_000
const TRIES = 5

export async function toldOf({ say, page, url, id, count }: Asked): Promise<Told[]> {
  const told: Told[] = []
  // The first one may make the gauge known; it is not counted.
  for (let n = 0; n <= count; n++) {
    const one = await toldOnce({ say, page, url, id, waitMs: n === 0 ? 0 : APART_MS }, 1 + n / 10)
    if (n > 0) told.push(one)
  }
  return told
}

/** Of the first value that stood long enough to be told. */
async function toldOnce(asked: Omit<Asked, 'count'> & { readonly waitMs: number }, from: number): Promise<Told> {
  const { say, page, url, id, waitMs } = asked
  for (let k = 0; k < TRIES; k++) {
    const value = from + k / 100
    const seen = page.evaluate(
      ([gauge, wanted, patienceMs]) =>
        new Promise<number | null>((done) => {
          const late = Date.now() + patienceMs
          const look = (): void => {
            const one = window.townhall.facts().gauges.find(({ id }) => id === gauge)
            if (one?.value === wanted) return done(Date.now())
            if (Date.now() > late) return done(null)
            setTimeout(look, 2)
          }
          look()
        }),
      [`sensors.${id}.levelM`, value, PATIENCE_MS] as const,
    )
    await new Promise((done) => setTimeout(done, waitMs))
    const atMs = Date.now()
    await say(value)
    const isStored = await stored(url, id, value)
    const seenMs = await seen
    if (seenMs !== null) return { pageMs: seenMs - atMs, isStored }
  }
  throw new Error(`none of ${TRIES} values of sensors.${id}.levelM came to the page`)
}

async function stored(url: string, id: string, value: number): Promise<boolean> {
  const filter = `result eq ${value} and Datastream/Thing/properties/deviceId eq '${id}'`
  const query = `$filter=${encodeURIComponent(filter)}&$count=true&$top=1`
  const answer = await fetch(`${url.replace('localhost', '127.0.0.1')}/v1.1/Observations?${query}`)
  return ((await answer.json()) as { '@iot.count'?: number })['@iot.count'] === 1
}
