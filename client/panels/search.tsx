// Search by name: type, choose with mouse or arrow keys, and go there. A combobox as WAI-ARIA describes it.
import { signal } from '@preact/signals'
import type { PanelModel, SearchHit } from './model.ts'
import { say } from './strings.ts'

const query = signal('')
const hits = signal<readonly SearchHit[]>([])
const isOpen = signal(false)
const chosen = signal(0)
let asked = 0

async function look(model: PanelModel, text: string): Promise<void> {
  query.value = text
  const mine = ++asked
  const found = text.trim().length < 2 ? [] : await model.acts.search(text.trim())
  if (mine !== asked) return
  hits.value = found
  chosen.value = 0
  isOpen.value = text.trim().length >= 2
}

function go(model: PanelModel, hit: SearchHit | undefined): void {
  if (!hit) return
  isOpen.value = false
  query.value = hit.name
  model.acts.goTo(hit)
}

export function Search({ model }: { readonly model: PanelModel }) {
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation()
    const last = hits.value.length - 1
    if (event.key === 'ArrowDown') chosen.value = Math.min(last, chosen.value + 1)
    else if (event.key === 'ArrowUp') chosen.value = Math.max(0, chosen.value - 1)
    else if (event.key === 'Enter') go(model, hits.value[chosen.value])
    else if (event.key === 'Escape') isOpen.value = false
    else return
    event.preventDefault()
  }
  return (
    <div class="panel search" role="search">
      <input
        type="text"
        name="search"
        role="combobox"
        aria-label={say('search')}
        aria-expanded={isOpen.value}
        aria-controls="search-hits"
        {...(isOpen.value && hits.value.length > 0 ? { 'aria-activedescendant': `hit-${chosen.value}` } : {})}
        placeholder={`${say('search')} (${say('searchHint')})`}
        autocomplete="off"
        value={query.value}
        onInput={(event) => void look(model, event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={onKey}
      />
      <ul id="search-hits" role="listbox" aria-label={say('search')} hidden={!isOpen.value}>
        {hits.value.map((hit, i) => (
          <li
            key={hit.id}
            id={`hit-${i}`}
            role="option"
            aria-selected={i === chosen.value}
            onPointerDown={(event) => {
              event.preventDefault()
              go(model, hit)
            }}
          >
            <span>{hit.name}</span>
            <span class="quiet">{hit.detail}</span>
          </li>
        ))}
        {hits.value.length === 0 && (
          <li class="quiet" role="option" aria-selected={false}>
            {say('nothingFound', { query: query.value })}
          </li>
        )}
      </ul>
    </div>
  )
}
