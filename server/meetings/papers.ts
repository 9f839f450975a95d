// The papers of a meeting, for whoever may watch it: `/meetings/ID/notice`, `/minutes`, `/attendance` and `/votes`, as pages that
// print on A4 and as JSON (`.json`), in English, Russian or Kazakh (`?lang=`, else what the browser asks for). They say how far the
// meeting is and change nothing.
import { type Request, type Response, Router } from 'express'
import { attendanceReport } from '../../shared/civic/attendance-report.ts'
import { minutesOf } from '../../shared/civic/minutes.ts'
import { isInSession, type MeetingState, type Poll } from '../../shared/civic/state.ts'
import { type Language, LANGUAGES } from '../../shared/civic/value-words.ts'
import { voteReport } from '../../shared/civic/vote-report.ts'
import { askedLanguage } from '../web/asked-language.ts'
import { attendancePage } from './papers-attendance.ts'
import type { Html } from './papers-html.ts'
import { minutesPage } from './papers-minutes.ts'
import { noticeOf, noticePage } from './papers-notice.ts'
import { type PageOptions, pageOf, type Paper, type Printing, printingOf } from './papers-page.ts'
import { votesPage } from './papers-votes.ts'

export type PaperOptions = PageOptions & {
  /** Null where there is no such meeting. */
  readonly meeting: (id: string) => MeetingState | null
  /** RFC 6962 over the ballots; null before it is closed, and of a secret vote. */
  readonly ballotsRoot: (poll: Poll) => string | null
  /** Pictures of the scenario that these hashes of evidence name; nothing where there are none. */
  readonly pictured: (evidence: readonly string[], language: Language) => Promise<Html>
}

export function paperRoutes(options: PaperOptions): Router {
  const routes = Router()
  const give = (paper: Paper, one: Made): void => {
    const answer = async (request: Request, response: Response): Promise<void> => {
      const language = askedLanguage(request)
      const id = String(request.params['id'])
      const state = asOfNow(options.meeting(id))
      if (language === null) {
        const asked = JSON.stringify(request.query['lang']).slice(0, 20)
        return refuse(response, 400, `papers are in ${LANGUAGES.join(', ')}; there are none in ${asked}`)
      }
      if (state === null) return refuse(response, 404, `there is no meeting ${id.slice(0, 60)}`)
      response.setHeader('cache-control', 'no-cache')
      response.vary('accept-language')
      response.setHeader('content-language', language)
      if (request.path.endsWith('.json')) return void response.json(one.json(state, language, options))
      const printing = printingOf(state, language, options)
      response.type('html').send(pageOf(paper, await one.page(printing, options), printing, options))
    }
    routes.get([`/meetings/:id/${paper}`, `/meetings/:id/${paper}.json`], (request, response, next) => {
      answer(request, response).catch(next)
    })
  }
  give('minutes', {
    json: minutesOf,
    async page(printing, { pictured }) {
      const { state, language } = printing
      const rests = state.polls.map(async ({ id, evidence }) => [id, await pictured(evidence, language)] as const)
      return minutesPage(printing, new Map(await Promise.all(rests)))
    },
  })
  give('notice', { json: (state) => ({ ...about(state), ...noticeOf(state) }), page: noticePage })
  give('attendance', { json: (state) => ({ ...about(state), ...attendanceReport(state) }), page: attendancePage })
  give('votes', {
    json: (state, language, { ballotsRoot }) => ({
      ...about(state),
      votes: voteReport(state, language).map((vote) => ({ ...vote, ballotsRoot: rootOf(state, ballotsRoot)(vote.id) })),
    }),
    page: (printing, { ballotsRoot }) => votesPage(printing, rootOf(printing.state, ballotsRoot)),
  })
  return routes
}

/** A meeting's own clock stands where nothing happens; what goes on is told until now. */
const asOfNow = (state: MeetingState | null): MeetingState | null =>
  state && isInSession(state) ? { ...state, nowMs: Math.max(state.nowMs, Date.now()) } : state

type Made = {
  readonly json: (state: MeetingState, language: Language, options: PaperOptions) => unknown
  readonly page: (printing: Printing, options: PaperOptions) => Html | Promise<Html>
}

const about = ({ about: is, life, nowMs }: MeetingState) => ({
  meeting: is?.meeting ?? '',
  title: is?.title ?? '',
  body: is?.body ?? '',
  state: life.is,
  atMs: nowMs,
})

const rootOf =
  ({ polls }: MeetingState, ballotsRoot: PaperOptions['ballotsRoot']) =>
  (id: string): string | null => {
    const poll = polls.find((one) => one.id === id)
    return poll ? ballotsRoot(poll) : null
  }

const refuse = (response: Response, code: number, error: string): void =>
  void response.status(code).json({ code, error })
