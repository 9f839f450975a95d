// What matters now is in sight, though a small window shows half of the panel: a tab that was turned to comes up with what it
// shows, and a vote that opens brings the panel back to its top. The focus stays where it is.
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

const GAP_PX = 4

/** `poll` is the vote that runs, empty for none. */
export function useInView(box: RefObject<HTMLElement | null>, tab: string, poll: string): void {
  const seen = useRef({ tab, poll })
  useEffect(() => {
    const before = seen.current
    seen.current = { tab, poll }
    const body = box.current?.closest('.drawer-body')
    if (!body) return
    if (poll !== '' && poll !== before.poll) {
      body.scrollTop = 0
      return
    }
    const tabs = tab === before.tab ? null : box.current?.querySelector('.tabs')
    if (tabs) body.scrollTop += tabs.getBoundingClientRect().top - body.getBoundingClientRect().top - GAP_PX
  }, [box, tab, poll])
}
