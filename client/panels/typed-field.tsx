// A field with its label above, for what is typed: a line, lines, a number.
import { useOwnId } from './own-id.ts'

export function TypedField(props: {
  readonly label: string
  readonly as: 'line' | 'lines' | 'number'
  readonly value: string
  readonly change: (value: string) => void
  readonly isRequired?: boolean
}) {
  const { label, as, value, change, isRequired = false } = props
  const id = useOwnId()
  const given = {
    id,
    value,
    required: isRequired,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => change(event.currentTarget.value),
  }
  return (
    <div class="number-field">
      <label for={id}>{label}</label>
      {as === 'lines' && <textarea rows={3} spellcheck={false} {...given} />}
      {as === 'line' && <input type="text" maxLength={160} {...given} />}
      {as === 'number' && <input type="number" step="any" min={0} {...given} />}
    </div>
  )
}
