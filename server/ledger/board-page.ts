// The page of one board for people: who is in office by the chain, how many must sign, and every change that was proposed, with
// who has signed it and what became of it. No script: signing is done on a page of its own, where the keys are.
import type { BoardOfficer } from '../../shared/records/rotation.ts'
import { fill, type Language, type Values } from '../../shared/civic/value-words.ts'
import { type Html, html, languageLinks, NOTHING, pageIn } from '../meetings/papers-html.ts'
import type { BoardNow } from './board-now.ts'
import { BOARD_WORDS, type BoardWord } from './board-words.ts'
import type { BoardOnChain } from './boards.ts'
import type { RotationTold } from './rotations.ts'

type BoardFacts = {
  readonly onChain: BoardOnChain
  readonly board: BoardNow
  readonly rotations: readonly RotationTold[]
  readonly chainId: number
}

type Say = (key: BoardWord, values?: Values) => string

export function boardPage({ onChain, board, rotations }: BoardFacts, language: Language): string {
  const say: Say = (key, values = {}) => fill(BOARD_WORDS[key], language, (name) => String(values[name] ?? ''))
  const { address, officers, quorum, epoch, decisions } = board
  const title = say('title', { body: onChain.body })
  return pageIn(language, {
    title,
    label: say('languages'),
    nav: html`<a href="/chain?lang=${language}">${say('back')}</a
      >${languageLinks(`/chain/boards/${address}`, language)}`,
    body: html`<main>
      <h1>${title}</h1>
      <p class="hash">${address}</p>
      <h2>${say('now')}</h2>
      ${officerTable(officers, say)}
      <p>${say('quorum', { quorum, officers: officers.length })}</p>
      <p>${say('epoch', { epoch, decisions })}</p>
      <p>${say('records')}</p>
      <h2>${say('proposals')}</h2>
      <p>${say('how')}</p>
      <p><a href="/board.html?board=${address}&lang=${language}">${say('change')}</a></p>
      ${rotations.length === 0 ? html`<p>${say('none')}</p>` : rotations.map((one) => proposal(one, say))}
    </main>`,
  })
}

const officerTable = (officers: readonly BoardOfficer[], say: Say): Html =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${say('now')}">
    <table>
      <thead>
        <tr>
          <th scope="col">${say('role')}</th>
          <th scope="col">${say('key')}</th>
        </tr>
      </thead>
      <tbody>
        ${officers.map(
          ({ role, address }) =>
            html`<tr>
              <th scope="row">${say(`role_${role}`)}</th>
              <td class="hash">${address}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`

function proposal(one: RotationTold, say: Say): Html {
  const { id, seats, quorum, signers, missing, deadlineS, proposedAtMs, is, why, txHash } = one
  const until = utc(deadlineS * 1000)
  return html`<section aria-label="${say('asks')} ${id}">
    <dl>
      <dt>${say('state')}</dt>
      <dd><strong>${say(`is_${is}`, { until, count: missing?.count ?? 0, why })}</strong></dd>
      <dt>${say('proposed')}</dt>
      <dd><time datetime="${new Date(proposedAtMs).toISOString()}">${utc(proposedAtMs)}</time></dd>
      <dt>${say('asks')}</dt>
      <dd>
        ${seats.map(({ who, role }) => html`${say('asks_seat', { who, role: say(`role_${role}`) })}<br />`)}
        ${say('asks_quorum', { quorum })}
      </dd>
      <dt>${say('signed')}</dt>
      <dd class="hash">${signers.map((signer) => html`${signer}<br />`)}</dd>
      ${
        txHash === null
          ? NOTHING
          : html`<dt>TX</dt>
              <dd class="hash">${txHash}</dd>`
      }
    </dl>
  </section>`
}

const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
