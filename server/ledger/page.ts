// The page about the chain for people: what it proves, what it does not, who could still cheat and how that would show, what to
// check first; with the newest block's hash to keep and the addresses of the boards. No script; an older block is asked by a form.
import { fill, type Language, type Values } from '../../shared/civic/value-words.ts'
import { type Html, html, languageLinks, NOTHING, pageIn } from '../meetings/papers-html.ts'
import type { BoardOnChain } from './boards.ts'
import type { LedgerStatus } from './contract.ts'
import { CHAIN_WORDS, type ChainWord } from './page-words.ts'

export type ChainFacts = {
  readonly status: LedgerStatus
  /** Of the city's own server. */
  readonly isEmbedded: boolean
  readonly chain: { readonly chainId: number; readonly eas: string; readonly schemaUid: string } | null
  readonly sender: string
  readonly boards: readonly BoardOnChain[]
  /** Where a program asks this chain. */
  readonly rpc: string
  /** An older block that was asked for. */
  readonly asked: { readonly number: number; readonly hash: string | null } | null
}

type Say = (key: ChainWord, values?: Values) => string

export function chainPage(facts: ChainFacts, language: Language): string {
  const say: Say = (key, values = {}) => fill(CHAIN_WORDS[key], language, (name) => String(values[name] ?? ''))
  const { status, rpc } = facts
  const hasChain = status.state !== 'none'
  return pageIn(language, {
    title: say('title'),
    label: say('languages'),
    nav: languageLinks('/chain', language),
    body: html`<main>
      <h1>${say('title')}</h1>
      <div class="state" role="status">
        <p>${say(`state_${status.state}`)}</p>
        ${status.why === '' ? NOTHING : html`<p lang="en">${say('why', { why: status.why })}</p>`}
      </div>
      <h2>${say('shortly')}</h2>
      <p>${say('short_hash')}</p>
      ${
        hasChain
          ? html`<p>${say('short_chain')}</p>
              <p><strong>${whose(facts, say)}</strong></p>`
          : NOTHING
      }
      <h2>${say('first')}</h2>
      <ol>
        ${hasChain ? html`<li>${say('first_keep')}</li>` : NOTHING}
        <li>${say('first_verify', { rpc })}</li>
        <li>${say('first_board')}</li>
        <li>${say('first_receipt')}</li>
      </ol>
      ${hasChain ? headOf(facts, language, say) : NOTHING}
      <h2>${say('proves')}</h2>
      <ul>
        ${(['proves_same', 'proves_when', 'proves_once', 'proves_stamps'] as const).map((key) => item(say(key)))}
      </ul>
      <h2>${say('provesNot')}</h2>
      <ul>
        ${(['not_true', 'not_counted', 'not_free'] as const).map((key) => item(say(key)))}
        ${facts.isEmbedded && hasChain ? item(say('not_embedded')) : NOTHING}
      </ul>
      ${cheats(facts.isEmbedded && hasChain, say)} ${hasChain ? standing(facts, language, say) : NOTHING}
    </main>`,
  })
}

const item = (text: string): Html => html`<li>${text}</li>`

const whose = ({ isEmbedded, chain }: ChainFacts, say: Say): string =>
  isEmbedded ? say('short_embedded') : say('short_external', { chain: chain?.chainId ?? '?' })

function headOf({ status: { head }, asked }: ChainFacts, language: Language, say: Say): Html {
  const row = (number: number, hash: string): Html =>
    html`<dt>${say('block')} ${number}</dt>
      <dd class="hash">${hash}</dd>`
  return html`<h2>${say('head')}</h2>
    <dl>
      ${head ? row(head.number, head.hash) : NOTHING} ${asked?.hash != null ? row(asked.number, asked.hash) : NOTHING}
    </dl>
    ${asked && asked.hash === null ? html`<p role="status">${say('noBlock', { number: asked.number })}</p>` : NOTHING}
    <form action="/chain" method="get">
      <input type="hidden" name="lang" value="${language}" />
      <label>${say('ask')} <input name="block" type="number" min="0" required value="${asked?.number ?? ''}" /></label>
      <button>${say('show')}</button>
    </form>`
}

/** Of the table: who, by which row's words. */
const CHEATS = [
  ['cheat_server_who', 'cheat_ballot'],
  ['cheat_officers_who', 'cheat_officers'],
  ['cheat_board_who', 'cheat_board'],
  ['cheat_sender_who', 'cheat_sender'],
  ['cheat_device_who', 'cheat_device'],
] as const

function cheats(isOwnChain: boolean, say: Say): Html {
  const rows = [...(isOwnChain ? ([['cheat_server_who', 'cheat_server']] as const) : []), ...CHEATS]
  return html`<h2>${say('cheats')}</h2>
    <div class="wide" tabindex="0" role="region" aria-label="${say('cheats')}">
      <table>
        <thead>
          <tr>
            <th scope="col">${say('who')}</th>
            <th scope="col">${say('could')}</th>
            <th scope="col">${say('shows')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([who, what]) =>
              html`<tr>
                <th scope="row">${say(who)}</th>
                <td>${say(`${what}_could`)}</td>
                <td>${say(`${what}_shows`)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}

function standing({ chain, sender, boards }: ChainFacts, language: Language, say: Say): Html {
  const row = (name: string, value: string): Html =>
    html`<dt>${name}</dt>
      <dd class="hash">${value}</dd>`
  return html`<h2>${say('here')}</h2>
    <dl>
      ${chain ? [row(say('chain'), `${chain.chainId}`), row(say('eas'), chain.eas), row(say('schema'), chain.schemaUid)] : NOTHING}
      ${row(say('sender'), sender)}
    </dl>
    ${boards.length === 0 ? html`<p>${say('noBoards')}</p>` : boardTable(boards, language, say)}`
}

const boardTable = (boards: readonly BoardOnChain[], language: Language, say: Say): Html =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${say('boards')}">
      <table>
        <caption>
          ${say('boards')}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say('body')}</th>
            <th scope="col">${say('board')}</th>
            <th scope="col">${say('officers')}</th>
            <th scope="col">${say('since')}</th>
          </tr>
        </thead>
        <tbody>
          ${boards.map(
            ({ body, address, officers, since }) =>
              html`<tr>
                <th scope="row">${body}</th>
                <td class="hash"><a href="/chain/boards/${address}?lang=${language}">${address}</a></td>
                <td class="hash">${officers.map((one) => html`${say(`role_${one.role}`)} ${one.address}<br />`)}</td>
                <td><time datetime="${since}">${since.slice(0, 16).replace('T', ' ')}</time></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p>${say('moreBoards')}</p>`
