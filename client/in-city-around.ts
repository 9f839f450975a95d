// The text twin: what is around one, for people who do not see it. Things come from the city's data over HTTP, people from
// the crowd; nothing is read from the picture, so it is the same without one.
import type { PanelModel, Sighting } from './panels/model.ts'
import { quantityText } from './panels/moments.ts'
import { language, say } from './panels/strings.ts'
import type { ThingShown } from './panels/time-model.ts'
import { en, type Key } from './panels/strings-en.ts'
import type { Figure } from './people/crowd.ts'
import type { Me } from './people/me.ts'
import { type Around, readAround } from './session/city-data.ts'

const MOST = 20
/** In a crowd the people must not push the city out. */
const MOST_PEOPLE = 8
const PEOPLE_M = 100
const MOST_SENSORS = 5
const SENSORS_M = 400
type Place = { readonly eastM: number; readonly northM: number; readonly headingRad: number }

/** Gives the act that brings `model.around` up to date; the last asked for wins. */
export function aroundMe(parts: {
  readonly crowd: { readonly shown: readonly Figure[] }
  readonly me: Me
  readonly model: PanelModel
  /** Heard with the ground's height, where no tile tells it. */
  readonly onGround?: ((groundM: number) => void) | undefined
}): () => void {
  const { crowd, me, model, onGround } = parts
  let asked = 0
  const look = async (): Promise<void> => {
    const mine = ++asked
    const { eastM, northM } = me.body
    const around = await readAround(eastM, northM).catch(() => null)
    if (mine !== asked) return
    if (around) onGround?.(around.groundM)
    model.around.value = sightings(me.body, crowd.shown, around?.things ?? [], model.time.things.value)
  }
  return () => void look()
}

/** Nearest first, at most 20; bearings against the way one faces. Distances are of now, not of when the server was asked. */
export function sightings(
  me: Place,
  people: readonly Figure[],
  things: Around['things'],
  sensors: readonly ThingShown[] = [],
): readonly Sighting[] {
  const where = (eastM: number, northM: number) => ({
    distanceM: Math.hypot(eastM - me.eastM, northM - me.northM),
    bearingDeg: Math.round(bearingOf(me, eastM, northM)) % 360,
    atM: [eastM, northM] as const,
  })
  const seen: Sighting[] = people
    .slice(0, MOST_PEOPLE)
    .map(({ id, name, eastM, northM }) => ({
      id: String(id),
      kind: 'person' as const,
      name,
      detail: '',
      ...where(eastM, northM),
    }))
    .filter((one) => one.distanceM <= PEOPLE_M)
  for (const { id, kind, name, names, what, atM } of things) {
    const detail = kind === 'building' ? worded(`use_${what}`) : ''
    const shown = names[language.value] ?? name
    seen.push({ id, kind, name: shown || detail || say(`kind_${kind}`), detail, ...where(...atM) })
  }
  const near = sensors
    .map(({ id, name, values, atM }) => {
      const [first] = values
      const detail = first ? `${first.name} ${quantityText(first.value, first.unit)}` : ''
      return { id, kind: 'sensor' as const, name, detail, ...where(...atM) }
    })
    .filter((one) => one.distanceM <= SENSORS_M)
    .sort((a, b) => a.distanceM - b.distanceM)
  seen.push(...near.slice(0, MOST_SENSORS))
  return seen.sort((a, b) => a.distanceM - b.distanceM).slice(0, MOST)
}

/** Degrees, 0 ahead, 90 to the right, whole turns taken off. */
export function bearingOf(me: Place, eastM: number, northM: number): number {
  const rad = Math.atan2(eastM - me.eastM, northM - me.northM) - me.headingRad
  const degrees = (rad * 180) / Math.PI
  return ((degrees % 360) + 360) % 360
}

const worded = (key: string): string => (Object.hasOwn(en, key) ? say(key as Key) : '')
