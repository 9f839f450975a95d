// Being with others: what the session tells of them goes into the crowd that is drawn and the model that panels show.
// Chat, gestures, hands, guides and calls; who they are and how far. Asks for nothing itself.
import type { Said } from '../../shared/protocol/intent.ts'
import type { ChatLine, PanelModel } from '../panels/model.ts'
import type { Session } from '../session/session.ts'
import type { Crowd } from './crowd.ts'
import type { Me } from './me.ts'

const KEPT_LINES = 200
/** A call nobody answers goes away. */
const CALL_MS = 45_000
const MOST_ON_MAP = 200
const DISTANCES_EVERY_S = 1

type Parts = { readonly session: Session; readonly crowd: Crowd; readonly model: PanelModel; readonly me: Me }

export class Company {
  private readonly parts: Parts
  private lines = 0
  private isStale = true
  private toldS = 0
  private callTimer: ReturnType<typeof setTimeout> | undefined

  constructor(parts: Parts) {
    this.parts = parts
    const { session, crowd, model } = parts
    session.onPeople(() => this.know())
    session.onPoses((avatarId, pose) => crowd.hear(avatarId, pose.timeMs, pose, session.serverMs()))
    session.onSaid((said) => this.hear(said))
    session.onEmoted(({ avatarId, emote }) => crowd.emoted(avatarId, emote, session.serverMs()))
    session.onCalled((call) => this.called(call))
    session.onCrossed(() => {
      crowd.clear()
      this.called(null)
      this.know()
    })
    this.know()
    this.tellPeople()
    model.connection.value = 'here'
    session.onLost(() => {
      model.connection.value = 'lost'
    })
    session.onBack(() => {
      model.connection.value = 'here'
      this.know()
    })
    session.onEnd((why) => {
      model.connection.value = 'gone'
      model.notice.value = why
    })
  }

  /** A call to gather, or null when it is answered. */
  called(call: PanelModel['call']['value']): void {
    clearTimeout(this.callTimer)
    this.parts.model.call.value = call
    if (call) this.callTimer = setTimeout(() => this.called(null), CALL_MS)
  }

  /** Places and distances for the panels, a few times a second; reads what the last frame worked out. */
  tellPlaces(seconds: number): void {
    const { crowd, model, me } = this.parts
    const { eastM, northM, headingRad } = me.body
    model.mapPeople.value = [
      ...crowd.shown.slice(0, MOST_ON_MAP).map((body) => ({ ...pick(body), isMe: false })),
      { eastM, northM, headingRad, isMe: true },
    ]
    this.toldS += seconds
    // Distances are read in the list only.
    const isRead = model.open.value === 'people' || model.headset.value !== 'none'
    if (this.isStale || (isRead && this.toldS > DISTANCES_EVERY_S)) this.tellPeople()
  }

  /** Who is here: the crowd hears at once, the list a moment later, since in a full city somebody changes all the time. */
  private know(): void {
    const { session, crowd, model } = this.parts
    const people = session.people()
    crowd.know(people.filter((person) => person.avatarId !== session.me.avatarId))
    const mine = people.find((person) => person.avatarId === session.me.avatarId)
    if (mine) {
      model.isHandUp.value = mine.isHandUp
      model.isGuiding.value = mine.isGuiding
      model.look.value = mine.look
    }
    this.isStale = true
  }

  private tellPeople(): void {
    const { session, crowd, model, me } = this.parts
    this.isStale = false
    this.toldS = 0
    model.people.value = session.people().map(({ avatarId, name, isAway, isHandUp, isGuiding, verified = '' }) => {
      const isMe = avatarId === session.me.avatarId
      const body = isMe ? null : crowd.figureOf(avatarId)
      const distanceM = body ? Math.hypot(body.eastM - me.body.eastM, body.northM - me.body.northM) : null
      return { id: avatarId, name, isMe, isAway, isHandUp, isGuiding, verified, distanceM }
    })
  }

  private hear(said: Said): void {
    const { session, crowd, model } = this.parts
    const agoMs = Math.max(0, session.serverMs() - said.atMs)
    const line: ChatLine = {
      n: ++this.lines,
      avatarId: said.avatarId,
      name: said.name,
      text: said.text,
      to: said.to,
      isMine: said.avatarId === session.me.avatarId,
      atMs: Date.now() - agoMs,
    }
    model.chat.value = [...model.chat.value, line].slice(-KEPT_LINES)
    crowd.said(said.avatarId, said.text, said.atMs)
  }
}

const pick = ({ eastM, northM, headingRad }: { eastM: number; northM: number; headingRad: number }) => ({
  eastM,
  northM,
  headingRad,
})
