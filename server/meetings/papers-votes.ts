// The voting report as a page: each vote with all that decides it, and by group and by name where its method tells.
import type { Tally } from '../../shared/civic/tally.ts'
import { presenceInWords } from '../../shared/civic/roll.ts'
import { say as phrase, wordOf } from '../../shared/civic/value-words.ts'
import { type VoteReported, voteReport } from '../../shared/civic/vote-report.ts'
import { type Html, html, NOTHING, tableOf } from './papers-html.ts'
import { type Printing, row } from './papers-page.ts'

type Root = (poll: string) => string | null

export function votesPage(printing: Printing, rootOf: Root): Html {
  const votes = voteReport(printing.state, printing.language)
  const { say } = printing
  return votes.length === 0
    ? html`<p>${say('noVotes')}</p>`
    : html`${votes.map((vote) => voteOf(vote, printing, rootOf))}`
}

function voteOf(vote: VoteReported, printing: Printing, rootOf: Root): Html {
  const { language, say, dates } = printing
  const { openedMs, closedMs, presentAtOpen, presentAtClose } = vote
  const sums = ({ yes, no, abstain }: Tally): string => phrase('tally', { yes, no, abstain }, language)
  const times = [openedMs, closedMs].flatMap((ms) => (ms === null ? [] : [dates.time(ms)]))
  return html`<section>
    <h2>${say('vote', { id: vote.id, question: vote.question })}</h2>
    ${vote.text.length === 0 ? NOTHING : html`<div class="text">${vote.text.map((line) => html`<p>${line}</p>`)}</div>`}
    <dl>
      ${row(say('about'), say(`about_${vote.about}`))}${row(say('method'), wordOf('method', vote.method, language))}
      ${row(say('rule'), vote.method === 'unanimousConsent' ? '' : `${vote.rule}; ${vote.tie}`)}
      ${row(say('openTimes'), times.length === 0 ? null : html`${times.map((one, i) => html`${i > 0 ? ' – ' : ''}${one}`)}`)}
      ${row(say('quorumAtOpen'), presentAtOpen && presenceInWords(presentAtOpen, language))}
      ${row(say('quorumAtClose'), presentAtClose && presenceInWords(presentAtClose, language))}
      ${row(say('seats'), vote.openedMs === null ? '' : vote.seats)}${row(say('cast'), vote.openedMs === null ? '' : vote.cast)}
      ${row(say('tally'), vote.openedMs !== null && vote.tally && vote.method !== 'unanimousConsent' ? sums(vote.tally) : '')}
      ${row(say('outcome'), html`<span class="outcome">${outcomeOf(vote, printing)}</span>`)}
      ${row(say('recused'), vote.recused.map(({ name, reason }) => say('recusedWhy', { name, reason })).join(', '))}
      ${row(say('silent'), vote.openedMs === null ? '' : (vote.silent ?? []).join(', '))}
      ${row(say('refused'), vote.refused)}
      ${row(say('questionHash'), hashOf(vote.questionHash))}${row(say('ballotsRoot'), hashOf(rootOf(vote.id)))}
    </dl>
    ${vote.method === 'secret' ? html`<p>${say('secretKept')}</p>` : NOTHING}
    ${groupsOf(vote, printing)}${namesOf(vote, printing)}
  </section>`
}

const hashOf = (hash: string | null): Html | null => (hash === null ? null : html`<span class="hash">${hash}</span>`)

function outcomeOf({ state, outcome, reason, tieBrokenBy }: VoteReported, { language, say }: Printing): string {
  if (state === 'void') return say('voidBecause', { reason })
  if (outcome === null) return wordOf('poll', state, language)
  const word = wordOf('outcome', outcome, language)
  if (tieBrokenBy === null) return word
  const { how, by, choice } = tieBrokenBy
  return say(how === 'chair' ? 'byChair' : 'byLot', { outcome: word, by, choice: wordOf('choice', choice, language) })
}

function groupsOf({ groups }: VoteReported, { say }: Printing): Html {
  if (groups.length === 0) return NOTHING
  return tableOf({
    caption: say('byGroup'),
    heads: [say('group'), say('yes'), say('no'), say('abstain')],
    rows: groups.map(({ group, yes, no, abstain }) => [group, yes, no, abstain]),
    numbers: [1, 2, 3],
    rowHead: 0,
  })
}

function namesOf({ votes }: VoteReported, { language, say }: Printing): Html {
  if (votes === null || votes.length === 0) return NOTHING
  const isWeighted = votes.some(({ weight }) => weight !== 1)
  const heads = [say('seat'), say('name'), say('choice'), ...(isWeighted ? [say('weight')] : [])]
  const choiceOf = ({ choice, by }: (typeof votes)[number]): string => {
    const word = wordOf('choice', choice, language)
    return by === null ? word : say('castBy', { choice: word, by })
  }
  return tableOf({
    caption: say('byName'),
    heads,
    rows: bySeat(votes).map((one) => [one.seat, one.name, choiceOf(one), ...(isWeighted ? [one.weight] : [])]),
    numbers: [3],
    rowHead: 1,
  })
}

/** As the list of seats has them, not in the order in which they voted. */
const bySeat = (votes: NonNullable<VoteReported['votes']>) =>
  votes.toSorted((a, b) => a.seat.localeCompare(b.seat, 'en', { numeric: true }))
