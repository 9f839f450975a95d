// HTML for printed papers: values are text unless they are HTML already, so that a name with markup in it is a name. Marks of
// direction are taken out, since they would turn round the words beside them. No script, one style sheet in the page.

import { type Language, LANGUAGES } from '../../shared/civic/value-words.ts'

export type Html = { readonly html: string }
type Part = Html | string | number | readonly Part[]

export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: texts.reduce((all, text, i) => all + text + (i < parts.length ? htmlOf(parts[i] ?? '') : ''), ''),
})

export const NOTHING: Html = { html: '' }

function htmlOf(part: Part): string {
  if (typeof part === 'object') return 'html' in part ? part.html : part.map(htmlOf).join('')
  return plain(`${part}`)
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll('\n', '<br>')
}

/** Lines stay lines. */
const plain = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '')

/** Cells as they are; on a narrow screen it is moved sideways. */
export const tableOf = ({ caption = '', heads, rows, numbers = [], rowHead = -1 }: Table): Html => {
  const kind = (column: number): Html => (numbers.includes(column) ? html`class="number"` : NOTHING)
  const cell = (content: string | number, column: number): Html =>
    column === rowHead
      ? html`<th scope="row" ${kind(column)}><bdi>${content}</bdi></th>`
      : html`<td ${kind(column)}><bdi>${content}</bdi></td>`
  return html`<div class="wide">
    <table>
      ${
        caption === ''
          ? NOTHING
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        <tr>
          ${heads.map((text, column) => html`<th scope="col" ${kind(column)}>${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
export type Table = {
  readonly caption?: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Columns of numbers, from 0. */
  readonly numbers?: readonly number[]
  /** The column that names a row, from 0. */
  readonly rowHead?: number
}

/** A whole page; `label` names its links to a screen reader. */
export const pageIn = (language: Language, { title, label, nav, body }: Page): string =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <nav aria-label="${label}">${nav}</nav>
        ${body}
      </body>
    </html> `.html
type Page = { readonly title: string; readonly label: string; readonly nav: Html; readonly body: Html }

const NAMES: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский', kk: 'Қазақша' }

/** The same page in every language. */
export const languageLinks = (path: string, now: Language): Html =>
  html`${LANGUAGES.map(
    (one) =>
      html`<a
        lang="${one}"
        hreflang="${one}"
        href="${path}?lang=${one}"
        ${one === now ? html` aria-current="true"` : NOTHING}
        >${NAMES[one]}</a
      >`,
  )}`

/** A4, black on white: what is only for the screen is not printed. */
export const STYLE: Html = {
  html: `
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif } }
:root { color-scheme: light; font: 11pt/1.4 "Noto Serif", "PT Serif", Georgia, serif; color: #000; background: #fff }
body { max-width: 178mm; margin: 8mm auto; padding: 0 4mm }
h1 { font-size: 18pt; line-height: 1.2; margin: 0 0 2mm }
h2 { font-size: 13pt; margin: 8mm 0 2mm; border-bottom: 0.4mm solid #000; break-after: avoid }
h3 { font-size: 11.5pt; margin: 5mm 0 1mm; break-after: avoid }
p { margin: 1mm 0 } p, td, dd, h1, h2, h3 { overflow-wrap: anywhere }
.body { font-size: 12pt; margin: 0 } .when { color: #333 }
.state { border: 0.5mm solid #000; padding: 2mm 3mm; margin: 4mm 0; font-weight: bold }
.state.draft { border-style: dashed }
table { border-collapse: collapse; width: 100%; margin: 2mm 0; font-size: 10pt }
caption { text-align: start; font-weight: bold; padding: 1mm 0; break-after: avoid }
th, td { border: 0.2mm solid #777; padding: 1mm 2mm; text-align: start; vertical-align: top }
thead { display: table-header-group } thead th { background: #eee } tr { break-inside: avoid }
th[scope=row] { font-weight: normal } .number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
time { white-space: nowrap; font-variant-numeric: tabular-nums }
dl { display: grid; grid-template-columns: 48mm 1fr; gap: 0.5mm 4mm; margin: 2mm 0; break-inside: avoid } dt { color: #333 } dd { margin: 0 }
.vote { break-inside: avoid-page } .outcome { font-weight: bold } .hash { font: 8.5pt/1.3 monospace }
.course { list-style: none; margin: 1mm 0; padding: 0 } .course li { display: grid; grid-template-columns: 34mm 1fr; gap: 3mm; margin: 0.7mm 0; break-inside: avoid; overflow-wrap: anywhere }
.pictures { display: flex; flex-wrap: wrap; gap: 4mm; margin: 2mm 0; break-inside: avoid } .pictures figure { flex: 1 1 76mm; max-width: 110mm; margin: 0 } .pictures img { box-sizing: border-box; width: 100%; height: auto; display: block; border: 0.2mm solid #777 } figcaption { font-size: 10pt }
.text { margin: 1mm 0 2mm; padding: 1mm 3mm; border-inline-start: 0.8mm solid #777 } .text p { margin: 0; min-height: 1em } section > .text { break-after: avoid }
del { color: #555 } ins { font-weight: bold }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 12mm; margin-top: 16mm; break-inside: avoid; break-before: avoid } .signatures p { border-top: 0.3mm solid #000; padding-top: 1mm }
nav { font: 10pt sans-serif; margin-bottom: 6mm } nav a { margin-inline-end: 4mm; display: inline-block; padding: 1mm 0 } nav [aria-current] { font-weight: bold; color: inherit; text-decoration: none }
@media print { nav { display: none } body { margin: 0; padding: 0; max-width: none } }
@media (max-width: 600px) { dl, .course li { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: 2mm } .wide { overflow-x: auto } .wide table { min-width: 150mm } }
`,
}
