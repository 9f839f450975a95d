// The board beside a meeting's wall: the page of a document that is shown there, or the agenda with who is here by name. Loaded
// with what draws it.
import { sideOf } from './meeting/board-words.ts'
import type { PageShown } from './meeting/pdf-pages.ts'
import type { Sight } from './meeting/sight.ts'
import { say } from './panels/strings.ts'
import type { MeetingBoard } from './scene/meeting-board.ts'
import { drawSide } from './scene/meeting-side.ts'
import { drawPage } from './scene/meeting-wall.ts'

/** What did not come is asked for again then. */
const AGAIN_MS = 5000

export type MeetingPage = {
  show(board: MeetingBoard, sight: Sight | null): void
}

/** `again` is called when what was waited for has come. */
export function meetingPage(again: () => void): MeetingPage {
  let key = ''
  let page: PageShown | string = ''
  /** What `page` is of. */
  let of = ''
  const fetch = (sight: Sight, document: Sight['documents'][number], number: number): void => {
    const whole = `${sight.meeting}/${document.sha256}`
    const wanted = `${whole}/${number}`
    if (wanted === key) return
    key = wanted
    // The page before stays while one leafs; under the name of another document it would be a false one.
    if (of !== whole) page = say('placePageComes')
    of = whole
    const came = (one: PageShown | string): void => {
      if (key !== wanted) return
      page = one
      again()
    }
    void import('./meeting/pdf-pages.ts')
      .then(({ pageOf }) => pageOf(sight.meeting, document, number))
      .then(came, (error: unknown) => {
        came(say('placePageFails', { reason: error instanceof Error ? error.message : String(error) }))
        setTimeout(() => {
          if (key === wanted) key = ''
        }, AGAIN_MS)
      })
  }
  return {
    show(board, sight) {
      const shown = sight?.board
      const document = shown && sight.documents.find(({ id }) => id === shown.document)
      if (!shown || !document) {
        key = of = ''
        const side = sight && sideOf(sight)
        board.show(side && JSON.stringify(side), (c, width, height) => {
          if (side) drawSide(c, side, width, height)
        })
        return
      }
      fetch(sight, document, shown.page)
      const line = say('placePage', { title: document.title, page: shown.page, pages: document.pages })
      const [picture, says] = typeof page === 'string' ? [null, page] : [page, '']
      const { widthPx, heightPx } = picture ?? { widthPx: 1, heightPx: 1 }
      board.show(JSON.stringify([line, says, picture && numberOf(picture)]), (c, width, height) =>
        drawPage(c, { picture: picture?.picture ?? null, widthPx, heightPx, says }, line, { width, height }),
      )
    },
  }
}

/** Pictures by number, so that a key says which one was drawn. */
const numbers = new WeakMap<PageShown, number>()
let counted = 0
function numberOf(picture: PageShown): number {
  const known = numbers.get(picture)
  if (known !== undefined) return known
  numbers.set(picture, ++counted)
  return counted
}
