// Meetings in a visit: what the session tells goes into the panels' model, and what the panels ask for goes to the session or,
// where it is not the room's, to the server's pages. The one that was watched last is watched again after the page is reloaded.
import type { Travel } from './in-city-travel.ts'
import { isRunning, type MeetingActs } from './meeting/meeting-model.ts'
import { proofActs } from './meeting/proofs-model.ts'
import { recordActs } from './meeting/records-model.ts'
import type { PanelModel } from './panels/model.ts'
import { say } from './panels/strings.ts'
import type { Me } from './people/me.ts'
import type { Session } from './session/session.ts'

const TICK_MS = 500
const KEPT = 'townhall.meeting'
const NOTICE_MS = 4000

type Parts = {
  readonly session: Session
  readonly model: PanelModel
  readonly me: Me
  readonly travel: Pick<Travel, 'goTo'>
}

export function meetingInCity(parts: Parts): void {
  const { session, model } = parts
  const { meeting } = model
  const { meetings } = session
  meeting.acts = actsOf(parts)
  meeting.proofs.acts = proofActs
  const asked = new URLSearchParams(location.search).get('meeting')
  const last = asked ?? kept()
  let isFirst = true
  const hear = (): void => {
    const list = meetings.list()
    const now = meetings.now()
    if (now) meeting.serverMs.value = Date.now() + now.aheadMs
    meeting.hear(list, now)
    if (!isFirst || list.length === 0) return
    isFirst = false
    if (last === null || !list.some((one) => one.meeting === last)) return
    meeting.watch(last)
    if (asked !== null) model.open.value = 'meeting'
  }
  meetings.onMeetings(hear)
  hear()
  setInterval(() => {
    const now = meeting.now.peek()
    if (now && isRunning(meeting.sight.peek())) meeting.serverMs.value = Date.now() + now.aheadMs
  }, TICK_MS)
}

function actsOf({ session, model, me, travel }: Parts): MeetingActs {
  const { meetings } = session
  return {
    watch: (id) => {
      keep(id)
      meetings.watch(id)
    },
    act: (id, command) => meetings.act(id, command),
    goTo: ({ eastM, northM }) => void travel.goTo({ id: '', atM: [eastM, northM] }),
    here: () => {
      const { eastM, northM, feetUpM: upM, headingRad } = me.body
      return { eastM, northM, upM, headingRad }
    },
    setUp: (given) =>
      posted('/meetings', { method: 'POST', headers: headersOf('application/json'), body: JSON.stringify(given) }),
    addDocument: (id, { id: document, title, item }, file) => {
      const query = new URLSearchParams({ document, title, ...(item === undefined ? {} : { item }) })
      const path = `/meetings/${id}/documents?${query}`
      return posted(path, { method: 'POST', headers: headersOf('application/pdf'), body: file })
    },
    sign: async (ballot, address) => {
      const domain = meetings.now()?.parts.about?.ballotDomain
      if (!domain) throw new Error(say('meetNotSigned'))
      const { signBallot } = await import('./wallet/sign.ts')
      return signBallot(ballot, address, domain)
    },
    copy: (text) => void copied(model, text),
    timeZone: () => model.timeZone.value,
    records: recordActs,
  }
}

/** The key a page was opened with acts where a session is not signed in. */
function headersOf(type: string): Record<string, string> {
  const key = new URLSearchParams(location.search).get('key')
  return { 'content-type': type, ...(key === null ? {} : { authorization: `Bearer ${key}` }) }
}

/** Why not, or empty. */
async function posted(path: string, request: RequestInit): Promise<string> {
  try {
    const response = await fetch(path, request)
    if (response.ok) return ''
    const told = (await response.json().catch(() => null)) as {
      readonly error?: unknown
      readonly reason?: unknown
    } | null
    const why = told?.error ?? told?.reason
    return typeof why === 'string' ? why : `${response.status} ${response.statusText}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function copied(model: PanelModel, text: string): Promise<void> {
  const notice = await navigator.clipboard.writeText(text).then(
    () => say('meetCopied'),
    () => say('meetNotCopied'),
  )
  model.notice.value = notice
  setTimeout(() => {
    if (model.notice.value === notice) model.notice.value = ''
  }, NOTICE_MS)
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEPT)
  } catch {
    return null
  }
}

function keep(meeting: string | null): void {
  try {
    if (meeting === null) sessionStorage.removeItem(KEPT)
    else sessionStorage.setItem(KEPT, meeting)
  } catch {
    // A browser that keeps nothing is asked again.
  }
}
