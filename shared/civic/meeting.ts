// A formal meeting as a kernel: one meeting is one state with a journal of its own. Who may is one table (permission.ts), what
// may be now is with each act; time is the last step's. Knows no signatures and no network: server/meetings plays it.
import type { CitySystem, Role } from '../kernel/system.ts'
import { agenda } from './agenda.ts'
import { amendments } from './amendments.ts'
import { attendance } from './attendance.ts'
import { type CommandType, MeetingCommand } from './commands.ts'
import { motions } from './motions.ts'
import { place } from './place.ts'
import { enrolment } from './enrolment.ts'
import { checkSetUp, order, stepOrder } from './order.ts'
import { ownKeys } from './own-keys.ts'
import { checkPermission, whoIs } from './permission.ts'
import { stepPolls } from './poll-course.ts'
import { polls } from './polls.ts'
import { records } from './records.ts'
import { speeches, stepSpeeches } from './speech.ts'
import { type Act, type Acts, isHeld, isOver, type MeetingState, no } from './state.ts'

const ACTS: Acts<Exclude<CommandType, 'meeting.setUp'>> = {
  ...order,
  ...place,
  ...attendance,
  ...enrolment,
  ...ownKeys,
  ...agenda,
  ...motions,
  ...amendments,
  ...speeches,
  ...polls,
  ...records,
}

/** After a meeting is closed only its papers are finished. */
const AFTERWARDS: readonly CommandType[] = [
  'meeting.draftMinutes',
  'meeting.remark',
  'meeting.approveMinutes',
  'meeting.publishMinutes',
  'meeting.certifyPoll',
  'meeting.publishPoll',
  'meeting.recordMotion',
  'meeting.supersedeMotion',
  'meeting.noteRefusedBallot',
  'meeting.noteKey',
  'meeting.drawUpRecord',
  'meeting.signRecord',
  'meeting.noteAnchored',
  'meeting.publishRecord',
  'meeting.noteDeed',
  'meeting.noteExecuted',
  'meeting.noteSuperseded',
]

/** Of what is decided: not while it may still be undone. */
const ONLY_AFTERWARDS: readonly CommandType[] = ['meeting.drawUpRecord']

export const meeting: CitySystem<MeetingState, MeetingCommand> = {
  id: 'meeting',
  version: 1,
  commands: MeetingCommand,
  // What somebody may is decided in the meeting; the city asks only that whoever acts has come in by a name.
  leastRole: leastRoles(),

  create: () => ({
    nowMs: 0,
    about: null,
    life: { is: 'draft' },
    stays: [],
    hands: [],
    proxies: [],
    recusals: [],
    isAgendaCarried: false,
    items: [],
    documents: [],
    board: null,
    motions: [],
    amendments: [],
    speeches: [],
    isListOpen: true,
    polls: [],
    chairlessMs: null,
    course: [],
  }),

  check(state, command, _city, actor) {
    const who = whoIs(state, actor)
    if (command.type === 'meeting.setUp')
      return checkPermission(state, command.type, who) ?? checkSetUp(state, command, who)
    if (!isHeld(state)) return no(`${command.type} must wait: no meeting is set up yet`)
    const refusal = checkPermission(state, command.type, who)
    if (refusal) return refusal
    if (isOver(state) && !AFTERWARDS.includes(command.type))
      return no(`${command.type} comes too late: meeting ${state.about.meeting} is ${state.life.is}`)
    if (!isOver(state) && ONLY_AFTERWARDS.includes(command.type))
      return no(`${command.type} comes too early: meeting ${state.about.meeting} is ${state.life.is}, not closed`)
    return actOf(command.type).check(state, command, who)
  },

  apply(state, command, actor) {
    if (command.type === 'meeting.setUp') {
      const { type: _, ...about } = command
      state.about = { ...about, admin: actor.id }
      state.proxies = []
      delete state.enrolled
      return
    }
    if (isHeld(state)) actOf(command.type).apply(state, command, whoIs(state, actor))
  },

  step(state, _stepS, _random, _city, felt) {
    state.nowMs = Math.max(state.nowMs, felt.nowMs)
    if (!isHeld(state)) return
    stepPolls(state)
    stepSpeeches(state)
    stepOrder(state)
  },
}

/** The compiler does not see that the act belongs to the command it is asked for. */
const actOf = (type: keyof typeof ACTS): Act<CommandType> => ACTS[type] as unknown as Act<CommandType>

function leastRoles(): Readonly<Record<CommandType, Role>> {
  const types = Object.keys(ACTS) as (keyof typeof ACTS)[]
  const least = Object.fromEntries(types.map((type) => [type, 'participant'])) as Record<keyof typeof ACTS, Role>
  return { ...least, 'meeting.setUp': 'operator' }
}
