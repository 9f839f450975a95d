// The notice of a meeting as a page: when in the city's time and in UTC, where, what is on the agenda, which documents, and who is
// invited. Before notice is given it says when the meeting is meant to begin, and that this is not the notice yet.
import { html, type Html, NOTHING } from './papers-html.ts'
import type { MeetingState } from '../../shared/civic/state.ts'
import { type Printing, row } from './papers-page.ts'

export function noticeOf({ about, life, items, documents, course }: MeetingState) {
  const isConvened = life.is === 'convened'
  return {
    /** Null where nobody has said. */
    startsAtMs: isConvened ? life.startsAtMs : (about?.startsAtMs ?? null),
    noticeAtMs: isConvened ? life.noticeMs : (course.findLast(({ key }) => key === 'convened')?.atMs ?? null),
    noticeS: about?.rules.noticeS ?? 0,
    room: about?.room ?? '',
    place: about?.place ?? null,
    agenda: items.filter(({ state }) => state !== 'withdrawn').map(({ id, title }) => ({ id, title })),
    documents: documents.map(({ id, title, item }) => ({ id, title, item })),
    invited: {
      chairs: about?.chairs.map(({ name }) => name) ?? [],
      secretaries: about?.secretaries.map(({ name }) => name) ?? [],
      seats: about?.seats.map(({ holder, group }) => ({ name: holder.name, group })) ?? [],
    },
  }
}

export function noticePage({ state, say, dates }: Printing): Html {
  const { startsAtMs, noticeAtMs, noticeS, room, agenda, documents, invited } = noticeOf(state)
  const list = (titles: readonly string[]): Html =>
    html`<ol>
      ${titles.map((title) => html`<li><bdi>${title}</bdi></li>`)}
    </ol>`
  const of = (item: string): readonly string[] => documents.filter((one) => one.item === item).map(({ title }) => title)
  const loose = documents.filter(({ item }) => !agenda.some(({ id }) => id === item)).map(({ title }) => title)
  return html` <dl>
      ${row(say('begins'), startsAtMs === null ? say('notSaid') : dates.full(startsAtMs))}
      ${row(say('beginsUtc'), startsAtMs === null ? null : utc(startsAtMs))} ${row(say('room'), room)}
      ${row(say('noticeGiven'), noticeAtMs === null ? null : dates.full(noticeAtMs))}
      ${row(say('noticeOfRules'), dates.span(noticeS * 1000))} ${row(say('chairs'), invited.chairs.join(', '))}
      ${row(say('secretaries'), invited.secretaries.join(', '))}
    </dl>
    <h2>${say('agenda')}</h2>
    ${
      agenda.length === 0
        ? html`<p>${say('agendaNone')}</p>`
        : html`<ol>
            ${agenda.map(
              ({ id, title }) => html`<li><bdi>${title}</bdi>${of(id).length === 0 ? NOTHING : list(of(id))}</li>`,
            )}
          </ol>`
    }
    ${
      loose.length === 0
        ? NOTHING
        : html`<h2>${say('noticeDocuments')}</h2>
            ${list(loose)}`
    }
    <h2>${say('invited')}</h2>
    ${list(invited.seats.map(({ name, group }) => (group === '' ? name : `${name} (${group})`)))}`
}

const utc = (ms: number): Html =>
  html`<time datetime="${new Date(ms).toISOString()}"
    >${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}</time
  >`
