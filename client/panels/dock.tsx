// The bar at the bottom: moving, gestures, and what opens. On small screens the rest waits behind "More".
import { EMOTES, type Emote } from '../../shared/protocol/gestures.ts'
import { type Action, capOf, shownActions } from './actions.ts'
import { Icon } from './icons.tsx'
import type { PanelModel } from './model.ts'
import { type Key, say } from './strings.ts'

export function Dock({ model }: { readonly model: PanelModel }) {
  return (
    <nav class="panel dock" aria-label={say('dock')}>
      {shownActions(model).map((action) => (
        <ActionButton key={action.id} model={model} action={action} />
      ))}
    </nav>
  )
}

/** Behind "More": what the dock of a small screen leaves out. */
export function MorePanel({ model }: { readonly model: PanelModel }) {
  return (
    <div class="more-panel">
      {shownActions(model)
        .filter(({ isFirst }) => !isFirst)
        .map((action) => (
          <ActionButton
            key={action.id}
            model={model}
            action={{
              ...action,
              run: (ours) => {
                if (action.opens === undefined) ours.open.value = null
                action.run(ours)
              },
            }}
          />
        ))}
    </div>
  )
}

function ActionButton({ model, action }: { readonly model: PanelModel; readonly action: Action }) {
  const { id, icon, word, isFirst, key, opens, isOn, count, run } = action
  const cap = capOf(key)
  const n = count?.(model) ?? 0
  const name = say(word(model))
  return (
    <button
      type="button"
      class={`action ${isFirst ? '' : 'later'} action-${id}`}
      {...(opens ? { 'aria-expanded': model.open.value === opens } : {})}
      {...(isOn ? { 'aria-pressed': isOn(model) } : {})}
      {...(cap && model.hasKeys.value ? { 'aria-keyshortcuts': cap, title: `${name} (${cap})` } : { title: name })}
      onClick={() => run(model)}
    >
      <Icon name={icon} />
      <span class="word">{name}</span>
      {n > 0 && (
        <span class={`count ${id === 'chat' || id === 'meeting' ? 'new' : ''}`}>
          <span aria-hidden="true">{n > 999 ? '999+' : n}</span>
          <span class="unseen">{say(countSaid(id), { count: n })}</span>
        </span>
      )}
    </button>
  )
}

const countSaid = (id: string): Key => (id === 'chat' ? 'unread' : id === 'meeting' ? 'meetDue' : 'people')

/** The gestures with their words and digits. */
export function EmotesPanel({ model }: { readonly model: PanelModel }) {
  return (
    <div class="emotes-panel">
      {EMOTES.map((emote, i) => (
        <EmoteButton key={emote} model={model} emote={emote} digit={i + 1} />
      ))}
    </div>
  )
}

type EmoteProps = { readonly model: PanelModel; readonly emote: Emote; readonly digit: number }

function EmoteButton({ model, emote, digit }: EmoteProps) {
  return (
    <button
      type="button"
      class="action"
      {...(model.hasKeys.value ? { 'aria-keyshortcuts': String(digit) } : {})}
      onClick={() => model.acts.emote(emote)}
    >
      <Icon name={emote} />
      <span class="word">{say(`emote_${emote}`)}</span>
      {model.hasKeys.value && (
        <kbd class="cap" aria-hidden="true">
          {digit}
        </kbd>
      )}
    </button>
  )
}
