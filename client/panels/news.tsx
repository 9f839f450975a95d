// What the city has to tell just now, at the top of the view: the line's state, a call to gather, whom one follows, that
// one guides, and the newest line of a chat that is not open.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PanelModel } from './model.ts'
import { PlacingBar } from './placing.tsx'
import { say } from './strings.ts'
import { SYSTEMS_HERE } from '../systems/index.ts'
import { calledText } from './called.ts'
import { CompareBar } from './compare.tsx'
import { MeetingBanner } from '../meeting/banner.tsx'

/** How long a line of chat stays in view. */
const LINE_MS = 9000

export function News({ model }: { readonly model: PanelModel }) {
  return (
    <div class="news">
      <Notice model={model} />
      <PlacingBar model={model} />
      <Call model={model} />
      <MeetingBanner model={model} />
      <CompareBar model={model} />
      <Following model={model} />
      <Guiding model={model} />
      {SYSTEMS_HERE.map(({ id, Banner }) => Banner && <Banner key={id} model={model} />)}
      <NewestLine model={model} />
    </div>
  )
}

function noticeOf(model: PanelModel): string {
  if (!model.canDraw.value) return model.notice.value || say('noWebGl')
  switch (model.connection.value) {
    case 'connecting':
      return model.notice.value || say('connecting')
    case 'lost':
      return say('lost')
    case 'gone':
      return say('lostForGood')
    case 'here':
      return model.notice.value || (model.isSettled.value ? '' : say('loading'))
  }
  return ''
}

function Notice({ model }: { readonly model: PanelModel }) {
  const text = noticeOf(model)
  return <div role="status">{text !== '' && <p class="panel notice">{text}</p>}</div>
}

function Call({ model }: { readonly model: PanelModel }) {
  const call = model.call.value
  return (
    <div role="alert">
      {call && (
        <div class="panel banner">
          <p>{calledText(call, model)}</p>
          <button type="button" class="primary" onClick={() => model.acts.answerCall(true)}>
            {say(call.into ? 'whatifComeAndLook' : 'come')}
          </button>
          {call.into && (
            <button type="button" onClick={() => model.acts.answerCall('look')}>
              {say('whatifLookHere')}
            </button>
          )}
          <button type="button" onClick={() => model.acts.answerCall(false)}>
            {say('stay')}
          </button>
        </div>
      )}
    </div>
  )
}

function Following({ model }: { readonly model: PanelModel }) {
  const followed = model.following.value
  return (
    <div role="status">
      {followed && (
        <div class="panel banner">
          <p>{say('following', { name: followed.name })}</p>
          <button type="button" onClick={() => model.acts.follow(null)}>
            {say('stopFollowing')}
          </button>
        </div>
      )}
    </div>
  )
}

function Guiding({ model }: { readonly model: PanelModel }) {
  return (
    <div role="status">
      {model.isGuiding.value && (
        <div class="panel banner">
          <p>{say('guiding')}</p>
          <button type="button" onClick={() => model.acts.gather()}>
            {say('gather')}
          </button>
          <button type="button" onClick={() => model.acts.guide(false)}>
            {say('stopGuiding')}
          </button>
        </div>
      )}
    </div>
  )
}

function NewestLine({ model }: { readonly model: PanelModel }) {
  const gone = useSignal(0)
  const line = model.unread.value > 0 && model.open.value !== 'chat' ? model.chat.value.at(-1) : undefined
  const atMs = line?.atMs ?? 0
  useEffect(() => {
    const timer = setTimeout(() => {
      gone.value = atMs
    }, LINE_MS)
    return () => clearTimeout(timer)
  }, [atMs, gone])
  return (
    <div aria-live="polite">
      {line && !line.isMine && gone.value !== atMs && (
        <p class="panel newest">
          <span class="name">{line.name}</span>: {line.text}
        </p>
      )}
    </div>
  )
}
