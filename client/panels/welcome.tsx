// The first panel: a name, a language, one button. The city is already behind it.
import { LANGUAGES, type Language, language, say } from './strings.ts'
import type { PanelModel } from './model.ts'

export function Welcome({ model }: { readonly model: PanelModel }) {
  if (!model.isWelcomeOpen.value) return null
  const submit = (event: Event): void => {
    event.preventDefault()
    model.acts.enter(model.name.value)
  }
  return (
    <div class="welcome-back">
      <form class="panel welcome" onSubmit={submit} aria-labelledby="welcome-title">
        <p class="brand">Townhall</p>
        <h1 id="welcome-title">{say('welcomeTitle', { city: model.cityName.value })}</h1>
        <p>{say('welcomeText')}</p>
        <label for="your-name">{say('yourName')}</label>
        <input
          id="your-name"
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
        <LanguageChoice />
      </form>
    </div>
  )
}

function LanguageChoice() {
  return (
    <div class="languages" role="group" aria-label={say('language')}>
      {LANGUAGES.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          lang={id}
          aria-pressed={language.value === id}
          onClick={() => {
            language.value = id satisfies Language
          }}
        >
          {name}
        </button>
      ))}
    </div>
  )
}
