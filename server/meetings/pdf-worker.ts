// Reads one PDF and says how many pages it has, or what is wrong with it. The first and the last page must open.
import { parentPort, workerData } from 'node:worker_threads'
import type { PdfSaid } from './pdf.ts'

const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')

const LONGEST = 120

parentPort?.postMessage(await read(workerData as Uint8Array), [])

async function read(data: Uint8Array): Promise<PdfSaid> {
  const task = getDocument({
    data,
    verbosity: VerbosityLevel.ERRORS,
    useSystemFonts: false,
    disableFontFace: true,
    useWasm: false,
    enableXfa: false,
    stopAtErrors: true,
  })
  try {
    const document = await task.promise
    const { numPages: pages } = document
    for (const n of new Set([1, pages])) {
      const page = await document.getPage(n)
      const [left = 0, low = 0, right = 0, high = 0] = page.view
      if (!(right > left && high > low)) return { trouble: 'broken', detail: `page ${n} has no size` }
      await page.getTextContent()
    }
    return { pages }
  } catch (error) {
    const { name, message } = error as Error
    if (name === 'PasswordException') return { trouble: 'locked', detail: '' }
    if (name === 'InvalidPDFException') return { trouble: 'noPdf', detail: '' }
    return { trouble: 'broken', detail: message.replace(/\s+/g, ' ').slice(0, LONGEST) }
  }
}
