// The keys of a keyboard in the world, for headsets without a real one: letters of the three languages, and what a press
// writes into a field as a person would. How keys look is their host's. Letters are the alphabet's, not words; what has a
// name is said in the catalogue.
import { language, say } from '../panels/strings.ts'

/** Rows of keys as printed on keyboards; one layout a language. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  en: ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  ru: ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбюё'],
  kk: ['әіңғүұқөһ', 'йцукенгшщзх', 'фывапролджэ', 'ячсмитьбюъ'],
}
const DIGITS = '1234567890'
const MARKS: readonly string[] = ['.', ',', '?', '!', '-']
const ORDER = ['en', 'ru', 'kk']

export type Field = HTMLInputElement | HTMLTextAreaElement
export type Key = {
  /** On the key. */
  readonly shown: string
  readonly name: string
  readonly width: 'one' | 'wide' | 'space'
  readonly press: () => void
}

export class Keys {
  private layout = language.value as string
  private isUpper = false
  private readonly fieldOf: () => Field | null
  private readonly turned: () => void

  /** `turned` is called when the rows are others than before. */
  constructor(fieldOf: () => Field | null, turned: () => void) {
    this.fieldOf = fieldOf
    this.turned = turned
  }

  rows(): readonly (readonly Key[])[] {
    const rows = [DIGITS, ...(LETTERS[this.layout] ?? [])].map((letters) =>
      Array.from(letters, (letter) => this.letter(this.isUpper ? letter.toUpperCase() : letter)),
    )
    const last = rows.at(-1)
    last?.unshift(wide('⇧', say('keyShift'), () => this.turn(!this.isUpper)))
    last?.push(wide('⌫', say('keyDelete'), () => this.erase()))
    const mark = (one: string): Key => ({ shown: one, name: one, width: 'one', press: () => this.type(one) })
    rows.push([
      wide(this.layout.toUpperCase(), say('language'), () => this.nextLayout()),
      ...MARKS.slice(0, 3).map(mark),
      { shown: '␣', name: say('keySpace'), width: 'space', press: () => this.type(' ') },
      ...MARKS.slice(3).map(mark),
      wide('⏎', say('keyEnter'), () => this.enter()),
    ])
    return rows
  }

  private letter(shown: string): Key {
    const press = (): void => {
      this.type(shown)
      if (this.isUpper) this.turn(false)
    }
    return { shown, name: shown, width: 'one', press }
  }

  private turn(isUpper: boolean): void {
    this.isUpper = isUpper
    this.turned()
  }

  private nextLayout(): void {
    this.layout = ORDER[(ORDER.indexOf(this.layout) + 1) % ORDER.length] ?? 'en'
    this.turned()
  }

  private type(letters: string): void {
    const field = this.fieldOf()
    if (!field) return
    const from = field.selectionStart ?? field.value.length
    const to = field.selectionEnd ?? from
    if (field.maxLength >= 0 && field.value.length - (to - from) + letters.length > field.maxLength) return
    field.setRangeText(letters, from, to, 'end')
    changed(field)
  }

  private erase(): void {
    const field = this.fieldOf()
    if (!field) return
    const to = field.selectionEnd ?? field.value.length
    const from = field.selectionStart === to ? Math.max(0, to - 1) : (field.selectionStart ?? to)
    field.setRangeText('', from, to, 'end')
    changed(field)
  }

  /** As a real Enter: a listener may take it, else the form is sent. */
  private enter(): void {
    const field = this.fieldOf()
    if (!field) return
    const event = new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true })
    if (field.dispatchEvent(event)) field.form?.requestSubmit()
  }
}

const wide = (shown: string, name: string, press: () => void): Key => ({ shown, name, width: 'wide', press })
const changed = (field: HTMLElement): boolean => field.dispatchEvent(new Event('input', { bubbles: true }))
