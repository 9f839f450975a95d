// The meeting as a board of rows and buttons, for surfaces that do not scroll and browsers that draw no page in a headset: how
// it stands, the vote with its buttons, the floor, the chair's next act, the agenda. What must be written is done on a screen.
import { CHOICES } from '../../shared/civic/tally.ts'
import type { BoardItem } from '../panels/board-items.ts'
import type { PanelModel } from '../panels/model.ts'
import { type Key, say } from '../panels/strings.ts'
import { identity } from '../wallet/identity-model.ts'
import { ownVotes } from './ballots.ts'
import { type MeetingDeed, ownDeeds } from './deeds.ts'
import { boardDeeds } from './deeds-document.ts'
import { askDeeds } from './deeds-speech.ts'
import { listedText } from './listed.ts'
import { nextDeeds } from './next-deeds.ts'
import { enter, enterItems, pastItems } from './past-items.ts'
import { currentItem, isOver, isSitting, latestPoll, runningPoll, type Sight, speaking, waiting } from './sight.ts'
import { capital, quorumText, resultText, ruleText, tallyText, word } from './words.ts'
import type { PollOnBoard } from '../../shared/civic/told-meeting.ts'

const SHOWN = { yes: 'meetYes', no: 'meetNo', abstain: 'meetAbstain' } as const satisfies Record<string, Key>

export function meetingItems(model: PanelModel): readonly BoardItem[] {
  const { meeting } = model
  const past = pastItems(model)
  if (past) return past
  const sight = meeting.sight.value
  const why = meeting.refused.value?.why ?? ''
  const refusal = why === '' ? [] : [text(say('refused', { reason: why }))]
  if (!sight) return [...refusal, ...listed(model)]
  const { life, house } = sight
  const poll = runningPoll(sight)
  return [
    heading(sight.about?.title ?? sight.meeting),
    text(`${capital(word('meeting', life.is))} · ${quorumText(house)}`),
    ...refusal,
    ...enterItems(model),
    ...(poll ? ofPoll(model, sight, poll) : []),
    ...floor(sight),
    ...pressable(model, ownDeeds(sight)),
    ...seatOffered(model),
    ...pressable(model, askDeeds(sight, meeting.newId)),
    ...next(model, sight),
    ...pressable(model, boardDeeds(sight)),
    ...(poll ? [] : lastVote(sight)),
    ...agenda(sight),
    { kind: 'button', label: say('meetings'), press: () => meeting.watch(null) },
  ]
}

function seatOffered({ meeting }: PanelModel): BoardItem[] {
  const offer = meeting.seatOffer.value
  return offer ? [{ kind: 'button', label: offer.label, press: () => offer.take() }] : []
}

function ofPoll(model: PanelModel, sight: Sight, poll: PollOnBoard): BoardItem[] {
  const { meeting } = model
  const called = sight.house.seats.find(({ seat }) => seat === poll.called)
  const votes = ownVotes(sight, poll).flatMap((vote): BoardItem[] => {
    const { receipt, wait, name, isProxy } = vote
    const voted = receipt ? [text(say('meetYouVoted', { choice: word('choice', receipt.choice) }))] : []
    if (wait !== null) return voted
    // The session was lent: the phone signs and votes.
    if (identity.me.value?.way === 'paired') return [text(say('placeLent')), ...voted]
    const options = (poll.method === 'unanimousConsent' ? (['no'] as const) : CHOICES).map((choice) => ({
      label: say(poll.method === 'unanimousConsent' ? 'meetObject' : SHOWN[choice]),
      isOn: receipt?.choice === choice,
      press: () => void meeting.cast(poll, vote, choice),
    }))
    const label = isProxy ? say('meetProxyFor', { name }) : say('meetYourVote')
    return [{ kind: 'choice', label, options }, ...voted]
  })
  return [
    heading(say(poll.state === 'paused' ? 'meetVotePaused' : 'meetVoteNow')),
    text(poll.question),
    ...(called ? [text(say('meetCalledNow', { name: called.name }))] : []),
    ...votes,
    text(poll.tally ? tallyText(poll.tally) : say('meetCast', { cast: poll.cast, seats: poll.seats })),
    text(say('meetRuleNow', { rule: ruleText(poll.rule) })),
  ]
}

function floor(sight: Sight): BoardItem[] {
  if (!isSitting(sight.life)) return []
  const now = speaking(sight)
  const queue = waiting(sight)
    .slice(0, 4)
    .map(({ name }) => name)
    .join(', ')
  return [
    text(`${say('meetItemNow')}: ${currentItem(sight)?.title ?? say('meetNoItem')}`),
    text(now ? `${say('meetSpeakerNow')}: ${now.name}` : say('meetNobodySpeaks')),
    ...(queue === '' ? [] : [text(`${say('meetSpeakers')}: ${queue}`)]),
  ]
}

function next(model: PanelModel, sight: Sight): BoardItem[] {
  const { meeting } = model
  const act = nextDeeds(sight, meeting.serverMs.peek(), meeting.newId)
  return act ? [text(act.why), ...pressable(model, act.deeds)] : []
}

function lastVote(sight: Sight): BoardItem[] {
  const poll = latestPoll(sight)
  return poll ? [text(`${poll.question} ${resultText(poll)}`)] : []
}

function agenda(sight: Sight): BoardItem[] {
  if (sight.items.length === 0) return []
  const rows = sight.items.map(({ title, state }): BoardItem => {
    return { kind: 'row', label: title, detail: word('item', state), deeds: [] }
  })
  return [heading(say('meetTab_agenda')), ...rows]
}

function listed(model: PanelModel): BoardItem[] {
  const { meeting } = model
  const all = meeting.list.value
  if (all.length === 0) return [text(say('meetNone'))]
  return all.map((one): BoardItem => {
    const { title, place } = one
    const look = {
      shown: say('meetLookIn'),
      label: `${say('meetLookIn')}: ${title}`,
      press: () => meeting.watch(one.meeting),
    }
    const go = (): void => {
      if (!place) return
      meeting.watch(one.meeting)
      meeting.acts.goTo(place)
    }
    const there = place ? [{ shown: say('meetGoThere'), label: `${say('meetGoThere')}: ${title}`, press: go }] : []
    const past = {
      shown: say('pastEnterShort'),
      label: `${say('pastEnter')}: ${title}`,
      press: () => enter(model, one.meeting),
    }
    const deeds = isOver({ is: one.state }) ? [past, look] : [look, ...there]
    return { kind: 'row', label: title, detail: listedText(model, one), deeds }
  })
}

/** Those that need nothing written. */
const pressable = ({ meeting }: PanelModel, deeds: readonly MeetingDeed[]): BoardItem[] =>
  deeds
    .filter(({ asks, sure, waits, does }) => !asks && sure === undefined && waits === undefined && 'command' in does)
    .map((deed) => ({
      kind: 'button',
      label: deed.label,
      isPrimary: deed.isPrimary === true,
      press: () => meeting.press(deed),
    }))

const text = (label: string): BoardItem => ({ kind: 'text', label })
const heading = (label: string): BoardItem => ({ kind: 'heading', label })
