// One line of the list of meetings in words.
import type { MeetingListed } from '../../shared/civic/told-meeting.ts'
import { momentText } from '../panels/moments.ts'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import { word } from './words.ts'

export function listedText(model: PanelModel, one: MeetingListed): string {
  const { body, room, state, startsAtMs, present, seats, openPoll } = one
  return [
    word('meeting', state),
    startsAtMs === null
      ? ''
      : say('meetStarts', { time: momentText(startsAtMs, model.timeZone.value, model.meeting.serverMs.value) }),
    body,
    room,
    say('meetCount', { present, seats }),
    openPoll === '' ? '' : say('meetCountOpen'),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
