// What the panels show and what their buttons ask for; no DOM, so that every host can show it.
import { computed, signal } from '@preact/signals'
import type { Emote } from '../../shared/protocol/intent.ts'
import { ConsultationsModel } from '../consultation/consultation-model.ts'
import { browserMeans } from '../consultation/means.ts'
import { MeetingModel } from '../meeting/meeting-model.ts'
import { PlacingModel } from './placing-model.ts'
import { type Charted, TimeModel } from './time-model.ts'

export type SearchHit = {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly detail: string
  readonly atM: readonly [number, number]
}

export type Card = {
  readonly id: string
  readonly title: string
  readonly kind: string
  readonly use?: string | undefined
  readonly facts: readonly { readonly key: string; readonly value: string }[]
  readonly source: {
    readonly title: string
    readonly attribution: string
    readonly licence: string
    readonly date: string
  }
  readonly truth: string
  readonly atM?: readonly [number, number]
  /** What of it can be shown over time. */
  readonly charts?: readonly Charted[]
}

export type PersonShown = {
  readonly id: number
  readonly name: string
  readonly isMe: boolean
  readonly isAway?: boolean
  readonly isHandUp?: boolean
  readonly isGuiding?: boolean
  /** What they signed in with; empty for guests. */
  readonly verified?: string
  /** Null while they are too far away for their place to be known. */
  readonly distanceM?: number | null
}
/** A line of chat as it is shown. */
export type ChatLine = {
  readonly n: number
  readonly avatarId: number
  readonly name: string
  readonly text: string
  readonly to: 'near' | 'all'
  readonly isMine: boolean
  /** Wall clock of this device, milliseconds. */
  readonly atMs: number
}
/** Somebody found by name, perhaps in another copy of the city. */
export type FoundPerson = {
  readonly avatarId: number
  readonly name: string
  readonly room: string
  readonly isHere: boolean
}
/** One thing of the text twin: what it is, how far, and where against the way one faces (0 ahead, 90 to the right). */
export type Sighting = {
  readonly id: string
  readonly kind: 'person' | 'building' | 'street' | 'place' | 'water' | 'green' | 'sensor'
  readonly name: string
  readonly detail: string
  readonly distanceM: number
  readonly bearingDeg: number
  /** Where to go for it; for a person, `id` is the avatar's. */
  readonly atM: readonly [number, number]
}
/** What the touch stick and its fly pair ask for, each axis -1 to 1; all 0 while nobody touches them. */
export type Stick = { readonly forward: number; readonly right: number; readonly up: number }
/** What opens over the view; one at a time. */
export type PanelName =
  | 'people'
  | 'chat'
  | 'around'
  | 'look'
  | 'settings'
  | 'identity'
  | 'help'
  | 'time'
  | 'light'
  | 'weather'
  | 'layers'
  | 'duty'
  | 'whatif'
  | 'meeting'
  | 'consult'
  | 'emotes'
  | 'more'
/** How one moves in a headset. */
export type Comfort = {
  readonly turn: 'snap' | 'smooth'
  readonly snapDeg: 15 | 30 | 45 | 90
  readonly walkBy: 'teleport' | 'stick'
  /** Darkening of the edge while moving, 0 none to 1 strong. */
  readonly vignette: number
  readonly isSeated: boolean
  /** Which hand carries the wrist menu. */
  readonly menuHand: 'left' | 'right'
}
export const COMFORTABLE: Comfort = {
  turn: 'snap',
  snapDeg: 30,
  walkBy: 'teleport',
  vignette: 0.6,
  isSeated: false,
  menuHand: 'left',
}
export type MapPerson = {
  readonly eastM: number
  readonly northM: number
  readonly isMe: boolean
  readonly headingRad: number
}

export type MinimapData = {
  readonly waters: readonly (readonly number[])[]
  readonly greens: readonly (readonly number[])[]
  readonly roads: readonly { readonly class: string; readonly line: readonly number[] }[]
}

export type Connection = 'connecting' | 'here' | 'lost' | 'gone'

/** What a panel may ask for; main.ts gives the real ones. */
export type Acts = {
  enter(name: string): void
  /** Another name for oneself, later. */
  rename(name: string): void
  search(query: string): Promise<readonly SearchHit[]>
  goTo(hit: { readonly id: string; readonly atM: readonly [number, number] }): void
  setMode(mode: 'walk' | 'fly'): void
  setTime(atMs: number | null): void
  enterVr(): void
  /** The district as a model on a table, through the headset's cameras. */
  enterAr(): void
  leaveHeadset(): void
  say(text: string, to: 'near' | 'all'): void
  emote(emote: Emote): void
  raiseHand(isUp: boolean): void
  sit(isSitting: boolean): void
  setLook(look: number): void
  goToPerson(avatarId: number): void
  guide(isOn: boolean): void
  /** Null stops following. */
  follow(avatarId: number | null): void
  /** Asks everybody to come, or into the moment one looks at. */
  gather(into?: { readonly timeline: string; readonly atMs: number }): void
  /** Answers somebody's call to gather; `look` sees what they see and stays where one is. */
  answerCall(isComing: boolean | 'look'): void
  findPeople(name: string): Promise<readonly FoundPerson[]>
  /** Goes to somebody, into another copy of the city when they are there. */
  joinPerson(person: FoundPerson): void
  setComfort(comfort: Comfort): void
  /** Brings the text twin up to date. */
  lookAround(): void
}

export class PanelModel {
  readonly cityName = signal('')
  readonly timeZone = signal('UTC')
  readonly connection = signal<Connection>('connecting')
  readonly isWelcomeOpen = signal(true)
  readonly isSettled = signal(false)
  readonly canDraw = signal(true)
  readonly canEnterVr = signal(false)
  readonly name = signal('')
  readonly people = signal<readonly PersonShown[]>([])
  readonly card = signal<Card | null>(null)
  readonly isCardPinned = signal(false)
  readonly mode = signal<'walk' | 'fly'>('walk')
  readonly notice = signal('')
  readonly attribution = signal('')
  readonly hasSynthetic = signal(false)
  readonly minimap = signal<MinimapData | null>(null)
  readonly canEnterAr = signal(false)
  /** Whether one wears a headset, and whether the city is round about one in it or lies on a table. */
  readonly headset = signal<'none' | 'city' | 'table'>('none')
  readonly look = signal(0)
  readonly chat = signal<readonly ChatLine[]>([])
  readonly isHandUp = signal(false)
  readonly isSitting = signal(false)
  readonly isGuiding = signal(false)
  readonly following = signal<{ readonly avatarId: number; readonly name: string } | null>(null)
  readonly call = signal<{
    readonly avatarId: number
    readonly name: string
    /** What they look at and ask one to see as well. */
    readonly into?: { readonly timeline: string; readonly atMs: number } | undefined
  } | null>(null)
  readonly comfort = signal<Comfort>(COMFORTABLE)
  /** The text twin: what is around, nearest first. */
  readonly around = signal<readonly Sighting[]>([])
  /** Read by the input once a frame. */
  readonly stick = signal<Stick>({ forward: 0, right: 0, up: 0 })
  readonly open = signal<PanelName | null>(null)
  /** Whether single keys act: a person who dictates or types by accident turns them off. */
  readonly hasKeys = signal(true)
  /** Whether meetings are heard: what warns, and a vote that opens. */
  readonly hasMeetingSound = signal(true)
  /** When the chat was last read, wall clock, milliseconds. */
  readonly readAtMs = signal(Date.now())
  readonly unread = computed(
    () => this.chat.value.filter((line) => !line.isMine && line.atMs > this.readAtMs.value).length,
  )
  readonly mapPeople = signal<readonly MapPerson[]>([])
  /** Which list of the duty desk is shown. */
  readonly duty = signal('')
  readonly time = new TimeModel()
  /** Works of the flood that are being placed by pointing. */
  readonly placing = new PlacingModel(newId)
  readonly meeting = new MeetingModel(newId)
  readonly consult = new ConsultationsModel(browserMeans)
  /** Null while the light is that of the moment one looks at. */
  readonly chosenTimeMs = signal<number | null>(null)
  readonly nowMs = signal(0)
  readonly shownTimeMs = computed(() => this.chosenTimeMs.value ?? (this.time.atMs.value || this.nowMs.value))

  readonly acts: Acts
  constructor(acts: Acts) {
    this.acts = acts
  }
}

/** Of time and chance: nobody has given it before. */
const newId = (kind: string): string =>
  `${kind}-${Date.now().toString(36)}${Math.floor(1296 * Math.random()).toString(36)}`

/** Minutes after midnight in a time zone. */
export function minutesOfDay(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(atMs)
  const [hours = 0, minutes = 0] = parts.split(':').map(Number)
  return (hours % 24) * 60 + minutes
}

/** The same day at another minute of the day, in that time zone. */
export function atMinuteOfDay(atMs: number, timeZone: string, minute: number): number {
  const startOfMinute = Math.floor(atMs / 60_000) * 60_000
  return startOfMinute + (minute - minutesOfDay(atMs, timeZone)) * 60_000
}

/** `YYYY-MM-DD` in a time zone. */
export function dayOf(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs)
}

/** Another day at the same minute of the day. */
export function onDay(atMs: number, timeZone: string, day: string): number {
  const days = (Date.parse(`${day}T00:00:00Z`) - Date.parse(`${dayOf(atMs, timeZone)}T00:00:00Z`)) / 86_400_000
  return Number.isFinite(days) ? atMs + days * 86_400_000 : atMs
}
