// How one looks: every choice of the wardrobe as swatches or words, the figure beside it, and at any time later.
import { CHOICES, type Look, lookOf, packLook, passerBy, unpackLook } from '../people/wardrobe.ts'
import { Figure } from './figure.tsx'
import type { PanelModel } from './model.ts'
import { useOwnId } from './own-id.ts'
import { isKey, say } from './strings.ts'

/** In the order of the panel; the word before an id in the catalogues says of which list it is. */
export const ORDER = [
  ['skin', 'colour'],
  ['hair', 'hair'],
  ['hairColour', 'colour'],
  ['garment', 'garment'],
  ['top', 'colour'],
  ['bottom', 'colour'],
  ['accent', 'colour'],
  ['build', 'build'],
  ['height', 'height'],
  ['extra', 'extra'],
] as const
/** How many passers-by "surprise me" chooses among. */
const PASSERS_BY = 60_000

export function LookPanel({ model }: { readonly model: PanelModel }) {
  return (
    <div class="look-panel">
      <Rename model={model} />
      <LookChooser model={model} />
    </div>
  )
}

/** The figure, chance, and the choices. */
export function LookChooser({ model }: { readonly model: PanelModel }) {
  const look = lookShown(model)
  const choose = (change: Partial<Look>): void => model.acts.setLook(packLook({ ...look, ...change }))
  return (
    <div class="chooser">
      <div class="chooser-figure">
        <Figure look={look} />
        <button
          type="button"
          onClick={() => model.acts.setLook(packLook(passerBy(Math.floor(Math.random() * PASSERS_BY))))}
        >
          {say('anyLook')}
        </button>
      </div>
      <div class="chooser-lists">
        {ORDER.map(([of, word]) => (
          <Swatches key={of} of={of} word={word} chosen={look[of]} choose={(i) => choose({ [of]: i })} />
        ))}
      </div>
    </div>
  )
}

export function lookShown(model: PanelModel): Look {
  const me = model.people.value.find(({ isMe }) => isMe)
  return unpackLook(lookOf(model.look.value, me?.id ?? 0))
}

type SwatchesProps = {
  readonly of: keyof Look
  readonly word: string
  readonly chosen: number
  readonly choose: (i: number) => void
}

function Swatches({ of, word, chosen, choose }: SwatchesProps) {
  const id = useOwnId()
  const list = CHOICES[of]
  const nameOf = (name: string): string => {
    const key = `${word}_${name}`
    return isKey(key) ? say(key) : name
  }
  return (
    <div class="choice" role="group" aria-labelledby={id}>
      <span id={id}>
        {say(`choice_${of}`)}
        <span class="quiet">: {nameOf(list[chosen]?.id ?? '')}</span>
      </span>
      <div class="buttons">
        {list.map(({ id: name, hex }, i) => (
          <button
            key={name}
            type="button"
            class={hex ? 'swatch' : ''}
            aria-pressed={i === chosen}
            {...(hex ? { 'aria-label': nameOf(name), title: nameOf(name), style: { background: hex } } : {})}
            onClick={() => choose(i)}
          >
            {!hex && nameOf(name)}
            {hex && i === chosen && (
              <span class="tick" aria-hidden="true">
                ✓
              </span>
            )}
          </button>
        ))}
      </div>
    </div>
  )
}

function Rename({ model }: { readonly model: PanelModel }) {
  const id = useOwnId()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        model.acts.rename(model.name.value)
      }}
    >
      <label for={id}>{say('yourName')}</label>
      <div class="field">
        <input
          id={id}
          type="text"
          name="own-name"
          autocomplete="nickname"
          maxLength={40}
          value={model.name.value}
          onInput={(event) => {
            model.name.value = event.currentTarget.value
          }}
        />
        <button type="submit">{say('rename')}</button>
      </div>
    </form>
  )
}
