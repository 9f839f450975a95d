// Begins the hands of a crew and sees how they end. Who reckons with them is asleep while it waits and hears of no thread's end; here
// somebody listens, so that a hand that ends without a word of its own is told to all who wait, at once.
import { Worker, workerData } from 'node:worker_threads'
import { HAND_NAME, type HandGiven, hasFailed } from './crew-meeting.ts'

const given = workerData as Omit<HandGiven, 'hand'>

for (let hand = 1; hand < given.plan.hands; hand++) {
  const thread = new Worker(new URL('./crew-thread.ts', import.meta.url), {
    workerData: { ...given, hand } satisfies HandGiven,
    name: HAND_NAME,
    // What is reckoned lies in the memory they share.
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
  })
  thread.on('error', () => hasFailed(given.places))
  thread.on('exit', () => hasFailed(given.places))
}
