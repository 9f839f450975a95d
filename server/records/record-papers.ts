// Papers of records as routes ask for them: the list, the page, the PDF.
import type { RecordHeld } from '../../shared/civic/record-shape.ts'
import type { Held } from '../../shared/civic/state.ts'
import { motionOf } from '../../shared/civic/state.ts'
import { type Language, wordOf } from '../../shared/civic/value-words.ts'
import type { DecisionRecord, RecordBody } from '../../shared/records/format.ts'
import { type Html, html } from '../meetings/papers-html.ts'
import type { FoundPicture } from './pictures.ts'
import { type Listed, listPage, pageOf } from './record-page.ts'
import { paperOf } from './record-paper.ts'
import type { RecordDesk } from './record-desk.ts'
import { wordsIn } from './record-words.ts'

export type Papers = {
  listed(): readonly Listed[]
  list(language: Language): string
  page(of: Of, language: Language): Promise<string>
  pdf(of: Of, language: Language): Promise<Buffer>
}

type Of = { readonly file: DecisionRecord; readonly state: Held; readonly held: RecordHeld }

export type PapersOptions = {
  readonly desk: Pick<RecordDesk, 'list'>
  readonly timeZone: string
  readonly whyNotAnchored: (recordHash: string) => string
  readonly picturesOf: (evidence: DecisionRecord['body']['evidence']) => Promise<readonly FoundPicture[]>
  /** What came of it, as a section of the page. */
  readonly followUp: (record: string, language: Language) => Promise<Html>
  /** Who ran its scenario again since, and the button for it. */
  readonly again: (body: RecordBody, language: Language) => Html
}

export function openPapers({ desk, timeZone, whyNotAnchored, picturesOf, followUp, again }: PapersOptions): Papers {
  const listed = (): Listed[] => desk.list().map(listedOf)
  const paper = async ({ file, held }: Of, language: Language) => {
    const pictures = await picturesOf(file.body.evidence)
    return paperOf({ file, held, language, timeZone, pictures, why: whyNotAnchored(file.recordHash) })
  }
  return {
    listed,
    list: (language) =>
      listPage(listed(), language, ({ outcome, state }) => {
        const say = wordsIn(language)
        return `${wordOf('outcome', outcome, language)}. ${say(`state_${state as RecordHeld['life']['is']}`)}`
      }),
    async page(of, language) {
      const { recordId: record, meeting } = of.file.body
      const about = { record, meeting: meeting.id, language }
      const more = html`${again(of.file.body, language)}${await followUp(record, language)}`
      return pageOf(await paper(of, language), about, more)
    },
    async pdf(of, language) {
      // A font and its program are loaded by the first who asks.
      const { pdfOf } = await import('./record-pdf.ts')
      return pdfOf(await paper(of, language), language)
    },
  }
}

function listedOf({ state, held }: { readonly state: Held; readonly held: RecordHeld }): Listed {
  const { id, motion, outcome, recordHash, life, atMs } = held
  const { meeting, body } = state.about
  return {
    record: id,
    meeting,
    body,
    motion,
    title: motionOf(state, motion)?.title ?? '',
    outcome,
    state: life.is,
    recordHash,
    drawnUpAt: new Date(atMs).toISOString(),
  }
}
