// Planners announce weather to the live city, or try it in a fork and step into what comes of it.
import { useSignal } from '@preact/signals'
import { Choice } from '../../panels/choice.tsx'
import { ForkRow } from '../../panels/forks.tsx'
import type { PanelModel } from '../../panels/model.ts'
import { momentText } from '../../panels/moments.ts'
import { say } from '../../panels/strings.ts'
import { announcing, KINDS, standing, type WeatherKind } from './announcements.ts'

const HOURS = [1, 3, 6, 24] as const

export function WeatherPlanning({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const kind = useSignal<WeatherKind>('storm')
  const hours = useSignal<number>(3)
  const command = () => announcing(kind.value, hours.value, time.nowMs.value, Math.floor(1000 * Math.random()))
  const standingNow = standing(time.marks.value, time.done.value, time.nowMs.value)
  return (
    <section class="planning" aria-label={say('announce')}>
      <h3>{say('announce')}</h3>
      <Choice
        title={say('kindOfWeather')}
        options={KINDS.map((value) => ({ value, text: say(`weather_${value}`) }))}
        chosen={kind.value}
        choose={(value) => {
          kind.value = value
        }}
      />
      <Choice
        title={say('forHours')}
        options={HOURS.map((value) => ({ value, text: say('hours', { n: value }) }))}
        chosen={hours.value}
        choose={(value) => {
          hours.value = value
        }}
      />
      <p class="quiet">{say('announceTip')}</p>
      <button type="button" onClick={() => time.acts.command(command())}>
        {say('announceIt')}
      </button>
      <p class="quiet">{say('tryTip')}</p>
      <button
        type="button"
        class="primary"
        onClick={() => time.acts.fork({ name: kind.value, hours: hours.value, commands: [command()] })}
      >
        {say('tryIt')}
      </button>
      {time.forks.value.length > 0 && (
        <ul class="rows">
          {time.forks.value.map((fork) => (
            <ForkRow key={fork.name} model={model} fork={fork} />
          ))}
        </ul>
      )}
      {standingNow.length > 0 && (
        <>
          <h3>{say('announced')}</h3>
          <ul class="rows">
            {standingNow.map(({ entry, kind: one, untilMs }) => (
              <li key={entry} class="row-item">
                <span class="who">
                  {say('untilTime', {
                    name: say(`weather_${one}`),
                    time: momentText(untilMs, model.timeZone.value, time.nowMs.value),
                  })}
                </span>
                <button
                  type="button"
                  aria-label={say('withdrawNamed', { name: say(`weather_${one}`) })}
                  onClick={() => time.acts.command({ type: 'weather.withdraw', entry })}
                >
                  {say('withdraw')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
