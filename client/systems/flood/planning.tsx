// What planners may do to the flood: a design storm or a river flood at once, and works placed by pointing, in the live city or in
// the branch that is open.
import { useSignal } from '@preact/signals'
import { Choice } from '../../panels/choice.tsx'
import type { PanelModel } from '../../panels/model.ts'
import { TOOLS } from '../../panels/placing-model.ts'
import { placeWith, takerText, toolText } from '../../panels/placing-words.ts'
import { say } from '../../panels/strings.ts'
import { designInflow, designStorm, PEAKS_M3S, RAINS_MM_H } from './design.ts'

const HOURS = [1, 3, 6] as const

export function FloodPlanning({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const rain = useSignal<number>(RAINS_MM_H[1])
  const peak = useSignal<number>(PEAKS_M3S[1])
  const hours = useSignal<number>(HOURS[1])
  if (!time.layers.value.some(({ id }) => id === 'flood.level')) return null
  const numbers = (values: readonly number[]) => values.map((value) => ({ value, text: String(value) }))
  return (
    <section class="planning" aria-label={say('stormTitle')}>
      <h3>{say('stormTitle')}</h3>
      <p class="quiet">{say('stormTip')}</p>
      <Choice
        title={say('forHours')}
        options={HOURS.map((value) => ({ value, text: say('hours', { n: value }) }))}
        chosen={hours.value}
        choose={(value) => {
          hours.value = value
        }}
      />
      <Choice
        title={say('stormRain')}
        options={numbers(RAINS_MM_H)}
        chosen={rain.value}
        choose={(value) => {
          rain.value = value
        }}
      />
      <button type="button" onClick={() => time.acts.command(designStorm(rain.value, hours.value))}>
        {say('stormIt')}
      </button>
      <Choice
        title={say('inflowPeak')}
        options={numbers(PEAKS_M3S)}
        chosen={peak.value}
        choose={(value) => {
          peak.value = value
        }}
      />
      <button type="button" onClick={() => time.acts.command(designInflow(peak.value, hours.value))}>
        {say('inflowIt')}
      </button>
      <button type="button" onClick={() => time.acts.command({ type: 'flood.clear' })}>
        {say('floodClear')}
      </button>
      <h3>{say('placeWork')}</h3>
      <p class="quiet">{takerText(model)}</p>
      <div class="row tools">
        {TOOLS.map((tool) => (
          <button key={tool} type="button" onClick={() => placeWith(model, tool)}>
            {toolText(tool)}
          </button>
        ))}
      </div>
    </section>
  )
}
