// For tests only: a thread that reckons a flood with two further hands until somebody ends it, as the thread of a run does.
import { readFloodCase } from '../../../shared/systems/flood/case.ts'
import { runFlood } from '../../../shared/systems/flood/run.ts'
import { lendCrews } from './crew.ts'

const side = 300
const given = readFloodCase({
  nx: side,
  ny: side,
  dxM: 5,
  bedM: Array.from({ length: side * side }, (_, k) => Math.sin(k / 31)),
  manning: 0.03,
  depthM: 2,
  edges: { W: 'open', E: 'open', S: 'open', N: 'open' },
  rain: [[0, 80]],
  endS: 1e6,
  everyS: 1e5,
})
if ('reason' in given) throw new Error(given.reason)
lendCrews(3)
runFlood(given)
