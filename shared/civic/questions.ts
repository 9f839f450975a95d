// What a vote is about: whether it may be asked, in which order, and the exact text that is frozen. Every ballot bears the
// hash of `questionOf`, evidence and all, so that nothing can be exchanged after the vote.
import type { Rejection } from '../kernel/system.ts'
import { inOrderOfVoting } from './amendments.ts'
import type { Subject } from './commands.ts'
import { checkGroup } from './enrolment.ts'
import { amended } from './lines.ts'
import { finalTextOf } from './motions.ts'
import { presenceInWords, presenceOf } from './roll.ts'
import { LEAST_SECRET } from './rules.ts'
import { amendmentOf, currentItem, type Held, houseOn, motionOf, no, type Poll, runningPoll } from './state.ts'
import { CHOICES } from './tally.ts'

/** What is hashed, as plain JSON. */
export function questionOf(state: Held, poll: Poll) {
  const { about } = state
  const { id, item, subject, question, lines, method, rule, evidence, secretBy } = poll
  const effects = subject.kind === 'motion' ? motionOf(state, subject.motion)?.effects : undefined
  return {
    meeting: about.meeting,
    poll: id,
    item,
    subject,
    question,
    lines,
    method,
    rule,
    options: CHOICES,
    evidence,
    ...(effects ? { effects } : {}),
    ...(secretBy ? { secretBy } : {}),
  }
}

/** The text as it would be if the question were carried now. */
export function linesOf(state: Held, subject: Subject): string[] {
  switch (subject.kind) {
    case 'motion': {
      const motion = motionOf(state, subject.motion)
      return motion ? finalTextOf(state, motion) : []
    }
    case 'amendment': {
      const one = amendmentOf(state, subject.amendment)
      const motion = motionOf(state, one?.motion ?? '')
      if (!one || !motion) return []
      const carried = state.amendments.filter((other) => other.motion === motion.id && other.state === 'carried')
      return amended(motion.lines, [...carried.filter((other) => other !== one), one])
    }
    case 'agenda':
      return state.items.filter((one) => one.state === 'planned').map(({ title }, i) => `${i + 1}. ${title}`)
    case 'procedure':
      break
  }
  return []
}

/** Null, or why this cannot be asked. */
export function checkSubject(state: Held, poll: string, subject: Subject): Rejection | null {
  const other = state.polls.find(
    ({ life, subject: of }) =>
      ['prepared', 'open', 'paused', 'closed'].includes(life.is) &&
      of.kind !== 'procedure' &&
      JSON.stringify(of) === JSON.stringify(subject),
  )
  if (other) return no(`vote ${other.id} asks what ${poll} would ask`)
  switch (subject.kind) {
    case 'motion': {
      const motion = motionOf(state, subject.motion)
      if (!motion) return no(`there is no motion ${subject.motion}`)
      return motion.life.is === 'debate' ? null : no(`motion ${motion.id} is ${motion.life.is}, not in debate`)
    }
    case 'amendment': {
      const one = amendmentOf(state, subject.amendment)
      if (!one) return no(`there is no amendment ${subject.amendment}`)
      return one.state === 'debate' ? null : no(`amendment ${one.id} is ${one.state}, not in debate`)
    }
    case 'agenda':
      if (state.isAgendaCarried) return no(`the agenda was carried already; ${poll} would ask for it again`)
      return state.items.length > 0 ? null : no(`the agenda is empty; ${poll} would ask for nothing`)
    case 'procedure':
      break
  }
  return null
}

/** Null, or why it cannot be opened now. */
export function checkOpen(state: Held, poll: Poll): Rejection | null {
  const { id, item, subject, life, questionHash, method } = poll
  const { about } = state
  if (life.is !== 'prepared') return no(`vote ${id} is ${life.is}`)
  if (state.life.is === 'inquorate') return no(`vote ${id} cannot be opened: meeting ${about.meeting} has no quorum`)
  if (state.life.is !== 'open') return no(`vote ${id} cannot be opened: meeting ${about.meeting} is ${state.life.is}`)
  const other = runningPoll(state)
  if (other) return no(`vote ${other.id} is open; ${id} comes after`)
  if (questionHash === null) return no(`the question of ${id} is not frozen yet`)
  if (item !== null && currentItem(state)?.id !== item)
    return no(`vote ${id} belongs to item ${item}, which is not being dealt with`)
  const wrong = checkNow(state, poll)
  if (wrong) return wrong
  if (linesOf(state, subject).join('\n') !== poll.lines.join('\n'))
    return no(`the text of ${id} has changed since its question was frozen; prepare it anew`)
  const all = houseOn(state, item)
  const presence = presenceOf(about.rules.quorum, all)
  if (!presence.isQuorate) return no(`vote ${id} has no quorum among those who may vote: ${presenceInWords(presence)}`)
  const voters = all.filter(({ voter }) => voter !== null).length
  if (method === 'secret' && voters < LEAST_SECRET)
    return no(`vote ${id} cannot be secret: ${voters} voters are fewer than ${LEAST_SECRET}`)
  return poll.secretBy === 'proof' ? checkGroup(state, id, all) : null
}

/** Still in debate, and its turn in the order of voting. */
function checkNow(state: Held, { id, subject }: Poll): Rejection | null {
  if (subject.kind === 'motion') {
    const motion = motionOf(state, subject.motion)
    if (motion?.life.is !== 'debate')
      return no(`motion ${subject.motion} is ${motion?.life.is ?? 'gone'}, not in debate`)
    const [first] = inOrderOfVoting(state, motion.id)
    return first ? no(`amendment ${first.id} is voted on before motion ${motion.id}`) : null
  }
  if (subject.kind === 'agenda' && state.isAgendaCarried) return no(`the agenda was carried already, before ${id}`)
  if (subject.kind !== 'amendment') return null
  const one = amendmentOf(state, subject.amendment)
  if (one?.state !== 'debate') return no(`amendment ${subject.amendment} is ${one?.state ?? 'gone'}, not in debate`)
  const motion = motionOf(state, one.motion)
  if (motion?.life.is !== 'debate') return no(`motion ${one.motion} of ${one.id} is ${motion?.life.is ?? 'gone'}`)
  const [first] = inOrderOfVoting(state, one.motion)
  return first === one ? null : no(`amendment ${first?.id ?? ''} goes further and is voted on before ${one.id}`)
}
