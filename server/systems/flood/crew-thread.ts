// One hand of a crew, in a thread of its own: its turns of every step, until it is ended.
import { workerData } from 'node:worker_threads'
import { handOf } from '../../../shared/systems/flood/hands.ts'
import { type HandGiven, hasFailed, meet, PATIENCE_MS } from './crew-meeting.ts'

const { memory, plan, hand, places } = workerData as HandGiven

try {
  const take = handOf(memory, plan, hand)
  for (let round = 1; ; round++) {
    meet(places, plan.hands, { round, patienceMs: Infinity })
    for (let turn = 0; turn < plan.turns; turn++) {
      take(turn)
      meet(places, plan.hands, { round: ++round, patienceMs: PATIENCE_MS })
    }
  }
} catch (error) {
  hasFailed(places)
  throw error
}
