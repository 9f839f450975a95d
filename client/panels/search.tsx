// Search by name: type, choose with mouse or arrow keys, and go there. A combobox as WAI-ARIA describes it.
import { signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { PanelModel, SearchHit } from './model.ts'
import { useOwnId } from './own-id.ts'
import { say } from './strings.ts'
import { detailText } from './words.ts'

const LEAST_LETTERS = 2

/** What one search box holds; the page and the headset have one each. */
class Asked {
  readonly query = signal('')
  readonly hits = signal<readonly SearchHit[]>([])
  readonly isOpen = signal(false)
  readonly chosen = signal(0)
  private last = 0

  async look(model: PanelModel, text: string): Promise<void> {
    this.query.value = text
    const mine = ++this.last
    const asked = text.trim()
    const found = asked.length < LEAST_LETTERS ? [] : await model.acts.search(asked)
    if (mine !== this.last) return
    this.hits.value = found
    this.chosen.value = 0
    this.isOpen.value = asked.length >= LEAST_LETTERS
  }

  /** Answers that are still on their way do not open it again. */
  close(): void {
    this.last++
    this.isOpen.value = false
  }

  go(model: PanelModel, hit: SearchHit | undefined): void {
    if (!hit) return
    this.close()
    this.query.value = hit.name
    model.acts.goTo(hit)
  }
}

/** For an example beside the word; the stylesheet of small screens begins at the same width. */
const hasRoom = (): boolean => matchMedia('(width > 1000px)').matches

export function Search({ model }: { readonly model: PanelModel }) {
  const id = useOwnId()
  const asked = useMemo(() => new Asked(), [])
  const hits = asked.hits.value
  const isOpen = asked.isOpen.value
  const chosen = asked.chosen.value
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !isOpen) return
    event.stopPropagation()
    if (event.key === 'ArrowDown') asked.chosen.value = Math.min(hits.length - 1, chosen + 1)
    else if (event.key === 'ArrowUp') asked.chosen.value = Math.max(0, chosen - 1)
    else if (event.key === 'Enter') asked.go(model, hits[chosen])
    else if (event.key === 'Escape') asked.close()
    else return
    event.preventDefault()
  }
  return (
    <div class="search">
      <input
        type="text"
        name="search"
        role="combobox"
        aria-label={say('search')}
        aria-autocomplete="list"
        aria-expanded={isOpen && hits.length > 0}
        aria-controls={`${id}-hits`}
        {...(isOpen && hits.length > 0 ? { 'aria-activedescendant': `${id}-${chosen}` } : {})}
        placeholder={hasRoom() ? `${say('search')} (${say('searchHint')})` : say('search')}
        autocomplete="off"
        value={asked.query.value}
        onInput={(event) => void asked.look(model, event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => asked.close()}
        onKeyDown={onKey}
      />
      <ul id={`${id}-hits`} role="listbox" aria-label={say('search')} hidden={!isOpen || hits.length === 0}>
        {hits.map((hit, i) => (
          <li
            key={hit.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === chosen}
            onPointerDown={(event) => {
              event.preventDefault()
              asked.go(model, hit)
            }}
          >
            <span>{hit.name}</span>
            <span class="quiet">{detailText(hit.detail)}</span>
          </li>
        ))}
      </ul>
      <p class="nothing" role="status" hidden={!isOpen || hits.length > 0}>
        {isOpen && hits.length === 0 && say('nothingFound', { query: asked.query.value })}
      </p>
    </div>
  )
}
