// Who may what in a consultation, cell by cell: every role against every command, told here once more from the role's side, for
// one that asks everybody and one that asks those of an area.
import { describe, expect, it } from 'vitest'
import type { Actor } from '../kernel/system.ts'
import { EMPTY_CITY } from '../kernel/toy.ts'
import {
  checkConsultationPermission,
  CONSULTATION_MAY,
  CONSULTATION_ROLES,
  type ConsultationRole,
  consultationRoles,
} from './consultation-permission.ts'
import type { ConsultationState, ConsultationType } from './consultation-shape.ts'
import { consultation } from './consultation.ts'
import { SERVER } from './state.ts'

const TABLE: Readonly<Record<ConsultationRole, string>> = {
  visitor: '',
  participant: 'submit vote appeal',
  resident: '',
  moderator: 'approve reject merge',
  officer: 'announce close report answer archive',
  admin: 'setUp',
  server: 'noteResident forget',
}
const OF_RESIDENTS = { ...TABLE, participant: 'appeal', resident: 'submit vote' }

/** Somebody who is just this, a visitor else. */
const ONLY: Readonly<Record<ConsultationRole, Actor>> = {
  visitor: { id: 'nobody', role: 'visitor' },
  participant: { id: 'somebody', role: 'participant' },
  resident: { id: 'aigul', role: 'visitor' },
  moderator: { id: 'mara', role: 'visitor' },
  officer: { id: 'clerk', role: 'visitor' },
  admin: { id: 'installer', role: 'visitor' },
  server: { id: SERVER, role: 'operator' },
}

function asking(area: string | null): ConsultationState {
  const state = consultation.create(EMPTY_CITY)
  const setUp = {
    type: 'consultation.setUp',
    consultation: 'school',
    body: 'City council',
    title: 'The school',
    question: 'What should become of it?',
    reasons: [{ id: 'insult', text: 'It insults somebody' }],
    moderators: ['mara', 'miras'],
    officers: ['clerk'],
    area,
  } as const
  consultation.apply(
    state,
    { ...setUp, moderators: ['mara', 'miras'], officers: ['clerk'], reasons: [...setUp.reasons] },
    ONLY.admin,
  )
  state.residents.push({ person: 'aigul', untilMs: 10 })
  return state
}

const types = Object.keys(CONSULTATION_MAY) as ConsultationType[]

describe.each([
  ['everybody', null, TABLE],
  ['an area', 'Almaty district', OF_RESIDENTS],
] as const)('where %s is asked', (_whom, area, table) => {
  const state = asking(area)
  describe.each(CONSULTATION_ROLES)('the role %s', (role) => {
    const may = table[role].split(' ').filter((one) => one !== '')
    it.each(types)('and %s', (type) => {
      const roles = role === 'server' ? [role] : role === 'visitor' ? [role] : ['visitor', role]
      expect(consultationRoles(state, ONLY[role])).toEqual(roles)
      const refusal = checkConsultationPermission(state, type, ONLY[role])
      expect(refusal === null, refusal?.reason ?? 'allowed').toBe(may.includes(type.replace('consultation.', '')))
      if (refusal) expect(refusal.reason).toMatch(new RegExp(`^${type} is for .*; you are here as ${role}$`))
    })
    it('is named in the table for commands that there are', () => {
      for (const one of may) expect(types).toContain(`consultation.${one}`)
    })
  })
})

it('takes nobody for a resident after what they have shown has ended, and says whose area it is', () => {
  const state = asking('Almaty district')
  state.nowMs = 10
  expect(checkConsultationPermission(state, 'consultation.vote', ONLY.resident)?.reason).toBe(
    'consultation.vote is for resident of Almaty district; you are here as visitor',
  )
  expect(Object.keys(consultation.leastRole).sort()).toEqual(types.toSorted())
})
