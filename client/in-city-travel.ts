// Going to places and to people at once: search hits, coordinates, somebody of this copy or of another one, and being put
// somewhere by the server. Finds a spot outside walls that sees the place, and never arrives on top of somebody.
import type { PanelModel } from './panels/model.ts'
import { arrivalAt, clearOf } from './people/arrival.ts'
import type { Crowd } from './people/crowd.ts'
import type { Me } from './people/me.ts'
import type { Surroundings } from './people/surroundings.ts'
import { search } from './session/city-data.ts'
import type { Session } from './session/session.ts'

type Hit = { readonly id: string; readonly atM: readonly [number, number] }
type Found = { readonly avatarId: number; readonly room: string; readonly isHere: boolean }

const NOTICE_MS = 6000
/** After a lost line: nearer than this, both sides agree where one is. */
const SAME_PLACE_M = 2

export type Travel = {
  goTo(hit: Hit): Promise<void>
  /** By the first hit of the search; false when nothing is found. */
  goToNamed(place: string): Promise<boolean>
  goToPerson(avatarId: number): Promise<boolean>
  joinPerson(person: Found): Promise<boolean>
  /** Tells the server that one stands somewhere else now; shows a refusal. */
  tellPlace(): Promise<boolean>
}

/** `around` and `settled` are null where nothing is drawn: then a place is its own arrival. */
export function travels(parts: {
  readonly session: Session
  readonly crowd: Crowd
  readonly me: Me
  readonly model: PanelModel
  readonly around: Surroundings | null
  readonly settled: (() => Promise<void>) | null
}): Travel {
  const { session, crowd, me, model, around, settled } = parts
  const note = (reason: string): void => {
    model.notice.value = reason
    setTimeout(() => {
      if (model.notice.value === reason) model.notice.value = ''
    }, NOTICE_MS)
  }
  const standUp = (): void => {
    if (me.body.mode === 'sit') me.body.mode = 'walk'
    model.isSitting.value = false
    me.heldEye = null
  }
  session.onPlaced(({ place, reason }) => {
    if (reason === '') standUp()
    me.place(place.eastM, place.northM, reason === '' ? place.headingRad : me.body.headingRad)
    me.body.feetUpM = place.upM
    if (reason !== '') note(reason)
  })
  const tellPlace = async (): Promise<boolean> => {
    const { eastM, northM, feetUpM: upM, headingRad } = me.body
    const verdict = await session.ask({ type: 'goTo', eastM, northM, upM, headingRad })
    if (!verdict.ok) note(verdict.reason)
    return verdict.ok
  }
  session.onBack(() => {
    const { eastM, northM } = session.me.place
    if (Math.hypot(eastM - me.body.eastM, northM - me.body.northM) > SAME_PLACE_M) void tellPlace()
  })
  session.onCrossed(() => {
    standUp()
    const { eastM, northM, upM, headingRad } = session.me.place
    me.place(eastM, northM, headingRad)
    me.body.feetUpM = upM
  })
  const arrive = (eastM: number, northM: number, headingRad: number): Promise<boolean> => {
    const [e, n] = clearOf(eastM, northM, crowd.shown, around)
    me.place(e, n, headingRad)
    return tellPlace()
  }

  const goTo = async ({ atM }: Hit): Promise<void> => {
    standUp()
    const isTold = await arrive(atM[0], atM[1], me.body.headingRad)
    if (!around || !settled || !isTold) return
    await settled()
    const feature = around.footprints.featureAt(atM[0], atM[1])
    const topM = feature === null ? 0 : topOf(around, atM)
    const spot = arrivalAt(atM[0], atM[1], topM, around)
    me.body.pitchRad = spot.pitchRad
    await arrive(spot.eastM, spot.northM, feature === null ? me.body.headingRad : spot.headingRad)
  }
  const goToPerson = async (avatarId: number): Promise<boolean> => {
    const verdict = await session.ask({ type: 'goToPerson', avatarId })
    if (!verdict.ok) note(verdict.reason)
    return verdict.ok
  }
  return {
    goTo,
    goToNamed: async (place) => {
      const [hit] = await search(place)
      if (hit) await goTo(hit)
      return hit !== undefined
    },
    goToPerson,
    joinPerson: async ({ avatarId, room, isHere }) => {
      if (isHere || room === session.room()) return goToPerson(avatarId)
      const refusal = await session.crossTo(room, avatarId)
      if (refusal !== null) note(refusal)
      return refusal === null
    },
    tellPlace,
  }
}

function topOf(around: Surroundings, [eastM, northM]: readonly [number, number]): number {
  const down = { eastM, northM, upM: 5000, dirE: 0, dirN: 0, dirU: -1 }
  const hit = around.footprints.pickRay(down, 6000)
  return hit ? hit.upM - around.groundForRay(eastM, northM) : 0
}
