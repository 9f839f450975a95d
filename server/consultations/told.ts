// What is told of a consultation: to anybody without a name, to somebody what is theirs, to a moderator what waits.
import { consultationRoles } from '../../shared/civic/consultation-permission.ts'
import { type Consulted, type Opinion, type Statement } from '../../shared/civic/consultation-shape.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import type {
  ConsultationListed,
  ConsultationOwn,
  ConsultationTold,
  OwnStatement,
} from '../../shared/protocol/consultations.ts'
import { countsOf, type FileHashes, participantsOf, rejectedIn, rowOf } from './files.ts'

export const listedOf = ({ about, life, opensAtMs, closesAtMs }: Consulted): ConsultationListed => {
  const { consultation, body, title } = about
  return { consultation, body, title, life, opensAtMs, closesAtMs }
}

type Known = { readonly seq: number; readonly nowMs: number; readonly hashes: FileHashes | null }

export function toldOf(state: Consulted, { seq, nowMs, hashes }: Known): ConsultationTold {
  const { question, area, reasons } = state.about
  const isOpen = state.life === 'draft' || state.life === 'announced' || state.life === 'collecting'
  const inState = (is: Statement['state']): Statement[] => state.statements.filter((one) => one.state === is)
  return {
    ...listedOf(state),
    question,
    area,
    reasons,
    statements: inState('approved').map((one) => ({
      id: one.id,
      text: one.text,
      counts: isOpen ? null : countsOf(one),
    })),
    waiting: inState('submitted').length,
    merged: inState('merged').length,
    rejected: rejectedIn(state),
    participants: participantsOf(state).size,
    groups: state.groups,
    hashes,
    seq,
    nowMs,
  }
}

type Asks = { readonly actor: Actor; readonly isLent: boolean; readonly saltKey: Uint8Array }

export function ownOf(state: Consulted, { actor, isLent, saltKey }: Asks): ConsultationOwn {
  const roles = consultationRoles(state, actor)
  const own = state.statements.filter(({ by }) => by === actor.id)
  const { choices, salt } = rowOf(state, actor.id, saltKey)
  const hasLeaf = own.length > 0 || choices.length > 0
  const opinions: Record<string, Opinion> = {}
  for (const { statement, choice } of choices) opinions[statement] = choice
  const waiting = roles.includes('moderator') ? state.statements.filter((one) => one.state === 'submitted') : []
  return {
    isSignedIn: true,
    isLent,
    roles,
    statements: own.map((one) => ownStatement(state, one)),
    opinions,
    salt: hasLeaf ? salt : '',
    toDecide: waiting.map(({ id, text, appeal, by, decidedBy }) => ({
      id,
      text,
      appeal,
      isForAnother: by === actor.id || (appeal !== null && decidedBy === actor.id),
    })),
  }
}

function ownStatement({ about, life }: Consulted, one: Statement): OwnStatement {
  const { id, text, state, because, appeal, by, decidedBy } = one
  const isHeard = about.moderators.some((moderator) => moderator !== by && moderator !== decidedBy)
  const mayAppeal = state === 'rejected' && appeal === null && isHeard && (life === 'collecting' || life === 'closed')
  return { id, text, state, because, appeal, mayAppeal }
}
