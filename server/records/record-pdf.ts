// The paper of a record as a PDF: A4, PT Sans (SIL Open Font License), which has the letters of all three languages; with a
// structure that screen readers can follow. The same paper gives the same bytes: it bears no date of its own.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Pdf from 'pdfkit'
import type { Language } from '../../shared/civic/value-words.ts'
import type { Block, Paper } from './record-blocks.ts'

const require = createRequire(import.meta.url)
const MARGIN = 48
const BODY = 10
const SMALL = 8.5
const GREY = '#444444'
const LINE = '#777777'
const LABEL_SHARE = 0.3
/** Between pictures, and how wide one is at most. */
const GAP = 12
const MOST_PICTURE = 320

let fonts: { readonly regular: Buffer; readonly bold: Buffer } | null = null
function fontsHere(): NonNullable<typeof fonts> {
  fonts ??= {
    regular: readFileSync(require.resolve('@expo-google-fonts/pt-sans/400Regular/PTSans_400Regular.ttf')),
    bold: readFileSync(require.resolve('@expo-google-fonts/pt-sans/700Bold/PTSans_700Bold.ttf')),
  }
  return fonts
}

export function pdfOf(paper: Paper, language: Language): Promise<Buffer> {
  const { regular, bold } = fontsHere()
  const doc = new Pdf({
    size: 'A4',
    margins: { top: MARGIN, bottom: MARGIN + 12, left: MARGIN, right: MARGIN },
    bufferPages: true,
    lang: language,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: plain(paper.title), CreationDate: new Date(0), ModDate: new Date(0) },
  })
  const chunks: Buffer[] = []
  const made = new Promise<Buffer>((done, fail) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => done(Buffer.concat(chunks)))
    doc.on('error', fail)
  })
  doc.registerFont('regular', regular)
  doc.registerFont('bold', bold)
  const root = doc.struct('Document')
  doc.addStructure(root)
  const put: Put = (kind, draw, alt) => {
    root.add(doc.struct(kind, alt === undefined ? {} : { alt }, draw))
  }
  head(doc, paper, put)
  for (const block of paper.blocks) draw(doc, block, put)
  root.end()
  foot(doc, paper.under)
  doc.end()
  return made
}

type Doc = InstanceType<typeof Pdf>
/** `alt`: what stands for it where it cannot be seen. */
type Put = (kind: string, draw: () => void, alt?: string) => void

/** Marks of direction would turn round the words beside them. */
const plain = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '')
const widthOf = (doc: Doc): number => doc.page.width - 2 * MARGIN
const bottomOf = (doc: Doc): number => doc.page.height - doc.page.margins.bottom

function head(doc: Doc, { over, title, state, under }: Paper, put: Put): void {
  put('P', () => doc.font('regular').fontSize(BODY).fillColor(GREY).text(plain(over)))
  put('H1', () => doc.font('bold').fontSize(17).fillColor('black').text(plain(title)))
  doc.moveDown(0.4)
  const top = doc.y
  const width = widthOf(doc)
  put('P', () =>
    doc
      .font('bold')
      .fontSize(11)
      .text(plain(state), MARGIN + 8, top + 6, { width: width - 16 }),
  )
  const height = doc.y - top + 4
  doc.rect(MARGIN, top, width, height).lineWidth(1).stroke('black')
  doc.x = MARGIN
  doc.y = top + height + 6
  put('P', () => doc.font('regular').fontSize(SMALL).fillColor(GREY).text(plain(under)))
  doc.moveDown(0.6).fillColor('black')
}

function draw(doc: Doc, block: Block, put: Put): void {
  switch (block.is) {
    case 'heading':
      room(doc, 60)
      doc.moveDown(0.7)
      put('H2', () => doc.font('bold').fontSize(13).text(plain(block.text)))
      doc
        .moveTo(MARGIN, doc.y + 1)
        .lineTo(MARGIN + widthOf(doc), doc.y + 1)
        .lineWidth(0.8)
        .stroke('black')
      doc.moveDown(0.4)
      return
    case 'note':
      put('P', () => doc.font('regular').fontSize(BODY).text(plain(block.text)))
      doc.moveDown(0.3)
      return
    case 'fields':
      for (const row of block.rows) field(doc, row, put)
      doc.moveDown(0.3)
      return
    case 'text':
      text(doc, block, put)
      return
    case 'pictures':
      pictures(doc, block.list, put)
      return
    case 'table':
  }
  table(doc, block, put)
}

/** On this page, or on the next. */
function room(doc: Doc, height: number): void {
  if (doc.y + height > bottomOf(doc)) doc.addPage()
}

function field(doc: Doc, { label, value, kind }: Extract<Block, { is: 'fields' }>['rows'][number], put: Put): void {
  const left = widthOf(doc) * LABEL_SHARE
  const right = widthOf(doc) - left - 8
  const size = kind === 'hash' ? SMALL : BODY
  const font = kind === 'strong' ? 'bold' : 'regular'
  const high = Math.max(
    doc.font('regular').fontSize(BODY).heightOfString(plain(label), { width: left }),
    doc.font(font).fontSize(size).heightOfString(plain(value), { width: right }),
  )
  room(doc, Math.min(high, 400) + 2)
  const top = doc.y
  put('P', () => {
    doc.font('regular').fontSize(BODY).fillColor(GREY).text(plain(label), MARGIN, top, { width: left })
    doc
      .font(font)
      .fontSize(size)
      .fillColor('black')
      .text(plain(value), MARGIN + left + 8, top, { width: right })
  })
  doc.x = MARGIN
  doc.y = Math.max(doc.y, top + high) + 2
}

function text(doc: Doc, { caption, lines }: Extract<Block, { is: 'text' }>, put: Put): void {
  put('P', () => doc.font('regular').fontSize(SMALL).fillColor(GREY).text(plain(caption)))
  doc.moveDown(0.2).fillColor('black')
  for (const { is, text: line } of lines) {
    const told = plain(line === '' ? ' ' : line)
    const style = { width: widthOf(doc) - 14, strike: is === 'removed' }
    put('P', () =>
      doc
        .font(is === 'added' ? 'bold' : 'regular')
        .fontSize(BODY)
        .fillColor(is === 'removed' ? GREY : 'black')
        .text(told, MARGIN + 14, doc.y, style),
    )
  }
  doc.x = MARGIN
  doc.fillColor('black').moveDown(0.4)
}

/** Beside each other, each with its caption below. */
function pictures(doc: Doc, list: Extract<Block, { is: 'pictures' }>['list'], put: Put): void {
  const wide = (widthOf(doc) - GAP * (list.length - 1)) / list.length
  const shown = Math.min(wide, MOST_PICTURE)
  const high = Math.max(...list.map(({ png }) => (png ? (shown * png.readUInt32BE(20)) / png.readUInt32BE(16) : 0)))
  doc.font('regular').fontSize(SMALL)
  const told = Math.max(...list.map(({ caption }) => doc.heightOfString(plain(caption), { width: shown })))
  room(doc, high + told + 16)
  const top = doc.y
  for (const [i, { png, caption, alt }] of list.entries()) {
    const left = MARGIN + i * (wide + GAP)
    if (png) put('Figure', () => doc.image(png, left, top, { width: shown }), plain(alt))
    if (png) doc.rect(left, top, shown, high).lineWidth(0.6).stroke(LINE)
    const below = { width: shown }
    put('Caption', () =>
      doc
        .font('regular')
        .fontSize(SMALL)
        .fillColor('black')
        .text(plain(caption), left, top + high + 4, below),
    )
  }
  doc.x = MARGIN
  doc.y = top + high + told + 10
}

function table(
  doc: Doc,
  { caption, heads, rows, numbers = [], widths }: Extract<Block, { is: 'table' }>,
  put: Put,
): void {
  const width = widthOf(doc)
  const columns = heads.map((_, i) => width * (widths?.[i] ?? 1 / heads.length))
  const cellText = { lineGap: 0 }
  const line = (cells: readonly string[], font: string, kind: string): void => {
    const sized = cells.map((cell) => (/^(0x)?[0-9a-f]{40,}$/.test(cell) ? SMALL - 1.5 : SMALL + 0.5))
    const highs = cells.map((cell, i) =>
      doc
        .font(font)
        .fontSize(sized[i] ?? SMALL)
        .heightOfString(plain(cell), { width: (columns[i] ?? 0) - 8, ...cellText }),
    )
    const high = Math.max(...highs, SMALL) + 6
    if (doc.y + high > bottomOf(doc)) {
      doc.addPage()
      if (font === 'regular') line(heads, 'bold', 'TR')
    }
    const top = doc.y
    let x = MARGIN
    put(kind, () => {
      for (const [i, cell] of cells.entries()) {
        const wide = columns[i] ?? 0
        const align = numbers.includes(i) ? 'right' : 'left'
        doc
          .font(font)
          .fontSize(sized[i] ?? SMALL)
          .fillColor('black')
          .text(plain(cell), x + 4, top + 3, { width: wide - 8, align, ...cellText })
        x += wide
      }
    })
    x = MARGIN
    for (const wide of columns) {
      doc.rect(x, top, wide, high).lineWidth(0.4).stroke(LINE)
      x += wide
    }
    doc.x = MARGIN
    doc.y = top + high
  }
  room(doc, 50)
  if (caption !== '') {
    put('P', () => doc.font('bold').fontSize(BODY).text(plain(caption)))
    doc.moveDown(0.2)
  }
  line(heads, 'bold', 'TR')
  for (const row of rows) line(row, 'regular', 'TR')
  doc.moveDown(0.5)
}

/** Which record, and which page of how many; no part of what is read out. */
function foot(doc: Doc, under: string): void {
  const { start, count } = doc.bufferedPageRange()
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page)
    const { bottom } = doc.page.margins
    doc.page.margins.bottom = 0
    doc
      .font('regular')
      .fontSize(8)
      .fillColor(GREY)
      .text(`${plain(under.split('.')[0] ?? '')} · ${page - start + 1} / ${count}`, MARGIN, doc.page.height - 36, {
        width: widthOf(doc),
        align: 'right',
        lineBreak: false,
      })
    doc.page.margins.bottom = bottom
  }
}
