// When a meeting begins: the field that sets it, with steps for where no calendar opens (a panel in the world, a remote), what
// the notice allows and what was chosen in whole words; and the line that tells it afterwards, by the city's clock and one's own.
import type { PanelModel } from '../panels/model.ts'
import { type Key, language, say } from '../panels/strings.ts'
import { Field } from './form-bits.tsx'
import { earliestMs, fieldOf, isSameClock, momentOf, type Step, stepped, wholeMoment } from './moment-field.ts'
import type { Sight } from './sight.ts'
import { beginsText, ownZone, spanText } from './when-words.ts'

const QUARTER_MS = 15 * 60_000
const STEPS: readonly (readonly [Key, Step])[] = [
  ['meetWhenDayLess', { days: -1 }],
  ['meetWhenDayMore', { days: 1 }],
  ['meetWhenHourLess', { minutes: -60 }],
  ['meetWhenHourMore', { minutes: 60 }],
  ['meetWhenQuarter', { minutes: 15 }],
]

/** `hint` stands where nothing is chosen. */
export function WhenField(props: {
  readonly model: PanelModel
  readonly moment: { value: string }
  readonly noticeS: number
  readonly hint?: string
}) {
  const { model, moment, noticeS, hint = '' } = props
  const timeZone = model.timeZone.value
  // Where no meeting is watched nobody has told the server's time.
  const nowMs = model.meeting.serverMs.value || Date.now()
  const startMs = earliestMs(nowMs, noticeS)
  const chosenMs = momentOf(moment.value, timeZone)
  const chosen = chosenMs === null ? hint : say('meetWhenChosen', { time: beginsText(chosenMs, timeZone) })
  const earliest = { span: spanText(noticeS), time: wholeMoment(startMs, timeZone, language.value), zone: timeZone }
  return (
    <Field label={say('meetWhen')}>
      {(id) => (
        <>
          <input
            id={id}
            type="datetime-local"
            step={moment.value.length > 16 && !moment.value.endsWith(':00') ? 1 : 60}
            aria-describedby={`${id}-about`}
            value={moment.value}
            onInput={(event) => {
              moment.value = event.currentTarget.value
            }}
          />
          <div class="buttons" role="group" aria-label={say('meetWhenShift')}>
            <button
              type="button"
              onClick={() => {
                moment.value = fieldOf(Math.ceil(startMs / QUARTER_MS) * QUARTER_MS, timeZone)
              }}
            >
              {say('meetWhenSoonest')}
            </button>
            {STEPS.map(([key, step]) => (
              <button
                key={key}
                type="button"
                onClick={() => {
                  moment.value = stepped(moment.value, step, { timeZone, startMs })
                }}
              >
                {say(key)}
              </button>
            ))}
          </div>
          <p id={`${id}-about`} class="quiet">
            {say('meetWhenEarliest', earliest)}
          </p>
          <p role="status" class={chosen === '' ? 'unseen' : ''}>
            {chosen}
          </p>
        </>
      )}
    </Field>
  )
}

/** Before it begins; nothing where nobody has said when. */
export function WhenLine({ model, sight }: { readonly model: PanelModel; readonly sight: Sight }) {
  const { life, about } = sight
  const ms = life.is === 'convened' ? life.startsAtMs : life.is === 'draft' ? about?.plannedMs : undefined
  if (ms === undefined || !about) return null
  const timeZone = model.timeZone.value
  return (
    <dl class="now-lines">
      <div>
        <dt>{say(life.is === 'convened' ? 'meetBegins' : 'meetPlannedFor')}</dt>
        <dd>
          <time dateTime={new Date(ms).toISOString()}>{beginsText(ms, timeZone)}</time>
          {!isSameClock(ms, timeZone, ownZone()) && (
            <>
              <br />
              <span class="quiet">{say('meetWhenOwn', { time: wholeMoment(ms, ownZone(), language.value) })}</span>
            </>
          )}
        </dd>
      </div>
      {about.room !== '' && (
        <div>
          <dt>{say('meetWhereNow')}</dt>
          <dd>{about.room}</dd>
        </div>
      )}
    </dl>
  )
}
