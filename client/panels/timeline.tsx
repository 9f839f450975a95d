// The one slider of time: from the first recorded moment through now to what forks foresee, with what happened as ticks.
// Only one's own page moves; a press brings it back to live.
import { Forks } from './forks.tsx'
import { Icon } from './icons.tsx'
import { markText } from './marks.ts'
import type { PanelModel } from './model.ts'
import { clockText, momentText } from './moments.ts'
import { say } from './strings.ts'
import { type Rate, RATES, stepOf, ticksOf } from './time-model.ts'

export function TimelinePanel({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const isLive = time.looking.value.is === 'live'
  return (
    <div class="timeline-panel">
      <Where model={model} />
      <Slider model={model} />
      <div class="row">
        <button
          type="button"
          class="square"
          disabled={isLive}
          aria-label={say(time.isPlaying.value ? 'pause' : 'play')}
          onClick={() => (time.isPlaying.value ? time.acts.pause() : time.acts.play())}
        >
          <Icon name={time.isPlaying.value ? 'pause' : 'play'} />
        </button>
        <select
          aria-label={say('rate')}
          disabled={isLive}
          value={String(time.rate.value)}
          onChange={(event) => time.acts.setRate(Number(event.currentTarget.value) as Rate)}
        >
          {RATES.map((rate) => (
            <option key={rate} value={String(rate)}>
              {rate}×
            </option>
          ))}
        </select>
        <button type="button" class={isLive ? '' : 'primary'} aria-pressed={isLive} onClick={() => time.acts.goLive()}>
          {say('live')}
        </button>
      </div>
      <State model={model} />
      <Marks model={model} />
      <Forks model={model} />
    </div>
  )
}

function Where({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const looking = time.looking.value
  const text =
    looking.is === 'fork' ? say('fork', { name: time.compare.b.value?.name ?? looking.name }) : say(looking.is)
  return (
    <p class={`where where-${looking.is}`}>
      <strong>{text}</strong> <span>{momentText(time.atMs.value, model.timeZone.value, time.nowMs.value)}</span>
    </p>
  )
}

function Slider({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const zone = model.timeZone.value
  const range = time.range.value
  const atMs = time.atMs.value
  const now = (time.nowMs.value - range.fromMs) / (range.toMs - range.fromMs)
  return (
    <div class="time-slider">
      <input
        type="range"
        // What is in between must be reachable by keys: the step decides.
        min={range.fromMs}
        max={range.toMs}
        step={stepOf(range)}
        aria-label={say('timeSlider')}
        aria-valuetext={`${say(time.looking.value.is === 'fork' ? 'tryIt' : time.looking.value.is)}, ${momentText(atMs, zone, time.nowMs.value)}`}
        value={atMs}
        onInput={(event) => time.acts.lookAt(Number(event.currentTarget.value))}
      />
      <svg class="ticks" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {ticksOf(time.shownMarks.value, range).map(({ at, marks }) => (
          <rect key={at} x={100 * at - 0.5} width="1" y="0" height="6">
            <title>{marks.map((mark) => `${clockText(mark.atMs, zone)} ${markText(mark)}`).join('\n')}</title>
          </rect>
        ))}
        {now < 0.995 && <rect class="now" x={100 * now - 0.4} width="0.8" y="0" height="6" />}
      </svg>
      <div class="ends" aria-hidden="true">
        <span>{momentText(range.fromMs, zone, time.nowMs.value)}</span>
        <span>{momentText(range.toMs, zone, time.nowMs.value)}</span>
      </div>
    </div>
  )
}

/** What a person has to know of this moment; said when it changes. */
function State({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const isLive = time.looking.value.is === 'live'
  let text = ''
  if (isLive) text = time.status.value === 'catchingUp' ? say('catchingUp') : ''
  else if (time.isWaiting.value) text = say('comesNow')
  else text = say(time.seen.value ? 'onlyYou' : 'momentNotRecorded')
  return (
    <p class="quiet state" role="status">
      {text}
    </p>
  )
}

const MOST_MARKS = 50

function Marks({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const marks = time.shownMarks.value.slice(-MOST_MARKS).toReversed()
  if (marks.length === 0) return null
  return (
    <details>
      <summary>{say('marks', { count: marks.length })}</summary>
      <ul class="rows">
        {marks.map((mark) => (
          <li key={`${mark.atMs} ${mark.text} ${mark.kind}`}>
            <button type="button" class="mark" onClick={() => time.acts.lookAt(mark.atMs)}>
              {momentText(mark.atMs, model.timeZone.value, time.nowMs.value)} · {markText(mark)}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
