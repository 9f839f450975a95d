// The panel of consultations in the city: the list, and the one that is read in place of it. In a headset a board of rows
// (headset-items.ts).
import { useEffect } from 'preact/hooks'
import type { Host } from '../panels/host.ts'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import { BoardView } from '../panels/whatif.tsx'
import { consultItems } from './headset-items.ts'
import { moment } from './moment.ts'
import { SetUpConsultation } from './set-up.tsx'
import { ConsultationView } from './view.tsx'

export function ConsultPanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  if (host === 'headset') return <BoardView items={consultItems(model.consult, location.host)} host={host} />
  return <OnScreen model={model} />
}

function OnScreen({ model: { consult, time } }: { readonly model: PanelModel }) {
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
