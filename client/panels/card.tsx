// The card of what is pointed at: name, use, height and how it is known, source, date, kind of truth.
import { cardDeeds, DeedButtons } from './duty.tsx'
import type { Card, PanelModel } from './model.ts'
import { ChartCard } from './chart.tsx'
import { focusView } from './focus.ts'
import { say } from './strings.ts'
import type { Charted } from './time-model.ts'
import { factName, factValue, titleText, truthText } from './words.ts'

/** On a screen: a region of the page with its own way to close. */
export function CardPanel({ model }: { readonly model: PanelModel }) {
  const card = model.card.value
  return (
    <div class="card-place" aria-live="polite">
      {card && (
        <section class="panel card" aria-label={titleText(card.title)} tabIndex={0}>
          <header>
            <h2>{titleText(card.title)}</h2>
            {model.isCardPinned.value && (
              <button
                type="button"
                class="close"
                aria-label={say('closeCard')}
                onClick={() => {
                  model.isCardPinned.value = false
                  model.card.value = null
                  focusView()
                }}
              >
                ×
              </button>
            )}
          </header>
          <CardBody model={model} card={card} />
        </section>
      )}
    </div>
  )
}

/** Facts, source and the way there; shown in the headset without the frame. */
export function CardBody({ model, card }: { readonly model: PanelModel; readonly card: Card }) {
  const { atM } = card
  return (
    <>
      <dl>
        {card.facts.map(({ key, value }) => (
          <div key={key}>
            <dt>{factName(key)}</dt>
            <dd>{factValue(key, value)}</dd>
          </div>
        ))}
        <div>
          <dt>{say('fact_truth')}</dt>
          <dd>{truthText(card.truth)}</dd>
        </div>
        <div>
          <dt>{say('fact_source')}</dt>
          <dd>
            {card.source.attribution || card.source.title}
            {card.source.date && `, ${card.source.date}`}
          </dd>
        </div>
      </dl>
      {model.isCardPinned.value && <CardCharts model={model} charts={card.charts ?? []} />}
      {model.isCardPinned.value && atM && (
        <button type="button" onClick={() => model.acts.goTo({ id: card.id, atM })}>
          {say('goThere')}
        </button>
      )}
      <DeedButtons deeds={cardDeeds(model, card)} />
    </>
  )
}

/** Values of a layer over time, one at a time. */
function CardCharts({ model, charts }: { readonly model: PanelModel; readonly charts: readonly Charted[] }) {
  const { time } = model
  const chart = time.chart.value
  const isMine = charts.some(({ key }) => key === chart?.indicator)
  return (
    <>
      {charts.map((one) => {
        const isShown = chart?.indicator === one.key
        return (
          <button
            key={one.key}
            type="button"
            aria-pressed={isShown}
            onClick={() => time.acts.chart(isShown ? null : one)}
          >
            {say('overTime', { name: one.name })}
          </button>
        )
      })}
      {chart && isMine && <ChartCard model={model} chart={chart} />}
    </>
  )
}
