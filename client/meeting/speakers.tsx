// The list of speakers: asking for the floor, who is next, and the chair's clock with everything that is done to it.
import type { SpeechTold } from '../../shared/civic/told-meeting.ts'
import { say } from '../panels/strings.ts'
import { Deeds } from './bits.tsx'
import { clockFace } from './clocks.ts'
import { askDeeds, listDeeds, speechDeeds } from './deeds-speech.ts'
import type { MeetingModel } from './meeting-model.ts'
import { SpeechClock } from './now.tsx'
import { type Sight, waiting } from './sight.ts'
import { word } from './words.ts'

type Parts = { readonly meeting: MeetingModel; readonly sight: Sight }
const MOST_SPOKEN = 12

export function SpeakersTab({ meeting, sight }: Parts) {
  const { speeches, isListOpen, own } = sight
  const queue = waiting(sight)
  const now = speeches.filter(({ state }) => state === 'speaking' || state === 'paused')
  const over = speeches.filter(({ state }) => state === 'ended').slice(-MOST_SPOKEN)
  const place = queue.findIndex(({ person }) => person === own.id) + 1
  return (
    <>
      <Deeds meeting={meeting} deeds={askDeeds(sight, meeting.newId)} isBig most={2} />
      <div role="status">{place > 0 && <p>{say('meetAsked', { place })}</p>}</div>
      {now.map((speech) => (
        <section key={speech.id} class="speaking-now" aria-label={speech.name}>
          <p class="speaker" tabIndex={-1}>
            <span class="name">{speech.name}</span> <span class="quiet">{word('kind', speech.kind)}</span>{' '}
            <SpeechClock meeting={meeting} speech={speech} />
          </p>
          <Deeds meeting={meeting} deeds={speechDeeds(sight, speech)} />
        </section>
      ))}
      <h4>{say('meetSpeakers')}</h4>
      {!isListOpen && <p class="quiet">{say('meetListClosed')}</p>}
      {queue.length === 0 && <p>{say('meetNoSpeakers')}</p>}
      <ol class="queue">
        {queue.map((speech) => (
          <Waiting key={speech.id} meeting={meeting} sight={sight} speech={speech} />
        ))}
      </ol>
      <Deeds meeting={meeting} deeds={listDeeds(sight)} />
      {over.length > 0 && (
        <details>
          <summary>{say('meetSpoke')}</summary>
          <ul class="rows">
            {over.map((speech) => (
              <li key={speech.id} class="row-item">
                <span class="who">
                  {say('meetSpokeFor', {
                    name: speech.name,
                    kind: word('kind', speech.kind),
                    time: clockFace(speech.usedMs),
                  })}
                  {speech.ruling && <span class="quiet">{word('ruling', speech.ruling)}</span>}
                </span>
                <Deeds meeting={meeting} deeds={speechDeeds(sight, speech)} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Waiting({ meeting, sight, speech }: Parts & { readonly speech: SpeechTold }) {
  const isMine = speech.person === sight.own.id
  return (
    <li class={speech.kind === 'pointOfOrder' ? 'waiting order' : 'waiting'}>
      <p>
        <span class="name">{speech.name}</span> {isMine && <span class="quiet">({say('you')}) </span>}
        <span class={speech.kind === 'pointOfOrder' ? 'state' : 'quiet'}>{word('kind', speech.kind)}</span>
      </p>
      <Deeds meeting={meeting} deeds={speechDeeds(sight, speech)} />
    </li>
  )
}
