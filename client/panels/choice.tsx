// One of a few, as buttons in a named group: reachable by Tab, by ray and by finger alike.
import { useOwnId } from './own-id.ts'

export type Option<T> = { readonly value: T; readonly text: string; readonly lang?: string }

export function Choice<T extends string | number | boolean>(props: {
  readonly title: string
  readonly options: readonly Option<T>[]
  readonly chosen: T
  readonly isDisabled?: boolean
  readonly choose: (value: T) => void
}) {
  const { title, options, chosen, isDisabled = false, choose } = props
  const id = useOwnId()
  return (
    <div class="choice" role="group" aria-labelledby={id}>
      <span id={id}>{title}</span>
      <div class="buttons">
        {options.map(({ value, text, lang }) => (
          <button
            key={value}
            type="button"
            {...(lang ? { lang } : {})}
            aria-pressed={value === chosen}
            disabled={isDisabled}
            onClick={() => choose(value)}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  )
}
