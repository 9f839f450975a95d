// What may be done with documents: showing one on the board, turning its pages, taking it off.
import type { MeetingDocument } from '../../shared/civic/state.ts'
import { deed, type MeetingDeed } from './deeds.ts'
import { isSitting, may, type Sight } from './sight.ts'

export function documentDeeds(sight: Sight, { id, title, presenter }: MeetingDocument): readonly MeetingDeed[] {
  const { own, board, life } = sight
  if (!isSitting(life) || board?.document === id || !may(sight, 'meeting.showDocument')) return []
  // A presenter named for one document shows that one.
  const isTheirs = own.roles.includes('chair') || presenter === null || presenter === own.id
  if (!isTheirs) return []
  return [deed('meetShowDocument', { type: 'meeting.showDocument', document: id }, { of: id, name: title })]
}

export function boardDeeds(sight: Sight): readonly MeetingDeed[] {
  const { board, own, documents } = sight
  const shown = documents.find(({ id }) => id === board?.document)
  if (!board || !shown || !may(sight, 'meeting.turnPage')) return []
  if (board.by !== own.id && !own.roles.includes('chair')) return []
  const { page } = board
  const of = { of: shown.id, name: shown.title }
  return [
    ...(page > 1 ? [deed('meetPageBack', { type: 'meeting.turnPage', page: page - 1 }, of)] : []),
    ...(page < shown.pages ? [deed('meetPageOn', { type: 'meeting.turnPage', page: page + 1 }, of)] : []),
    deed('meetHideDocument', { type: 'meeting.hideDocument' }, of),
  ]
}
