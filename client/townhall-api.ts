// `window.townhall`, for tests and scripting. Towards the server it can do what any client can, and no more.
import type { InCity } from './in-city.ts'
import type { PanelModel } from './panels/model.ts'
import { readCard, search } from './session/city-data.ts'

export type View = {
  readonly lon: number
  readonly lat: number
  readonly aboveGroundM: number
  readonly headingDeg: number
  readonly pitchDeg: number
}

const rad = (degrees: number): number => (degrees * Math.PI) / 180

export function offerApi(model: PanelModel, started: Promise<InCity>): void {
  let visit: InCity | null = null
  const ready = started.then((city) => {
    visit = city
  })
  ready.catch(() => {})
  const here = (): InCity => {
    if (!visit) throw new Error('await townhall.ready first')
    return visit
  }
  const api = {
    /** Resolves when one stands in the city; `settled()` tells when every tile wanted is drawn. */
    ready,
    get city() {
      return visit?.manifest ?? null
    },
    people: () => people(here()),
    stats: () => here().scene.stats(),
    settled: () => here().settled(),
    setTime: (atMs: number | null) => here().setTime(atMs),
    setQuality: (mode: 'auto' | 'high' | 'picture') => here().scene.setQuality(mode),
    setMode: (mode: 'walk' | 'fly') => here().setMode(mode),
    /** A name to search for, degrees, or metres from the origin; false when nothing is found. */
    goTo: (place: string | { lon: number; lat: number } | readonly [number, number]) => goTo(here(), place),
    cardOf: async (place: string) => {
      const hit = (await search(place))[0]
      return hit ? readCard({ id: hit.id }) : null
    },
    enterVr: () => here().enterVr(),
    headset: () => here().headset()?.where() ?? null,
    leaveVr: async () => here().headset()?.leave(),
    camera: {
      pose: () => ({ ...here().me.eye }),
      /** Holds the eye at a view until released; the body stays. */
      look: (view: View) => look(here(), view),
      release: () => {
        here().me.heldEye = null
      },
      face: (headingDeg: number) => {
        here().me.body.headingRad = rad(headingDeg)
        here().me.body.pitchRad = 0
      },
    },
    get connection() {
      return model.connection.value
    },
  }
  Object.defineProperty(window, 'townhall', { value: Object.freeze(api) })
}

function people(city: InCity) {
  const { eastM, northM, feetUpM } = city.me.body
  const places = new Map(city.crowd.bodies(city.session.serverMs(), eastM, northM).map((body) => [body.id, body]))
  return city.session.people().map(({ avatarId, name }) => {
    const isMe = avatarId === city.session.me.avatarId
    const body = places.get(avatarId)
    return {
      id: avatarId,
      name,
      isMe,
      eastM: isMe ? eastM : (body?.eastM ?? null),
      northM: isMe ? northM : (body?.northM ?? null),
      upM: isMe ? feetUpM : (body?.upM ?? null),
    }
  })
}

async function goTo(
  city: InCity,
  place: string | { lon: number; lat: number } | readonly [number, number],
): Promise<boolean> {
  if (typeof place === 'string') return city.goToNamed(place)
  await city.goTo({ id: '', atM: 'lon' in place ? await metresOf(place) : place })
  return true
}

async function look(city: InCity, view: View): Promise<void> {
  const [eastM, northM] = await metresOf(view)
  const hold = (upM: number): void => {
    city.me.heldEye = { eastM, northM, upM, headingRad: rad(view.headingDeg), pitchRad: rad(view.pitchDeg) }
  }
  hold((city.scene.groundAt(eastM, northM) ?? city.manifest.terrain.maxM) + view.aboveGroundM)
  await city.settled()
  hold((city.scene.groundAt(eastM, northM) ?? 0) + view.aboveGroundM)
}

/** The server knows the frame: it reads `LAT, LON` like a name. */
async function metresOf(at: { readonly lon: number; readonly lat: number }): Promise<readonly [number, number]> {
  const [hit] = await search(`${at.lat.toFixed(7)}, ${at.lon.toFixed(7)}`)
  if (!hit) throw new Error(`that place is outside the city: ${at.lat}, ${at.lon}`)
  return hit.atM
}
