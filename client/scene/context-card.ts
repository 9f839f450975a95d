// The card of a thing in a context tileset: its own words, in the facts' words of ours where they are the same.
import type { ContextLayer, ContextPick } from './context-layer.ts'
import type { FeatureRow, FeatureValue } from './context-features.ts'

export type ContextCard = {
  readonly id: string
  readonly title: string
  readonly kind: 'context'
  readonly facts: readonly { readonly key: string; readonly value: string }[]
  readonly source: {
    readonly title: string
    readonly attribution: string
    readonly licence: string
    readonly date: string
  }
  readonly truth: string
}

/** Columns our own tilesets have, by the card's word for them. */
const SAME: Readonly<Record<string, string>> = { heightM: 'height' }
const MOST_FACTS = 12

export function contextCard({ feature, row }: ContextPick, layer: Pick<ContextLayer, 'attribution'>): ContextCard {
  const told: FeatureRow = row ?? {}
  const id = String(told['id'] ?? `feature ${feature}`)
  return {
    id,
    title: [told['name'], told['Name'], id].map((v) => String(v ?? '')).find((text) => text !== '') ?? id,
    kind: 'context',
    facts: Object.entries(told)
      .filter(([key, value]) => key !== 'id' && key !== 'name' && value !== '')
      .slice(0, MOST_FACTS)
      .map(([key, value]) => ({ key: SAME[key] ?? key, value: worded(key, value) })),
    source: { title: '3D Tiles', attribution: layer.attribution, licence: '', date: '' },
    // The tileset speaks for itself; how true it is, we cannot say.
    truth: '3D Tiles',
  }
}

function worded(key: string, value: FeatureValue): string {
  if (typeof value !== 'number') return String(value)
  const rounded = String(Math.round(value * 100) / 100)
  return key.endsWith('M') ? `${rounded} m` : rounded
}
