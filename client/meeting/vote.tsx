// The vote that is open: the question, big buttons for each seat one votes for, what one has cast with its receipt, time left
// and the count as far as the method tells it; after it the result in words.
import type { PollOnBoard } from '../../shared/civic/told-meeting.ts'
import { CHOICES, type Choice } from '../../shared/civic/tally.ts'
import { type Key, say } from '../panels/strings.ts'
import { identity } from '../wallet/identity-model.ts'
import { isRecusedIn, type OwnVote, ownVotes, type Receipt, receiptOf } from './ballots.ts'
import { Clock, Refusal } from './bits.tsx'
import { pollLeftMs } from './clocks.ts'
import { type MeetingModel, voteId } from './meeting-model.ts'
import { seatOf, type Sight } from './sight.ts'
import { ruleText, shortHash, tallyText, resultText, word } from './words.ts'

type Parts = { readonly meeting: MeetingModel; readonly sight: Sight; readonly poll: PollOnBoard }

const SHOWN: Readonly<Record<Choice, Key>> = { yes: 'meetYes', no: 'meetNo', abstain: 'meetAbstain' }
/** More stand in the report of votes. */
const MOST_NAMES = 300
const SIGNS: Readonly<Record<Choice, string>> = { yes: '✓', no: '✕', abstain: '–' }

/** On top of the panel while it is open. */
export function OpenVote(parts: Parts) {
  const { meeting, sight, poll } = parts
  const votes = ownVotes(sight, poll)
  const isPaused = poll.state === 'paused'
  const isLent = identity.me.value?.way === 'paired'
  return (
    <section class={`open-vote ${isPaused ? 'paused' : ''}`} aria-labelledby="open-vote-title">
      <div class="vote-head">
        <h3 id="open-vote-title" tabIndex={-1}>
          {say(isPaused ? 'meetVotePaused' : 'meetVoteNow')}
        </h3>
        {poll.untilMs !== null && (
          <Clock meeting={meeting} label={say('meetVoteLeft')} leftMs={(serverMs) => pollLeftMs(poll, serverMs) ?? 0} />
        )}
      </div>
      <p class="question">{poll.question}</p>
      <p>{say('meetCast', { cast: poll.cast, seats: poll.seats })}</p>
      {poll.lines.length > 0 && <VotedText lines={poll.lines} />}
      {poll.method === 'rollCall' && poll.called !== null && (
        <p class="called">{say('meetCalledNow', { name: seatOf(sight, poll.called)?.name ?? poll.called })}</p>
      )}
      {votes.length > 0 && isLent && <p class="quiet">{say('placeLent')}</p>}
      {(isLent ? [] : votes).map((vote) => (
        <Ballot key={vote.seat} {...parts} vote={vote} isOnly={votes.length === 1} />
      ))}
      {votes.length > 0 && poll.method === 'secret' && (
        <p class="quiet">{say(poll.byProof ? 'proofHow' : 'meetSecretHow')}</p>
      )}
      {votes.length === 0 && <p class="quiet">{say(whyNone(sight, poll))}</p>}
      <Count {...parts} />
      <p class="quiet">{say('meetRuleNow', { rule: ruleText(poll.rule) })}</p>
    </section>
  )
}

function whyNone(sight: Sight, poll: PollOnBoard): Key {
  if (isRecusedIn(sight, poll)) return 'meetRecusedFrom'
  const isOnRoll = sight.house.seats.some(({ seat, holder }) => holder === sight.own.id && poll.roll.includes(seat))
  if (isOnRoll && poll.byProof) return 'proofNotEnrolled'
  return isOnRoll && !sight.own.isHere ? 'meetComeToVote' : 'meetNotOnRoll'
}

function VotedText({ lines }: { readonly lines: readonly string[] }) {
  return (
    <details>
      <summary>{say('meetWholeText')}</summary>
      <ol class="text-lines">
        {lines.map((line, i) => (
          <li key={i}>{line}</li>
        ))}
      </ol>
    </details>
  )
}

function Ballot({ meeting, sight, poll, vote, isOnly }: Parts & { readonly vote: OwnVote; readonly isOnly: boolean }) {
  const { seat, name, isProxy, weight, receipt, wait, address } = vote
  const title = isProxy
    ? say('meetProxyFor', { name })
    : isOnly
      ? say('meetYourVote')
      : say('meetVoteFor', { name, seat })
  const choices = poll.method === 'unanimousConsent' ? (['no'] as const) : CHOICES
  const at = voteId(poll.id, seat)
  return (
    <div class="ballot" role="group" aria-label={title}>
      <p class="ballot-title">
        {title}
        {weight !== 1 && `, ${say('meetWeight', { weight })}`}
      </p>
      {poll.method === 'rollCall' && wait !== 'cast' && (
        <p>{say(poll.called === seat ? 'meetYouAreCalled' : 'meetWaitCall')}</p>
      )}
      {wait === null && (
        <div class="choices">
          {choices.map((choice) => (
            <button
              key={choice}
              type="button"
              class={`vote-button vote-${choice}`}
              aria-pressed={receipt?.choice === choice}
              aria-disabled={meeting.doing.value === at}
              onClick={() => void meeting.cast(poll, vote, choice)}
            >
              <span class="vote-sign" aria-hidden="true">
                {SIGNS[choice]}
              </span>
              {say(poll.method === 'unanimousConsent' ? 'meetObject' : SHOWN[choice])}
            </button>
          ))}
        </div>
      )}
      {poll.method === 'unanimousConsent' && <p class="quiet">{say('meetSilence')}</p>}
      {wait === null && address !== null && <p class="quiet">{say('meetSignHint')}</p>}
      <div role="status">
        {poll.byProof && meeting.doing.value === at && <p>{say('proofMaking')}</p>}
        {receipt && (
          <p class="voted">
            {say('meetYouVoted', { choice: word('choice', receipt.choice) })}
            {wait === null && ` ${say('meetMayChange')}`}
          </p>
        )}
      </div>
      {receipt && <ReceiptLine meeting={meeting} sight={sight} poll={poll} seat={seat} />}
      <Refusal meeting={meeting} at={[at]} />
    </div>
  )
}

/** Short, to be compared by eye; copied whole. */
export function ReceiptLine({ meeting, sight, poll, seat }: Parts & { readonly seat: string }) {
  const receipt = receiptOf(sight, poll, seat)
  if (!receipt) return null
  const hash = hashOf(receipt)
  const path = `/meetings/${sight.meeting}/polls/${poll.id}`
  const href = poll.byProof ? `${path}/ballots` : `${path}/proof?seat=${seat}`
  return (
    <p class="receipt">
      {hash && <code title={hash}>{say('meetReceipt', { hash: shortHash(hash) })}</code>}
      <button
        type="button"
        onClick={() => meeting.acts.copy(JSON.stringify({ ...receipt, head: sight.own.head ?? null }, null, 2))}
      >
        {say('meetCopyReceipt')}
      </button>
      {poll.ballotsRoot !== null && (
        <a class="as-button" href={href} target="_blank" rel="noreferrer">
          {say(poll.byProof ? 'proofBallots' : 'meetProof')}
        </a>
      )}
    </p>
  )
}

/** What stands in the tree of ballots, or the mark of a secret one. */
const hashOf = (receipt: Receipt): string | null => ('nullifier' in receipt ? receipt.nullifier : receipt.leafHash)

/** How many have voted, and how, where the method tells it before the end. */
export function Count({ sight, poll }: Parts) {
  const { tally, groups } = poll
  const votes = sight.votes.get(poll.id) ?? []
  const all = tally ? tally.yes + tally.no + tally.abstain : 0
  return (
    <div class="count-box">
      {tally ? (
        <ul class="tally" aria-label={tallyText(tally)}>
          {CHOICES.map((choice) => (
            <li key={choice} class={`tally-${choice}`}>
              <span class="tally-name">
                {SIGNS[choice]} {word('choice', choice)}
              </span>
              <span class="tally-bar" aria-hidden="true">
                <span style={{ width: `${all === 0 ? 0 : (100 * tally[choice]) / all}%` }} />
              </span>
              <strong>{tally[choice]}</strong>
            </li>
          ))}
        </ul>
      ) : (
        <p class="quiet">{say('meetHidden')}</p>
      )}
      {groups && groups.some(({ group }) => group !== '') && (
        <details>
          <summary>{say('meetByGroups')}</summary>
          <ul class="rows">
            {groups.map((one) => (
              <li key={one.group} class="row-item">
                <span class="who">{one.group || say('meetNoGroup')}</span>
                <span>{tallyText(one)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {votes.length > 0 && (
        <details>
          <summary>{say('meetByName')}</summary>
          <ul class="rows">
            {votes.slice(0, MOST_NAMES).map(({ seat, choice }) => (
              <li key={seat} class="row-item">
                <span class="who">{seatOf(sight, seat)?.name ?? seat}</span>
                <span class={`told-${choice}`}>
                  {SIGNS[choice]} {word('choice', choice)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** One that is over, with what comes of it. */
export function VoteOver(parts: Parts) {
  const { meeting, sight, poll } = parts
  const outcome = poll.result?.outcome ?? poll.state
  const mine = sight.own.seats.filter(({ seat }) => poll.roll.includes(seat) && receiptOf(sight, poll, seat))
  return (
    <div class={`vote-over outcome-${outcome}`}>
      <p class="question">{poll.question}</p>
      <p class="result">{resultText(poll)}</p>
      <p class="quiet">
        {say(`meetHow_${poll.method}`)} · {word('poll', poll.state)}
      </p>
      <details>
        <summary>{say('meetCounted')}</summary>
        <p>{say('meetCast', { cast: poll.cast, seats: poll.seats })}</p>
        <Count {...parts} />
      </details>
      {mine.map(({ seat }) => (
        <ReceiptLine key={seat} meeting={meeting} sight={sight} poll={poll} seat={seat} />
      ))}
    </div>
  )
}
