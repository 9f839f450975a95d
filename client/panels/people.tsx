// Who is here: how far, with a hand up, guiding or away; going to them, following, guiding, and finding by name.
import { useSignal } from '@preact/signals'
import type { FoundPerson, PanelModel, PersonShown } from './model.ts'
import { distanceText } from './distance.ts'
import type { Host } from './host.ts'
import { useOwnId } from './own-id.ts'
import { peopleRows } from './people-rows.ts'
import { proofText } from './proof-text.ts'
import { say } from './strings.ts'

const MOST_ROWS = 80
const MOST_ROWS_IN_HEADSET = 4

export function PeoplePanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  const { rows, more } = peopleRows(model.people.value, host === 'screen' ? MOST_ROWS : MOST_ROWS_IN_HEADSET)
  return (
    <div class="people-panel">
      <OwnActions model={model} />
      <FindPeople model={model} />
      <ul class="rows" aria-label={say('peopleTitle')}>
        {rows.map((person) => (
          <PersonRow key={person.id} model={model} person={person} />
        ))}
      </ul>
      {more > 0 && <p class="quiet">{say('morePeople', { count: more })}</p>}
    </div>
  )
}

function OwnActions({ model }: { readonly model: PanelModel }) {
  const isUp = model.isHandUp.value
  const isGuiding = model.isGuiding.value
  return (
    <div class="buttons" role="group" aria-label={say('ownActions')}>
      <button type="button" aria-pressed={isUp} onClick={() => model.acts.raiseHand(!isUp)}>
        {say(isUp ? 'lowerHand' : 'raiseHand')}
      </button>
      <button type="button" aria-pressed={isGuiding} onClick={() => model.acts.guide(!isGuiding)}>
        {say(isGuiding ? 'stopGuiding' : 'guide')}
      </button>
      <button type="button" onClick={() => model.acts.gather()}>
        {say('gather')}
      </button>
    </div>
  )
}

function PersonRow({ model, person }: { readonly model: PanelModel; readonly person: PersonShown }) {
  const { id, name, isMe } = person
  const isFollowed = model.following.value?.avatarId === id
  const marks = [
    person.verified && say('verifiedBy', { proof: proofText(person.verified) }),
    person.isGuiding && say('guides'),
    person.isHandUp && say('handUp'),
    person.isAway && say('away'),
  ].filter((mark) => typeof mark === 'string' && mark !== '')
  const distance = isMe
    ? say('you')
    : person.distanceM === undefined || person.distanceM === null
      ? say('farAway')
      : distanceText(person.distanceM)
  return (
    <li class="row-item">
      <span class="who">
        <span class="name">{name}</span>
        <span class="quiet">{[distance, ...marks].join(' · ')}</span>
      </span>
      {!isMe && (
        <>
          <button type="button" aria-label={say('goToPerson', { name })} onClick={() => model.acts.goToPerson(id)}>
            {say('goTo')}
          </button>
          <button
            type="button"
            aria-label={isFollowed ? `${say('stop')}: ${say('followPerson', { name })}` : say('followPerson', { name })}
            onClick={() => model.acts.follow(isFollowed ? null : id)}
          >
            {isFollowed ? say('stop') : say('follow')}
          </button>
        </>
      )}
    </li>
  )
}

/** Over all copies of the city; asked on Enter, since every question goes to the server. */
function FindPeople({ model }: { readonly model: PanelModel }) {
  const id = useOwnId()
  const name = useSignal('')
  const found = useSignal<readonly FoundPerson[] | null>(null)
  const find = async (): Promise<void> => {
    const asked = name.value.trim()
    if (asked !== '') found.value = await model.acts.findPeople(asked)
    else found.value = null
  }
  return (
    <div class="find">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void find()
        }}
      >
        <label for={id}>{say('findPerson')}</label>
        <div class="field">
          <input
            id={id}
            type="text"
            name="person"
            autocomplete="off"
            maxLength={100}
            placeholder={say('findPersonHint')}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value
            }}
          />
          <button type="submit">{say('find')}</button>
        </div>
      </form>
      <div aria-live="polite">
        {found.value?.length === 0 && <p class="quiet">{say('nobodyFound', { name: name.value })}</p>}
        {found.value !== null && found.value.length > 0 && (
          <ul class="rows" aria-label={say('findPerson')}>
            {found.value.map((person) => (
              <li class="row-item" key={`${person.room} ${person.avatarId}`}>
                <span class="who">
                  <span class="name">{person.name}</span>
                  <span class="quiet">{say(person.isHere ? 'isHere' : 'isElsewhere')}</span>
                </span>
                <button
                  type="button"
                  aria-label={say('goToPerson', { name: person.name })}
                  onClick={() => model.acts.joinPerson(person)}
                >
                  {say('goTo')}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
