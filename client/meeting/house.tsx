// Who is here: seats by group, how each voted where the method tells it, hands, proxies, and who else is in the room.
import type { SeatTold } from '../../shared/civic/told-meeting.ts'
import { say } from '../panels/strings.ts'
import { Deeds } from './bits.tsx'
import { proxyDeeds, seatDeeds } from './deeds.ts'
import type { MeetingModel } from './meeting-model.ts'
import { latestPoll, runningPoll, type Sight } from './sight.ts'
import { quorumText, sittingText, word } from './words.ts'

type Parts = { readonly meeting: MeetingModel; readonly sight: Sight }
/** Of one group: more are counted. */
const MOST_SEATS = 150
const SIGNS = { yes: '✓', no: '✕', abstain: '–' } as const

export function HouseTab({ meeting, sight }: Parts) {
  const { house, about } = sight
  const groups = [...new Set(house.seats.map(({ group }) => group))]
  const officer = (id: string | null): string =>
    [...(about?.chairs ?? []), ...(about?.secretaries ?? [])].find((one) => one.id === id)?.name ?? ''
  return (
    <>
      <p>{quorumText(house)}</p>
      {house.chair !== null && (
        <p>
          <span class="name">{officer(house.chair)}</span> <span class="quiet">{say('meetChair')}</span>
        </p>
      )}
      {house.secretary !== null && (
        <p>
          <span class="name">{officer(house.secretary)}</span> <span class="quiet">{say('meetSecretary')}</span>
        </p>
      )}
      {house.hands.length > 0 && (
        <p class="hands">
          {say('meetHands')}: {house.hands.map(({ name }) => name).join(', ')}
        </p>
      )}
      {groups.map((group) => (
        <Group key={group} meeting={meeting} sight={sight} group={group} isOnly={groups.length === 1} />
      ))}
      {house.others.length > 0 && (
        <p class="quiet">
          {say('meetOthers')}: {house.others.map(({ name }) => name).join(', ')}
        </p>
      )}
      <Deeds meeting={meeting} deeds={proxyDeeds(sight)} />
    </>
  )
}

function Group({ meeting, sight, group, isOnly }: Parts & { readonly group: string; readonly isOnly: boolean }) {
  const seats = sight.house.seats.filter((one) => one.group === group)
  const here = seats.filter(({ voter }) => voter !== null).length
  return (
    <>
      <h4>
        {isOnly && group === '' ? '' : `${group || say('meetNoGroup')} · `}
        {say('meetGroupCount', { here, seats: seats.length })}
      </h4>
      <ul class="rows seats">
        {seats.slice(0, MOST_SEATS).map((seat) => (
          <SeatRow key={seat.seat} meeting={meeting} sight={sight} seat={seat} />
        ))}
      </ul>
      {seats.length > MOST_SEATS && <p class="quiet">{say('meetMoreSeats', { count: seats.length - MOST_SEATS })}</p>}
    </>
  )
}

function SeatRow({ meeting, sight, seat }: Parts & { readonly seat: SeatTold }) {
  const poll = runningPoll(sight) ?? latestPoll(sight)
  const vote = poll ? sight.votes.get(poll.id)?.find((one) => one.seat === seat.seat)?.choice : undefined
  const isHandUp = sight.house.hands.some(({ id }) => id === seat.voter || id === seat.holder)
  const isCalled = runningPoll(sight)?.called === seat.seat
  return (
    <li class={`row-item seat-${seat.via}`}>
      <span class="seat-mark" aria-hidden="true">
        {seat.voter === null ? '○' : '●'}
      </span>
      <span class="who">
        <span class="name">{seat.name}</span>
        <span class="quiet">
          {say('meetSeat', { seat: seat.seat })} · {sittingText(seat)}
          {seat.weight !== 1 && ` · ${say('meetWeight', { weight: seat.weight })}`}
          {isHandUp && ` · ${say('meetHandUp')}`}
        </span>
      </span>
      {isCalled && <span class="state">{say('meetCalledNow', { name: '' }).replace(/:\s*$/, '')}</span>}
      {vote && (
        <span class={`told-${vote}`}>
          {SIGNS[vote]} {word('choice', vote)}
        </span>
      )}
      <Deeds meeting={meeting} deeds={seatDeeds(sight, seat.seat)} />
    </li>
  )
}
