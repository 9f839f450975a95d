// The page of one consultation: /consultations/ID. A page of its own, since it needs no city. Who only wants to read finds all of
// it in the same page without a script: this takes its place as soon as there is something to show.
import { effect } from '@preact/signals'
import { render } from 'preact'
import { LanguageButtons } from '../panels/language-buttons.tsx'
import { language, preferredLanguage, say } from '../panels/strings.ts'
import { ConsultationModel } from './consultation-model.ts'
import { browserMeans } from './means.ts'
import { ConsultationView } from './view.tsx'
import '../panels/styles/plain.css'
import '../panels/styles/consultation.css'
import '../panels/styles/plain-forms.css'
import './page.css'

const asked = new URLSearchParams(location.search)
language.value = preferredLanguage([asked.get('lang') ?? '', ...navigator.languages])
const id = /^\/consultations\/([A-Za-z0-9][\w-]{0,39})$/.exec(location.pathname)?.[1] ?? ''

const root = document.querySelector<HTMLElement>('#page')
if (!root) throw new Error('page: no place for the consultation')
const place = root
const model = new ConsultationModel(id, browserMeans)
let isShown = false
effect(() => {
  if (isShown || (model.told.value === null && model.trouble.value === '')) return
  isShown = true
  place.replaceChildren()
  render(<Page />, place)
})
void model.look()

function Page() {
  const title = model.told.value?.title ?? say('consult')
  document.documentElement.lang = language.value
  document.title = title
  return (
    <main>
      <nav aria-label={say('consult')}>
        <a href={`/consultations?lang=${language.value}`}>{say('consultAll')}</a>
        <a href={`/?lang=${language.value}`}>{say('consultCity')}</a>
        <LanguageButtons />
      </nav>
      <h1 class="unseen">{say('consultPanel')}</h1>
      <ConsultationView model={model} />
    </main>
  )
}
