// What may be done about decisions: which motions await a record, who may draw one up, and what a person signs it as.
import type { SigningRole } from '../../shared/records/signing.ts'
import type { MotionTold, RecordTold } from '../../shared/civic/told-meeting.ts'
import { deed, type MeetingDeed } from './deeds.ts'
import { isOver, may, type Sight } from './sight.ts'

/** Decided by a certified vote, and without a record. */
export const toRecord = ({ motions, polls, records }: Sight): readonly MotionTold[] =>
  motions.filter(
    ({ id, life }) =>
      (life.is === 'carried' || life.is === 'lost') &&
      !records.some(({ motion }) => motion === id) &&
      polls.some(
        ({ subject, state }) =>
          subject.kind === 'motion' && subject.motion === id && (state === 'certified' || state === 'published'),
      ),
  )

export const mayDrawUp = (sight: Sight): boolean => isOver(sight.life) && may(sight, 'meeting.drawUpRecord')

const mayPublish = (sight: Sight, { state, hasChain }: RecordTold): boolean =>
  may(sight, 'meeting.publishRecord') && (state === 'anchored' || (state === 'signed' && !hasChain))

export const publishDeeds = (sight: Sight, record: RecordTold): readonly MeetingDeed[] =>
  mayPublish(sight, record)
    ? [
        deed(
          'recordPublish',
          { type: 'meeting.publishRecord', record: record.id },
          { of: record.id, name: record.title, isPrimary: true },
        ),
      ]
    : []

const LATER: readonly RecordTold['state'][] = ['drawnUp', 'signedByChair', 'signed', 'anchored']

/** With which key: null where the roll has none of theirs. The chair signs first, then the secretary; members beside them. */
export function ownSigning(
  sight: Sight,
  { state, signatures, signers }: RecordTold,
): readonly { readonly role: SigningRole; readonly address: string | null }[] {
  const { id, name, roles } = sight.own
  const isMine = signatures.some((one) => one.signer === id || one.name === name)
  if (isMine || !LATER.includes(state) || !may(sight, 'meeting.signRecord')) return []
  const due = state === 'drawnUp' ? 'chair' : state === 'signedByChair' ? 'secretary' : null
  const office = signers.find((one) => one.role === due && (one.address === id || one.name === name))
  if (due !== null && roles.includes(due)) return [{ role: due, address: office?.address ?? keyOf(id) }]
  return roles.includes('member') ? [{ role: 'member', address: keyOf(id) }] : []
}

/** How many of them wait for the one who looks. */
export const recordsDue = (sight: Sight): number =>
  (mayDrawUp(sight) ? toRecord(sight).length : 0) +
  sight.records.filter(
    (record) => ownSigning(sight, record).some(({ role }) => role !== 'member') || mayPublish(sight, record),
  ).length

const keyOf = (id: string): string | null => (/^0x[0-9a-f]{40}$/.test(id) ? id : null)
