// What a question rests on, chosen while the vote is prepared: nothing, the item's documents, a branch of what if with its runs, a
// public consultation that is reported, or a branch and a consultation. The server keeps it and tells its hash, which is frozen
// with the question.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { say } from '../panels/strings.ts'
import { Pick } from './form-bits.tsx'
import type { MeetingModel } from './meeting-model.ts'
import type { Offers } from './records-model.ts'
import { currentItem, type Sight } from './sight.ts'
import { shortHash } from './words.ts'

const NOTHING = ''
const DOCUMENTS = 'documents'
const BRANCH = 'branch '
const NO_OFFERS: Offers = { branches: [], consultations: [] }

/** `hash` is null while it is being put together: the vote waits for it. */
export function EvidencePick(props: {
  readonly meeting: MeetingModel
  readonly sight: Sight
  readonly hash: { value: string | null }
}) {
  const { meeting, sight, hash } = props
  const offers = useSignal(NO_OFFERS)
  const chosen = useSignal(NOTHING)
  const consulted = useSignal(NOTHING)
  const trouble = useSignal('')
  const records = meeting.acts.records
  useEffect(() => {
    void records.offers(sight.meeting).then(
      (told) => (offers.value = told),
      () => (offers.value = NO_OFFERS),
    )
  }, [records, sight.meeting, offers])
  const item = currentItem(sight)?.id
  const hasDocuments = sight.documents.some((one) => one.item === item)
  const { branches, consultations } = offers.value
  if (!hasDocuments && branches.length + consultations.length === 0) return null

  const keep = async (): Promise<void> => {
    const [value, consultation] = [chosen.value, consulted.value]
    trouble.value = ''
    hash.value = value === NOTHING && consultation === NOTHING ? '' : null
    if (hash.value === '') return
    const isStill = (): boolean => chosen.value === value && consulted.value === consultation
    try {
      const kept = await records.keepEvidence(sight.meeting, {
        ...(value.startsWith(BRANCH) ? { branch: value.slice(BRANCH.length) } : {}),
        ...(consultation === NOTHING ? {} : { consultation }),
      })
      if (isStill()) hash.value = kept
    } catch (error) {
      if (!isStill()) return
      chosen.value = NOTHING
      consulted.value = NOTHING
      hash.value = ''
      trouble.value = error instanceof Error ? error.message : String(error)
    }
  }
  const named = (label: string, { ready, why }: { readonly ready: boolean; readonly why: string }) => ({
    label: ready ? label : `${label} (${why})`,
    isOff: !ready,
  })
  const options = [
    { value: NOTHING, label: say('evidenceNone') },
    ...(hasDocuments ? [{ value: DOCUMENTS, label: say('evidenceDocuments') }] : []),
    ...branches.map((one) => ({
      value: `${BRANCH}${one.branch}`,
      ...named(say('evidenceBranch', { title: one.title }), one),
    })),
  ]
  return (
    <>
      <Pick
        label={say('evidenceField')}
        value={chosen.value}
        options={options}
        choose={(value) => {
          chosen.value = value
          void keep()
        }}
      />
      {consultations.length > 0 && (
        <Pick
          label={say('evidenceConsultation')}
          value={consulted.value}
          options={[
            { value: NOTHING, label: say('evidenceConsultationNone') },
            ...consultations.map((one) => ({ value: one.consultation, ...named(one.title, one) })),
          ]}
          choose={(value) => {
            consulted.value = value
            void keep()
          }}
        />
      )}
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
