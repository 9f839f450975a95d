// One line of the list of meetings in words.
import type { MeetingListed } from '../../shared/civic/told-meeting.ts'
import { momentText } from '../panels/moments.ts'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import { isOver } from './sight.ts'
import { word } from './words.ts'

export function listedText(model: PanelModel, one: MeetingListed): string {
  const { body, room, state, startsAtMs, present, seats, openPoll } = one
  const isPast = isOver({ is: state })
  const time = startsAtMs === null ? '' : momentText(startsAtMs, model.timeZone.value, model.meeting.serverMs.value)
  return [
    word('meeting', state),
    time === '' || isPast ? time : say(state === 'draft' ? 'meetPlanned' : 'meetStarts', { time }),
    body,
    room,
    isPast ? '' : say('meetCount', { present, seats }),
    openPoll === '' ? '' : say('meetCountOpen'),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
