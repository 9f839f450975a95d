// The storage worker: the one thread that waits for the disk. Opens the journal, refuses a broken one, then answers on
// any number of ports (the main thread's, one for each timeline's worker) and tells all of them when recording stops
// and goes on.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Where } from './database.ts'
import { type Flow, GroupCommit } from './group-commit.ts'
import { outageOf } from './outage.ts'
import { answerCalls } from './port-calls.ts'
import { type Append, type Keyframe, Store } from './store.ts'
import { checkStart } from './verify.ts'

/** What the storage worker answers. */
export type StorageTable = ReturnType<typeof tableOf>

if (!parentPort) throw new Error('storage worker: start it as a worker')
const home = parentPort
const { where, retryMs } = workerData as { where: Where; retryMs?: number }

const listeners = new Set<(flow: Flow) => void>()
try {
  const store = await Store.open(where)
  const broken = await checkStart(store.database, where)
  if (broken) {
    await store.close()
    throw new Error(broken)
  }
  const commits = new GroupCommit(store, {
    now: () => Date.now(),
    onFlow: (flow) => listeners.forEach((tell) => tell(flow)),
    ...(retryMs === undefined ? {} : { retryMs }),
  })
  const table = tableOf(store, commits)
  const serve = (port: MessagePort): void => {
    const tell = answerCalls(port, table)
    listeners.add(tell)
    port.on('close', () => listeners.delete(tell))
  }
  serve(home)
  home.on('message', (message: unknown) => {
    const { port } = message as { port?: MessagePort }
    if (port) serve(port)
  })
  home.postMessage({ isOpen: true }, [])
} catch (error) {
  home.postMessage({ refused: error instanceof Error ? error.message : String(error) }, [])
  home.close()
}

function tableOf(store: Store, commits: GroupCommit) {
  return {
    timelines: () => store.timelines(),
    flow: () => commits.flow,
    begin: (header: Parameters<Store['begin']>[0]) => said(commits.between(() => store.begin(header))),
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
      setImmediate(() => process.exit(0))
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
