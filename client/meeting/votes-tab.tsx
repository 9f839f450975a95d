// All votes of a meeting, the newest first, each with its result in words.
import { say } from '../panels/strings.ts'
import { Deeds } from './bits.tsx'
import { pollDeeds } from './deeds-poll.ts'
import type { MeetingModel } from './meeting-model.ts'
import { runningPoll, type Sight } from './sight.ts'
import { VoteOver } from './vote.tsx'
import { word } from './words.ts'

export function VotesTab({ meeting, sight }: { readonly meeting: MeetingModel; readonly sight: Sight }) {
  const running = runningPoll(sight)
  const others = sight.polls.filter((poll) => poll !== running).toReversed()
  if (others.length === 0 && !running) return <p>{say('meetNoVotes')}</p>
  return (
    <>
      {others.map((poll) => (
        <section key={poll.id} class="past-vote" aria-label={poll.question}>
          {poll.state === 'prepared' ? (
            <p tabIndex={-1}>
              {poll.question} <span class="state">{word('poll', 'prepared')}</span>
            </p>
          ) : (
            <VoteOver meeting={meeting} sight={sight} poll={poll} />
          )}
          <Deeds meeting={meeting} deeds={pollDeeds(sight, poll)} />
        </section>
      ))}
    </>
  )
}
