// Following a guide: whose steps one walks in, when one stops, and what is done when they are out of reach.
// The steps themselves are follow.ts; this knows the session and the panels.
import type { PanelModel } from '../panels/model.ts'
import type { Session } from '../session/session.ts'
import type { Crowd } from './crowd.ts'
import { Follower } from './follow.ts'
import type { Me } from './me.ts'
import { still, type Wish } from './motion.ts'

/** The eyes turn the way one is led, slowly, and not for a while after looking round by hand. */
const TURN_RAD_S = 1.2
const LOOK_FREE_S = 4
/** Going to them at once is not tried more often. */
const CATCH_UP_S = 5
/** In a headset: moved faster than this by stick or teleport, one has gone one's own way. Steps in a room are slower. */
const OWN_WAY_MS = 1.6

type Parts = {
  readonly session: Session
  readonly crowd: Crowd
  readonly me: Me
  readonly model: PanelModel
  readonly travel: { goToPerson(avatarId: number): Promise<boolean> }
}

export class Tour {
  private readonly parts: Parts
  private follower: Follower | null = null
  private lookedS = Infinity
  private caughtUpS = Infinity
  private steppedE = Number.NaN
  private steppedN = Number.NaN
  /** Whether one is being led just now. */
  isMoving = false

  constructor(parts: Parts) {
    this.parts = parts
    parts.session.onPeople(() => {
      const { follower } = this
      if (follower && !parts.session.people().some((person) => person.avatarId === follower.avatarId)) this.follow(null)
    })
    // Whoever comes back to the city anew is followed no more by the server; it is told again.
    parts.session.onBack(() => {
      if (this.follower) void parts.session.ask({ type: 'follow', avatarId: this.follower.avatarId })
    })
    parts.session.onCrossed(() => this.follow(null))
    // Being put somewhere is not going one's own way.
    parts.session.onPlaced(() => this.stepped())
  }

  /** Null stops. */
  follow(avatarId: number | null): void {
    const { session, model, me } = this.parts
    const person = session.people().find((one) => one.avatarId === avatarId)
    if (avatarId === (this.follower?.avatarId ?? null)) return
    this.follower = person ? new Follower(person.avatarId) : null
    this.isMoving = false
    this.caughtUpS = Infinity
    model.following.value = person ? { avatarId: person.avatarId, name: person.name } : null
    if (person && me.body.mode === 'sit') {
      me.body.mode = 'walk'
      model.isSitting.value = false
    }
    void session.ask({ type: 'follow', avatarId: person?.avatarId ?? null })
  }

  /** The nearest who guides; nobody when one follows already. */
  followNearestGuide(): void {
    const { session, crowd } = this.parts
    if (this.follower) {
      this.follow(null)
      return
    }
    const guides = new Set(
      session
        .people()
        .filter((person) => person.isGuiding)
        .map((person) => person.avatarId),
    )
    const nearest = crowd.shown.find((body) => guides.has(body.id))
    if (nearest) this.follow(nearest.id)
  }

  /** Where this frame left the body: what moves it further before the next is not the tour. */
  stepped(): void {
    this.steppedE = this.parts.me.body.eastM
    this.steppedN = this.parts.me.body.northM
  }

  lookedRound(): void {
    this.lookedS = 0
  }

  /** This frame's wish: the hands', or the guide's steps. Hands that walk end the following. */
  wish(hands: Readonly<Wish>, seconds: number, turnsEyes: boolean): Readonly<Wish> {
    const { follower } = this
    this.isMoving = false
    if (!follower) return hands
    if (!still(hands) || (!turnsEyes && this.hasGoneOwnWay(seconds))) {
      this.follow(null)
      return hands
    }
    this.lookedS += seconds
    this.caughtUpS += seconds
    const { me, crowd, model } = this.parts
    const led = crowd.figureOf(follower.avatarId)
    if (!led) {
      // Not shown: too far to be told of, until the server counts them as followed; or not here yet.
      this.catchUp(follower)
      return hands
    }
    if (led.mode !== 'sit' && me.body.mode !== led.mode) {
      me.body.mode = led.mode
      me.body.fallMs = 0
      model.mode.value = led.mode
    }
    const state = follower.step(me.body, led, seconds)
    if (state === 'lost') this.catchUp(follower)
    if (state !== 'moving') return hands
    this.isMoving = true
    if (turnsEyes && this.lookedS > LOOK_FREE_S) {
      this.turnEyes(follower.headingRad, seconds)
      follower.turned(me.body)
    }
    return follower.wish
  }

  private hasGoneOwnWay(seconds: number): boolean {
    const { eastM, northM } = this.parts.me.body
    return Math.hypot(eastM - this.steppedE, northM - this.steppedN) > OWN_WAY_MS * Math.max(seconds, 0.05)
  }

  private turnEyes(towardsRad: number, seconds: number): void {
    const { me } = this.parts
    const full = 2 * Math.PI
    const off = towardsRad - me.body.headingRad
    const turn = off - full * Math.round(off / full)
    const most = TURN_RAD_S * seconds
    me.turn(Math.min(most, Math.max(-most, turn)), 0)
  }

  private catchUp(follower: Follower): void {
    if (this.caughtUpS < CATCH_UP_S) return
    this.caughtUpS = 0
    void this.parts.travel.goToPerson(follower.avatarId)
  }
}
