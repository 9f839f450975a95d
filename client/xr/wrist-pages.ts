// The pages of the wrist menu, made from the panels' model: data for list-view.ts, no engine. Every word is a catalogue's.
import { EMOTES } from '../../shared/protocol/intent.ts'
import { calledText } from '../panels/called.ts'
import type { MountedPanel } from '../panels/mount.tsx'
import { atMinuteOfDay, type Comfort, minutesOfDay, type PanelModel } from '../panels/model.ts'
import { language, say } from '../panels/strings.ts'
import { board } from '../panels/whatif.tsx'
import type { Item, Page } from './list-view.ts'
import { canPlaceWorks, placingItems, toolItems } from './placing.ts'
import { compareItems, flipButton } from './wrist-compare.ts'
import { identityItems } from './wrist-identity.ts'
import { helpItems, lookItems, momentItems } from './wrist-more.ts'

export type PageId =
  | 'menu'
  | 'places'
  | 'people'
  | 'time'
  | 'moment'
  | 'compare'
  | 'comfort'
  | 'emotes'
  | 'look'
  | 'help'
  | 'works'
  | 'identity'
export type NamedPlace = { readonly name: string; readonly atM: readonly [number, number] }

/** What the pages ask of the headset around them. */
export type MenuActs = {
  turnTo(page: PageId): void
  openPanel(name: MountedPanel): void
  goTo(place: NamedPlace): void
  /** Raises or lowers the table, metres. */
  lift(byM: number): void
  /** Lays the city on a table, or puts one back into it; null where the headset shows the one only. */
  readonly lay: ((isOnTable: boolean) => void) | null
  leave(): void
}

const MOST_PEOPLE = 12
const LIFT_M = 0.1

export function pageOf(id: PageId, model: PanelModel, places: readonly NamedPlace[], acts: MenuActs): Page {
  const pages: Readonly<Record<PageId, () => readonly [title: string, items: readonly Item[]]>> = {
    menu: () => [say('wristMenu'), model.headset.value === 'table' ? onTable(model, acts) : inVr(model, acts)],
    places: () => [
      say('places'),
      [
        back(acts),
        button(say('search'), () => acts.openPanel('search')),
        ...places.map((place) => button(place.name, () => acts.goTo(place))),
      ],
    ],
    people: () => [say('people', { count: model.people.value.length }), people(model, acts)],
    time: () => [say('light'), [back(acts), ...moment(model, acts), ...timeItems(model)]],
    moment: () => [say('timeSlider'), [back(acts, 'time'), ...momentItems(model)]],
    compare: () => [say('compare'), [back(acts), ...compareItems(model)]],
    look: () => [say('look'), [back(acts), ...lookItems(model)]],
    help: () => [say('help'), [back(acts), ...helpItems(model)]],
    identity: () => [say('identity'), [back(acts), ...identityItems(model)]],
    works: () => [say('placeWork'), [back(acts), ...toolItems(model)]],
    comfort: () => [say('comfort'), [back(acts), ...comfortItems(model)]],
    emotes: () => [
      say('gestures'),
      [
        back(acts),
        handUp(model),
        ...EMOTES.map((emote) => button(say(`emote_${emote}`), () => model.acts.emote(emote))),
      ],
    ],
  }
  const [title, items] = pages[id]()
  return { id, title, items: [...placingItems(model), ...items], news: news(model) }
}

/** What the page would say in its notices: a refusal, a lost line, a call to gather. */
function news(model: PanelModel): Item[] {
  const call = model.call.value
  const line = model.connection.value
  const notice = line === 'lost' ? say('lost') : line === 'gone' ? say('lostForGood') : model.notice.value
  return [
    ...(notice === '' ? [] : [text(notice)]),
    ...(call
      ? [
          text(calledText(call, model)),
          button(say(call.into ? 'whatifComeAndLook' : 'come'), () => model.acts.answerCall(true)),
          ...(call.into ? [button(say('whatifLookHere'), () => model.acts.answerCall('look'))] : []),
          button(say('stay'), () => model.acts.answerCall(false)),
        ]
      : []),
  ]
}

function inVr(model: PanelModel, acts: MenuActs): Item[] {
  const isFlying = model.mode.value === 'fly'
  const isSitting = model.isSitting.value
  return [
    button(say('places'), () => acts.turnTo('places')),
    button(say('people', { count: model.people.value.length }), () => acts.turnTo('people')),
    button(say('timeOfDay'), () => acts.turnTo('time')),
    button(say('comfort'), () => acts.turnTo('comfort')),
    handUp(model),
    button(say('gestures'), () => acts.turnTo('emotes')),
    button(say('chat'), () => acts.openPanel('chat')),
    button(say('around'), () => {
      model.acts.lookAround()
      acts.openPanel('around')
    }),
    button(say(isSitting ? 'stand' : 'sit'), () => model.acts.sit(!isSitting), isSitting),
    button(say(isFlying ? 'walk' : 'fly'), () => model.acts.setMode(isFlying ? 'walk' : 'fly'), isFlying),
    button(say('look'), () => acts.turnTo('look')),
    button(say('identity'), () => acts.turnTo('identity')),
    ...(model.time.hasTwin.value ? [button(say('dutyShort'), () => acts.openPanel('duty'))] : []),
    ...(model.meeting.list.value.length > 0 ? [button(say('meeting'), () => acts.openPanel('meeting'))] : []),
    ...consultations(model, acts),
    ...whatif(model, acts),
    ...works(model, acts),
    ...(acts.lay ? [button(say('toTable'), () => acts.lay?.(true))] : []),
    button(say('settings'), () => acts.openPanel('settings')),
    button(say('help'), () => acts.turnTo('help')),
    button(say('leaveHeadset'), () => acts.leave()),
  ]
}

/** Where any is open. */
function consultations({ consult }: PanelModel, acts: MenuActs): Item[] {
  if (!consult.isAnyOpen.value) return []
  const open = (): void => {
    void consult.lookIntoOpen()
    acts.openPanel('consult')
  }
  return [button(say('consult'), open)]
}

/** Tools that place works of the flood, for who may. */
function works(model: PanelModel, acts: MenuActs): Item[] {
  return canPlaceWorks(model) ? [button(say('placeWork'), () => acts.turnTo('works'))] : []
}

function handUp(model: PanelModel): Item {
  const isUp = model.isHandUp.value
  return button(say(isUp ? 'lowerHand' : 'raiseHand'), () => model.acts.raiseHand(!isUp), isUp)
}

/** The board, and where one is in a branch the way to flip between with and without. */
function whatif(model: PanelModel, acts: MenuActs): Item[] {
  if (!model.time.hasTwin.value || board() === undefined) return []
  return [
    button(say('whatif'), () => acts.openPanel('whatif')),
    ...(model.time.compare.b.value ? [flipButton(model), button(say('compare'), () => acts.turnTo('compare'))] : []),
  ]
}

function onTable(model: PanelModel, acts: MenuActs): Item[] {
  return [
    button(say('places'), () => acts.turnTo('places')),
    button(say('timeOfDay'), () => acts.turnTo('time')),
    button(say('tableHigher'), () => acts.lift(LIFT_M)),
    button(say('tableLower'), () => acts.lift(-LIFT_M)),
    ...(acts.lay ? [button(say('fromTable'), () => acts.lay?.(false))] : []),
    ...whatif(model, acts),
    button(say('peopleTitle'), () => acts.openPanel('people')),
    button(say('chat'), () => acts.openPanel('chat')),
    button(say('identity'), () => acts.turnTo('identity')),
    ...consultations(model, acts),
    button(say('settings'), () => acts.openPanel('settings')),
    button(say('help'), () => acts.turnTo('help')),
    ...works(model, acts),
    { ...button(say('leaveHeadset'), () => acts.leave()), isWide: true },
    text(say('tableTip')),
  ]
}

function people(model: PanelModel, acts: MenuActs): Item[] {
  const others = model.people.value.filter((person) => !person.isMe)
  return [
    back(acts),
    button(say('peopleTitle'), () => acts.openPanel('people')),
    ...others
      .slice(0, MOST_PEOPLE)
      .map((person) => button(person.name, () => model.acts.goToPerson(person.id), person.isHandUp === true)),
  ]
}

/** The way to the past and the forks, where the city tells of itself. */
function moment(model: PanelModel, acts: MenuActs): Item[] {
  return model.time.hasTwin.value ? [button(say('timeSlider'), () => acts.turnTo('moment'))] : []
}

export function timeItems(model: PanelModel): Item[] {
  const zone = model.timeZone.value
  const shown = model.shownTimeMs.value
  const clock = new Intl.DateTimeFormat(language.value, { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  const at = (hours: number): void => model.acts.setTime(atMinuteOfDay(shown, zone, hours * 60))
  return [
    button(say('now'), () => model.acts.setTime(null), model.chosenTimeMs.value === null),
    {
      kind: 'slider',
      label: say('localTime', { time: clock.format(shown) }),
      value: minutesOfDay(shown, zone),
      least: 0,
      most: 1435,
      change: (minute) => model.acts.setTime(atMinuteOfDay(shown, zone, Math.round(minute / 5) * 5)),
    },
    ...[7, 12, 18, 22].map((hours) => button(clockOf(hours), () => at(hours))),
  ]
}

export function comfortItems(model: PanelModel): Item[] {
  const now = model.comfort.value
  const set = (change: Partial<Comfort>): void => model.acts.setComfort({ ...model.comfort.value, ...change })
  const steps = [15, 30, 45, 90] as const
  const next = steps[(steps.indexOf(now.snapDeg) + 1) % steps.length] ?? 30
  return [
    button(say(now.isSeated ? 'seated' : 'standing'), () => set({ isSeated: !now.isSeated }), now.isSeated),
    button(`${say('turning')}: ${say(now.turn === 'snap' ? 'turnSnap' : 'turnSmooth')}`, () => {
      set({ turn: now.turn === 'snap' ? 'smooth' : 'snap' })
    }),
    button(`${say('turnStep')}: ${now.snapDeg}°`, () => set({ snapDeg: next })),
    button(`${say('walkBy')}: ${say(now.walkBy === 'stick' ? 'walkStick' : 'walkTeleport')}`, () => {
      set({ walkBy: now.walkBy === 'stick' ? 'teleport' : 'stick' })
    }),
    button(`${say('menuHand')} ${say(now.menuHand === 'left' ? 'handLeft' : 'handRight')}`, () => {
      set({ menuHand: now.menuHand === 'left' ? 'right' : 'left' })
    }),
    {
      kind: 'slider',
      label: say('vignette'),
      value: now.vignette,
      least: 0,
      most: 1,
      change: (vignette) => set({ vignette: Math.round(vignette * 10) / 10 }),
    },
  ]
}

const clockOf = (hours: number): string =>
  new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(
    hours * 3_600_000,
  )
const button = (label: string, press: () => void, isOn = false): Extract<Item, { kind: 'button' }> => ({
  kind: 'button',
  label,
  isOn,
  press,
})
const text = (label: string): Item => ({ kind: 'text', label })
const back = (acts: MenuActs, to: PageId = 'menu'): Item => button(`‹ ${say('back')}`, () => acts.turnTo(to))
