// The copies of one city: when one is full the next is opened, newcomers go to the fullest that is not, the empty close.
// People of all copies share one count of avatar ids, so that whoever crosses over is nobody else's body there.
// Knows no sockets; the rooms themselves are made by what `rooms.ts` hands in.
import type { Found } from '../../shared/protocol/intent.ts'
import type { PeopleView } from '../../shared/protocol/people.view.ts'
import { fold } from '../web/fold.ts'

const MOST_FOUND = 20
/** Each costs the process a relay and a state; a city needs a second process long before. */
const MOST_COPIES = 16

/** What a room is to the others. */
export type Copy = {
  readonly roomId: string
  readonly state: PeopleView
  /** People, those whose place is kept included, and seats given but not yet taken. */
  readonly occupied: number
  readonly pending: number
  has(avatarId: number): boolean
}

export class Copies<C extends Copy = Copy> {
  /** How many people a copy takes; who follows somebody may still come in, up to `most`. */
  readonly size: number
  readonly most: number
  private readonly open = new Map<string, C>()
  private readonly cityId: string
  private lastAvatarId = 0
  private turn: Promise<unknown> = Promise.resolve()

  constructor(cityId: string, size: number) {
    this.cityId = cityId
    this.size = size
    this.most = size + Math.ceil(size / 10)
  }

  all(): C[] {
    return [...this.open.values()]
  }

  get(roomId: string): C | undefined {
    return this.open.get(roomId)
  }

  get pending(): number {
    return this.all().reduce((sum, copy) => sum + copy.pending, 0)
  }

  get canGrow(): boolean {
    return this.open.size < MOST_COPIES
  }

  isFirst(copy: Copy): boolean {
    return copy.roomId === this.idOf(1)
  }

  /** `city-astana`, then `city-astana-2` and so on, the lowest that is free. */
  freeId(): string {
    let k = 1
    while (this.open.has(this.idOf(k))) k++
    return this.idOf(k)
  }

  add(copy: C): void {
    this.open.set(copy.roomId, copy)
    this.publish()
  }

  delete(copy: C): void {
    if (this.open.get(copy.roomId) !== copy) return
    this.open.delete(copy.roomId)
    this.publish()
  }

  /** Tells every copy how many are in each; call it when somebody came or went. */
  publish(): void {
    for (const { state } of this.open.values()) {
      for (const id of state.copies.keys()) if (!this.open.has(id)) state.copies.delete(id)
      for (const [id, { state: theirs }] of this.open)
        if (state.copies.get(id) !== theirs.people.size) state.copies.set(id, theirs.people.size)
    }
  }

  /** Where a newcomer goes; undefined when a copy must be opened first. */
  choose(beside: number | undefined): C | undefined {
    const theirs = this.all().find((copy) => beside !== undefined && copy.has(beside))
    if (theirs && theirs.occupied < this.most) return theirs
    let fullest: C | undefined
    for (const copy of this.open.values())
      if (copy.occupied < this.size && copy.occupied > (fullest?.occupied ?? -1)) fullest = copy
    return fullest
  }

  /** Whether one may come into just this copy. */
  takes(copy: Copy, beside: number | undefined): boolean {
    return copy.occupied < (beside !== undefined && copy.has(beside) ? this.most : this.size)
  }

  /** One after another: two newcomers must not both take the last place, nor open two copies. */
  exclusively<T>(act: () => Promise<T>): Promise<T> {
    const done = this.turn.then(act, act)
    this.turn = done.catch(() => undefined)
    return done
  }

  /** Not reused until the numbers have gone round, so that nobody is drawn gliding to a stranger's place. */
  nextAvatarId(): number {
    do this.lastAvatarId = (this.lastAvatarId % 0xffff) + 1
    while (this.all().some((copy) => copy.has(this.lastAvatarId)))
    return this.lastAvatarId
  }

  /** By part of a name, whatever the script or the accents; those of `here` first. */
  find(name: string, here: Copy): Found['people'] {
    const part = fold(name)
    const people: Found['people'] = []
    for (const copy of this.all().sort((a, b) => Number(b === here) - Number(a === here)))
      for (const { avatarId, name } of copy.state.people.values()) {
        if (people.length === MOST_FOUND) return people
        if (fold(name).includes(part)) people.push({ avatarId, name, room: copy.roomId, isHere: copy === here })
      }
    return people
  }

  private idOf(k: number): string {
    return k === 1 ? `city-${this.cityId}` : `city-${this.cityId}-${k}`
  }
}
