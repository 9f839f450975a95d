// The panels of the page as pages of a list, for browsers that cannot draw the page into a texture: the same model, the
// same acts, the same words. Data for list-view.ts; no engine. What is typed lives with the panel (list-panel.ts).
import { signal } from '@preact/signals'
import { NEAR_M } from '../../shared/protocol/gestures.ts'
import { distanceText } from '../panels/distance.ts'
import { cardDeeds, dutySections, sectionTitle, shownSection } from '../panels/duty.tsx'
import type { MountedPanel } from '../panels/mount.tsx'
import type { FoundPerson, PanelModel, PersonShown, SearchHit } from '../panels/model.ts'
import { peopleRows } from '../panels/people-rows.ts'
import { nameText, whereText } from '../panels/sightings.ts'
import { LANGUAGES, language, say } from '../panels/strings.ts'
import { detailText, factName, factValue, titleText, truthText } from '../panels/words.ts'
import { consultItems } from '../consultation/headset-items.ts'
import { meetingItems } from '../meeting/headset-items.ts'
import { boardItems } from '../panels/whatif.tsx'
import { boardList, dutyItem } from './list-board.ts'
import type { Item, Page } from './list-view.ts'
import { comfortItems, timeItems } from './wrist-pages.ts'

const MOST_LINES = 5
const MOST_PEOPLE = 5
const MOST_HITS = 6
const MOST_SIGHTINGS = 7
/** Letters that surely fit on a line. */
const LINE_LETTERS = 56
/** Rows of a page without keys, before it is turned. */
const ROWS_OF_PAGE = 8

/** What of a panel is one's own: what is typed, and what came back. */
export class Asked {
  readonly typed = signal('')
  readonly to = signal<'near' | 'all'>('near')
  /** Null before anything is asked. */
  readonly hits = signal<readonly SearchHit[] | null>(null)
  readonly found = signal<readonly FoundPerson[] | null>(null)
  /** Of a long list, from 0. */
  readonly page = signal(0)
}

/** Panels one types into. */
export const TYPED: ReadonlySet<MountedPanel> = new Set(['chat', 'search', 'people'])

/** What Enter does, and the button beside the field. */
export type Enter = () => void

type List = Omit<Page, 'id'>
type Given = { readonly model: PanelModel; readonly asked: Asked; readonly enter: Enter }

export const listOf = (name: MountedPanel, given: Given): List => LISTS[name](given)

const LISTS: Readonly<Record<MountedPanel, (given: Given) => List>> = {
  card: ({ model }) => card(model),
  people: (given) => ({ title: say('people', { count: given.model.people.value.length }), items: people(given) }),
  chat: (given) => ({ title: say('chat'), items: chat(given) }),
  search: (given) => ({ title: say('search'), items: search(given) }),
  around: ({ model }) => ({ title: say('aroundTitle'), items: around(model) }),
  settings: ({ model }) => ({ title: say('settings'), items: [...languages(), ...comfortItems(model)] }),
  time: ({ model }) => ({ title: say('light'), items: timeItems(model) }),
  duty: ({ model }) => ({ title: say('duty'), items: duty(model) }),
  whatif: ({ model }) => ({ title: say('whatif'), items: boardList(boardItems(model, 'headset')) }),
  consult: ({ model }) => ({ title: say('consult'), items: boardList(consultItems(model.consult, location.host)) }),
  meeting: ({ model }) => ({ title: say('meeting'), items: boardList(meetingItems(model)) }),
}

/** Lists without keys turn their pages where they are long; the last items turn them. */
export function inPages(items: readonly Item[], asked: Asked): readonly Item[] {
  const starts = [0]
  let filled = 0
  items.forEach((item, i) => {
    const share = item.kind === 'text' ? 0.5 * (item.lines ?? 1) : item.kind === 'button' && !item.isWide ? 0.5 : 1
    if (filled + share > ROWS_OF_PAGE) {
      starts.push(i)
      filled = 0
    }
    filled += share
  })
  if (starts.length === 1) return items
  const at = Math.min(asked.page.value, starts.length - 1)
  const turn = (to: number): void => {
    asked.page.value = to
  }
  return [
    ...items.slice(starts[at], starts[at + 1]),
    ...(at > 0 ? [button(say('previousPage'), () => turn(at - 1))] : []),
    ...(at < starts.length - 1 ? [button(say('nextPage'), () => turn(at + 1))] : []),
  ]
}

function card(model: PanelModel): List {
  const shown = model.card.value
  if (!shown) return { title: say('cardEmpty'), items: [] }
  const { facts, source, truth, atM, id } = shown
  const told = (name: string, value: string): Item => wrapped(`${name}: ${value}`)
  const credit = [source.attribution || source.title, source.date].filter((part) => part !== '').join(', ')
  return {
    title: titleText(shown.title),
    items: [
      ...facts.map(({ key, value }) => told(factName(key), factValue(key, value))),
      told(say('fact_truth'), truthText(truth)),
      told(say('fact_source'), credit),
      ...(model.isCardPinned.value && atM
        ? [button(say('goThere'), () => model.acts.goTo({ id, atM }), { isWide: true })]
        : []),
      ...cardDeeds(model, shown).map((deed) => button(deed.label, () => deed.press(), { isWide: true })),
    ],
  }
}

function people({ model, asked, enter }: Given): Item[] {
  const isUp = model.isHandUp.value
  const isGuiding = model.isGuiding.value
  const { rows, more } = peopleRows(model.people.value, MOST_PEOPLE)
  const found = asked.found.value
  return [
    button(say(isUp ? 'lowerHand' : 'raiseHand'), () => model.acts.raiseHand(!isUp), { isOn: isUp }),
    button(say(isGuiding ? 'stopGuiding' : 'guide'), () => model.acts.guide(!isGuiding), { isOn: isGuiding }),
    button(say('gather'), () => model.acts.gather()),
    button(say('find'), enter),
    { kind: 'field', label: say('findPerson'), value: asked.typed.value },
    ...(found === null
      ? [
          ...rows.map((person) => personRow(model, person)),
          ...(more > 0 ? [text(say('morePeople', { count: more }))] : []),
        ]
      : found.length === 0
        ? [text(say('nobodyFound', { name: asked.typed.value }), 2)]
        : found.slice(0, MOST_PEOPLE).map((person): Item => {
            const label = say('goToPerson', { name: person.name })
            const deeds = [{ shown: say('goTo'), label, press: () => model.acts.joinPerson(person) }]
            return { kind: 'row', label: person.name, detail: say(person.isHere ? 'isHere' : 'isElsewhere'), deeds }
          })),
  ]
}

function personRow(model: PanelModel, person: PersonShown): Item {
  const { id, name, isMe, distanceM } = person
  const isFollowed = model.following.value?.avatarId === id
  const marks = [person.isGuiding && say('guides'), person.isHandUp && say('handUp'), person.isAway && say('away')]
  const where = isMe
    ? say('you')
    : distanceM === undefined || distanceM === null
      ? say('farAway')
      : distanceText(distanceM)
  const follow = say('followPerson', { name })
  return {
    kind: 'row',
    label: name,
    detail: [where, ...marks.filter((mark) => typeof mark === 'string')].join(' · '),
    deeds: isMe
      ? []
      : [
          { shown: say('goTo'), label: say('goToPerson', { name }), press: () => model.acts.goToPerson(id) },
          {
            shown: say(isFollowed ? 'stop' : 'follow'),
            label: isFollowed ? `${say('stop')}: ${follow}` : follow,
            press: () => model.acts.follow(isFollowed ? null : id),
          },
        ],
  }
}

function chat({ model, asked, enter }: Given): Item[] {
  const lines = model.chat.value.slice(-MOST_LINES)
  const to = asked.to.value
  const whom = (one: 'near' | 'all', label: string): Item =>
    button(
      label,
      () => {
        asked.to.value = one
      },
      { isOn: to === one },
    )
  return [
    ...(lines.length === 0 ? [text(say('chatEmpty'))] : []),
    ...lines.map((line) => wrapped(`${line.name}${line.to === 'near' ? ` (${say('nearMark')})` : ''}: ${line.text}`)),
    whom('near', say('toNear', { n: NEAR_M })),
    whom('all', say('toAll')),
    { kind: 'field', label: say('chatInput'), value: asked.typed.value },
    button(say('send'), enter, { isWide: true }),
  ]
}

function search({ model, asked }: Given): Item[] {
  const hits = asked.hits.value
  return [
    { kind: 'field', label: `${say('search')} (${say('searchHint')})`, value: asked.typed.value },
    ...(hits?.length === 0 ? [text(say('nothingFound', { query: asked.typed.value }))] : []),
    ...(hits ?? []).slice(0, MOST_HITS).map((hit): Item => {
      const label = say('goThereNamed', { name: hit.name })
      const deeds = [{ shown: say('goTo'), label, press: () => model.acts.goTo(hit) }]
      return { kind: 'row', label: hit.name, detail: detailText(hit.detail), deeds }
    }),
  ]
}

function around(model: PanelModel): Item[] {
  const sightings = model.around.value.slice(0, MOST_SIGHTINGS)
  return [
    button(say('lookAgain'), () => model.acts.lookAround(), { isWide: true }),
    ...(sightings.length === 0 ? [text(say('aroundEmpty'))] : []),
    ...sightings.map((sighting): Item => {
      const { kind, id, atM } = sighting
      const name = nameText(sighting)
      const press = (): void => {
        if (kind === 'person') model.acts.goToPerson(Number(id))
        else model.acts.goTo({ id, atM })
      }
      const deeds = [{ shown: say('goTo'), label: say('goThereNamed', { name }), press }]
      return { kind: 'row', label: name, detail: whereText(sighting), deeds }
    }),
  ]
}

/** The desk's own lists, a button each, then the one that is open. */
function duty(model: PanelModel): Item[] {
  const shown = shownSection(model)
  const sections = dutySections().map((section) =>
    button(
      sectionTitle(section, model),
      () => {
        model.duty.value = section.id
      },
      { isOn: section.id === shown?.id },
    ),
  )
  return [...sections, ...(shown?.items(model, 'headset') ?? []).flatMap(dutyItem)]
}

function languages(): Item[] {
  return LANGUAGES.map(({ id, name }) =>
    button(
      name,
      () => {
        language.value = id
      },
      { isOn: language.value === id },
    ),
  )
}

/** On as many lines as it takes, up to three. */
const wrapped = (label: string): Item => text(label, Math.min(3, Math.ceil(label.length / LINE_LETTERS)))
const text = (label: string, lines = 1): Item => ({ kind: 'text', label, lines })
const button = (
  label: string,
  press: () => void,
  more: { readonly isOn?: boolean; readonly isWide?: boolean } = {},
): Item => ({ kind: 'button', label, press, ...more })
