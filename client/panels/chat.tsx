// Chat: what was said, near or to all, and a field to say something. Lines are text, never markup.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { MAX_SAID, NEAR_M } from '../../shared/protocol/gestures.ts'
import type { Host } from './host.ts'
import type { ChatLine, PanelModel } from './model.ts'
import { useOwnId } from './own-id.ts'
import { language, say } from './strings.ts'

const MOST_LINES = 200
const MOST_LINES_IN_HEADSET = 8
/** From here on the number of characters left is told. */
const TELL_LEFT = 60
/** Scrolled up by more than this, one is reading: new lines do not pull one down. */
const AT_END_PX = 40

export function ChatPanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  const lines = model.chat.value.slice(host === 'screen' ? -MOST_LINES : -MOST_LINES_IN_HEADSET)
  const log = useRef<HTMLDivElement>(null)
  const newest = lines.at(-1)
  useEffect(() => {
    const box = log.current
    if (
      box &&
      box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX + (box.lastElementChild?.clientHeight ?? 0)
    )
      box.scrollTop = box.scrollHeight
    if (newest) model.readAtMs.value = Math.max(model.readAtMs.peek(), newest.atMs)
  }, [newest, model])
  useEffect(() => {
    const box = log.current
    if (box) box.scrollTop = box.scrollHeight
  }, [])
  return (
    <div class="chat-panel">
      <div class="log" ref={log} role="log" aria-live="polite" aria-label={say('chatLog')} tabIndex={0}>
        {lines.length === 0 && <p class="quiet">{say('chatEmpty')}</p>}
        {lines.map((line) => (
          <Line key={`${line.n} ${line.atMs}`} line={line} />
        ))}
      </div>
      <Speak model={model} />
    </div>
  )
}

function Line({ line }: { readonly line: ChatLine }) {
  const time = new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit' }).format(line.atMs)
  return (
    <p class={line.isMine ? 'line mine' : 'line'}>
      <span class="name">{line.name}</span>
      <span class="quiet">
        {' '}
        {time}
        {line.to === 'near' && `, ${say('nearMark')}`}
        {': '}
      </span>
      <span class="text">{line.text}</span>
    </p>
  )
}

function Speak({ model }: { readonly model: PanelModel }) {
  const id = useOwnId()
  const text = useSignal('')
  const to = useSignal<'near' | 'all'>('near')
  const left = MAX_SAID - text.value.length
  const send = (event: Event): void => {
    event.preventDefault()
    const said = text.value.trim()
    if (said === '') return
    model.acts.say(said, to.value)
    text.value = ''
  }
  return (
    <form class="speak" onSubmit={send}>
      <div class="buttons" role="group" aria-label={say('toWhom')}>
        {(['near', 'all'] as const).map((whom) => (
          <button
            key={whom}
            type="button"
            aria-pressed={to.value === whom}
            onClick={() => {
              to.value = whom
            }}
          >
            {whom === 'near' ? say('toNear', { n: NEAR_M }) : say('toAll')}
          </button>
        ))}
      </div>
      <div class="field">
        <input
          type="text"
          name="say"
          autocomplete="off"
          data-first
          aria-label={say('chatInput')}
          aria-describedby={id}
          placeholder={say('chatInput')}
          maxLength={MAX_SAID}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
        />
        <button type="submit" class="primary">
          {say('send')}
        </button>
      </div>
      <p class="quiet left" id={id} aria-live="polite">
        {left <= TELL_LEFT && say('charactersLeft', { count: left })}
      </p>
    </form>
  )
}
