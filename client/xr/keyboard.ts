// A row of keys under a panel, for headsets without a keyboard: letters of the three languages as plain buttons that
// write into a field as a person would. Letters are the alphabet's, not words; what has a name is said in the catalogue.
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

export class Keyboard {
  readonly element = document.createElement('div')
  private layout = language.value as string
  private isUpper = false
  private readonly fieldOf: () => HTMLInputElement | HTMLTextAreaElement | null

  constructor(fieldOf: () => HTMLInputElement | HTMLTextAreaElement | null) {
    this.fieldOf = fieldOf
    this.element.className = 'keys'
    this.element.setAttribute('role', 'group')
    this.element.setAttribute('aria-label', say('keyboard'))
    this.draw()
  }

  private draw(): void {
    const rows = [DIGITS, ...(LETTERS[this.layout] ?? [])].map((letters, i, all) => {
      const keys = Array.from(letters).map((letter) => {
        const shown = this.isUpper ? letter.toUpperCase() : letter
        return key(shown, shown, () => {
          this.type(shown)
          if (this.isUpper) this.turn(false)
        })
      })
      if (i === all.length - 1) {
        keys.unshift(key('⇧', say('keyShift'), () => this.turn(!this.isUpper), 'wide'))
        keys.push(key('⌫', say('keyDelete'), () => this.erase(), 'wide'))
      }
      return row(keys)
    })
    rows.push(
      row([
        key(this.layout.toUpperCase(), say('language'), () => this.nextLayout(), 'wide'),
        ...MARKS.slice(0, 3).map((mark) => key(mark, mark, () => this.type(mark))),
        key('␣', say('keySpace'), () => this.type(' '), 'space'),
        ...MARKS.slice(3).map((mark) => key(mark, mark, () => this.type(mark))),
        key('⏎', say('keyEnter'), () => this.enter(), 'wide'),
      ]),
    )
    this.element.replaceChildren(...rows)
  }

  private turn(isUpper: boolean): void {
    this.isUpper = isUpper
    this.draw()
  }

  private nextLayout(): void {
    this.layout = ORDER[(ORDER.indexOf(this.layout) + 1) % ORDER.length] ?? 'en'
    this.draw()
  }

  private type(letters: string): void {
    const field = this.fieldOf()
    if (!field) return
    const from = field.selectionStart ?? field.value.length
    const to = field.selectionEnd ?? from
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

const changed = (field: HTMLElement): boolean => field.dispatchEvent(new Event('input', { bubbles: true }))

function row(keys: readonly HTMLElement[]): HTMLElement {
  const line = document.createElement('div')
  line.append(...keys)
  return line
}

function key(shown: string, name: string, press: () => void, look = ''): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.tabIndex = -1
  button.textContent = shown
  button.setAttribute('aria-label', name)
  if (look !== '') button.className = look
  button.addEventListener('click', press)
  return button
}

export const KEYBOARD_CSS = `
.keys { padding: 8px 0 0; }
.keys > div { display: flex; gap: 5px; justify-content: center; margin-bottom: 5px; }
.keys button { flex: 1 1 0; min-width: 0; max-width: 62px; height: 42px; padding: 0; border: 1px solid #47536a;
  border-radius: 8px; background: #25304a; color: #f3f6fa; font: 19px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif; }
.keys button.wide { flex: 1.6 1 0; max-width: 100px; background: #18213a; }
.keys button.space { flex: 5 1 0; max-width: 280px; }
`
