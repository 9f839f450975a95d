// Which layers lie over the city, each with its legend, its unit, where it is from, of what kind and of when.
import type { LayerInfo, RasterInfo } from '../../shared/protocol/fields-info.ts'
import { valueAtShare, viridis } from '../scene/colour-scale.ts'
import type { PanelModel } from './model.ts'
import { momentText, numberText, unitText } from './moments.ts'
import { isKey, say } from './strings.ts'
import { isDrawn } from './time-model.ts'
import { truthText } from './words.ts'

export function LayersPanel({ model }: { readonly model: PanelModel }) {
  const layers = model.time.layers.value.filter(isDrawn)
  return (
    <div class="layers-panel">
      <p class="quiet">{say('layersTip')}</p>
      <ul class="rows">
        {layers.map((layer) => (
          <Layer key={layer.id} model={model} layer={layer} />
        ))}
      </ul>
    </div>
  )
}

function Layer({ model, layer }: { readonly model: PanelModel; readonly layer: LayerInfo }) {
  const { time } = model
  const { id, title, card } = layer
  const name = isKey(title) ? say(title) : title
  const isOn = time.layersOn.value.includes(id)
  const atMs = time.layerAtMs.value[id] ?? 0
  return (
    <li class="layer">
      <div class="row">
        <span class="name">{name}</span>
        <button
          type="button"
          aria-pressed={isOn}
          aria-label={say('showLayerNamed', { name })}
          onClick={() => time.acts.showLayer(id, !isOn)}
        >
          {say('showLayer')}
        </button>
      </div>
      <p class="quiet">
        {truthText(card.truth)}. {card.source}
        {card.date && `, ${card.date}`}
      </p>
      {isOn && (
        <>
          {layer.kind === 'raster' && <Legend layer={layer} name={name} />}
          <p class="quiet" role="status">
            {atMs === 0
              ? say('layerNoData')
              : say('layerAge', { time: momentText(atMs, model.timeZone.value, time.nowMs.value) })}
          </p>
        </>
      )}
    </li>
  )
}

const STOPS = [0, 0.25, 0.5, 0.75, 1] as const
const hex = (share: number): string =>
  `rgb(${viridis(share)
    .map((v) => Math.round(255 * v))
    .join(' ')})`

function Legend({ layer, name }: { readonly layer: RasterInfo; readonly name: string }) {
  const [quantity] = layer.quantities
  const unit = unitText(quantity.unit)
  const gradient = Array.from({ length: 11 }, (_, i) => hex(i / 10)).join(', ')
  return (
    <div class="legend" role="group" aria-label={say('legendOf', { name, unit })}>
      <div class="bar" style={{ background: `linear-gradient(to right, ${gradient})` }} />
      <div class="ends">
        {STOPS.map((share) => (
          <span key={share}>{numberText(valueAtShare(quantity, share))}</span>
        ))}
        <span>{unit}</span>
      </div>
    </div>
  )
}
