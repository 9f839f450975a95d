// HTML for printed papers: values are text unless they are HTML already, so that a name with markup in it is a name. Marks of
// direction are taken out, since they would turn round the words beside them. No script, one style sheet in the page.

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
.text { margin: 1mm 0 2mm; padding: 1mm 3mm; border-inline-start: 0.8mm solid #777 } .text p { margin: 0; min-height: 1em } section > .text { break-after: avoid }
del { color: #555 } ins { font-weight: bold }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 12mm; margin-top: 16mm; break-inside: avoid; break-before: avoid } .signatures p { border-top: 0.3mm solid #000; padding-top: 1mm }
nav { font: 10pt sans-serif; margin-bottom: 6mm } nav a { margin-inline-end: 4mm; display: inline-block; padding: 1mm 0 } nav [aria-current] { font-weight: bold; color: inherit; text-decoration: none }
@media print { nav { display: none } body { margin: 0; padding: 0; max-width: none } }
@media (max-width: 600px) { dl, .course li { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: 2mm } .wide { overflow-x: auto } .wide table { min-width: 150mm } }
`,
}
