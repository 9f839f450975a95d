// While the panel is closed: a vote that waits for one, at the top of the view with the way to it. And for who listens, what
// happens in the meeting, whether the panel is open or not.
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import { runningPoll } from './sight.ts'

export function MeetingBanner({ model }: { readonly model: PanelModel }) {
  const { meeting } = model
  const sight = meeting.sight.value
  const poll = sight && model.open.value !== 'meeting' ? runningPoll(sight) : undefined
  return (
    <div>
      {poll && (
        <div class="panel banner vote-banner">
          <p>
            <strong>{say('meetVoteNow')}</strong> {poll.question}
          </p>
          <button
            type="button"
            class="primary"
            onClick={() => {
              model.open.value = 'meeting'
            }}
          >
            {say(meeting.due.value > 0 ? 'meetVoteHere' : 'meetSeeVote')}
          </button>
        </div>
      )}
      <div class="unseen" role="status">
        {meeting.polite.value}
      </div>
      <div class="unseen" role="alert">
        {meeting.urgent.value}
      </div>
    </div>
  )
}
