// What a question rests on, chosen while the vote is prepared: nothing, the item's documents, or a branch of what if with its
// runs. The server keeps it and tells its hash, which is frozen with the question.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { say } from '../panels/strings.ts'
import { Pick } from './form-bits.tsx'
import type { MeetingModel } from './meeting-model.ts'
import type { BranchOffer } from '../../shared/protocol/meetings.ts'
import { currentItem, type Sight } from './sight.ts'
import { shortHash } from './words.ts'

const NOTHING = ''
const DOCUMENTS = 'documents'
const BRANCH = 'branch '

/** `hash` is null while it is being put together: the vote waits for it. */
export function EvidencePick(props: {
  readonly meeting: MeetingModel
  readonly sight: Sight
  readonly hash: { value: string | null }
}) {
  const { meeting, sight, hash } = props
  const offers = useSignal<readonly BranchOffer[]>([])
  const chosen = useSignal(NOTHING)
  const trouble = useSignal('')
  const records = meeting.acts.records
  useEffect(() => {
    void records.offers(sight.meeting).then(
      (told) => (offers.value = told),
      () => (offers.value = []),
    )
  }, [records, sight.meeting, offers])
  const item = currentItem(sight)?.id
  const hasDocuments = sight.documents.some((one) => one.item === item)
  if (!hasDocuments && offers.value.length === 0) return null

  const choose = async (value: string): Promise<void> => {
    chosen.value = value
    trouble.value = ''
    hash.value = value === NOTHING ? '' : null
    if (value === NOTHING) return
    const branch = value === DOCUMENTS ? null : value.slice(BRANCH.length)
    try {
      const kept = await records.keepEvidence(sight.meeting, branch)
      if (chosen.value === value) hash.value = kept
    } catch (error) {
      if (chosen.value !== value) return
      chosen.value = NOTHING
      hash.value = ''
      trouble.value = error instanceof Error ? error.message : String(error)
    }
  }
  const options = [
    { value: NOTHING, label: say('evidenceNone') },
    ...(hasDocuments ? [{ value: DOCUMENTS, label: say('evidenceDocuments') }] : []),
    ...offers.value.map(({ branch, title, ready, why }) => ({
      value: `${BRANCH}${branch}`,
      label: ready ? say('evidenceBranch', { title }) : `${say('evidenceBranch', { title })} (${why})`,
      isOff: !ready,
    })),
  ]
  return (
    <>
      <Pick
        label={say('evidenceField')}
        value={chosen.value}
        options={options}
        choose={(value) => void choose(value)}
      />
      <div role="status">
        {hash.value === null && <p class="quiet">{say('evidenceComes')}</p>}
        {hash.value && <p class="quiet">{say('evidenceKept', { hash: shortHash(hash.value) })}</p>}
      </div>
      <div role="alert">
        {trouble.value !== '' && <p class="refusal">{say('refused', { reason: trouble.value })}</p>}
      </div>
    </>
  )
}
