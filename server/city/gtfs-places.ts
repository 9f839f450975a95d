// Sets right what feeds get wrong about places: latitude and longitude exchanged, in single stops or in the whole
// feed, and stops that are nowhere on earth. The agency's time zone tells which longitudes can be meant.
import type { Ledger } from './ledger.ts'

export type Stop = {
  readonly id: string
  readonly name: string
  readonly names: Readonly<Record<string, string>>
  readonly parent: string
  readonly isStation: boolean
  readonly lon: number
  readonly lat: number
}
export type Shape = { readonly id: string; readonly points: readonly (readonly [lon: number, lat: number])[] }

export type FeedPlaces = {
  readonly stops: ReadonlyMap<string, Stop>
  /** Ids of all stops, dropped ones too: who calls there is no fault of the timetable. */
  readonly allStops: ReadonlySet<string>
  readonly shapes: readonly Shape[]
}

/** A country's clock is up to this far from its sun. */
const CLOCK_SLACK_DEG = 25
const FAR_DEG = 10
const NEAR_DEG = 3

export function settlePlaces(
  given: ReadonlyMap<string, Stop>,
  shapes: readonly Shape[],
  { timeZone, ledger }: { timeZone: string; ledger: Ledger },
): FeedPlaces {
  const isWholeSwapped = isFeedSwapped([...given.values()], timeZone)
  if (isWholeSwapped) ledger.drop('feeds', 'latitude and longitude exchanged throughout, turned round')
  const turn = <T extends { lon: number; lat: number }>(p: T): T => ({ ...p, lon: p.lat, lat: p.lon })
  const turned = [...given.values()].map((stop) => (isWholeSwapped ? turn(stop) : stop))
  const middle = { lon: median(turned.map((s) => s.lon)), lat: median(turned.map((s) => s.lat)) }
  const stops = new Map<string, Stop>()
  for (const stop of turned) {
    const isSwapped = offDeg(stop, middle) > FAR_DEG && offDeg(turn(stop), middle) < NEAR_DEG
    const settled = isSwapped ? turn(stop) : stop
    if (isSwapped) ledger.drop('stops', 'latitude and longitude exchanged, turned round')
    if (Math.abs(settled.lat) > 90 || Math.abs(settled.lon) > 180) ledger.drop('stops', 'not a place on earth')
    else stops.set(stop.id, settled)
  }
  return { stops, allStops: new Set(given.keys()), shapes: settleShapes(shapes, { isWholeSwapped, middle, ledger }) }
}

function settleShapes(
  shapes: readonly Shape[],
  { isWholeSwapped, middle, ledger }: { isWholeSwapped: boolean; middle: LonLat; ledger: Ledger },
): Shape[] {
  const settled: Shape[] = []
  for (const { id, points } of shapes) {
    const kept = points
      .map(([lon, lat]): readonly [number, number] => {
        const p = isWholeSwapped ? { lon: lat, lat: lon } : { lon, lat }
        const isSwapped = offDeg(p, middle) > FAR_DEG && offDeg({ lon: p.lat, lat: p.lon }, middle) < NEAR_DEG
        return isSwapped ? [p.lat, p.lon] : [p.lon, p.lat]
      })
      .filter(([lon, lat]) => Math.abs(lat) <= 90 && Math.abs(lon) <= 180)
    if (kept.length < points.length) ledger.drop('shape points', 'not a place on earth', points.length - kept.length)
    if (kept.length > 1) settled.push({ id, points: kept })
    else ledger.drop('transit lines', 'fewer than two points')
  }
  return settled
}

type LonLat = { readonly lon: number; readonly lat: number }

const offDeg = (p: LonLat, q: LonLat): number => Math.max(Math.abs(p.lon - q.lon), Math.abs(p.lat - q.lat))

function isFeedSwapped(stops: readonly Stop[], timeZone: string): boolean {
  if (stops.length === 0) return false
  const lon = median(stops.map((s) => s.lon))
  const lat = median(stops.map((s) => s.lat))
  if (Math.abs(lat) > 90) return Math.abs(lon) <= 90
  const clock = clockLongitude(timeZone)
  if (clock === null || Math.abs(lon) > 90) return false
  return Math.abs(lon - clock) > CLOCK_SLACK_DEG && Math.abs(lat - clock) < CLOCK_SLACK_DEG - 5
}

/** Where the sun is highest at noon of the zone's winter clock; null for unknown zones. */
function clockLongitude(timeZone: string): number | null {
  try {
    const offsets = ['2024-01-15T12:00:00Z', '2024-07-15T12:00:00Z'].map((day) => {
      const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
        new Date(day),
      )
      const text = parts.find((p) => p.type === 'timeZoneName')?.value ?? ''
      const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(text) ?? ['', '+', '0', '0']
      return (Number(hours) + Number(minutes) / 60) * (sign === '-' ? -1 : 1)
    })
    return 15 * Math.min(...offsets)
  } catch {
    return null
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
