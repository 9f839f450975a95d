// A run on several cores that is ended in the middle of a step leaves no thread behind.
import { readdirSync, readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { HAND_NAME } from './crew-meeting.ts'

/** Of this process, as Linux lists them. */
const handsAlive = (): number =>
  readdirSync('/proc/self/task').filter((task) => {
    try {
      return readFileSync(`/proc/self/task/${task}/comm`, 'utf8').trim() === HAND_NAME
    } catch {
      // It has ended since.
      return false
    }
  }).length

test.runIf(process.platform === 'linux')(
  'a run that is cancelled takes its threads along',
  async () => {
    for (let n = 0; n < 2; n++) {
      const reckoning = new Worker(new URL('./testing-crew-run.ts', import.meta.url))
      await expect.poll(handsAlive, { timeout: 40_000, interval: 5 }).toBe(2)
      // As the timeline of a run does.
      await reckoning.terminate()
      await expect.poll(handsAlive, { timeout: 10_000, interval: 5 }).toBe(0)
    }
  },
  120_000,
)
