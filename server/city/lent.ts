// Something large that is read again when it is needed again: held while it is asked for now and then, and after that only as
// long as somebody else holds it.

const HELD_MS = 60_000

/** `letGo` is called each time it is not held any more. */
export function lent<T extends object>(read: () => T, letGo: () => void, heldMs = HELD_MS): () => T {
  let held: T | null = null
  let known: WeakRef<T> | null = null
  let timer: NodeJS.Timeout | null = null
  return () => {
    if (held) {
      timer?.refresh()
      return held
    }
    const one = known?.deref() ?? read()
    held = one
    known = new WeakRef(one)
    timer = setTimeout(() => {
      held = null
      letGo()
    }, heldMs)
    timer.unref()
    return one
  }
}
