// The watched meeting, or the nearest of the list, as it sits in the city: its place is put where it belongs, its boards say
// what the panels say, one's own seat is offered. What can only be drawn is loaded when there is a meeting.
import { effect } from '@preact/signals'
import type { RayM } from '../shared/city/footprint-grid.ts'
import type { MeetingListed, MeetingPlace } from '../shared/civic/told-meeting.ts'
import { seatLooks, signText, type Wall, wallOf, wallOfListed } from './meeting/board-words.ts'
import { pastSpots } from './meeting/past-spots.ts'
import { layOut, type Layout, slabStrips, type Spot } from './meeting/place.ts'
import { isOver, may, ownSeat, type Sight } from './meeting/sight.ts'
import type { MeetingPage } from './in-city-meeting-page.ts'
import { clockText } from './panels/moments.ts'
import type { MeetingModel } from './meeting/meeting-model.ts'
import type { PanelModel } from './panels/model.ts'
import { language, say } from './panels/strings.ts'
import type { Me } from './people/me.ts'
import type { Surroundings } from './people/surroundings.ts'
import type { MeetingPlaceShown } from './scene/meeting-place.ts'
import type { drawWall as drawWallOf } from './scene/meeting-wall.ts'
import type { CityScene } from './scene/scene.ts'

const LOOK_EVERY_S = 1
/** A place so far off its ground or deck is put on the ground. */
const NEAR_M = 4
const STEP_M = 0.9
const SITS_M = 0.8
/** The wall's middle is a little above the eyes of who sits. */
const LOOK_UP_RAD = 0.12
const NOTICE_MS = 9000
const SURROUNDINGS_KEY = 'meeting'

export type MeetingPlaceInCity = {
  frame(seconds: number): void
  /** Turns a page where the ray meets an edge of the document's board; false where it does not. */
  press(ray: RayM, withinM: number): boolean
  /** For tests: where all of it stands, what the wall says, and how often the boards were drawn. */
  shown(): {
    readonly layout: Layout
    readonly wall: Wall | null
    readonly wallDraws: number
    readonly pageDraws: number
  } | null
}

type Parts = {
  readonly scene: CityScene
  readonly around: Surroundings
  readonly me: Me
  readonly model: PanelModel
  /** Where a meeting sits that names no place. */
  readonly square: MeetingPlace | undefined
  readonly avatarId: () => number
  readonly sit: (isSitting: boolean) => void
  readonly tellPlace: () => Promise<boolean>
}

export function meetingPlaceInCity(parts: Parts): MeetingPlaceInCity {
  const { scene, around, me, model, square } = parts
  const { meeting } = model
  let shown: MeetingPlaceShown | null = null
  let isLoading = false
  let layout: Layout | null = null
  let key = ''
  let sinceS = LOOK_EVERY_S

  const seen = (): Seen | null => {
    const sight = meeting.sight.value
    const { eye } = me
    const placeOf = (listed: MeetingListed): MeetingPlace | undefined => listed.place ?? square
    const awayM = (listed: MeetingListed): number => {
      const { eastM, northM } = placeOf(listed) as MeetingPlace
      return Math.hypot(eastM - eye.eastM, northM - eye.northM)
    }
    const watched = meeting.list.value.find((one) => one.meeting === sight?.meeting)
    const nearest = meeting.list.value
      .filter((one) => placeOf(one) && !isOver({ is: one.state }))
      .toSorted((a, b) => awayM(a) - awayM(b))[0]
    const listed = watched ?? nearest
    const place = (listed === watched && sight?.about?.place) || (listed && placeOf(listed))
    return listed && place ? { listed, place, sight: listed === watched ? sight : null } : null
  }
  const put = (): void => {
    const now = seen()
    if (!now) return clear()
    const groundM = scene.groundAt(now.place.eastM, now.place.northM)
    if (groundM === null) return
    if (!shown) return load()
    const count = now.sight?.house.seats.length || now.listed.seats
    const { floorAt, tell } = groundOf(now.place, around, groundM)
    const next = JSON.stringify([now.place, count, tell])
    if (next === key) return
    key = next
    // Its own slab is no ground of it.
    around.tileWent(SURROUNDINGS_KEY)
    const feetM = floorAt(now.place.eastM, now.place.northM)
    layout = layOut(now.place, count, {
      floorAt,
      isBuilt: (e, n) => around.footprints.featureAt(e, n, feetM + 1) !== null,
    })
    around.tileCame(SURROUNDINGS_KEY, { detail: 1, buildings: [], decks: slabStrips(layout) })
    shown.stand(layout)
    seatPast()
    tellAll()
  }
  /** Who was there at the step of a past meeting that one reads. */
  const seatPast = (): void => {
    const { past } = meeting
    const sight = meeting.sight.value
    const isHere = sight !== null && past.shown.value?.meeting === sight.meeting
    shown?.seatPast(isHere && layout ? pastSpots(past.present.value, layout, orderOf(sight)) : [])
    comeBefore()
  }
  let isBefore = ''
  let isOnWay = ''
  /** Who enters a past meeting comes to where it sat and, once that stands, to its lectern: from there one sees everybody. */
  const comeBefore = (): void => {
    const past = meeting.past.shown.value?.meeting ?? ''
    if (past === '') [isBefore, isOnWay] = ['', '']
    const now = seen()
    if (past === '' || past === isBefore || now?.sight?.meeting !== past) return
    const { place } = now
    const isThere = layout?.place.eastM === place.eastM && layout.place.northM === place.northM
    if (!isThere && past === isOnWay) return
    const spot = isThere && layout ? layout.lectern : place
    if (me.body.mode === 'sit') parts.sit(false)
    me.place(spot.eastM, spot.northM, spot.headingRad)
    me.body.pitchRad = 0
    if (isThere && layout) {
      isBefore = past
      me.body.feetUpM = layout.floorM
    }
    isOnWay = past
    void parts.tellPlace()
  }
  effect(seatPast)
  const clear = (): void => {
    if (!layout) return
    layout = null
    key = ''
    around.tileWent(SURROUNDINGS_KEY)
    shown?.stand(null)
    meeting.seatOffer.value = null
  }
  const load = (): void => {
    if (isLoading) return
    isLoading = true
    const parts = [
      import('./scene/meeting-place.ts'),
      import('./scene/meeting-wall.ts'),
      import('./in-city-meeting-page.ts'),
    ] as const
    void Promise.all(parts).then(
      ([{ MeetingPlaceShown: Shown }, { drawWall }, { meetingPage }]) => {
        drawn = { drawWall, page: meetingPage(tellAll) }
        shown = new Shown(scene)
        put()
      },
      // The line was lost just then: asked for again with the next look.
      () => void (isLoading = false),
    )
  }
  let drawn: Drawn | null = null
  let onWall: Wall | null = null

  const tellAll = (): void => {
    const now = seen()
    // The words are those of the language chosen now.
    void language.value
    if (!now || !shown || !layout || !drawn) return
    const { drawWall, page } = drawn
    const { listed, sight } = now
    const sign = signText({ title: listed.title, state: listed.state, startsAtMs: listed.startsAtMs }, (atMs) =>
      clockText(atMs, model.timeZone.value),
    )
    shown.show(sight ? seatsInOrder(sight) : [], sign)
    const told = sight ? wallOf(sight, meeting.serverMs.value) : wallOfListed(listed)
    const { standing } = layout
    const wall = standing > 0 && told.next === '' ? { ...told, next: say('placeStanding', { count: standing }) } : told
    onWall = wall
    shown.wall.show(JSON.stringify(wall), (c, width, height) => drawWall(c, wall, width, height))
    page.show(shown.page, sight)
  }
  effect(tellAll)
  effect(() => {
    // Whatever a place is made of.
    const now = seen()
    if (now) sinceS = LOOK_EVERY_S
  })

  window.addEventListener('keydown', (event) => {
    const by = event.code === 'PageDown' ? 1 : event.code === 'PageUp' ? -1 : null
    const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null
    if (by !== null && !isTyping && turnPage(meeting, by)) event.preventDefault()
  })

  const offer = (): void => {
    const sight = seen()?.sight
    if (!sight || !layout) {
      meeting.seatOffer.value = null
      return
    }
    const own = ownSpot(sight, layout, parts.avatarId())
    const { body } = me
    const isThere =
      body.mode === 'sit' && Math.hypot(body.eastM - own.spot.eastM, body.northM - own.spot.northM) < SITS_M
    const before = meeting.seatOffer.peek()
    const label = say(own.isGallery ? 'placeTakeGallery' : 'placeTakeSeat')
    if (isThere) {
      if (before) meeting.seatOffer.value = null
      return
    }
    if (before?.label === label) return
    meeting.seatOffer.value = { label, take: () => take() }
  }
  const take = (): void => {
    const sight = meeting.sight.peek()
    if (!sight || !layout) return
    const { spot, isGallery } = ownSpot(sight, layout, parts.avatarId())
    me.place(spot.eastM, spot.northM, spot.headingRad)
    me.body.feetUpM = layout.floorM
    me.body.pitchRad = LOOK_UP_RAD
    parts.sit(true)
    void parts.tellPlace()
    note(model, say(isGallery ? 'placeTakenGallery' : 'placeTaken'))
  }

  return {
    frame: (seconds) => {
      shown?.frame()
      sinceS += seconds
      if (sinceS < LOOK_EVERY_S) return
      sinceS = 0
      put()
      offer()
    },
    press: (ray, withinM) => {
      const edge = shown?.edgeOf(ray, withinM) ?? null
      return edge !== null && turnPage(meeting, edge === 'on' ? 1 : -1)
    },
    shown: () => shown && layout && { layout, wall: onWall, wallDraws: shown.wall.draws, pageDraws: shown.page.draws },
  }
}

/** Turns the page that is shown; false where there is none, or it is not one's own to turn. */
function turnPage(meeting: MeetingModel, by: 1 | -1): boolean {
  const sight = meeting.sight.peek()
  const document = sight?.documents.find(({ id }) => id === sight.board?.document)
  if (!sight?.board || !document || !mayTurn(sight)) return false
  const next = sight.board.page + by
  if (next >= 1 && next <= document.pages) void meeting.send('turn page', { type: 'meeting.turnPage', page: next })
  return true
}

const mayTurn = (sight: Sight): boolean =>
  may(sight, 'meeting.turnPage') && (sight.board?.by === sight.own.id || sight.own.roles.includes('chair'))

type Drawn = { readonly drawWall: typeof drawWallOf; readonly page: MeetingPage }
type Seen = { readonly listed: MeetingListed; readonly place: MeetingPlace; readonly sight: Sight | null }

/** The ground, or the deck a place is on; `tell` differs when what is known of it does. */
function groundOf({ eastM, northM, upM }: MeetingPlace, around: Surroundings, groundM: number) {
  const topM = around.floorAt(eastM, northM, Infinity)
  const isOnDeck = Math.abs(upM - topM) < NEAR_M && Math.abs(upM - topM) <= Math.abs(upM - groundM)
  const feetM = (isOnDeck ? topM : groundM) + STEP_M
  return {
    floorAt: (e: number, n: number): number => around.floorAt(e, n, feetM),
    tell: [Math.round(feetM * 20), around.isVague(eastM, northM), around.footprints.counts().buildings],
  }
}

/** Seats as they stand: groups side by side, in the order of the roll. */
function seatsInOrder(sight: Sight) {
  const looks = new Map(seatLooks(sight).map((one) => [one.seat, one]))
  return orderOf(sight).flatMap((seat) => looks.get(seat) ?? [])
}
function orderOf({ house }: Sight): readonly string[] {
  const groups = [...new Set(house.seats.map(({ group }) => group))]
  return house.seats.toSorted((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group)).map(({ seat }) => seat)
}

/** Who has no seat goes to the gallery, each to another place of it. */
function ownSpot(sight: Sight, layout: Layout, avatarId: number): { readonly spot: Spot; readonly isGallery: boolean } {
  const { own, house } = sight
  if (own.id !== '' && own.id === house.chair) return { spot: layout.chair, isGallery: false }
  if (own.id !== '' && own.id === house.secretary) return { spot: layout.secretary, isGallery: false }
  const seat = own.isHere ? ownSeat(sight) : undefined
  const spot = seat && layout.seats[orderOf(sight).indexOf(seat.seat)]
  if (spot) return { spot, isGallery: false }
  const { gallery, lectern } = layout
  return { spot: gallery[(avatarId * 7) % Math.max(1, gallery.length)] ?? lectern, isGallery: true }
}

function note(model: PanelModel, text: string): void {
  model.notice.value = text
  setTimeout(() => {
    if (model.notice.value === text) model.notice.value = ''
  }, NOTICE_MS)
}
