// What a storage answers, wherever it runs: in its worker (storage-worker.ts), or in the thread of a test's process.
import type { GroupCommit } from './group-commit.ts'
import { outageOf } from './outage.ts'
import type { Own } from './owners.ts'
import type { Append, Keyframe, Store } from './store.ts'

export type StorageTable = ReturnType<typeof tableOf>

export function tableOf(store: Store, commits: GroupCommit, onClosed: () => void = () => {}) {
  return {
    timelines: () => store.timelines(),
    flow: () => commits.flow,
    begin: (header: Parameters<Store['begin']>[0]) => said(commits.between(() => store.begin(header))),
    own: (own: Own) => said(commits.between(() => store.own(own, Date.now()))),
    holdOn: (holder: string) => said(commits.between(() => store.holdOn(holder, Date.now()))),
    letGo: (holder: string) => said(commits.between(() => store.letGo(holder))),
    append: async (append: Append) => {
      const answer = await commits.append(append)
      // Nobody waits for that; what does not go now goes with the next one.
      if (append.keyframe && answer.ok) void commits.between(() => store.thin(append.timeline)).catch(() => {})
      return answer
    },
    read: (from: Parameters<Store['read']>[0]) => said(store.read(from)),
    find: (of: Parameters<Store['find']>[0]) => said(store.find(of)),
    keyframe: (before: Parameters<Store['keyframe']>[0]): Promise<Keyframe | null> => said(store.keyframe(before)),
    close: async () => {
      await commits.close()
      await store.close()
      onClosed()
    },
  }
}

/** An outage as the sentence people read, whatever the driver calls it. */
async function said<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    const outage = outageOf(error)
    throw outage === null ? error : new Error(outage, { cause: error })
  }
}
