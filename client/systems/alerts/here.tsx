// Alerts on the page: their marks in the reader's words, their list on the duty desk, and an emergency at the top of the view.
import type { PanelModel } from '../../panels/model.ts'
import { isKey, say } from '../../panels/strings.ts'
import { alertText, markWords } from '../../panels/told-words.ts'
import type { SystemHere } from '../system.ts'
import { alertsDesk } from './desk.ts'
import { rulesDesk } from './rules.tsx'

export const alertsHere: SystemHere = {
  id: 'alerts',
  markText: ({ kind, text }) => {
    const key = `mark_${kind.replace('.', '_')}`
    return isKey(key) ? say(key, { what: markWords(text) }) : null
  },
  duty: [alertsDesk, rulesDesk],
  Banner,
}

function Banner({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const worst = time.facts.value?.alerts.find(
    ({ id, severity }) => severity === 'emergency' && id.startsWith('alerts/'),
  )
  return (
    <div role="alert">
      {worst && model.open.value !== 'duty' && (
        <div class="panel banner">
          <p>
            <strong>{say('severity_emergency')}</strong> {alertText(worst)}
          </p>
          <button
            type="button"
            onClick={() => {
              model.duty.value = alertsDesk.id
              model.open.value = 'duty'
            }}
          >
            {say('showDuty')}
          </button>
        </div>
      )}
    </div>
  )
}
