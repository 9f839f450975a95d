// What one sees of the city in time without asking: its weather as the scene needs it, and a word when nothing can be
// recorded. in-city-time.ts shows the weather of the moment one looks at.
import { isKey, say } from './panels/strings.ts'
import type { PanelModel } from './panels/model.ts'
import type { WeatherLook } from './scene/weather-look.ts'
import type { FactsNow, Session } from './session/session.ts'

type Twin = Pick<Session, 'facts' | 'trouble' | 'onFacts'>

/** The weather by the gauges that are told; null while one of them is missing. */
export function weatherOf({ gauges }: Pick<FactsNow, 'gauges'>): WeatherLook | null {
  const told = new Map(gauges.map(({ id, value }) => [id, value]))
  const look: Record<keyof WeatherLook, number> = {
    temperatureC: 0,
    cloud: 0,
    precipitationMmH: 0,
    windEastMS: 0,
    windNorthMS: 0,
    visibilityM: 0,
    snowM: 0,
    wetMm: 0,
  }
  for (const key of Object.keys(look) as (keyof WeatherLook)[]) {
    const value = told.get(`weather.${key}`)
    if (value === undefined) return null
    look[key] = value
  }
  return look
}

/** While nothing can be recorded the page says so, and stops saying it when it can. */
export function tellTrouble(twin: Twin, model: PanelModel): void {
  let told = ''
  const tell = (): void => {
    const reason = twin.trouble()
    const text = reason === '' ? '' : say('notRecorded', { reason: reasonIn(reason) })
    if (text === told) return
    if (text !== '' || model.notice.value === told) model.notice.value = text
    told = text
  }
  tell()
  twin.onFacts(tell)
}

/** The commonest outages in the reader's language, others as the server says them. */
function reasonIn(reason: string): string {
  const key = `outage_${reason.replaceAll(' ', '_')}`
  return isKey(key) ? say(key) : reason
}
