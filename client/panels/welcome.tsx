// The first panel: a name, a look, a language, one button. The city is already behind it.
import { useEffect, useRef } from 'preact/hooks'
import { focusView, isNowhere } from './focus.ts'
import { LookChooser } from './look.tsx'
import type { PanelModel } from './model.ts'
import { LanguageChoice } from './settings.tsx'
import { say } from './strings.ts'

export function Welcome({ model }: { readonly model: PanelModel }) {
  if (!model.isWelcomeOpen.value) return null
  return <WelcomeDialog model={model} />
}

function WelcomeDialog({ model }: { readonly model: PanelModel }) {
  const name = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!matchMedia('(pointer: coarse)').matches) name.current?.focus({ preventScroll: true })
    return apart(box.current)
  }, [])
  const submit = (event: Event): void => {
    event.preventDefault()
    model.acts.enter(model.name.value)
  }
  return (
    <div class="welcome-back" ref={box}>
      <div class="panel welcome" role="dialog" aria-modal="true" aria-labelledby="welcome-title">
        <form onSubmit={submit}>
          <p class="brand">Townhall</p>
          <h2 id="welcome-title">{say('welcomeTitle', { city: model.cityName.value })}</h2>
          <p>{say('welcomeText')}</p>
          <label for="your-name">{say('yourName')}</label>
          <input
            id="your-name"
            ref={name}
            type="text"
            name="name"
            autocomplete="nickname"
            maxLength={40}
            value={model.name.value}
            onInput={(event) => {
              model.name.value = event.currentTarget.value
            }}
          />
          <button class="primary" type="submit">
            {say('enter')}
          </button>
          <p class="quiet">{say('noAccount')}</p>
          <p class="quiet for-mouse">{say('dockTip')}</p>
          <p class="quiet for-touch">{say('help_touch')}</p>
        </form>
        <details>
          <summary>{say('look')}</summary>
          <LookChooser model={model} />
        </details>
        <LanguageChoice />
      </div>
    </div>
  )
}

/** Everything beside the welcome is out of reach until one enters; returns what gives it back. */
function apart(box: HTMLElement | null): () => void {
  const beside = [...(box?.parentElement?.children ?? []), document.querySelector('#view')]
  const held = beside.filter((one): one is HTMLElement => one instanceof HTMLElement && one !== box && !one.inert)
  for (const one of held) one.inert = true
  return () => {
    for (const one of held) one.inert = false
    if (isNowhere(document.activeElement)) focusView()
  }
}
