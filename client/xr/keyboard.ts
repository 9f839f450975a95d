// The keys of a keyboard (keys.ts) as plain buttons below a panel of the page.
import { say } from '../panels/strings.ts'
import { type Field, type Key, Keys } from './keys.ts'

export class Keyboard {
  readonly element = document.createElement('div')
  private readonly keys: Keys

  constructor(fieldOf: () => Field | null) {
    this.keys = new Keys(fieldOf, () => this.draw())
    this.element.className = 'keys'
    this.element.setAttribute('role', 'group')
    this.element.setAttribute('aria-label', say('keyboard'))
    this.draw()
  }

  private draw(): void {
    const rows = this.keys.rows().map((row) => {
      const line = document.createElement('div')
      line.append(...row.map(buttonOf))
      return line
    })
    this.element.replaceChildren(...rows)
  }
}

function buttonOf({ shown, name, width, press }: Key): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.tabIndex = -1
  button.textContent = shown
  button.setAttribute('aria-label', name)
  if (width !== 'one') button.className = width
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
