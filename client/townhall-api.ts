// `window.townhall`, for tests and scripting. Towards the server it can do what any client can, and no more.
import type { Emote } from '../shared/protocol/intent.ts'
import type { InCity } from './in-city-visit.ts'
import type { PanelModel } from './panels/model.ts'
import type { CityScene } from './scene/scene.ts'
import { readCard, search } from './session/city-data.ts'
import type { Session } from './session/session.ts'

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
  const scene = (): CityScene => {
    const drawn = here().scene
    if (!drawn) throw new Error('nothing is drawn here')
    return drawn
  }
  const api = {
    /** Resolves when one stands in the city; `settled()` tells when every tile wanted is drawn. */
    ready,
    get city() {
      return visit?.manifest ?? null
    },
    people: () => people(here()),
    stats: () => scene().stats(),
    settled: () => here().settled(),
    setTime: (atMs: number | null) => here().setTime(atMs),
    /** What is seen now, a JPEG data URL. */
    picture: () => scene().picture(),
    setQuality: (mode: 'auto' | 'high' | 'picture') => scene().setQuality(mode),
    setMode: (mode: 'walk' | 'fly') => here().acts.setMode(mode),
    /** A name to search for, degrees, or metres from the origin; false when nothing is found. */
    goTo: (place: string | { lon: number; lat: number } | readonly [number, number]) => goTo(here(), place),
    cardOf: async (place: string) => {
      const hit = (await search(place))[0]
      return hit ? readCard({ id: hit.id }) : null
    },
    say: (text: string, to: 'near' | 'all' = 'all') => here().acts.say(text, to),
    emote: (emote: Emote) => here().acts.emote(emote),
    raiseHand: (isUp: boolean) => here().acts.raiseHand(isUp),
    sit: (isSitting: boolean) => here().acts.sit(isSitting),
    guide: (isOn: boolean) => here().acts.guide(isOn),
    /** By the avatar's number; null stops. */
    follow: (avatarId: number | null) => here().acts.follow(avatarId),
    gather: () => here().acts.gather(),
    /** Ends the following of a guide, as the buttons do: else who follows would be placed a second time, later. */
    goToPerson: (avatarId: number) => {
      here().acts.follow(null)
      return here().travel.goToPerson(avatarId)
    },
    /** The lines shown, oldest first. */
    chat: () => model.chat.value.map(({ name, text, to, isMine }) => ({ name, text, to, isMine })),
    /** The text twin as it was last brought up to date. */
    around: () => model.around.value,
    lookAround: () => here().acts.lookAround(),
    /** The city as it is told to be, and its forks. */
    facts: () => here().session.facts(),
    forks: () => here().session.forks(),
    role: () => here().session.role(),
    /** Where the meeting's place stands, null for none, and taking what is offered there: a seat, or the gallery. */
    meetingPlace: () => here().meeting?.shown() ?? null,
    takeSeat: () => model.meeting.seatOffer.value?.take(),
    /** How many things are drawn of each layer that is on, and where one that moves is. */
    layers: () => here().layers.shown(),
    placeOf: (layer: string, id: string) => here().layers.placeOf(layer, id),
    /** How deep the water stands at a place as it is drawn, and as it is told; null where there is none. */
    waterAt: (eastM: number, northM: number) => {
      const water = here().layers.waterAt(eastM, northM)
      const groundM = scene().groundAt(eastM, northM)
      return water && groundM !== null ? { depthM: water.surfaceM - groundM, toldM: water.toldM } : null
    },
    showLayer: (layer: string, isOn: boolean) => model.time.acts.showLayer(layer, isOn),
    /** How far each device is drawn, 0 to 1, and how many alerts stand in the city. */
    standing: () => here().stand?.shown() ?? { devices: {}, alerts: 0 },
    command: (command: Parameters<Session['command']>[0], timeline?: string) =>
      here().session.command(command, timeline),
    /** The moment one looks at, and with what it is compared. */
    looking: () => model.time.looking.value,
    compared: () => {
      const { now, a, b, line, state } = model.time.compare
      return { mode: now.value, a: a.value?.name, b: b.value?.name, line: line.value, state: state.value }
    },
    /** Lets the line go as a tunnel would. */
    dropLine: () => here().session.drop(),
    enterVr: () => here().acts.enterVr(),
    enterAr: () => here().acts.enterAr(),
    headset: () => here().headset()?.where() ?? null,
    /** Everything of the headset that tests ask for. */
    headsetState: () => here().headset()?.describe() ?? null,
    /** Where in the room of the headset a place of the city is now; null outside it. */
    roomOf: (eastM: number, northM: number, upM: number) => here().headset()?.roomOf(eastM, northM, upM) ?? null,
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
  const { eastM, northM, feetUpM, mode } = city.me.body
  return city.session.people().map(({ avatarId, name, isAway, isHandUp, isGuiding }) => {
    const isMe = avatarId === city.session.me.avatarId
    const body = isMe ? null : city.crowd.figureOf(avatarId)
    return {
      id: avatarId,
      name,
      isMe,
      isAway,
      isHandUp,
      isGuiding,
      eastM: isMe ? eastM : (body?.eastM ?? null),
      northM: isMe ? northM : (body?.northM ?? null),
      upM: isMe ? feetUpM : (body?.upM ?? null),
      mode: isMe ? mode : (body?.mode ?? null),
      emote: body?.emote ?? null,
      said: body?.said ?? null,
      hasHeadset: body?.headset != null,
      hands: body ? Number(body.left !== null) + Number(body.right !== null) : 0,
      headUpM: body?.headset?.upM ?? null,
      rightHandUpM: body?.right?.upM ?? null,
    }
  })
}

async function goTo(
  city: InCity,
  place: string | { lon: number; lat: number } | readonly [number, number],
): Promise<boolean> {
  if (typeof place === 'string') return city.travel.goToNamed(place)
  await city.travel.goTo({ id: '', atM: 'lon' in place ? await metresOf(place) : place })
  return true
}

async function look(city: InCity, view: View): Promise<void> {
  const [eastM, northM] = await metresOf(view)
  const hold = (upM: number): void => {
    city.me.heldEye = { eastM, northM, upM, headingRad: rad(view.headingDeg), pitchRad: rad(view.pitchDeg) }
  }
  const groundAt = (e: number, n: number): number | null => city.scene?.groundAt(e, n) ?? null
  hold((groundAt(eastM, northM) ?? city.manifest.terrain.maxM) + view.aboveGroundM)
  await city.settled()
  hold((groundAt(eastM, northM) ?? 0) + view.aboveGroundM)
}

/** The server knows the frame: it reads `LAT, LON` like a name. */
async function metresOf(at: { readonly lon: number; readonly lat: number }): Promise<readonly [number, number]> {
  const [hit] = await search(`${at.lat.toFixed(7)}, ${at.lon.toFixed(7)}`)
  if (!hit) throw new Error(`that place is outside the city: ${at.lat}, ${at.lon}`)
  return hit.atM
}
