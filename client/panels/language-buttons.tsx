// One button for each language, named in itself.
import { language, LANGUAGES } from './strings.ts'

export const LanguageButtons = () => (
  <>
    {LANGUAGES.map(({ id, name }) => (
      <button
        key={id}
        type="button"
        lang={id}
        aria-pressed={language.value === id}
        onClick={() => {
          language.value = id
        }}
      >
        {name}
      </button>
    ))}
  </>
)
