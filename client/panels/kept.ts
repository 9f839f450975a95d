// What a person chose for this device and finds again: language, comfort, single keys. A browser that keeps nothing is
// asked nothing: the defaults stand.
import { effect } from '@preact/signals'
import { COMFORTABLE, type Comfort, type PanelModel } from './model.ts'
import { LANGUAGES, language } from './strings.ts'

const PLACE = 'townhall.choices'

/** Puts kept choices into the model, then keeps every change. A language in the address wins. */
export function keepChoices(model: PanelModel): void {
  const kept = read()
  model.comfort.value = { ...COMFORTABLE, ...model.comfort.value, ...comfortOf(kept['comfort']) }
  if (kept['hasKeys'] === false) model.hasKeys.value = false
  if (kept['hasMeetingSound'] === false) model.hasMeetingSound.value = false
  const known = LANGUAGES.find(({ id }) => id === kept['language'])
  if (known && !new URLSearchParams(location.search).has('lang')) language.value = known.id
  const asIs = language.value
  let isChosen = known !== undefined
  effect(() => {
    // The browser's language is not a choice; it is kept once somebody chose another.
    isChosen ||= language.value !== asIs
    const choices = {
      comfort: model.comfort.value,
      hasKeys: model.hasKeys.value,
      hasMeetingSound: model.hasMeetingSound.value,
    }
    write(isChosen ? { ...choices, language: language.value } : choices)
  })
}

/** What is well-formed of a kept comfort; the rest is left to the defaults. */
export function comfortOf(kept: unknown): Partial<Comfort> {
  if (typeof kept !== 'object' || kept === null) return {}
  const read = kept as Readonly<Record<string, unknown>>
  const isOne = (key: keyof Comfort): boolean => {
    const value = read[key]
    switch (key) {
      case 'turn':
        return value === 'snap' || value === 'smooth'
      case 'snapDeg':
        return value === 15 || value === 30 || value === 45 || value === 90
      case 'walkBy':
        return value === 'teleport' || value === 'stick'
      case 'vignette':
        return typeof value === 'number' && value >= 0 && value <= 1
      case 'isSeated':
        return typeof value === 'boolean'
      case 'menuHand':
        return value === 'left' || value === 'right'
    }
    return false
  }
  const keys = Object.keys(COMFORTABLE) as (keyof Comfort)[]
  return Object.fromEntries(keys.filter(isOne).map((key) => [key, read[key]])) as Partial<Comfort>
}

function read(): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '{}')
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function write(choices: Readonly<Record<string, unknown>>): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(choices))
  } catch {
    // Next time the defaults stand again.
  }
}
