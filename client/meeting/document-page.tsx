// The page of the document that is on the board, as a picture with its text for who listens; the same for everybody.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { MeetingDocument } from '../../shared/civic/state.ts'
import { say } from '../panels/strings.ts'
import { type PageShown, pageOf } from './pdf-pages.ts'

export function DocumentPage({
  meeting,
  document,
  page,
}: {
  readonly meeting: string
  readonly document: MeetingDocument
  readonly page: number
}) {
  const holder = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<PageShown | string | null>(null)
  useEffect(() => {
    let isWanted = true
    setShown(null)
    pageOf(meeting, document, page).then(
      (one) => isWanted && setShown(one),
      (error: unknown) => isWanted && setShown(say('placePageFails', { reason: (error as Error).message })),
    )
    return () => {
      isWanted = false
    }
  }, [meeting, document.id, document.sha256, page])
  useEffect(() => {
    if (!shown || typeof shown === 'string' || !holder.current) return
    // One canvas cannot stand in two places: the board in the city keeps its own.
    const copy = window.document.createElement('canvas')
    copy.width = shown.widthPx
    copy.height = shown.heightPx
    copy.getContext('2d')?.drawImage(shown.picture, 0, 0)
    copy.style.cssText = 'display:block;width:100%;height:auto;border-radius:6px;background:#fff'
    holder.current.replaceChildren(copy)
  }, [shown])
  const line = say('placePage', { title: document.title, page, pages: document.pages })
  if (typeof shown === 'string') return <p role="status">{shown}</p>
  if (!shown) return <p role="status">{say('placePageComes')}</p>
  return (
    <figure class="document-page" style={{ margin: 0 }}>
      <div ref={holder} role="img" aria-label={line} />
      <figcaption>
        {line}
        <details>
          <summary>{say('placePageText')}</summary>
          {shown.text.length === 0 ? (
            <p>{say('placePageNoText')}</p>
          ) : (
            shown.text.map((text, i) => <p key={i}>{text}</p>)
          )}
        </details>
      </figcaption>
    </figure>
  )
}
