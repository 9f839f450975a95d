// Where a meeting sits in the city: in its chamber, or on any spot, "we meet on the bridge". It may move before it begins and
// while it goes on; nobody's presence depends on it.
import { note } from './course.ts'
import { type Acts, no } from './state.ts'

export const place: Acts<'meeting.moveTo'> = {
  'meeting.moveTo': {
    check({ about }, { place: to, room }) {
      const { place: now } = about
      const isThere =
        now?.eastM === to.eastM &&
        now.northM === to.northM &&
        now.upM === to.upM &&
        now.headingRad === to.headingRad &&
        (room === undefined || room === about.room)
      return isThere ? no(`meeting ${about.meeting} meets there already`) : null
    },
    apply(state, { place: to, room }, { name }) {
      state.about = { ...state.about, place: to, ...(room === undefined ? {} : { room }) }
      note(state, 'moved', { name, room: room ?? state.about.room ?? '' })
    },
  },
}
