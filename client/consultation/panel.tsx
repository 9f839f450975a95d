// The panel of consultations in the city: the list, and the one that is read in place of it.
import { useEffect } from 'preact/hooks'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import { SetUpConsultation } from './set-up.tsx'
import { ConsultationView, moment } from './view.tsx'

export function ConsultPanel({ model: { consult, time } }: { readonly model: PanelModel }) {
  useEffect(() => void consult.look(), [consult])
  const chosen = consult.chosen.value
  if (chosen)
    return (
      <div class="consult-panel">
        <div class="buttons">
          <button type="button" onClick={() => consult.choose(null)}>
            {say('consultBack')}
          </button>
          <a class="as-button" href={`/consultations/${chosen.id}`} target="_blank" rel="noopener">
            {say('consultOpenPage')}
          </a>
        </div>
        <ConsultationView key={chosen.id} model={chosen} />
      </div>
    )
  return (
    <div class="consult-panel">
      <div role="alert">{consult.trouble.value !== '' && <p class="refusal">{consult.trouble.value}</p>}</div>
      {consult.list.value.length === 0 && <p class="quiet">{say('consultNone')}</p>}
      <ul class="plain-list">
        {consult.list.value.map(({ consultation, title, body, life, closesAtMs }) => (
          <li key={consultation}>
            <button type="button" class="wide" onClick={() => consult.choose(consultation)}>
              {title}
            </button>
            <p class="quiet">
              {say('consultBy', { body })} · {say(`consultLife_${life}`)}
              {life === 'collecting' && ` · ${say('consultCloses', { time: moment(closesAtMs) })}`}
            </p>
          </li>
        ))}
      </ul>
      {time.role.value === 'operator' && <SetUpConsultation model={consult} />}
    </div>
  )
}
