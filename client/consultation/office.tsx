// The steps of the body's officers, as far as the consultation is: announcing, closing, the report, an answer for each group,
// archiving.
import { useState } from 'preact/hooks'
import { useOwnId } from '../panels/own-id.ts'
import { say } from '../panels/strings.ts'
import type { ConsultationModel } from './consultation-model.ts'

type Given = { readonly model: ConsultationModel }
const DAY_MS = 86_400_000
const USUAL_DAYS = 14

export function Office({ model }: Given) {
  const life = model.told.value?.life
  return (
    <section aria-labelledby="consult-office">
      <h3 id="consult-office">{say('consultOffice')}</h3>
      {(life === 'draft' || life === 'announced') && <Announce model={model} />}
      {life === 'collecting' && <Close model={model} />}
      {life === 'closed' && <MakeReport model={model} />}
      {life === 'reported' && <Answers model={model} />}
      {life === 'answered' && (
        <button type="button" disabled={model.isBusy.value} onClick={() => void model.act('archive')}>
          {say('consultArchive')}
        </button>
      )}
      {life === 'archived' && <p class="quiet">{say('consultLife_archived')}</p>}
    </section>
  )
}

/** As a field of the page's own time has it: `2026-11-23T07:00`. */
const fieldOf = (atMs: number): string =>
  new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

function Announce({ model }: Given) {
  const id = useOwnId()
  const [from, setFrom] = useState(() => fieldOf(Date.now()))
  const [until, setUntil] = useState(() => fieldOf(Date.now() + USUAL_DAYS * DAY_MS))
  const isAgain = model.told.value?.life === 'announced'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void model.act('announce', { opensAtMs: Date.parse(from), closesAtMs: Date.parse(until) })
      }}
    >
      {(
        [
          ['from', say('consultFrom'), from, setFrom],
          ['until', say('consultUntil'), until, setUntil],
        ] as const
      ).map(([name, label, value, set]) => (
        <div key={name} class="field">
          <label for={`${id}-${name}`}>{label}</label>
          <input
            id={`${id}-${name}`}
            type="datetime-local"
            required
            value={value}
            onInput={(event) => set(event.currentTarget.value)}
          />
        </div>
      ))}
      <button type="submit" class="primary" disabled={model.isBusy.value}>
        {say(isAgain ? 'consultAnnounceAgain' : 'consultAnnounce')}
      </button>
    </form>
  )
}

function Close({ model }: Given) {
  const [isSure, setSure] = useState(false)
  if (!isSure)
    return (
      <button type="button" onClick={() => setSure(true)}>
        {say('consultClose')}
      </button>
    )
  return (
    <div role="group" aria-label={say('consultClose')}>
      <p>{say('consultCloseSure')}</p>
      <div class="buttons">
        <button type="button" class="primary" disabled={model.isBusy.value} onClick={() => void model.act('close')}>
          {say('consultClose')}
        </button>
        <button type="button" onClick={() => setSure(false)}>
          {say('meetNotDone')}
        </button>
      </div>
    </div>
  )
}

function MakeReport({ model }: Given) {
  const id = useOwnId()
  const { statements = [], waiting = 0 } = model.told.value ?? {}
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map())
  if (waiting > 0) return <p>{say('consultReportWaits', { count: waiting })}</p>
  const known = [...new Set([...titles.values()].map((one) => one.trim()).filter((one) => one !== ''))]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void model.report(new Map(statements.map((one) => [one.id, titles.get(one.id) ?? ''])))
      }}
    >
      <h4>{say('consultMakeReport')}</h4>
      <p class="quiet">{say('consultReportTip')}</p>
      <datalist id={`${id}-groups`}>
        {known.map((title) => (
          <option key={title} value={title} />
        ))}
      </datalist>
      {statements.map(({ id: statement, text }) => (
        <div key={statement} class="field">
          <label for={`${id}-${statement}`}>{say('consultGroupOf', { text })}</label>
          <input
            id={`${id}-${statement}`}
            type="text"
            list={`${id}-groups`}
            maxLength={160}
            required
            value={titles.get(statement) ?? ''}
            onInput={(event) => setTitles(new Map([...titles, [statement, event.currentTarget.value]]))}
          />
        </div>
      ))}
      <button type="submit" class="primary" disabled={model.isBusy.value}>
        {say('consultPublishReport')}
      </button>
    </form>
  )
}

function Answers({ model }: Given) {
  const { groups = [] } = model.told.value ?? {}
  return (
    <>
      {groups
        .filter(({ answer }) => answer === null)
        .map((group) => (
          <form
            key={group.id}
            onSubmit={(event) => {
              event.preventDefault()
              void model.act('answer', { group: group.id, text: new FormData(event.currentTarget).get('text') })
            }}
          >
            <label for={`answer-${group.id}`}>{say('consultAnswerOf', { title: group.title })}</label>
            <textarea id={`answer-${group.id}`} name="text" rows={3} maxLength={2000} required />
            <button type="submit" class="primary" disabled={model.isBusy.value}>
              {say('consultPublishAnswer')}
            </button>
          </form>
        ))}
    </>
  )
}
