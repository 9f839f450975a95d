// A meeting is heard: two tones when a speech's time ends soon, three when it is over, a gong when a vote opens. What sounds is
// written as well: on the page by the panel's banner, in a headset before the eyes.
import { effect } from '@preact/signals'
import { runningPoll } from './meeting/sight.ts'
import { meetingSounds } from './meeting/sounds.ts'
import type { PanelModel } from './panels/model.ts'
import { say } from './panels/strings.ts'
import { identity } from './wallet/identity-model.ts'

const NOTICE_MS = 9000

export function meetingHeard(model: PanelModel): void {
  const { meeting } = model
  const sounds = meetingSounds(() => model.hasMeetingSound.peek())
  meeting.onWarned = (speech, { isOver: isTimeOver }) => {
    sounds.play(isTimeOver ? 'over' : 'warning')
    if (model.headset.peek() === 'none') return
    note(model, say(isTimeOver ? 'meetSaidOver' : 'meetSaidWarn', { name: speech.name }))
  }
  let heard = ''
  let last: string | null = null
  effect(() => {
    const sight = meeting.sight.value
    const poll = sight ? runningPoll(sight) : undefined
    const now = poll?.state === 'open' ? poll.id : ''
    const isNews = sight !== null && last === sight.meeting && now !== '' && now !== heard
    last = sight?.meeting ?? null
    heard = now
    if (!isNews || !poll) return
    sounds.play('gong')
    if (model.headset.peek() === 'none') return
    const isPaired = identity.me.peek()?.way === 'paired'
    note(model, say(isPaired ? 'placePhone' : 'placeVote'))
  })
}

function note(model: PanelModel, text: string): void {
  model.notice.value = text
  setTimeout(() => {
    if (model.notice.value === text) model.notice.value = ''
  }, NOTICE_MS)
}
