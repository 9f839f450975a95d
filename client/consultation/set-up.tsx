// Setting a consultation up, for operators, below the list: whom it names is in it from then on.
import { useSignal } from '@preact/signals'
import type { ConsultationKey } from '../../shared/civic/consultation-words.ts'
import { Id } from '../../shared/civic/roll.ts'
import { say } from '../panels/strings.ts'
import { TypedField } from '../panels/typed-field.tsx'
import type { ConsultationGiven, ConsultationsModel } from './consultation-model.ts'

const FIELDS = {
  body: ['consultBody', 'line'],
  title: ['consultTitle', 'line'],
  question: ['consultQuestion', 'lines'],
  reasons: ['consultReasonLines', 'lines'],
  moderators: ['consultModerators', 'lines'],
  officers: ['consultOfficers', 'lines'],
  area: ['consultAreaField', 'line'],
  link: ['consultLink', 'line'],
} as const satisfies Readonly<Record<string, readonly [ConsultationKey, 'line' | 'lines']>>
type Field = keyof typeof FIELDS
const MAY_BE_EMPTY: readonly Field[] = ['area', 'link']

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
/** `address; name` is pasted from the list of a meeting; whom it names is the first. */
const peopleOf = (text: string): string[] => linesOf(text).map((line) => line.split(';')[0]?.trim() ?? '')

/** As the server is asked for it. */
function givenOf(typed: Readonly<Record<Field, string>>, newId: string): ConsultationGiven {
  return {
    consultation: typed.link.trim() === '' ? newId : typed.link.trim(),
    body: typed.body.trim(),
    title: typed.title.trim(),
    question: typed.question.trim(),
    reasons: linesOf(typed.reasons).map((text, i) => ({ id: `r${i + 1}`, text })),
    moderators: peopleOf(typed.moderators),
    officers: peopleOf(typed.officers),
    area: typed.area.trim() === '' ? null : typed.area.trim(),
  }
}

/** The sentence that says what is wrong with it; the server judges the rest. */
function wrongWith({ consultation, moderators }: ConsultationGiven): string {
  if (new Set(moderators).size < 2) return say('consultTwoModerators')
  return Id.safeParse(consultation).success ? '' : say('consultWrongLink', { link: consultation })
}

export function SetUpConsultation({ model }: { readonly model: ConsultationsModel }) {
  const typed = useSignal<Record<Field, string>>({
    body: '',
    title: '',
    question: '',
    reasons: say('consultReasonsUsual'),
    moderators: '',
    officers: '',
    area: '',
    link: '',
  })
  return (
    <details class="set-up">
      <summary>{say('consultSetUp')}</summary>
      <form
        class="rule-form"
        onSubmit={(event) => {
          event.preventDefault()
          const given = givenOf(typed.value, model.newId())
          model.refused.value = wrongWith(given)
          if (model.refused.value === '') void model.setUp(given)
        }}
      >
        {(Object.keys(FIELDS) as Field[]).map((name) => {
          const [key, as] = FIELDS[name]
          return (
            <TypedField
              key={name}
              label={say(key)}
              as={as}
              isRequired={!MAY_BE_EMPTY.includes(name)}
              value={typed.value[name]}
              change={(value) => {
                typed.value = { ...typed.value, [name]: value }
              }}
            />
          )
        })}
        <div role="alert">{model.refused.value !== '' && <p class="refusal">{model.refused.value}</p>}</div>
        <button type="submit" class="primary" disabled={model.isBusy.value}>
          {say('consultSetUp')}
        </button>
      </form>
    </details>
  )
}
