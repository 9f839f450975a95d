// What the panels show and what their buttons ask for; no DOM, so that every host can show it.
import { computed, signal } from '@preact/signals'

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
}

export type PersonShown = { readonly id: number; readonly name: string; readonly isMe: boolean }
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
  search(query: string): Promise<readonly SearchHit[]>
  goTo(hit: { readonly id: string; readonly atM: readonly [number, number] }): void
  setMode(mode: 'walk' | 'fly'): void
  setTime(atMs: number | null): void
  enterVr(): void
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
  readonly mapPeople = signal<readonly MapPerson[]>([])
  /** Null while the sky follows the clock. */
  readonly chosenTimeMs = signal<number | null>(null)
  readonly nowMs = signal(0)
  readonly shownTimeMs = computed(() => this.chosenTimeMs.value ?? this.nowMs.value)

  readonly acts: Acts
  constructor(acts: Acts) {
    this.acts = acts
  }
}

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
