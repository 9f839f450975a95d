// What may be done in a meeting, as data: each is there only where the role may and the state allows it, so that a button that
// is pressed is not refused. One that is shown and waits says why. Here those of the meeting itself, its people and its agenda.
import type { MeetingCommand, Subject } from '../../shared/civic/commands.ts'
import type { Item } from '../../shared/civic/state.ts'
import type { MeetingPlace } from '../../shared/civic/told-meeting.ts'
import { type Key, say } from '../panels/strings.ts'
import {
  asksOf,
  currentItem,
  isOver,
  isSitting,
  may,
  ownSeat,
  runningPoll,
  type Sight,
  undecidedPoll,
} from './sight.ts'

/** What is asked for on a form of its own. */
export type MeetingForm =
  | { readonly is: 'poll'; readonly subject: Subject; readonly question: string }
  | { readonly is: 'motion'; readonly item: string; readonly motion: string | null }
  | { readonly is: 'amendment'; readonly motion: string }
  | { readonly is: 'convene' | 'proxy' }

export type MeetingDeed = {
  /** The deed and what it is done to; where a refusal of it is shown. */
  readonly id: string
  readonly shown: string
  /** For who hears the button alone. */
  readonly label: string
  readonly isPrimary?: boolean
  /** A sentence that must be given with it. */
  readonly asks?: { readonly label: string; readonly isLong?: boolean }
  /** What is asked before it is done, where it cannot be undone. */
  readonly sure?: string
  /** Why it has to wait; shown greyed. */
  readonly waits?: string
  readonly does: { command(text: string): MeetingCommand } | { readonly form: MeetingForm }
}

type More = Partial<Pick<MeetingDeed, 'isPrimary' | 'asks' | 'sure' | 'waits'>> & {
  /** What it is done to. */
  readonly of?: string
  readonly name?: string
  readonly values?: Readonly<Record<string, string | number>>
}

export function deed(key: Key, then: MeetingDeed['does'] | MeetingCommand, more: More = {}): MeetingDeed {
  const { of = '', name = '', values = {}, ...rest } = more
  const shown = say(key, values)
  const label = name === '' ? shown : `${shown}: ${name}`
  const how = 'type' in then ? { command: () => then } : then
  return { id: `${key} ${Object.values(values).join(' ')} ${of}`.trim(), shown, label, does: how, ...rest }
}

export const because = (command: (reason: string) => MeetingCommand): MeetingDeed['does'] => ({ command })
export const reason = (): NonNullable<MeetingDeed['asks']> => ({ label: say('meetReason') })

/** Coming, going and the hand. */
export function ownDeeds(sight: Sight): readonly MeetingDeed[] {
  const { life, own, house } = sight
  const isHandUp = house.hands.some(({ id }) => id === own.id)
  const canCome = may(sight, 'meeting.arrive') && life.is !== 'draft' && !isOver(life)
  if (!canCome) return []
  if (!own.isHere) return [deed('meetArrive', { type: 'meeting.arrive' }, { isPrimary: true })]
  const hand = isHandUp
    ? deed('lowerHand', { type: 'meeting.lowerHand' })
    : deed('raiseHand', { type: 'meeting.raiseHand' })
  return [hand, deed('meetLeave', { type: 'meeting.leave' })]
}

const RECESSES_MIN = [5, 10, 15, 30, 60] as const

/** Opening, recess, closing and the papers after it. */
export function orderDeeds(sight: Sight, serverMs: number): readonly MeetingDeed[] {
  const { life, own, items, polls } = sight
  const found: MeetingDeed[] = []
  const undecided = undecidedPoll(sight)
  if ((life.is === 'draft' || life.is === 'convened') && may(sight, 'meeting.convene'))
    found.push(deed(life.is === 'draft' ? 'meetConvene' : 'meetConveneAnew', { form: { is: 'convene' } }))
  if (life.is === 'convened' && may(sight, 'meeting.open')) found.push(openDeed(life.startsAtMs, own.isHere, serverMs))
  if (life.is === 'recess' && may(sight, 'meeting.resume')) found.push(deed('meetResume', { type: 'meeting.resume' }))
  if (isSitting(life) && may(sight, 'meeting.recess') && !runningPoll(sight))
    found.push(
      deed('meetRecess', { type: 'meeting.recess' }),
      ...RECESSES_MIN.map((minutes) => {
        const command = (): MeetingCommand => ({ type: 'meeting.recess', untilMs: serverMs + minutes * 60_000 })
        return deed('meetRecessFor', { command }, { values: { minutes } })
      }),
    )
  if ((isSitting(life) || life.is === 'recess') && may(sight, 'meeting.close') && !undecided)
    found.push(deed('meetClose', { type: 'meeting.close' }, { sure: closeAsk(items) }))
  if (life.is === 'closed' && may(sight, 'meeting.draftMinutes'))
    found.push(deed('meetDraftMinutes', { type: 'meeting.draftMinutes' }))
  if (life.is === 'minutesDraft' && may(sight, 'meeting.approveMinutes')) {
    const open = polls.find(({ state }) => state === 'counted')
    found.push(
      deed(
        'meetApproveMinutes',
        { type: 'meeting.approveMinutes' },
        open ? { waits: say('meetNotCertified', { question: open.question }) } : {},
      ),
    )
  }
  if (life.is === 'minutesApproved' && may(sight, 'meeting.publishMinutes'))
    found.push(deed('meetPublishMinutes', { type: 'meeting.publishMinutes' }))
  return found
}

/** Asked for, since nothing is undone by opening it again: what it leaves undone. */
const closeAsk = (items: readonly Item[]): string =>
  say('meetCloseSure', { count: items.filter(({ state }) => state === 'planned' || state === 'current').length })

function openDeed(startsAtMs: number, isHere: boolean, serverMs: number): MeetingDeed {
  const minutes = Math.ceil((startsAtMs - serverMs) / 60_000)
  const waits = !isHere ? say('meetOpenCome') : minutes > 0 ? say('meetOpenIn', { minutes }) : undefined
  return deed('meetOpen', { type: 'meeting.open' }, waits === undefined ? { isPrimary: true } : { waits })
}

/** "We meet on the bridge". */
export function moveDeed(sight: Sight, here: () => MeetingPlace | null): readonly MeetingDeed[] {
  const place = here()
  if (!place || isOver(sight.life) || !may(sight, 'meeting.moveTo')) return []
  return [deed('meetMoveHere', { command: () => ({ type: 'meeting.moveTo', place: here() ?? place }) })]
}

/** Words of the secretary's beside the course. */
export function remarkDeed(sight: Sight): readonly MeetingDeed[] {
  const { life } = sight
  if (!may(sight, 'meeting.remark') || life.is === 'minutesApproved' || life.is === 'published') return []
  const item = currentItem(sight)?.id
  const command = (text: string): MeetingCommand => ({ type: 'meeting.remark', text, ...(item ? { item } : {}) })
  return [deed('meetRemark', { command }, { asks: { label: say('meetRemarkText'), isLong: true } })]
}

const isChangeable = (sight: Sight): boolean =>
  !isOver(sight.life) && !sight.isAgendaCarried && runningPoll(sight)?.subject.kind !== 'agenda'

/** Of the agenda as a whole. `newId` gives names that nobody has given before. */
export function agendaDeeds(sight: Sight, newId: (kind: string) => string): readonly MeetingDeed[] {
  const { items, isAgendaCarried, life, about } = sight
  const found: MeetingDeed[] = []
  if (may(sight, 'meeting.addItem') && isChangeable(sight)) {
    const command = (title: string): MeetingCommand => ({ type: 'meeting.addItem', item: newId('item'), title })
    found.push(deed('meetAddItem', { command }, { asks: { label: say('meetItemTitle') } }))
  }
  const canAsk = may(sight, 'meeting.preparePoll') && !isAgendaCarried && items.length > 0 && !asksOf(sight, 'agenda')
  if (canAsk && !isOver(life) && about?.rules.isAgendaVoted === true) found.push(agendaVote())
  if (may(sight, 'meeting.reopenAgenda') && isAgendaCarried && !isOver(life) && !currentItem(sight))
    found.push(deed('meetReopenAgenda', { type: 'meeting.reopenAgenda' }))
  return found
}

export const agendaVote = (): MeetingDeed =>
  deed('meetVoteAgenda', { form: { is: 'poll', subject: { kind: 'agenda' }, question: say('meetAskAgenda') } })

export function itemDeeds(sight: Sight, item: Item): readonly MeetingDeed[] {
  const { id, title, state } = item
  const of = { of: id, name: title }
  const found: MeetingDeed[] = []
  if (isOver(sight.life)) return found
  const planned = sight.items.filter((one) => one.state === 'planned')
  if (state === 'planned' && may(sight, 'meeting.takeItem') && canTake(sight)) found.push(takeDeed(item))
  if (state === 'current' && may(sight, 'meeting.finishItem') && !undecidedPoll(sight)) found.push(finishDeed(item))
  const canDefer = state === 'planned' || (state === 'current' && !undecidedPoll(sight))
  if (canDefer && may(sight, 'meeting.deferItem'))
    found.push(
      deed(
        'meetDeferItem',
        because((why) => ({ type: 'meeting.deferItem', item: id, reason: why })),
        {
          ...of,
          asks: reason(),
        },
      ),
    )
  if (state === 'planned' && isChangeable(sight) && may(sight, 'meeting.moveItem')) {
    const place = sight.items.indexOf(item) + 1
    const at = planned.indexOf(item)
    if (at > 0) found.push(deed('meetItemUp', { type: 'meeting.moveItem', item: id, place: place - 1 }, of))
    if (at < planned.length - 1)
      found.push(deed('meetItemDown', { type: 'meeting.moveItem', item: id, place: place + 1 }, of))
    found.push(
      deed(
        'meetWithdrawItem',
        because((why) => ({ type: 'meeting.withdrawItem', item: id, reason: why })),
        {
          ...of,
          asks: reason(),
        },
      ),
    )
  }
  return [...found, ...recuseDeeds(sight, item), ...newMotion(sight, item)]
}

export const takeDeed = ({ id, title }: Item): MeetingDeed =>
  deed('meetTakeItem', { type: 'meeting.takeItem', item: id }, { of: id, name: title, isPrimary: true })
export const finishDeed = ({ id, title }: Item): MeetingDeed =>
  deed('meetFinishItem', { type: 'meeting.finishItem' }, { of: id, name: title })

export const canTake = (sight: Sight): boolean =>
  isSitting(sight.life) && !currentItem(sight) && (sight.isAgendaCarried || sight.about?.rules.isAgendaVoted === false)

/** One's own seat, from a matter that is not being voted on. */
function recuseDeeds(sight: Sight, { id, title, state }: Item): readonly MeetingDeed[] {
  const seat = ownSeat(sight)
  const isOwn = seat?.holder === sight.own.id && may(sight, 'meeting.recuse')
  if (!seat || !isOwn || (state !== 'current' && state !== 'planned') || runningPoll(sight)?.item === id) return []
  if (state === 'current' && seat.via === 'recused') return []
  const then = because((why) => ({ type: 'meeting.recuse', item: id, seat: seat.seat, reason: why }))
  return [deed('meetRecuse', then, { of: id, name: title, asks: reason() })]
}

function newMotion(sight: Sight, { id, title, state }: Item): readonly MeetingDeed[] {
  const isOpen = state === 'current' || state === 'planned'
  if (!isOpen || !may(sight, 'meeting.draftMotion')) return []
  return [deed('meetNewMotion', { form: { is: 'motion', item: id, motion: null } }, { of: id, name: title })]
}

/** Of a seat that is not one's own: the chair recuses it from what is being dealt with. */
export function seatDeeds(sight: Sight, seat: string): readonly MeetingDeed[] {
  const told = sight.house.seats.find((one) => one.seat === seat)
  const item = currentItem(sight)
  if (!told || !sight.own.roles.includes('chair') || !item || told.via === 'recused' || isOver(sight.life)) return []
  if (runningPoll(sight)?.item === item.id) return []
  const then = because((why) => ({ type: 'meeting.recuse', item: item.id, seat, reason: why }))
  return [deed('meetRecuseSeat', then, { of: seat, name: told.name, asks: reason() })]
}

/** Giving one's vote away, and taking it back. */
export function proxyDeeds(sight: Sight): readonly MeetingDeed[] {
  const { about, house, own, life } = sight
  if (isOver(life) || (about?.rules.mostProxies ?? 0) === 0 || runningPoll(sight)) return []
  if (!may(sight, 'meeting.giveProxy')) return []
  const mine = house.seats.filter(({ holder }) => holder === own.id || own.roles.includes('secretary'))
  if (mine.length === 0) return []
  return [
    deed('meetGiveProxy', { form: { is: 'proxy' } }),
    ...mine
      .filter(({ via }) => via === 'proxy')
      .map(({ seat, name }) =>
        deed('meetWithdrawProxy', { type: 'meeting.withdrawProxy', from: seat }, { of: seat, name }),
      ),
  ]
}
