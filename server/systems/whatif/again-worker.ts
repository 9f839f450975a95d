// Plays a case as `townhall simulate whatif` does, and says what came of each of its runs.
import { platform, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { AgainSaid, AgainWork } from './again.ts'
import { whatifModel } from './simulate.ts'

const LESS = 10
const { caseText, cityDir, counted } = workerData as AgainWork
const [DONE, OF] = [0, 1] as const
const count = (done: number, of: number): void => {
  Atomics.store(counted, DONE, done)
  Atomics.store(counted, OF, of)
}

// On Linux a thread has a priority of its own: live goes first.
try {
  if (platform() === 'linux') setPriority(0, LESS)
} catch {
  // It runs as all others do.
}
const played = (await whatifModel.run(JSON.parse(caseText), cityDir, count)) as AgainSaid
parentPort?.postMessage('reason' in played ? { reason: played.reason } : { runs: played.runs }, [])
