// What the panel of who one is repeats: buttons in a row, and a question with its answers.

export type Pressable = {
  readonly shown: string
  readonly does: () => void
  readonly isPrimary?: boolean
}

export function Buttons({ of }: { readonly of: readonly Pressable[] }) {
  return (
    <div class="buttons">
      {of.map(({ shown, does, isPrimary = false }) => (
        <button key={shown} type="button" class={isPrimary ? 'primary' : ''} onClick={does}>
          {shown}
        </button>
      ))}
    </div>
  )
}

/** In place of what it is asked about. */
export function Question(props: {
  readonly label: string
  readonly asks: string
  readonly answers: readonly Pressable[]
}) {
  const { label, asks, answers } = props
  return (
    <div role="group" aria-label={label}>
      <p>{asks}</p>
      <Buttons of={answers} />
    </div>
  )
}
