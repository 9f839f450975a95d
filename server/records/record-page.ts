// The paper of a record as a page that prints on A4, and the list of all records.
import type { Language } from '../../shared/civic/value-words.ts'
import { type Html, html, languageLinks, NOTHING, pageIn, tableOf } from '../meetings/papers-html.ts'
import { figures } from './picture-page.ts'
import type { Block, Field, Paper } from './record-blocks.ts'
import { wordsIn } from './record-words.ts'

export type Listed = {
  readonly record: string
  readonly meeting: string
  readonly body: string
  readonly motion: string
  readonly title: string
  readonly outcome: 'carried' | 'lost'
  readonly state: string
  readonly recordHash: string
  readonly drawnUpAt: string
}

type Of = { readonly record: string; readonly meeting: string; readonly language: Language }

export function pageOf(paper: Paper, { record, meeting, language }: Of, more: Html = NOTHING): string {
  const say = wordsIn(language)
  const links: readonly (readonly [href: string, text: string])[] = [
    [`/records?lang=${language}`, say('records')],
    [`/records/${record}.json`, say('download')],
    [`/records/${record}.pdf?lang=${language}`, say('pdf')],
    [`/records/${record}/evidence.json`, say('evidenceFile')],
    [`/meetings/${meeting}/minutes?lang=${language}`, say('minutes')],
    [VERIFIER, say('verifier')],
  ]
  return framed({
    language,
    title: paper.title,
    nav: html`${links.map(([href, text]) => html`<a href="${href}">${text}</a>`)}${languageLinks(`/records/${record}`, language)}`,
    header: html`<p class="body">${paper.over}</p>
      <h1>${paper.title}</h1>
      <p class="state${paper.isFinal ? '' : ' draft'}" role="status">${paper.state}</p>
      <p class="when">${paper.under}</p>`,
    main: html`${paper.blocks.map(blockOf)}${more}
      <p><a href="${VERIFIER}">${say('verifier')}</a> · <a href="/records/${record}.json">${say('download')}</a></p>`,
  })
}

export function listPage(listed: readonly Listed[], language: Language, stateOf: (one: Listed) => string): string {
  const say = wordsIn(language)
  const heads = [say('decision'), say('body'), say('outcome'), say('drawnUp')]
  const rows = listed.map(
    (one) =>
      html`<tr>
        <th scope="row"><a href="/records/${one.record}?lang=${language}">${one.title}</a></th>
        <td>${one.body}</td>
        <td>${stateOf(one)}</td>
        <td><time datetime="${one.drawnUpAt}">${one.drawnUpAt.slice(0, 16).replace('T', ' ')} UTC</time></td>
      </tr>`,
  )
  return framed({
    language,
    title: say('records'),
    nav: languageLinks('/records', language),
    header: html`<h1>${say('records')}</h1>`,
    main:
      listed.length === 0
        ? html`<p>${say('none')}</p>`
        : html`<div class="wide">
            <table>
              <thead>
                <tr>
                  ${heads.map((text) => html`<th scope="col">${text}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`,
  })
}

/** One file with all that it needs: see client/verifier. */
const VERIFIER = '/verifier.html'

type Frame = {
  readonly language: Language
  readonly title: string
  readonly nav: Html
  readonly header: Html
  readonly main: Html
}

const framed = ({ language, title, nav, header, main }: Frame): string =>
  pageIn(language, {
    title,
    label: wordsIn(language)('page'),
    nav,
    body: html`<header>${header}</header>
      <main>${main}</main>`,
  })

function blockOf(block: Block): Html {
  switch (block.is) {
    case 'heading':
      return html`<h2>${block.text}</h2>`
    case 'note':
      return html`<p>${block.text}</p>`
    case 'fields':
      return html`<dl>${block.rows.map(fieldOf)}</dl>`
    case 'text':
      return html`<p>${block.caption}</p>
        <div class="text">${block.lines.map(lineOf)}</div>`
    case 'pictures':
      return figures(block.list)
    case 'table':
  }
  return tableOf(block)
}

function lineOf({ is, text }: Extract<Block, { is: 'text' }>['lines'][number]): Html {
  if (is === 'same') return html`<p>${text}</p>`
  return is === 'added' ? html`<p><ins>${text}</ins></p>` : html`<p><del>${text}</del></p>`
}

function fieldOf({ label, value, kind, href }: Field): Html {
  const told =
    kind === 'hash'
      ? html`<span class="hash">${value}</span>`
      : kind === 'strong'
        ? html`<span class="outcome">${value}</span>`
        : html`<bdi>${value}</bdi>`
  return html`<dt>${label}</dt>
    <dd>${href === undefined ? told : html`<a href="${href}">${told}</a>`}</dd>`
}
