// Pictures of evidence take a core for seconds each: so many are drawn at once, some wait, and who comes then is told when to ask
// again. The same asked for by several at once is drawn once.

/** Nothing was drawn. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull'
  readonly againInS: number

  constructor(againInS: number) {
    super(`too many pictures of evidence are being drawn; ask again in ${againInS} s`)
    this.againInS = againInS
  }
}

export type DrawingQueue<T> = {
  /** Rejects with QueueFull, or as `draw` does. */
  draw(what: string, draw: () => Promise<T>): Promise<T>
}

const AT_ONCE = 1
const MOST_WAITING = 8
/** About what one takes. */
const EACH_S = 3

export function drawingQueue<T>(): DrawingQueue<T> {
  const known = new Map<string, Promise<T>>()
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn(draw: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) await new Promise<void>((done) => waiting.push(done))
    else running++
    try {
      return await draw()
    } finally {
      // The place goes to the next.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }

  return {
    draw(what, draw) {
      const before = known.get(what)
      if (before) return before
      if (waiting.length >= MOST_WAITING) return Promise.reject(new QueueFull((waiting.length + running) * EACH_S))
      const drawn = inTurn(draw).finally(() => known.delete(what))
      known.set(what, drawn)
      return drawn
    },
  }
}
