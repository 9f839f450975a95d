// The agenda, item by item, put to the vote where the rules ask for it; and the board with the document that is being shown.
import type { Rejection } from '../kernel/system.ts'
import { note } from './course.ts'
import { endSpeeches } from './speech.ts'
import { type Acts, currentItem, type Held, isSitting, itemOf, no, runningPoll, type Who } from './state.ts'

const MOST_ITEMS = 200
const MOST_DOCUMENTS = 500

export const agenda: Acts<
  | 'meeting.addItem'
  | 'meeting.moveItem'
  | 'meeting.withdrawItem'
  | 'meeting.deferItem'
  | 'meeting.reopenAgenda'
  | 'meeting.takeItem'
  | 'meeting.finishItem'
  | 'meeting.addDocument'
  | 'meeting.showDocument'
  | 'meeting.turnPage'
  | 'meeting.hideDocument'
> = {
  'meeting.addItem': {
    check(state, { item }) {
      if (itemOf(state, item)) return no(`there is an item ${item} already`)
      if (state.items.length >= MOST_ITEMS) return no(`the agenda has ${MOST_ITEMS} items; ${item} is one too many`)
      return checkChange(state, item)
    },
    apply(state, { item: id, title }) {
      state.items.push({ id, title, state: 'planned' })
    },
  },

  'meeting.moveItem': {
    check: (state, { item }) => checkPlanned(state, item) ?? checkChange(state, item),
    apply(state, { item, place }) {
      const one = itemOf(state, item)
      if (!one) return
      const others = state.items.filter((other) => other !== one)
      state.items = [...others.slice(0, place - 1), one, ...others.slice(place - 1)]
    },
  },

  'meeting.withdrawItem': {
    check: (state, { item }) => checkPlanned(state, item) ?? checkChange(state, item),
    apply(state, { item, reason }) {
      const one = itemOf(state, item)
      if (!one) return
      one.state = 'withdrawn'
      note(state, 'itemWithdrawn', { title: one.title, reason })
    },
  },

  'meeting.deferItem': {
    check(state, { item }) {
      const one = itemOf(state, item)
      if (one?.state === 'current') return checkNoVote(state, item)
      return checkPlanned(state, item)
    },
    apply(state, { item, reason }) {
      const one = itemOf(state, item)
      if (!one) return
      if (one.state === 'current') leaveItem(state)
      one.state = 'deferred'
      note(state, 'itemDeferred', { title: one.title, reason })
    },
  },

  'meeting.reopenAgenda': {
    check(state) {
      if (!state.isAgendaCarried) return no('the agenda is open for changes already')
      const item = currentItem(state)
      return item ? no(`item ${item.id} is being dealt with; finish it before the agenda is changed`) : null
    },
    apply(state, _, { name }) {
      state.isAgendaCarried = false
      note(state, 'agendaReopened', { name })
    },
  },

  'meeting.takeItem': {
    check(state, { item }) {
      if (!isSitting(state)) return no(`item ${item} waits: meeting ${state.about.meeting} is ${state.life.is}`)
      const now = currentItem(state)
      if (now) return no(`item ${now.id} is being dealt with; finish it before ${item}`)
      const isCarried = state.isAgendaCarried || !state.about.rules.isAgendaVoted
      return checkPlanned(state, item) ?? (isCarried ? null : no(`the agenda must be carried before item ${item}`))
    },
    apply(state, { item }) {
      const one = itemOf(state, item)
      if (!one) return
      one.state = 'current'
      note(state, 'itemTaken', { title: one.title })
    },
  },

  'meeting.finishItem': {
    check(state) {
      const item = currentItem(state)
      return item ? checkNoVote(state, item.id) : no('no item is being dealt with')
    },
    apply(state) {
      const item = currentItem(state)
      if (!item) return
      leaveItem(state)
      note(state, 'itemDone', { title: item.title })
      item.state = 'done'
    },
  },

  'meeting.addDocument': {
    check(state, { document, item }) {
      if (documentOf(state, document)) return no(`there is a document ${document} already`)
      if (item !== undefined && !itemOf(state, item)) return no(`there is no item ${item} on the agenda`)
      if (state.documents.length < MOST_DOCUMENTS) return null
      return no(`there are ${MOST_DOCUMENTS} documents; ${document} is one too many`)
    },
    apply(state, { document: id, title, mediaType, pages, sha256, item = null, presenter = null }) {
      state.documents.push({ id, title, mediaType, pages, sha256, item, presenter })
    },
  },

  'meeting.showDocument': {
    check(state, { document }, who) {
      const one = documentOf(state, document)
      if (!one) return no(`there is no document ${document}`)
      if (!isSitting(state)) return no(`nothing is shown: meeting ${state.about.meeting} is ${state.life.is}`)
      if (state.board?.document === document) return no(`document ${document} is on the board already`)
      const isTheirs = one.presenter === who.id || isPresenter(state, who.id) || who.roles.includes('chair')
      return isTheirs ? null : no(`document ${document} is not ${who.name}'s to show`)
    },
    apply(state, { document }, { id, name }) {
      state.board = { document, page: 1, by: id }
      note(state, 'documentShown', { name, title: documentOf(state, document)?.title ?? document })
    },
  },

  'meeting.turnPage': {
    check(state, { page }, who) {
      const one = documentOf(state, state.board?.document ?? '')
      if (!one) return no('no document is on the board')
      if (page > one.pages) return no(`document ${one.id} has ${one.pages} pages, none of them ${page}`)
      if (page === state.board?.page) return no(`document ${one.id} is open at page ${page} already`)
      return checkBoard(state, who)
    },
    apply({ board }, { page }) {
      if (board) board.page = page
    },
  },

  'meeting.hideDocument': {
    check: (state, _, who) => (state.board ? checkBoard(state, who) : no('no document is on the board')),
    apply(state) {
      state.board = null
    },
  },
}

const documentOf = ({ documents }: Held, id: string) => documents.find((one) => one.id === id)
const isPresenter = ({ about }: Held, person: string): boolean =>
  about.people.some(({ id, role }) => role === 'presenter' && id === person)

const checkBoard = ({ board }: Held, { id, name, roles }: Who): Rejection | null =>
  board?.by === id || roles.includes('chair')
    ? null
    : no(`document ${board?.document ?? ''} is shown by somebody else than ${name}`)

function checkPlanned(state: Held, item: string): Rejection | null {
  const one = itemOf(state, item)
  if (!one) return no(`there is no item ${item} on the agenda`)
  return one.state === 'planned' ? null : no(`item ${item} is ${one.state}`)
}

/** Nothing changes on an agenda that was carried, or is being voted on. */
function checkChange(state: Held, item: string): Rejection | null {
  if (state.isAgendaCarried) return no(`the agenda is carried; it must be opened for changes before item ${item} is`)
  const poll = runningPoll(state)
  return poll?.subject.kind === 'agenda'
    ? no(`the agenda is being voted on in ${poll.id}; item ${item} must wait`)
    : null
}

function checkNoVote(state: Held, item: string): Rejection | null {
  const poll = state.polls.find(({ life, item: of }) => of === item && (life.is === 'closed' || isUndecided(life)))
  const open = poll ?? runningPoll(state)
  return open ? no(`vote ${open.id} is not decided yet; it must be before item ${item} is left`) : null
}

const isUndecided = (life: Held['polls'][number]['life']): boolean =>
  life.is === 'counted' && life.result.outcome === 'tied'

function leaveItem(state: Held): void {
  endSpeeches(state)
  state.board = null
}
