// Every key and every other way to act. The keys come from the table the input itself acts by.
import { KEYS, type KeyLine } from '../people/keys.ts'
import type { PanelModel } from './model.ts'
import { type Key, say } from './strings.ts'

const OTHER: readonly Key[] = ['help_mouse', 'help_touch', 'help_gamepad', 'help_headset']

export function HelpPanel({ model }: { readonly model: PanelModel }) {
  return (
    <div class="help-panel" role="group" aria-label={say('help')} tabIndex={0}>
      <h3>{say('helpMove')}</h3>
      <KeyList lines={KEYS.filter(({ group }) => group === 'move')} />
      <h3>{say('helpDo')}</h3>
      <KeyList lines={KEYS.filter(({ group }) => group === 'do')} />
      {!model.hasKeys.value && <p class="quiet">{say('singleKeysTip')}</p>}
      <h3>{say('helpOther')}</h3>
      {OTHER.map((key) => (
        <p key={key}>{say(key)}</p>
      ))}
    </div>
  )
}

function KeyList({ lines }: { readonly lines: readonly KeyLine[] }) {
  return (
    <dl class="keys">
      {lines.map(({ caps, says }) => (
        <div key={says}>
          <dt>
            {caps.map((cap) => (
              <kbd class="cap" key={cap}>
                {cap}
              </kbd>
            ))}
          </dt>
          <dd>{say(says)}</dd>
        </div>
      ))}
    </dl>
  )
}
