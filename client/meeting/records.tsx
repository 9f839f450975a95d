// The decisions of a meeting: what may be drawn up, the records with who has signed them and where they are anchored, and the
// file itself to read, download and check. Whoever signs is shown the hash that this page has reckoned from what it shows.
import type { RecordTold } from '../../shared/civic/told-meeting.ts'
import { language, say } from '../panels/strings.ts'
import { Deeds, Refusal } from './bits.tsx'
import type { MeetingModel } from './meeting-model.ts'
import { isOver, motionOf, type Sight } from './sight.ts'
import { mayDrawUp, ownSigning, publishDeeds, toRecord } from './deeds-record.ts'
import { shortHash, word } from './words.ts'

type Parts = { readonly meeting: MeetingModel; readonly sight: Sight }

export function RecordsTab({ meeting, sight }: Parts) {
  const motions = toRecord(sight)
  return (
    <>
      <p class="quiet">{say('recordWhatIs')}</p>
      {sight.records.length === 0 && motions.length === 0 && <p>{say('recordNone')}</p>}
      {motions.length > 0 && !isOver(sight.life) && <p class="quiet">{say('recordAfter')}</p>}
      {motions.map(({ id, title }) => (
        <section key={id} class="past-vote" aria-label={title}>
          <p tabIndex={-1}>
            {title} <OutcomeOf sight={sight} motion={id} />
          </p>
          {mayDrawUp(sight) && <DrawUp meeting={meeting} sight={sight} motion={id} title={title} />}
        </section>
      ))}
      {sight.records.toReversed().map((record) => (
        <RecordView key={record.id} meeting={meeting} sight={sight} record={record} />
      ))}
    </>
  )
}

function OutcomeOf({ sight, motion }: { readonly sight: Sight; readonly motion: string }) {
  const is = motionOf(sight, motion)?.life.is
  return is === 'carried' || is === 'lost' ? <span class="state">{word('outcome', is)}</span> : null
}

function DrawUp({ meeting, sight, motion, title }: Parts & { readonly motion: string; readonly title: string }) {
  const at = `drawUp ${motion}`
  const act = (): Promise<void> => meeting.acts.records.drawUp(sight.meeting, motion)
  return (
    <Acting
      meeting={meeting}
      at={at}
      shown={say('recordDrawUp')}
      label={`${say('recordDrawUp')}: ${title}`}
      act={act}
    />
  )
}

const SIGNS = { chair: 'recordSignChair', secretary: 'recordSignSecretary', member: 'recordSignMember' } as const

function RecordView({ meeting, sight, record }: Parts & { readonly record: RecordTold }) {
  const { id, title, outcome, state, signatures, recordHash, anchor, why } = record
  const names = signatures.map(({ name }) => name).join(', ')
  return (
    <section class={`record record-${state}`} aria-label={title}>
      <p class="item-title" tabIndex={-1}>
        <span class="name">{title}</span> <span class="state">{word('outcome', outcome)}</span>{' '}
        <span class="state">{say(`recordIs_${state}`)}</span>
      </p>
      <p class="quiet">
        {names === '' ? say('recordUnsigned') : say('recordSigned', { names })}
        {anchor && ` · ${say('recordAnchored', { block: anchor.blockNumber })}`}
        {why !== '' && ` · ${why}`}
      </p>
      <p class="quiet">
        <code title={recordHash}>{say('recordHashIs', { hash: shortHash(recordHash) })}</code>
      </p>
      {ownSigning(sight, record).map(({ role, address }) => (
        <Acting
          key={role}
          meeting={meeting}
          at={`sign ${id} ${role}`}
          shown={say(SIGNS[role])}
          label={`${say(SIGNS[role])}: ${title}`}
          act={async () => {
            if (address === null) throw new Error(say('recordNoKey'))
            if (!(await meeting.acts.records.sign(id, { role, address }))) throw new Error(say('meetNotSigned'))
          }}
        />
      ))}
      <Deeds meeting={meeting} deeds={publishDeeds(sight, record)} />
      <div class="buttons" role="group" aria-label={title}>
        <Link href={`/records/${id}?lang=${language.value}`} shown={say('recordPage')} />
        <Link href={`/records/${id}.pdf?lang=${language.value}`} shown={say('recordPdf')} />
        <Link href={`/records/${id}.json`} shown={say('recordFile')} isFile />
        <Link href="/verifier.html" shown={say('recordVerifier')} />
      </div>
    </section>
  )
}

function Link({
  href,
  shown,
  isFile = false,
}: {
  readonly href: string
  readonly shown: string
  readonly isFile?: boolean
}) {
  return (
    <a class="as-button" href={href} target="_blank" rel="noreferrer" {...(isFile ? { download: '' } : {})}>
      {shown}
    </a>
  )
}

/** A button whose act is not one command of the meeting; why it was refused stands beneath. */
function Acting(props: {
  readonly meeting: MeetingModel
  readonly at: string
  readonly shown: string
  readonly label: string
  readonly act: () => Promise<void>
}) {
  const { meeting, at, shown, label, act } = props
  return (
    <div class="deeds">
      <div class="buttons">
        <button
          type="button"
          class="primary"
          aria-label={label}
          aria-disabled={meeting.doing.value === at}
          onClick={() => void meeting.run(at, act)}
        >
          {shown}
        </button>
      </div>
      <Refusal meeting={meeting} at={[at]} />
    </div>
  )
}
