// What a person may do to the company of one copy of the city: each act is done, or refused with a sentence.
// Knows no sockets: `Stage` is what it needs of the room.
import type { Role } from '../../shared/kernel/system.ts'
import {
  CALLED,
  type Called,
  EMOTED,
  type Emoted,
  FOUND,
  type Found,
  NEAR_M,
  SAID,
  type Verdict,
} from '../../shared/protocol/intent.ts'
import type { PersonView } from '../../shared/protocol/people.view.ts'
import { cleanName } from '../../shared/protocol/person-name.ts'
import type { Who } from '../identity/identity.ts'
import { Allowance } from './allowance.ts'
import type { Chat } from './chat.ts'
import type { Walls } from './grounds.ts'
import type { RoomIntent } from './twin-desk.ts'
import type { PresenceRelay } from './presence-relay.ts'
import type { Bounds, Place } from './whereabouts.ts'

const REMEMBERED_VERDICTS = 32
const GATHER_EVERY_MS = 30_000
/** Emotes are small: seen from further than a voice carries. */
const SEEN_M = 100
/** Beside somebody: near enough to talk, out of their personal space. */
const BESIDE_M = 1.5
const AROUND_RAD = [0, 1, -1, 2, -2, 3]

/** What the room remembers of one person's asking; gone when they leave. */
type Brought = Pick<Visitor, 'who' | 'key'> & { readonly roleNow: () => Role }

export class Visitor {
  readonly avatarId: number
  readonly intents: Allowance
  readonly lines: Allowance
  readonly looks: Allowance
  /** Null for guests. */
  readonly who: Who | null
  /** Whose key they brought; null for none. */
  readonly key: Role | null
  private readonly roleNow: () => Role
  readonly verdicts = new Map<string, Verdict | Promise<Verdict>>()
  gatheredAtMs = -Infinity
  correctedAtMs = -Infinity

  constructor(avatarId: number, { who, key, roleNow }: Brought, nowMs: number) {
    this.avatarId = avatarId
    this.who = who
    this.key = key
    this.roleNow = roleNow
    this.intents = new Allowance(5, 10, nowMs)
    this.lines = new Allowance(1, 5, nowMs)
    this.looks = new Allowance(4, 12, nowMs)
  }

  get role(): Role {
    return this.roleNow()
  }

  /** What comes twice is answered the same; the last few are enough for that. */
  remember(id: string, verdict: Verdict | Promise<Verdict>): void {
    this.verdicts.set(id, verdict)
    if (this.verdicts.size <= REMEMBERED_VERDICTS) return
    for (const oldest of this.verdicts.keys()) {
      this.verdicts.delete(oldest)
      break
    }
  }
}

export type Stage = {
  readonly bounds: Bounds
  readonly relay: PresenceRelay
  readonly chat: Chat
  readonly walls: Walls
  nowMs(): number
  /** Somebody of this copy. */
  person(avatarId: number): PersonView | undefined
  /** To one person, or to those who pass. */
  tell(to: number | ((avatarId: number) => boolean), type: string, message: unknown): void
  /** Puts somebody somewhere, and tells them when they did not choose the place themselves. */
  move(avatarId: number, to: Place, isChosen: boolean): void
  /** In every copy of the city. */
  find(name: string): Found['people']
}

/** Does it, or says why not. */
export function perform(stage: Stage, visitor: Visitor, intent: RoomIntent): string | null {
  const { avatarId } = visitor
  const person = stage.person(avatarId)
  if (!person) return 'you are not in the city'
  switch (intent.type) {
    case 'goTo': {
      if (!isInside(stage.bounds, intent)) return 'that place is outside the city'
      const headingRad = intent.headingRad ?? stage.relay.where(avatarId)?.headingRad ?? 0
      stage.move(avatarId, { ...intent, headingRad }, true)
      break
    }
    case 'rename': {
      person.name = cleanName(intent.name) || `Guest ${avatarId}`
      break
    }
    case 'setLook': {
      person.look = intent.look
      break
    }
    case 'say': {
      if (!visitor.lines.take(stage.nowMs())) return 'you speak too fast; wait a second'
      const { text, to } = intent
      const said = stage.chat.say({ avatarId, name: person.name, text, to, atMs: stage.nowMs() })
      if (!said) return 'there is nothing to read in that line'
      stage.tell(to === 'all' ? () => true : within(stage, avatarId, NEAR_M), SAID, said)
      break
    }
    case 'emote': {
      const emoted: Emoted = { avatarId, emote: intent.emote }
      stage.tell(within(stage, avatarId, SEEN_M), EMOTED, emoted)
      break
    }
    case 'raiseHand': {
      person.isHandUp = intent.isUp
      break
    }
    case 'goToPerson': {
      if (intent.avatarId === avatarId) return 'you are there already'
      const place = beside(stage, intent.avatarId, avatarId)
      if (!place) return 'that person is not here any more'
      stage.move(avatarId, place, false)
      break
    }
    case 'guide': {
      person.isGuiding = intent.isOn
      break
    }
    case 'follow': {
      if (intent.avatarId === avatarId) return 'nobody can follow themselves'
      if (intent.avatarId !== null && !stage.person(intent.avatarId)) return 'that person is not here any more'
      stage.relay.follow(avatarId, intent.avatarId)
      break
    }
    case 'gather': {
      const waitS = (visitor.gatheredAtMs + GATHER_EVERY_MS - stage.nowMs()) / 1000
      if (waitS > 0) return `you called everybody a moment ago; wait ${Math.ceil(waitS)} s`
      visitor.gatheredAtMs = stage.nowMs()
      const { into } = intent
      const called: Called = { avatarId, name: person.name, ...(into ? { into } : {}) }
      stage.tell((id) => id !== avatarId, CALLED, called)
      break
    }
    case 'findPeople': {
      const found: Found = { id: intent.id, people: stage.find(intent.name) }
      stage.tell(avatarId, FOUND, found)
      break
    }
  }
  return null
}

/**
 * A place 1.5 m from somebody, facing them: before them, in a fan, so that those who come after do not stand in each
 * other; further round where a wall is in the way. Null when they are not here.
 */
export function beside({ relay, walls }: Pick<Stage, 'relay' | 'walls'>, whom: number, who: number): Place | null {
  const there = relay.where(whom)
  if (!there) return null
  const fan = (((who * 0.618_034) % 1) - 0.5) * 2
  let place: Place = there
  for (const aroundRad of AROUND_RAD) {
    const turnRad = there.headingRad + fan + aroundRad
    place = {
      eastM: there.eastM + Math.sin(turnRad) * BESIDE_M,
      northM: there.northM + Math.cos(turnRad) * BESIDE_M,
      upM: there.upM,
      headingRad: turnRad + Math.PI,
    }
    if (!walls.isBetween(there, place)) break
  }
  return place
}

const isInside = ({ westM, southM, eastM, northM }: Bounds, at: { eastM: number; northM: number }): boolean =>
  at.eastM >= westM && at.eastM <= eastM && at.northM >= southM && at.northM <= northM

/** By the server's own positions, oneself included. */
const within =
  ({ relay }: Stage, of: number, radiusM: number) =>
  (avatarId: number): boolean =>
    relay.distanceM(of, avatarId) <= radiusM
