// Who may what, cell by cell: every role against every command, told here once more from the role's side.
import { describe, expect, it } from 'vitest'
import type { Actor } from '../kernel/system.ts'
import { EMPTY_CITY } from '../kernel/toy.ts'
import type { CommandType } from './commands.ts'
import { meeting } from './meeting.ts'
import { checkPermission, CIVIC_ROLES, type CivicRole, MAY, whoIs } from './permission.ts'
import { admin, chair, clerk, deputyChair, member, opened, SEATS, secretary, server, setUp } from './testing.ts'

const CHAIR = `convene moveTo open recess resume close approveMinutes recuse addItem moveItem withdrawItem deferItem reopenAgenda
  takeItem finishItem showDocument turnPage hideDocument admitMotion ruleOutMotion debateMotion disposeMotion
  admitAmendment dropAmendment callSpeaker pauseSpeech resumeSpeech extendSpeech endSpeech skipSpeech closeList
  reopenList rulePointOfOrder preparePoll openPoll closePoll voidPoll callSeat castCastingVote
  drawUpRecord signRecord`
const SECRETARY = `convene moveTo draftMinutes remark publishMinutes giveProxy withdrawProxy addItem moveItem withdrawItem
  addDocument recordMotion supersedeMotion preparePoll callSeat noteLot certifyPoll publishPoll drawUpRecord
  signRecord publishRecord`
const MEMBER = `recuse giveProxy withdrawProxy enrol draftMotion editMotion submitMotion moveMotion secondMotion withdrawMotion
  submitAmendment withdrawAmendment castBallot signRecord`
const NOTHING = ''
const TABLE: Readonly<Record<CivicRole, string>> = {
  visitor: NOTHING,
  participant: 'arrive leave raiseHand lowerHand askToSpeak withdrawSpeech endSpeech',
  resident: NOTHING,
  member: MEMBER,
  chair: CHAIR,
  secretary: SECRETARY,
  presenter: 'addDocument showDocument turnPage hideDocument',
  moderator: NOTHING,
  operator: NOTHING,
  department: NOTHING,
  auditor: NOTHING,
  admin: 'setUp',
  device: NOTHING,
  server:
    'noteGone freezeQuestion castSecretBallot castProvenBallot noteRefusedBallot noteAnchored noteDeed noteExecuted noteSuperseded noteKey',
}

const GIVEN = ['resident', 'presenter', 'moderator', 'operator', 'department', 'auditor'] as const
/** Somebody who is just this, a visitor else. */
function only(role: CivicRole): Actor {
  const visiting = (id: string): Actor => ({ id, role: 'visitor' })
  const by: Partial<Record<CivicRole, Actor>> = {
    participant: { id: 'somebody-1', role: 'participant' },
    member: visiting(member(1).id),
    chair: visiting(chair.id),
    secretary: visiting(secretary.id),
    admin: visiting(admin.id),
    device: { id: 'device:camera', role: 'operator' },
    server,
  }
  return by[role] ?? visiting(`${role}-1`)
}

const house = opened({ people: GIVEN.map((role) => ({ id: `${role}-1`, name: role, role })) })
const types = Object.keys(MAY) as CommandType[]

describe.each(CIVIC_ROLES)('the role %s', (role) => {
  const may = TABLE[role].split(/\s+/).filter((one) => one !== '')
  it.each(types)('and %s', (type) => {
    const who = whoIs(house.get(), only(role))
    const roles = role === 'device' || role === 'server' ? [role] : ['visitor', role]
    expect(who.roles).toEqual(role === 'visitor' ? ['visitor'] : roles)
    const refusal = checkPermission(house.get(), type, who)
    expect(refusal === null, refusal?.reason ?? 'allowed').toBe(may.includes(type.replace('meeting.', '')))
    if (refusal) expect(refusal.reason).toContain(`${type} is for ${MAY[type].join(' or ')}; `)
  })

  it('is named in the table for commands that there are', () => {
    for (const one of may) expect(types).toContain(`meeting.${one}`)
  })
})

describe('who somebody is', () => {
  it('follows from seats, offices and who is here', () => {
    const deputy = { id: 'deputy-0001', name: 'Dina' }
    const seats = SEATS.map((seat) => (seat.id === '1' ? { ...seat, deputy } : seat))
    const of = opened({ seats }, [1])
    const rolesOf = (actor: Actor) => whoIs(of.get(), actor).roles
    expect(rolesOf({ ...deputy, role: 'participant' })).toContain('member')
    of.does(member(1), { type: 'meeting.arrive' })
    expect(rolesOf({ ...deputy, role: 'participant' })).not.toContain('member')
    expect(rolesOf(deputyChair)).not.toContain('chair')
    expect(rolesOf(clerk)).not.toContain('secretary')
    expect(rolesOf(chair)).toEqual(['visitor', 'participant', 'chair'])
  })

  it('is asked before anything else, of nobody too', () => {
    const command = { type: 'meeting.openPoll', poll: 'none' } as const
    expect(meeting.check(house.get(), command, EMPTY_CITY)?.reason).toBe(
      'meeting.openPoll is for chair; nobody is here as nobody',
    )
    expect(meeting.check(meeting.create(EMPTY_CITY), setUp(), EMPTY_CITY, chair)?.reason).toContain('is for admin')
    expect(Object.keys(meeting.leastRole).sort()).toEqual(types.toSorted())
  })
})
