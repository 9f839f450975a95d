// What the colours of a layer mean: the scale of the quantity that colours it, with its unit, and what its marks say that
// are no colour.
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import { colourAt, valueAtShare } from '../scene/colour-scale.ts'
import { numberText, unitText } from './moments.ts'
import { say } from './strings.ts'

const STOPS = [0, 0.25, 0.5, 0.75, 1] as const
const STEPS = 10

export function Legend({ layer, name }: { readonly layer: LayerInfo; readonly name: string }) {
  const [quantity] = layer.quantities
  if (!quantity) return null
  const unit = unitText(quantity.unit)
  const colour = (share: number): string =>
    `rgb(${colourAt(quantity, share)
      .map((v) => Math.round(255 * v))
      .join(' ')})`
  const gradient = Array.from({ length: STEPS + 1 }, (_, i) => colour(i / STEPS)).join(', ')
  return (
    <div class="legend" role="group" aria-label={say('legendOf', { name, unit })}>
      <div class="bar" style={{ background: `linear-gradient(to right, ${gradient})` }} />
      <div class="ends">
        {STOPS.map((share) => (
          <span key={share}>{numberText(valueAtShare(quantity, share))}</span>
        ))}
        <span>{unit}</span>
      </div>
      {layer.kind === 'points' && <p class="quiet">{say('legendMarks')}</p>}
      {layer.kind === 'agents' && <p class="quiet">{say('legendStripes')}</p>}
      <p class="quiet">{say('layerHere')}</p>
    </div>
  )
}
