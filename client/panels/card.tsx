// The card of what is pointed at: name, use, height and how it is known, source, date, kind of truth.
import type { Card, PanelModel } from './model.ts'
import { type Key, say } from './strings.ts'

const FACTS: Readonly<Record<string, Key>> = {
  use: 'fact_use',
  height: 'fact_height',
  heightSource: 'fact_heightSource',
  storeys: 'fact_storeys',
  address: 'fact_address',
  class: 'fact_class',
  lanes: 'fact_lanes',
  lanesSource: 'fact_lanesSource',
  speed: 'fact_speed',
  speedSource: 'fact_speedSource',
  width: 'fact_width',
  voltage: 'fact_voltage',
  minHeight: 'fact_minHeight',
  shape: 'fact_shape',
  part: 'fact_part',
}
/** Facts whose value is itself a word of the data model. */
const WORDS: Readonly<Record<string, Readonly<Record<string, Key>>>> = {
  heightSource: {
    measured: 'heightMeasured',
    tagged: 'heightTagged',
    storeys: 'heightStoreys',
    guessed: 'heightGuessed',
    drawn: 'heightDrawn',
  },
  lanesSource: { tagged: 'asMapped', synthetic: 'assumed' },
  speedSource: { tagged: 'asMapped', synthetic: 'assumed' },
  shape: { drawn: 'truth_drawn' },
  part: { building: 'partOfBuilding' },
  use: {
    apartments: 'use_apartments',
    house: 'use_house',
    office: 'use_office',
    retail: 'use_retail',
    hotel: 'use_hotel',
    civic: 'use_civic',
    education: 'use_education',
    health: 'use_health',
    religious: 'use_religious',
    culture: 'use_culture',
    sport: 'use_sport',
    industrial: 'use_industrial',
    transport: 'use_transport',
    garage: 'use_garage',
    service: 'use_service',
    construction: 'use_construction',
    unknown: 'use_unknown',
  },
}
const TRUTHS: Readonly<Record<string, Key>> = {
  measured: 'truth_measured',
  modelled: 'truth_modelled',
  synthetic: 'truth_synthetic',
  drawn: 'truth_drawn',
}

const known = (table: Readonly<Record<string, Key>>, word: string): string => {
  const key = table[word]
  return key ? say(key) : word
}

export function CardPanel({ model }: { readonly model: PanelModel }) {
  const card = model.card.value
  if (!card) return null
  const isPinned = model.isCardPinned.value
  return (
    <section class="panel card" aria-live="polite" aria-label={card.title}>
      <header>
        <h2>{card.title}</h2>
        {isPinned && (
          <button
            type="button"
            class="close"
            aria-label={say('closeCard')}
            onClick={() => {
              model.isCardPinned.value = false
              model.card.value = null
            }}
          >
            ×
          </button>
        )}
      </header>
      <Facts card={card} />
      {isPinned && card.atM && (
        <button type="button" onClick={() => card.atM && model.acts.goTo({ id: card.id, atM: card.atM })}>
          {say('goThere')}
        </button>
      )}
    </section>
  )
}

function Facts({ card }: { readonly card: Card }) {
  return (
    <dl>
      {card.facts.map(({ key, value }) => (
        <div key={key}>
          <dt>{key.startsWith('name:') ? say('fact_name', { language: key.slice(5) }) : known(FACTS, key)}</dt>
          <dd>{known(WORDS[key] ?? {}, value)}</dd>
        </div>
      ))}
      <div>
        <dt>{say('fact_truth')}</dt>
        <dd>{known(TRUTHS, card.truth)}</dd>
      </div>
      <div>
        <dt>{say('fact_source')}</dt>
        <dd>
          {card.source.attribution || card.source.title}
          {card.source.date && `, ${card.source.date}`}
        </dd>
      </div>
    </dl>
  )
}
