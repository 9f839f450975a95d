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
  /** The next transaction's, where one is due. */
  gather(eas: string): { readonly key: string; readonly task: StampsTask } | null
  stampOf(hash: string, chainId: number): Stamp | null
  waiting(): number
}

export function openStamping(file: OutboxFile, nowMs: () => number): Stamping {
  const keyOf = new Map<string, string>()
  let batches = 0
  let rootsAtMs = -Infinity
  const index = (key: string, { stamps }: StampsTask): void => {
    batches = Math.max(batches, Number(key.split(':')[1]))
    for (const { hash } of stamps) keyOf.set(hash, key)
  }
  const hasRoots = ({ stamps }: StampsTask): boolean => stamps.some(({ kind }) => kind === 'hourRoot')
  for (const { key, task, done } of file.entries.values()) {
    if (task.kind !== 'stamps') continue
    index(key, task)
    if (hasRoots(task)) rootsAtMs = Math.max(rootsAtMs, done ? done.timeS * 1000 : nowMs())
  }
  return {
    add(what) {
      if (keyOf.has(what.hash) || file.toStamp.has(what.hash)) return
      file.write({ is: 'toStamp', stamp: { ...what } })
    },
    gather(eas) {
      const stamps = [...file.toStamp.values()].slice(0, AT_ONCE)
      const isDue = stamps.some(({ kind }) => kind !== 'hourRoot') || nowMs() - rootsAtMs >= HOUR_MS
      if (stamps.length === 0 || !isDue) return null
      const key = `stamps:${batches + 1}`
      const task: StampsTask = { kind: 'stamps', eas, stamps }
      index(key, task)
      if (hasRoots(task)) rootsAtMs = nowMs()
      return { key, task }
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
    waiting: () =>
      file.toStamp.size +
      [...file.entries.values()].reduce(
        (sum, { task, done }) => sum + (task.kind === 'stamps' && !done ? task.stamps.length : 0),
        0,
      ),
  }
}
