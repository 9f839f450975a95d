// What the colours of a layer mean: the scale of the quantity that colours it, with its unit, and what its marks say that
// are no colour.
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import { colourAt, HAZARD_BORDERS, hazardColour, valueAtShare } from '../../shared/protocol/colour-scale.ts'
import { numberText, unitText } from './moments.ts'
import { language, say } from './strings.ts'

const STOPS = [0, 0.25, 0.5, 0.75, 1] as const
const STEPS = 10

const cssOf = (colour: readonly number[]): string => `rgb(${colour.map((v) => Math.round(255 * v)).join(' ')})`

export function Legend({ layer, name }: { readonly layer: LayerInfo; readonly name: string }) {
  const [quantity] = layer.quantities
  if (!quantity) return null
  const unit = unitText(quantity.unit)
  if (quantity.scale === 'hazard') return <Classes name={name} unit={unit} />
  const colour = (share: number): string => cssOf(colourAt(quantity, share))
  const gradient = Array.from({ length: STEPS + 1 }, (_, i) => colour(i / STEPS)).join(', ')
  return (
    <div class="legend" role="group" aria-label={say('legendOf', { name, unit })}>
      <div class="bar" style={{ background: `linear-gradient(to right, ${gradient})` }} />
      <div class="ends">
        {STOPS.map((share) => (
          // The unit stands with the last, so that each number is under its colour.
          <span key={share}>
            {numberText(valueAtShare(quantity, share))}
            {share === 1 && ` ${unit}`}
          </span>
        ))}
      </div>
      {layer.kind === 'points' && <p class="quiet">{say('legendMarks')}</p>}
      {layer.kind === 'agents' && <p class="quiet">{say('legendStripes')}</p>}
      <p class="quiet">{say('layerHere')}</p>
    </div>
  )
}

const border = (i: number): string =>
  new Intl.NumberFormat(language.value, { maximumFractionDigits: 2 }).format(HAZARD_BORDERS[i] ?? 0)

const CLASSES = ['hazardLow', 'hazardSome', 'hazardMost', 'hazardAll'] as const

/** Classes have words, not a scale. */
function Classes({ name, unit }: { readonly name: string; readonly unit: string }) {
  return (
    <div class="legend">
      <ul class="classes" aria-label={say('legendOf', { name, unit })}>
        {CLASSES.map((key, i) => (
          <li key={key}>
            <span class="swatch" aria-hidden="true" style={{ background: cssOf(hazardColour(i)) }} />
            {say(key, { from: border(i - 1), to: border(i) })}
          </li>
        ))}
      </ul>
      <p class="quiet">{say('layerHere')}</p>
    </div>
  )
}
