// The thing of now, always on top: how the meeting stands, the quorum, the item, who speaks with the clock, and the vote.
import { say } from '../panels/strings.ts'
import { clockText } from '../panels/moments.ts'
import type { PanelModel } from '../panels/model.ts'
import { ownVotes } from './ballots.ts'
import { Clock, Deeds, Refusal } from './bits.tsx'
import { clockOf } from './clocks.ts'
import { ownDeeds } from './deeds.ts'
import { type MeetingModel, voteId } from './meeting-model.ts'
import { KeyNotice } from './key-notice.tsx'
import { currentItem, isSitting, latestPoll, runningPoll, type Sight, speaking } from './sight.ts'
import { capital, quorumText, word } from './words.ts'
import { ProofEnrolment } from './proof-votes.tsx'
import { OpenVote, VoteOver } from './vote.tsx'
import { WhenLine } from './when.tsx'

export function Now({ model, sight }: { readonly model: PanelModel; readonly sight: Sight }) {
  const { meeting } = model
  const { life, about, house } = sight
  const poll = runningPoll(sight)
  const item = currentItem(sight)
  return (
    <section class="meet-now" aria-labelledby="meet-now-title">
      <h3 id="meet-now-title" tabIndex={-1}>
        {about?.title ?? sight.meeting}
      </h3>
      <p class="state-line">
        <span class={`state state-${life.is}`}>{capital(word('meeting', life.is))}</span>
        <span class={house.quorum.isQuorate ? 'quorum' : 'quorum missing'}>{quorumText(house)}</span>
      </p>
      {life.is === 'recess' && life.untilMs !== null && (
        <p>{say('meetRecessUntil', { time: clockText(life.untilMs, model.timeZone.value) })}</p>
      )}
      <WhenLine model={model} sight={sight} />
      <KeyNotice sight={sight} />
      {poll && <OpenVote meeting={meeting} sight={sight} poll={poll} />}
      <ProofEnrolment meeting={meeting} sight={sight} />
      {isSitting(life) && (
        <dl class="now-lines">
          <div>
            <dt>{say('meetItemNow')}</dt>
            <dd>{item?.title ?? say('meetNoItem')}</dd>
          </div>
          <SpeakerLine meeting={meeting} sight={sight} />
        </dl>
      )}
      <LateBallot meeting={meeting} sight={sight} />
      {!poll && <LastVote model={model} sight={sight} />}
      <Deeds meeting={meeting} deeds={ownDeeds(sight)} isBig={!sight.own.isHere} />
      {meeting.seatOffer.value && (
        <div class="buttons">
          <button type="button" onClick={() => meeting.seatOffer.value?.take()}>
            {meeting.seatOffer.value.label}
          </button>
        </div>
      )}
      <OwnLine model={model} sight={sight} />
    </section>
  )
}

/** A ballot that was refused because its vote was over: its buttons are gone, the reason is not. */
function LateBallot({ meeting, sight }: { readonly meeting: MeetingModel; readonly sight: Sight }) {
  const at = meeting.refused.value?.at ?? ''
  const poll = runningPoll(sight)
  const isShown = poll !== undefined && ownVotes(sight, poll).some(({ seat }) => voteId(poll.id, seat) === at)
  return isShown || !at.startsWith('vote ') ? null : <Refusal meeting={meeting} at={[at]} />
}

function SpeakerLine({ meeting, sight }: { readonly meeting: MeetingModel; readonly sight: Sight }) {
  const speech = speaking(sight) ?? sight.speeches.find(({ state }) => state === 'paused')
  if (!speech)
    return (
      <div>
        <dt>{say('meetSpeakerNow')}</dt>
        <dd>{say('meetNobodySpeaks')}</dd>
      </div>
    )
  return (
    <div>
      <dt>{say('meetSpeakerNow')}</dt>
      <dd>
        {speech.name} ({word('kind', speech.kind)}) <SpeechClock meeting={meeting} speech={speech} />
      </dd>
    </div>
  )
}

const STATES = { warns: 'meetTimeWarns', over: 'meetTimeOver', stands: 'meetTimeStands' } as const

export function SpeechClock(props: { readonly meeting: MeetingModel; readonly speech: Sight['speeches'][number] }) {
  const { meeting, speech } = props
  const { is } = clockOf(speech, meeting.serverMs.value)
  return (
    <>
      <Clock
        meeting={meeting}
        label={say('meetTimeLeft')}
        leftMs={(serverMs) => clockOf(speech, serverMs).leftMs}
        as={(serverMs) => `clock-${clockOf(speech, serverMs).is}`}
      />
      {is !== 'runs' && <span class={`clock-word clock-${is}`}> {say(STATES[is])}</span>}
    </>
  )
}

/** Of the item that is being dealt with; outside of any, of the agenda and of procedure. */
function LastVote({ model, sight }: { readonly model: PanelModel; readonly sight: Sight }) {
  const poll = latestPoll(sight)
  if (!poll || !isSitting(sight.life)) return null
  if (poll.item !== (currentItem(sight)?.id ?? null)) return null
  return (
    <section class="last-vote" aria-labelledby="last-vote-title">
      <h4 id="last-vote-title" tabIndex={-1}>
        {say('meetLastVote')}
      </h4>
      <VoteOver meeting={model.meeting} sight={sight} poll={poll} />
    </section>
  )
}

function OwnLine({ model, sight }: { readonly model: PanelModel; readonly sight: Sight }) {
  const { roles } = sight.own
  const told = roles.filter((role) => role !== 'visitor' && (role !== 'participant' || roles.length <= 2))
  const isGuest = !roles.includes('participant')
  return (
    <>
      {told.length > 0 && (
        <p class="quiet">{say('meetYouAre', { roles: told.map((role) => say(`meetRole_${role}`)).join(', ') })}</p>
      )}
      {isGuest && (
        <p class="quiet">
          {say('meetGuest')}{' '}
          <button
            type="button"
            onClick={() => {
              model.open.value = 'identity'
            }}
          >
            {say('identity')}
          </button>
        </p>
      )}
    </>
  )
}
