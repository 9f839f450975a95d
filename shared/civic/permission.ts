// Who may what in a meeting: one table, role by command, and nothing of it in the acts themselves. One person may be several
// of these at once; chair and secretary are whoever is first of those named and is here, so that deputies take over.
import { type Actor, isAtLeast, type Rejection } from '../kernel/system.ts'
import type { CommandType } from './commands.ts'
import { isHeld, isHere, isInSession, type MeetingState, nameOf, seatOfPerson, SERVER, type Who } from './state.ts'

export const CIVIC_ROLES = [
  'visitor',
  'participant',
  'resident',
  'member',
  'chair',
  'secretary',
  'presenter',
  'moderator',
  'operator',
  'department',
  'auditor',
  'admin',
  'device',
  'server',
] as const
export type CivicRole = (typeof CIVIC_ROLES)[number]

export const MAY: { readonly [T in CommandType]: readonly CivicRole[] } = {
  'meeting.setUp': ['admin'],
  'meeting.convene': ['chair', 'secretary'],
  'meeting.moveTo': ['chair', 'secretary'],
  'meeting.open': ['chair'],
  'meeting.recess': ['chair'],
  'meeting.resume': ['chair'],
  'meeting.close': ['chair'],
  'meeting.draftMinutes': ['secretary'],
  'meeting.remark': ['secretary'],
  'meeting.approveMinutes': ['chair'],
  'meeting.publishMinutes': ['secretary'],
  'meeting.arrive': ['participant'],
  'meeting.leave': ['participant'],
  'meeting.noteGone': ['server'],
  'meeting.noteKey': ['server'],
  'meeting.raiseHand': ['participant'],
  'meeting.lowerHand': ['participant'],
  'meeting.recuse': ['member', 'chair'],
  'meeting.giveProxy': ['member', 'secretary'],
  'meeting.withdrawProxy': ['member', 'secretary'],
  'meeting.enrol': ['member'],
  'meeting.addItem': ['chair', 'secretary'],
  'meeting.moveItem': ['chair', 'secretary'],
  'meeting.withdrawItem': ['chair', 'secretary'],
  'meeting.deferItem': ['chair'],
  'meeting.reopenAgenda': ['chair'],
  'meeting.takeItem': ['chair'],
  'meeting.finishItem': ['chair'],
  'meeting.addDocument': ['secretary', 'presenter'],
  'meeting.showDocument': ['chair', 'presenter'],
  'meeting.turnPage': ['chair', 'presenter'],
  'meeting.hideDocument': ['chair', 'presenter'],
  'meeting.draftMotion': ['member'],
  'meeting.editMotion': ['member'],
  'meeting.submitMotion': ['member'],
  'meeting.admitMotion': ['chair'],
  'meeting.ruleOutMotion': ['chair'],
  'meeting.moveMotion': ['member'],
  'meeting.secondMotion': ['member'],
  'meeting.debateMotion': ['chair'],
  'meeting.disposeMotion': ['chair'],
  'meeting.withdrawMotion': ['member'],
  'meeting.recordMotion': ['secretary'],
  'meeting.supersedeMotion': ['secretary'],
  'meeting.submitAmendment': ['member'],
  'meeting.admitAmendment': ['chair'],
  'meeting.dropAmendment': ['chair'],
  'meeting.withdrawAmendment': ['member'],
  'meeting.askToSpeak': ['participant'],
  'meeting.withdrawSpeech': ['participant'],
  'meeting.callSpeaker': ['chair'],
  'meeting.pauseSpeech': ['chair'],
  'meeting.resumeSpeech': ['chair'],
  'meeting.extendSpeech': ['chair'],
  'meeting.endSpeech': ['participant', 'chair'],
  'meeting.skipSpeech': ['chair'],
  'meeting.closeList': ['chair'],
  'meeting.reopenList': ['chair'],
  'meeting.rulePointOfOrder': ['chair'],
  'meeting.preparePoll': ['chair', 'secretary'],
  'meeting.freezeQuestion': ['server'],
  'meeting.openPoll': ['chair'],
  'meeting.closePoll': ['chair'],
  'meeting.voidPoll': ['chair'],
  'meeting.callSeat': ['chair', 'secretary'],
  'meeting.castBallot': ['member'],
  'meeting.castSecretBallot': ['server'],
  'meeting.castProvenBallot': ['server'],
  'meeting.noteRefusedBallot': ['server'],
  'meeting.castCastingVote': ['chair'],
  'meeting.noteLot': ['secretary'],
  'meeting.certifyPoll': ['secretary'],
  'meeting.publishPoll': ['secretary'],
  'meeting.drawUpRecord': ['chair', 'secretary'],
  'meeting.signRecord': ['chair', 'secretary', 'member'],
  'meeting.noteAnchored': ['server'],
  'meeting.publishRecord': ['secretary'],
  'meeting.noteDeed': ['server'],
  'meeting.noteExecuted': ['server'],
  'meeting.noteSuperseded': ['server'],
}

/** What the secretary does in the chair's place when nobody is here who may chair, so that no meeting is stuck. */
export const WITHOUT_CHAIR: readonly CommandType[] = [
  'meeting.recess',
  'meeting.close',
  'meeting.closePoll',
  'meeting.voidPoll',
]

/** Who somebody is in this meeting. */
export function whoIs(state: MeetingState, actor: Actor | undefined): Who {
  if (!actor) return { id: '', name: 'nobody', roles: [] }
  return { id: actor.id, name: nameOf(actor), roles: rolesOf(state, actor) }
}

export function checkPermission(state: MeetingState, type: CommandType, { name, roles }: Who): Rejection | null {
  const may = MAY[type]
  if (may.some((role) => roles.includes(role))) return null
  if (WITHOUT_CHAIR.includes(type) && roles.includes('secretary') && isInSession(state) && actingChair(state) === null)
    return null
  return { reason: `${type} is for ${may.join(' or ')}; ${name} is here as ${roles.at(-1) ?? 'nobody'}` }
}

/** Who is in the chair: the first of those named who is here; null where none is. */
export const actingChair = (state: MeetingState): string | null => first(state, state.about?.chairs)
export const actingSecretary = (state: MeetingState): string | null => first(state, state.about?.secretaries)
const first = (state: MeetingState, list: readonly { readonly id: string }[] = []): string | null =>
  list.find(({ id }) => isHere(state, id))?.id ?? null

function rolesOf(state: MeetingState, { id, role }: Actor): CivicRole[] {
  if (id === SERVER) return ['server']
  if (id.startsWith('device:')) return ['device']
  const { about } = state
  const roles: CivicRole[] = ['visitor']
  if (isAtLeast(role, 'participant')) roles.push('participant')
  if (!about) return role === 'operator' ? [...roles, 'admin'] : roles
  for (const person of about.people) if (person.id === id) roles.push(person.role)
  if (state.documents.some(({ presenter }) => presenter === id)) roles.push('presenter')
  const seat = isHeld(state) ? seatOfPerson(state, id) : undefined
  if (seat && (seat.holder.id === id || !isHere(state, seat.holder.id))) roles.push('member')
  if (isOffice(state, id, 'secretaries')) roles.push('secretary')
  if (isOffice(state, id, 'chairs')) roles.push('chair')
  if (id === about.admin) roles.push('admin')
  return roles
}

/** In session only who is in office; before and after it, while none of them is here, any of those named. */
function isOffice(state: MeetingState, id: string, office: 'chairs' | 'secretaries'): boolean {
  if (!state.about?.[office].some((person) => person.id === id)) return false
  const acting = office === 'chairs' ? actingChair(state) : actingSecretary(state)
  return acting === null ? !isInSession(state) : acting === id
}
