import { describeSystem } from './conformance.ts'
import { EMPTY_CITY, toy } from './toy.ts'

describeSystem(toy, {
  city: EMPTY_CITY,
  observations: [
    { thing: 'river', key: 'inflowM3S', value: 12, atMs: 0 },
    { thing: 'river', key: 'somethingElse', value: 1, atMs: 0 },
  ],
  legal: [
    { type: 'toy.openGate', gate: 'north' },
    { type: 'toy.pour', basin: 3, volumeM3: 5 },
    { type: 'toy.closeGate', gate: 'north' },
    { type: 'toy.openGate', gate: 'south' },
  ],
  illegal: [
    { command: { type: 'toy.openGate', gate: 'south' }, names: 'gate south' },
    { command: { type: 'toy.closeGate', gate: 'north' }, names: 'gate north' },
    { command: { type: 'toy.openGate', gate: 'constructor' }, names: 'gate constructor' },
    { command: { type: 'toy.pour', basin: 256, volumeM3: 1 }, names: 'basin 256' },
  ],
})
