// One hand of a crew, in a thread of its own: its turns of every step, until it is ended.
import { workerData } from 'node:worker_threads'
import { handIn, Order, takeTurn, TURNS } from '../../../shared/systems/flood/bands.ts'
import { type HandGiven, hasFailed, meet, PATIENCE_MS } from './crew-meeting.ts'

const { memory, layout, hand, hands, order: numbers, places } = workerData as HandGiven

try {
  const kernel = handIn(memory, layout, hand)
  const order = new Order(numbers, hands)
  for (let round = 1; ; round++) {
    meet(places, hands, { round, patienceMs: Infinity })
    for (let turn = 0; turn < TURNS; turn++) {
      takeTurn(kernel, order, layout, [hand, turn])
      meet(places, hands, { round: ++round, patienceMs: PATIENCE_MS })
    }
  }
} catch (error) {
  hasFailed(places)
  throw error
}
