// Which layers lie over the city, each with its legend, its unit, where it is from, of what kind and of when; and what the
// city's systems let everybody read of themselves.
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import { SYSTEMS_HERE } from '../systems/index.ts'
import { Legend } from './legend.tsx'
import type { PanelModel } from './model.ts'
import { momentText } from './moments.ts'
import { isKey, say } from './strings.ts'
import { isDrawn } from './time-model.ts'
import { truthText } from './words.ts'

export function LayersPanel({ model }: { readonly model: PanelModel }) {
  const { time } = model
  return (
    <div class="layers-panel">
      {time.canDrawLayers.value && (
        <>
          <p class="quiet">{say('layersTip')}</p>
          <ul class="rows">
            {time.layers.value
              .filter((layer) => isDrawn(layer) && !isOfWater(layer.id))
              .map((layer) => (
                <Layer key={layer.id} model={model} layer={layer} />
              ))}
          </ul>
        </>
      )}
      {SYSTEMS_HERE.map(({ id, Reading }) => Reading && <Reading key={id} model={model} />)}
    </div>
  )
}

/** Water is turned on and off as one, where its system says how it is (SystemHere.Reading). */
const isOfWater = (id: string): boolean =>
  SYSTEMS_HERE.some(({ water }) => water && [water.level, water.east, water.north].includes(id))

function Layer({ model, layer }: { readonly model: PanelModel; readonly layer: LayerInfo }) {
  const { time } = model
  const { id, title, card } = layer
  const name = isKey(title) ? say(title) : title
  const isOn = time.layersOn.value.includes(id)
  const atMs = time.layerAtMs.value[id] ?? 0
  const truths = isOn ? (time.layerTruths.value[id] ?? []) : []
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
        {(truths.length > 0 ? truths : [card.truth]).map(truthText).join('; ')}. {card.source}
        {card.date && `, ${card.date}`}
      </p>
      {isOn && (
        <>
          <Legend layer={layer} name={name} />
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
