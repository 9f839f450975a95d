// The frame of a printed paper: whose it is, what it is, how far the meeting is, and the same in other languages. Each paper is
// a function from a meeting's state to what stands in the frame.
import type { MeetingState } from '../../shared/civic/state.ts'
import { type Language, LANGUAGES } from '../../shared/civic/value-words.ts'
import { type Dates, datesOf } from './papers-dates.ts'
import { type Html, html, languageLinks, NOTHING, pageIn } from './papers-html.ts'
import { label, PAPER_WORDS, type PaperKey } from './papers-words.ts'

export type Paper = 'notice' | 'minutes' | 'attendance' | 'votes'
const PAPERS: readonly Paper[] = ['notice', 'minutes', 'attendance', 'votes']

export type Printing = {
  readonly state: MeetingState
  readonly language: Language
  readonly dates: Dates
  /** In the paper's language. */
  readonly say: (key: PaperKey, values?: Readonly<Record<string, string | number>>) => string
}

export type PageOptions = { readonly timeZone: string; readonly cityName: string }

export function printingOf(state: MeetingState, language: Language, { timeZone }: PageOptions): Printing {
  const openedMs = state.course.find(({ key }) => key === 'opened')?.atMs
  const dayMs =
    openedMs ?? (state.life.is === 'convened' ? state.life.startsAtMs : (state.about?.startsAtMs ?? state.nowMs))
  const say: Printing['say'] = (key, values) => label(key, language, values)
  return { state, language, dates: datesOf(timeZone, language, dayMs), say }
}

/** The whole page. */
export function pageOf(paper: Paper, main: Html, printing: Printing, { cityName }: PageOptions): string {
  const { state, language, dates, say } = printing
  const { about, life } = state
  const isDraft = life.is !== 'minutesApproved' && life.is !== 'published'
  const heading = say(paper === 'minutes' && isDraft ? 'minutesDraft' : paper)
  const id = about?.meeting ?? ''
  return pageIn(language, {
    title: `${heading}: ${about?.title ?? ''}`,
    label: say('page'),
    nav: html`${PAPERS.map((one) => paperLink(one, paper, printing))}${languageLinks(`/meetings/${id}/${paper}`, language)}`,
    body: html`<header>
        <p class="body">${cityName} · ${about?.body ?? ''}</p>
        <h1>${heading}: ${about?.title ?? ''}</h1>
        <p class="state${isDraft ? ' draft' : ''}" role="status">${stateLine(printing)}</p>
        <p class="when">${say('zone', { zone: dates.timeZone })} ${say('meeting')}: ${id}</p>
      </header>
      <main>${main}</main>
      <footer class="signatures">
        <p>${say('signChair')}</p>
        <p>${say('signSecretary')}</p>
      </footer>`,
  })
}

const paperLink = (one: Paper, now: Paper, { state, language, say }: Printing): Html =>
  html`<a
    href="/meetings/${state.about?.meeting ?? ''}/${one}?lang=${language}"
    ${one === now ? html` aria-current="page"` : NOTHING}
    >${say(one)}</a
  >`

function stateLine({ state, language, dates }: Printing): Html {
  const { life, nowMs } = state
  switch (life.is) {
    case 'draft':
      return state.about?.startsAtMs === undefined
        ? withTime('state_draft', language, NOTHING)
        : withTime('state_planned', language, dates.full(state.about.startsAtMs))
    case 'convened':
      return withTime('state_convened', language, dates.full(life.startsAtMs))
    case 'open':
    case 'inquorate':
    case 'recess':
      return withTime('state_sitting', language, dates.full(nowMs))
    case 'closed':
    case 'minutesDraft':
    case 'minutesApproved':
    case 'published':
      break
  }
  return withTime(`state_${life.is}`, language, dates.full(life.atMs))
}

/** The time is an element of its own within the sentence. */
function withTime(key: PaperKey, language: Language, time: Html): Html {
  const [before = '', after = ''] = PAPER_WORDS[key][LANGUAGES.indexOf(language)]?.split('{time}') ?? []
  return html`${before}${after === '' && !PAPER_WORDS[key][0].includes('{time}') ? NOTHING : time}${after}`
}

/** A row of label and value; none where there is no value. */
export const row = (term: string, value: Html | string | number | readonly Html[] | null): Html =>
  value === null || value === ''
    ? NOTHING
    : html`<dt>${term}</dt>
        <dd>${value}</dd>`
