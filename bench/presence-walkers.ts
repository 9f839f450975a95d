// A child process of the presence benchmark that lets some people walk, 20 poses a second each, evenly spread in time.
// Told by its parent: { begin }, { end } (answers with what was heard), { slow } (the last one reads nothing for a while).
import { Walker, type Square } from './presence-walker.ts'

export type Walkers = {
  readonly port: number
  readonly people: number
  /** How many of them decode what they hear; the others only count bytes. */
  readonly listeners: number
  readonly square: Square
}
export type Heard = {
  readonly bytesPerSecond: number
  readonly agesMs: readonly number[]
  readonly open: number
  /** Of the one that did not read: bytes that lay waiting for it, and how soon afterwards it heard a fresh pose. */
  readonly slow: { readonly waitingKb: number; readonly freshAfterMs: number } | null
}
export type Order = { readonly begin: true } | { readonly end: true } | { readonly slowForMs: number }

const PERIOD_MS = 50

async function main(): Promise<void> {
  const { port, people, listeners, square } = JSON.parse(process.argv[2] ?? '') as Walkers
  const walkers: Walker[] = []
  const due: number[] = []
  // They walk and answer as soon as they are in: an idle one would be taken for dead.
  setInterval(() => {
    for (const walker of walkers) walker.pong()
  }, 2000)
  const walk = (): void => {
    const nowMs = performance.now()
    for (const [i, walker] of walkers.entries()) {
      if ((due[i] as number) > nowMs) continue
      walker.step()
      due[i] = Math.max((due[i] as number) + PERIOD_MS, nowMs - PERIOD_MS)
    }
    setTimeout(walk, 2)
  }
  walk()
  let next = 0
  const enter = async (): Promise<void> => {
    while (next < people) {
      const i = next++
      const walker = await Walker.enter(port, square, i < listeners)
      walkers.push(walker)
      due.push(performance.now() + ((i * 0.618_034) % 1) * PERIOD_MS)
    }
  }
  await Promise.all(Array.from({ length: 8 }, enter))
  let startMs = 0
  let slow: Heard['slow'] = null
  process.on('message', (order: Order) => {
    if ('begin' in order) {
      startMs = performance.now()
      for (const walker of walkers) Object.assign(walker, { bytes: 0 }).agesMs.length = 0
      return
    }
    if ('slowForMs' in order) {
      void starve(walkers.pop() as Walker, order.slowForMs).then((got) => (slow = got))
      return
    }
    const seconds = (performance.now() - startMs) / 1000
    const heard: Heard = {
      bytesPerSecond: walkers.reduce((sum, walker) => sum + walker.bytes, 0) / seconds / walkers.length,
      agesMs: walkers.flatMap((walker) => walker.agesMs),
      open: walkers.filter((walker) => walker.isOpen).length,
      slow,
    }
    process.send?.(heard)
  })
  process.send?.('in')
}

/** It walks and answers pings, but reads nothing. */
async function starve(walker: Walker, forMs: number): Promise<NonNullable<Heard['slow']>> {
  const alive = setInterval(() => {
    walker.step()
    walker.pong()
  }, PERIOD_MS)
  walker.pause()
  await new Promise((done) => setTimeout(done, forMs))
  walker.bytes = 0
  walker.agesMs.length = 0
  walker.resume()
  const startMs = performance.now()
  // What is older than a second was waiting; the first pose younger than 100 ms ends it.
  while (!walker.agesMs.some((age) => age < 100) && performance.now() - startMs < 3000)
    await new Promise((done) => setTimeout(done, 1))
  clearInterval(alive)
  return { waitingKb: walker.bytes / 1000, freshAfterMs: performance.now() - startMs }
}

await main()
