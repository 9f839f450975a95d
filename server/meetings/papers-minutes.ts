// Minutes as a page: who was there, what happened under each item, motions with what amendments changed, votes in short, with pictures of the scenario they rested on.
import { minutesOf } from '../../shared/civic/minutes.ts'
import { wordOf } from '../../shared/civic/value-words.ts'
import { type Html, html, NOTHING } from './papers-html.ts'
import { type Printing, row } from './papers-page.ts'

type Minutes = ReturnType<typeof minutesOf>

/** `pictures`: of the scenario a vote rested on, by the vote. */
export function minutesPage(printing: Printing, pictures: ReadonlyMap<string, Html>): Html {
  const { state, language, say, dates } = printing
  const minutes = minutesOf(state, language)
  const at = (key: 'opened' | 'closed'): Html | null => {
    const entry = state.course.find((one) => one.key === key)
    return entry ? dates.full(entry.atMs) : null
  }
  const came = minutes.attendance.filter(({ stays }) => stays.length > 0)
  const away = minutes.attendance.filter(({ stays }) => stays.length === 0)
  return html` <dl>
      ${row(say('room'), state.about?.room ?? '')}${row(say('opened'), at('opened'))}${row(say('closed'), at('closed'))}
      ${row(say('chairs'), minutes.chairs.join(', '))}${row(say('secretaries'), minutes.secretaries.join(', '))}
      ${row(say('rules'), rulesName(printing))}
      ${row(say('present'), names(came) || say('nobody'))}${row(say('absent'), names(away))}
    </dl>
    <h2>${say('course')}</h2>
    ${minutes.items.map((item, i) => itemOf(item, i, printing))}
    ${
      minutes.motions.length > 0
        ? html`<h2>${say('motions')}</h2>
            ${minutes.motions.map((one) => motionOf(one, printing))}`
        : NOTHING
    }
    <h2>${say('votesHeading')}</h2>
    ${minutes.votes.length > 0 ? minutes.votes.map((one) => voteOf(one, printing, pictures.get(one.id) ?? NOTHING)) : html`<p>${say('noVotes')}</p>`}
    ${
      minutes.records.length > 0
        ? html`<h2>${say('recordsHeading')}</h2>
            <p>${say('recordsBeside')}</p>
            ${minutes.records.map((one) => recordOf(one, printing))}`
        : NOTHING
    }`
}

const names = (of: Minutes['attendance']): string =>
  of.map(({ name, group }) => (group === '' ? name : `${name} (${group})`)).join(', ')

function rulesName({ state, language }: Printing): string {
  const name = state.about?.rules.name
  return name?.[language] ?? name?.en ?? ''
}

function itemOf({ title, state, lines }: Minutes['items'][number], i: number, printing: Printing): Html {
  const { language, say, dates } = printing
  const heading = i === 0 ? say('opening') : say('item', { number: i, title, state: wordOf('item', state, language) })
  if (i === 0 && lines.length === 0) return NOTHING
  return html`<section>
    <h3>${heading}</h3>
    <ol class="course">
      ${lines.map(({ atMs, text }) => html`<li>${dates.time(atMs)}<span>${text}</span></li>`)}
    </ol>
  </section>`
}

function motionOf(
  { id, title, by, state, seconders, amendments, text }: Minutes['motions'][number],
  p: Printing,
): Html {
  const { language, say } = p
  const isAmended = text.some(({ is }) => is !== 'same')
  return html`<section>
    <h3>${say('motion', { id, title })}</h3>
    <dl>
      ${row(say('movedBy'), by)}${row(say('secondedBy'), seconders.join(', '))}${row(say('state'), wordOf('motion', state, language))}
      ${row(
        say('amendments'),
        amendments
          .map((one) => say('amendmentOf', { id: one.id, by: one.by, state: wordOf('amendment', one.state, language) }))
          .join('\n'),
      )}
    </dl>
    <p>${say(isAmended ? 'textAmended' : 'text')}</p>
    <div class="text">
      ${text.map(({ is, text: line }) => html`<p>${is === 'same' ? line : is === 'added' ? html`<ins>${line}</ins>` : html`<del>${line}</del>`}</p>`)}
    </div>
  </section>`
}

function voteOf(
  { id, question, method, outcome, tally, byGroup, byName, refused }: Minutes['votes'][number],
  p: Printing,
  pictures: Html,
): Html {
  const { language, say, state } = p
  const isDecided = ['carried', 'lost', 'tied'].includes(outcome)
  const poll = state.polls.find((one) => one.id === id)
  return html`<section class="vote">
    <h3>${say('vote', { id, question })}</h3>
    <dl>
      ${row(say('method'), wordOf('method', method, language))}
      ${row(say('outcome'), html`<span class="outcome">${wordOf(isDecided ? 'outcome' : 'poll', outcome, language)}</span>`)}
      ${row(say('tally'), method === 'unanimousConsent' ? '' : tally)}${row(say('byGroup'), byGroup.join('\n'))}${row(say('byName'), byName.join(', '))}
      ${row(say('recused'), poll?.recused.map(({ seat, reason }) => say('recusedWhy', { name: holder(p, seat), reason })).join(', ') ?? '')}
      ${row(say('refused'), refused || '')}
    </dl>
    ${pictures}
  </section>`
}

function recordOf({ id, title, recordHash, lines }: Minutes['records'][number], p: Printing): Html {
  const { language, dates } = p
  return html`<section>
    <h3><a href="/records/${id}?lang=${language}">${id}</a>: ${title}</h3>
    <ol class="course">
      ${lines.map(({ atMs, text }) => html`<li>${dates.time(atMs)}<span>${text}</span></li>`)}
    </ol>
    <p class="hash">${recordHash}</p>
  </section>`
}

const holder = ({ state }: Printing, seat: string): string =>
  state.about?.seats.find(({ id }) => id === seat)?.holder.name ?? seat
