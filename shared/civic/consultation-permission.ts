// Who may what in a consultation: one table, role by command, and nothing of it in the acts themselves. One person may be several
// of these at once. Only whether somebody lives in the area makes a second column: of such a consultation, residents are asked.
import { type Actor, isAtLeast, type Rejection } from '../kernel/system.ts'
import type { ConsultationState, ConsultationType } from './consultation-shape.ts'
import { SERVER } from './state.ts'

export const CONSULTATION_ROLES = [
  'visitor',
  'participant',
  'resident',
  'moderator',
  'officer',
  'admin',
  'server',
] as const
export type ConsultationRole = (typeof CONSULTATION_ROLES)[number]
type Table = { readonly [T in ConsultationType]: readonly ConsultationRole[] }

export const CONSULTATION_MAY: Table = {
  'consultation.setUp': ['admin'],
  'consultation.announce': ['officer'],
  'consultation.close': ['officer'],
  'consultation.noteResident': ['server'],
  'consultation.submit': ['participant'],
  'consultation.approve': ['moderator'],
  'consultation.reject': ['moderator'],
  'consultation.merge': ['moderator'],
  'consultation.appeal': ['participant'],
  'consultation.vote': ['participant'],
  'consultation.report': ['officer'],
  'consultation.answer': ['officer'],
  'consultation.archive': ['officer'],
  'consultation.forget': ['server'],
}
/** Where those of an area are asked. */
export const RESIDENTS_MAY: Table = {
  ...CONSULTATION_MAY,
  'consultation.submit': ['resident'],
  'consultation.vote': ['resident'],
}

export function consultationRoles(state: ConsultationState, actor: Actor | undefined): ConsultationRole[] {
  if (!actor) return []
  if (actor.id === SERVER) return ['server']
  const { about } = state
  const roles: ConsultationRole[] = ['visitor']
  if (isAtLeast(actor.role, 'participant')) roles.push('participant')
  if (!about) return actor.role === 'operator' ? [...roles, 'admin'] : roles
  if (state.residents.some(({ person, untilMs }) => person === actor.id && untilMs > state.nowMs))
    roles.push('resident')
  if (about.moderators.includes(actor.id)) roles.push('moderator')
  if (about.officers.includes(actor.id)) roles.push('officer')
  if (about.by === actor.id) roles.push('admin')
  return roles
}

export function checkConsultationPermission(
  state: ConsultationState,
  type: ConsultationType,
  actor: Actor | undefined,
): Rejection | null {
  const table = state.about?.area == null ? CONSULTATION_MAY : RESIDENTS_MAY
  const may = table[type]
  const roles = consultationRoles(state, actor)
  if (may.some((role) => roles.includes(role))) return null
  const where = may.includes('resident') ? ` of ${state.about?.area ?? ''}` : ''
  return { reason: `${type} is for ${may.join(' or ')}${where}; you are here as ${roles.at(-1) ?? 'nobody'}` }
}
