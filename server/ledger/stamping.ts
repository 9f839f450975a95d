// Hashes that wait for a stamp, gathered into few transactions: documents and minutes go soon and take along what waits; hours'
// roots alone at most once an hour.
import type { Done, OutboxFile, Task } from './outbox-file.ts'
import type { Stamp, Stampable } from './contract.ts'

const HOUR_MS = 3_600_000
/** 2.5 M gas: a transaction of a hundred fits into any block. */
const AT_ONCE = 100

type StampsTask = Extract<Task, { kind: 'stamps' }>

export type Stamping = {
  /** Durable when it returns; once for a hash. */
  add(what: Stampable): void
  /** Puts what the next transaction does, where one is due, and tells whether one was. Throws what `put` throws; it is due still. */
  gather(eas: string, put: (key: string, task: StampsTask) => void): boolean
  stampOf(hash: string, chainId: number): Stamp | null
  /** The hash by which a thing was first asked to be stamped; null of none. */
  hashOf(what: Pick<Stampable, 'kind' | 'id'>): string | null
  waiting(): number
}

export function openStamping(file: OutboxFile, nowMs: () => number): Stamping {
  const keyOf = new Map<string, string>()
  const hashes = new Map<string, string>()
  const heed = ({ kind, id, hash }: Stampable): void => {
    const thing = `${kind} ${id}`
    if (!hashes.has(thing)) hashes.set(thing, hash)
  }
  let batches = 0
  let rootsAtMs = -Infinity
  const index = (key: string, { stamps }: StampsTask): void => {
    batches = Math.max(batches, Number(key.split(':')[1]))
    for (const one of stamps) {
      keyOf.set(one.hash, key)
      heed(one)
    }
  }
  const hasRoots = ({ stamps }: StampsTask): boolean => stamps.some(({ kind }) => kind === 'hourRoot')
  for (const { key, task, done } of file.entries.values()) {
    if (task.kind !== 'stamps') continue
    index(key, task)
    if (hasRoots(task)) rootsAtMs = Math.max(rootsAtMs, done ? done.timeS * 1000 : nowMs())
  }
  for (const one of file.toStamp.values()) heed(one)
  return {
    add(what) {
      if (keyOf.has(what.hash) || file.toStamp.has(what.hash)) return
      file.write({ is: 'toStamp', stamp: { ...what } })
      heed(what)
    },
    gather(eas, put) {
      const stamps = [...file.toStamp.values()].slice(0, AT_ONCE)
      const isDue = stamps.some(({ kind }) => kind !== 'hourRoot') || nowMs() - rootsAtMs >= HOUR_MS
      if (stamps.length === 0 || !isDue) return false
      const key = `stamps:${batches + 1}`
      const task: StampsTask = { kind: 'stamps', eas, stamps }
      put(key, task)
      index(key, task)
      if (hasRoots(task)) rootsAtMs = nowMs()
      return true
    },
    stampOf(hash, chainId) {
      const entry = file.entries.get(keyOf.get(hash) ?? '')
      if (entry?.task.kind !== 'stamps' || !entry.done) return null
      const what = entry.task.stamps.find((one) => one.hash === hash)
      if (!what) return null
      const { txHash, blockNumber, blockHash, timeS } =
        entry.done.others[hash] ?? (entry.done as Pick<Done, 'txHash' | 'blockNumber' | 'blockHash' | 'timeS'>)
      const time = new Date(timeS * 1000).toISOString()
      return { kind: what.kind, id: what.id, chainId, contract: entry.task.eas, txHash, blockNumber, blockHash, time }
    },
    hashOf: ({ kind, id }) => hashes.get(`${kind} ${id}`) ?? null,
    waiting: () =>
      file.toStamp.size +
      [...file.entries.values()].reduce(
        (sum, { task, done }) => sum + (task.kind === 'stamps' && !done ? task.stamps.length : 0),
        0,
      ),
  }
}
