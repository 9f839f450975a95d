// Pages of a meeting's documents as pictures and as text, for the board in the city and for the panel. The reader of PDFs is
// loaded when the first document is shown. A file whose hash is not the journal's is not shown. One document is kept at a time.
import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { MeetingDocument } from '../../shared/civic/state.ts'
import { say } from '../panels/strings.ts'

export type PageShown = {
  readonly picture: HTMLCanvasElement
  readonly widthPx: number
  readonly heightPx: number
  /** Lines, for who listens. */
  readonly text: readonly string[]
}

const LONG_SIDE_PX = 1400
const MOST_PAGES_KEPT = 6

type Opened = {
  readonly key: string
  readonly pdf: Promise<PDFDocumentProxy>
  readonly pages: Map<number, Promise<PageShown>>
}
let opened: Opened | null = null

/** Rejects with a sentence in the language of the page. */
export async function pageOf(meeting: string, document: MeetingDocument, page: number): Promise<PageShown> {
  const key = `${meeting}/${document.id}/${document.sha256}`
  if (opened?.key !== key) {
    const before = opened
    opened = { key, pdf: open(meeting, document), pages: new Map() }
    opened.pdf.catch(() => {
      // It may be asked for again.
      if (opened?.key === key) opened = null
    })
    void before?.pdf.then((pdf) => pdf.loadingTask.destroy()).catch(() => undefined)
  }
  const { pages, pdf } = opened
  let shown = pages.get(page)
  if (!shown) {
    shown = pdf.then((one) => draw(one, page))
    pages.set(page, shown)
    shown.catch(() => pages.delete(page))
    const oldest = pages.keys().next().value
    if (pages.size > MOST_PAGES_KEPT && oldest !== undefined) pages.delete(oldest)
  }
  return shown
}

async function open(meeting: string, { id, sha256 }: MeetingDocument): Promise<PDFDocumentProxy> {
  const [{ getDocument, GlobalWorkerOptions, VerbosityLevel }, { default: workerUrl }, answer] = await Promise.all([
    import('pdfjs-dist'),
    import('pdfjs-dist/build/pdf.worker.min.mjs?url'),
    fetch(`/meetings/${encodeURIComponent(meeting)}/documents/${encodeURIComponent(id)}`),
  ])
  if (!answer.ok) throw new Error(say('placePageGone'))
  const data = await answer.arrayBuffer()
  const hash = await hashOf(data)
  if (hash !== undefined && hash !== sha256) throw new Error(say('placePageOther'))
  GlobalWorkerOptions.workerSrc = workerUrl
  return getDocument({
    data: new Uint8Array(data),
    verbosity: VerbosityLevel.ERRORS,
    enableXfa: false,
    useWasm: false,
    stopAtErrors: false,
  }).promise
}

/** Only pages of https and localhost may reckon hashes; elsewhere the server's check stands alone. */
async function hashOf(data: ArrayBuffer): Promise<string | undefined> {
  if (!globalThis.isSecureContext) return undefined
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function draw(pdf: PDFDocumentProxy, number: number): Promise<PageShown> {
  const page = await pdf.getPage(number)
  const { width, height } = page.getViewport({ scale: 1 })
  const viewport = page.getViewport({ scale: LONG_SIDE_PX / Math.max(width, height) })
  const picture = document.createElement('canvas')
  picture.width = Math.round(viewport.width)
  picture.height = Math.round(viewport.height)
  await page.render({ canvas: picture, viewport }).promise
  const { items } = await page.getTextContent()
  const text: string[] = ['']
  for (const item of items) {
    if (!('str' in item)) continue
    text[text.length - 1] += item.str
    if (item.hasEOL) text.push('')
  }
  page.cleanup()
  return {
    picture,
    widthPx: picture.width,
    heightPx: picture.height,
    text: text.map((line) => line.trim()).filter((line) => line !== ''),
  }
}
