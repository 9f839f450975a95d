// All meetings of the city: when and where, how many are there; going there, looking in. Who sets meetings up finds it here.
import type { MeetingListed } from '../../shared/civic/told-meeting.ts'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import { listedText } from './listed.ts'
import { enter } from './past-items.ts'
import { SetUp } from './set-up-form.tsx'
import { isOver } from './sight.ts'

export function MeetingsTab({ model }: { readonly model: PanelModel }) {
  const { list } = model.meeting
  return (
    <>
      {list.value.length === 0 && <p>{say('meetNone')}</p>}
      <ul class="rows meetings">
        {list.value.map((one) => (
          <Listed key={one.meeting} model={model} one={one} />
        ))}
      </ul>
      {model.time.role.value === 'operator' && <SetUp model={model} />}
    </>
  )
}

function Listed({ model, one }: { readonly model: PanelModel; readonly one: MeetingListed }) {
  const { meeting } = model
  const isShown = meeting.watched.value === one.meeting
  const { place, title } = one
  return (
    <li class="listed">
      <p class="name">{title}</p>
      <p class="quiet">{listedText(model, one)}</p>
      <div class="buttons">
        <button
          type="button"
          class={isShown ? '' : 'primary'}
          aria-pressed={isShown}
          aria-label={`${say('meetLookIn')}: ${title}`}
          onClick={() => {
            meeting.watch(one.meeting)
            meeting.tab.value = 'agenda'
          }}
        >
          {say('meetLookIn')}
        </button>
        {isOver({ is: one.state }) && (
          <button type="button" aria-label={`${say('pastEnter')}: ${title}`} onClick={() => enter(model, one.meeting)}>
            {say('pastEnter')}
          </button>
        )}
        {place && (
          <button
            type="button"
            aria-label={`${say('meetGoThere')}: ${title}`}
            onClick={() => {
              meeting.watch(one.meeting)
              meeting.acts.goTo(place)
            }}
          >
            {say('meetGoThere')}
          </button>
        )}
      </div>
    </li>
  )
}
