// What a record is called: the year its vote was closed and ten letters of a hash of meeting and vote, so that the same vote
// asked for twice is the same record.
import type { Poll } from '../../shared/civic/state.ts'
import { sha256 } from '../journal/chain.ts'

export const recordIdOf = (meeting: string, { id, closedMs }: Pick<Poll, 'id' | 'closedMs'>): string =>
  `${new Date(closedMs ?? 0).getUTCFullYear()}-${sha256(`${meeting} ${id}`).slice(0, 10)}`
