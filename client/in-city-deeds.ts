// What panels and keys do once one is in the city; each act asks the server where others have to know, and the model says
// what became of it. A refusal is shown as a sentence.
import { EMOTES, type Emote, type Verdict, type Wish } from '../shared/protocol/intent.ts'
import type { Travel } from './in-city-travel.ts'
import type { Acts, PanelModel, PanelName } from './panels/model.ts'
import { say } from './panels/strings.ts'
import type { Company } from './people/company.ts'
import { emoteOf, type KeyAct } from './people/keys.ts'
import type { Me } from './people/me.ts'
import type { Tour } from './people/tour.ts'
import type { Session } from './session/session.ts'

/** Search and entering work before one is in the city; all else is here. */
export type CityActs = Omit<Acts, 'enter' | 'search'>

const NOTICE_MS = 6000

type Parts = {
  readonly session: Session
  readonly me: Me
  readonly model: PanelModel
  readonly travel: Travel
  readonly tour: Tour
  readonly company: Company
  readonly lookAround: () => void
  readonly drawn: Pick<CityActs, 'setTime' | 'enterVr' | 'enterAr' | 'leaveHeadset'>
}

export function deeds(parts: Parts): CityActs {
  const { session, me, model, travel, tour, company, lookAround, drawn } = parts
  const ask = async (wish: Wish): Promise<Verdict> => {
    const verdict = await session.ask(wish)
    if (!verdict.ok) note(model, verdict.reason)
    return verdict
  }
  const setMode = (mode: 'walk' | 'fly'): void => {
    me.body.mode = mode
    me.body.fallMs = 0
    model.mode.value = mode
    model.isSitting.value = false
  }
  const sit = (isSitting: boolean): void => {
    if (isSitting) tour.follow(null)
    setMode('walk')
    if (isSitting) me.body.mode = 'sit'
    model.isSitting.value = isSitting
  }
  return {
    ...drawn,
    rename: (name) => {
      if (name.trim() === '') return
      model.name.value = name
      void ask({ type: 'rename', name })
    },
    goTo: (hit) => {
      tour.follow(null)
      void travel.goTo(hit)
    },
    setMode,
    say: (text, to) => {
      if (text.trim() !== '') void ask({ type: 'say', text, to })
    },
    emote: (emote) => void ask({ type: 'emote', emote }),
    raiseHand: (isUp) => void ask({ type: 'raiseHand', isUp }),
    sit,
    setLook: (look) => {
      model.look.value = look
      void ask({ type: 'setLook', look })
    },
    goToPerson: (avatarId) => {
      tour.follow(null)
      void travel.goToPerson(avatarId)
    },
    guide: (isOn) => void ask({ type: 'guide', isOn }),
    follow: (avatarId) => tour.follow(avatarId),
    gather: (into) => void ask({ type: 'gather', ...(into ? { into } : {}) }),
    answerCall: (isComing) => {
      const call = model.call.value
      company.called(null)
      if (isComing === false || !call) return
      if (call.into) model.time.acts.stepInto(call.into.timeline, call.into.atMs)
      if (isComing === 'look') return
      tour.follow(null)
      void travel.goToPerson(call.avatarId)
    },
    findPeople: (name) => session.findPeople(name),
    joinPerson: (person) => {
      tour.follow(null)
      void travel.joinPerson(person)
    },
    setComfort: (comfort) => {
      model.comfort.value = comfort
    },
    lookAround,
  }
}

/** What a key or a gamepad's button does, besides moving. */
export function keyDeed(act: KeyAct, code: string, parts: Pick<Parts, 'me' | 'model' | 'tour'>, acts: CityActs): void {
  const { me, model, tour } = parts
  const toggle = (name: PanelName): void => {
    model.open.value = model.open.value === name ? null : name
  }
  switch (act) {
    case 'mode':
      acts.setMode(me.body.mode === 'fly' ? 'walk' : 'fly')
      return
    case 'sit':
      acts.sit(me.body.mode !== 'sit')
      return
    case 'hand':
      acts.raiseHand(!model.isHandUp.value)
      return
    case 'emote':
      acts.emote(emoteOf(code) ?? (EMOTES[0] satisfies Emote))
      return
    case 'chat':
    case 'help':
    case 'meeting':
      toggle(act)
      return
    case 'around':
      acts.lookAround()
      toggle('around')
      return
    case 'follow':
      tour.followNearestGuide()
      return
    case 'come':
      acts.answerCall(true)
      return
    case 'flip':
      model.time.compare.flip()
      return
    case 'close':
      closeOne(model, tour)
      return
    case 'forward':
    case 'back':
    case 'left':
    case 'right':
    case 'turnLeft':
    case 'turnRight':
    case 'up':
    case 'down':
    case 'run':
  }
}

/** The topmost thing that is open: a panel, then a pinned card, then the guide's lead. */
function closeOne(model: PanelModel, tour: Tour): void {
  if (model.open.value !== null) model.open.value = null
  else if (model.isCardPinned.value) {
    model.card.value = null
    model.isCardPinned.value = false
  } else if (model.call.value) model.acts.answerCall(false)
  else tour.follow(null)
}

/** Shows for a while why something could not be done. */
export function note(model: PanelModel, reason: string): void {
  const text = say('refused', { reason })
  model.notice.value = text
  setTimeout(() => {
    if (model.notice.value === text) model.notice.value = ''
  }, NOTICE_MS)
}
