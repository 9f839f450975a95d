// What waits for a moderator, and the three ways to decide it: approve, reject for a published reason, or say it was said already.
import { useState } from 'preact/hooks'
import { say } from '../panels/strings.ts'
import type { ConsultationModel } from './consultation-model.ts'

type Waiting = NonNullable<ConsultationModel['me']['value']>['toDecide'][number]

export function Moderation({ model }: { readonly model: ConsultationModel }) {
  const { toDecide = [] } = model.me.value ?? {}
  return (
    <section aria-labelledby="consult-moderate">
      <h3 id="consult-moderate">{say('consultModerate')}</h3>
      {toDecide.length === 0 && <p class="quiet">{say('consultModerateNone')}</p>}
      <ul class="consult-list">
        {toDecide.map((one) => (
          <Deciding key={one.id} model={model} one={one} />
        ))}
      </ul>
    </section>
  )
}

function Deciding({ model, one }: { readonly model: ConsultationModel; readonly one: Waiting }) {
  const { reasons = [], statements = [] } = model.told.value ?? {}
  const [reason, setReason] = useState('')
  const [into, setInto] = useState('')
  const { id, text, appeal, isForAnother } = one
  const isBusy = model.isBusy.value
  const long = (whole: string): string => (whole.length > 60 ? `${whole.slice(0, 57)}…` : whole)
  return (
    <li class="consult-card" aria-label={text}>
      <p>{text}</p>
      {appeal !== null && <p>{say('consultAppealIs', { why: appeal })}</p>}
      {isForAnother ? (
        <p class="quiet">{say('consultForAnother')}</p>
      ) : (
        <>
          <button
            type="button"
            class="primary"
            disabled={isBusy}
            onClick={() => void model.act('approve', { statement: id })}
          >
            {say('consultApprove')}
          </button>
          <div class="consult-deed">
            <label for={`reason-${id}`}>{say('consultBecause')}</label>
            <select id={`reason-${id}`} value={reason} onChange={(event) => setReason(event.currentTarget.value)}>
              <option value="">–</option>
              {reasons.map((given) => (
                <option key={given.id} value={given.id}>
                  {given.text}
                </option>
              ))}
            </select>
            <button
              type="button"
              disabled={isBusy || reason === ''}
              onClick={() => void model.act('reject', { statement: id, reason })}
            >
              {say('consultReject')}
            </button>
          </div>
          {statements.length > 0 && (
            <div class="consult-deed">
              <label for={`into-${id}`}>{say('consultMergeInto')}</label>
              <select id={`into-${id}`} value={into} onChange={(event) => setInto(event.currentTarget.value)}>
                <option value="">–</option>
                {statements.map((other) => (
                  <option key={other.id} value={other.id}>
                    {long(other.text)}
                  </option>
                ))}
              </select>
              <button
                type="button"
                disabled={isBusy || into === ''}
                onClick={() => void model.act('merge', { statement: id, into })}
              >
                {say('consultMerge')}
              </button>
            </div>
          )}
        </>
      )}
    </li>
  )
}
