// Whether bytes are a PDF that everybody can be shown, and how many pages it has. Read in a worker of its own with little
// memory and little time, since what comes may have been made to hurt. What is drawn is drawn by each page for itself.
import { Worker } from 'node:worker_threads'
import { answerOf } from '../thread-answer.ts'

export type PdfRead = { readonly pages: number } | { readonly reason: string }
/** What the worker says. */
export type PdfSaid =
  | { readonly pages: number }
  | { readonly trouble: 'locked' | 'noPdf' | 'broken'; readonly detail: string }

export const MOST_PAGES = 5000
const MOST_MS = 15_000
const MEMORY_MB = 384
/** Some begin with a few bytes of something else. */
const HEAD_BYTES = 1024

export async function readPdf(title: string, bytes: Uint8Array): Promise<PdfRead> {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD_BYTES, bytes.length)).includes('%PDF-'))
    return { reason: `"${title}" is no PDF; save or print it as one` }
  const said = await inWorker(bytes)
  if ('pages' in said)
    return said.pages > MOST_PAGES
      ? { reason: `"${title}" has ${said.pages} pages; a document on the board has ${MOST_PAGES} at most` }
      : said
  switch (said.trouble) {
    case 'locked':
      return { reason: `"${title}" is locked by a password; save it without one, everybody must be able to read it` }
    case 'noPdf':
      return { reason: `"${title}" is no PDF; save or print it as one` }
    case 'broken':
      return { reason: `"${title}" is broken: ${said.detail}` }
    case 'late':
      break
  }
  return { reason: `"${title}" asks for more time or memory than a document may; print it as a new PDF` }
}

type Said = PdfSaid | { readonly trouble: 'late' }

function inWorker(bytes: Uint8Array): Promise<Said> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    workerData: bytes,
    // What the library has to say is no news of the city.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 32 },
  })
  return answerOf<Said>(worker, { mostMs: MOST_MS, trouble: () => ({ trouble: 'late' }) })
}
