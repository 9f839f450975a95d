// A process made to be killed: plays the toy in the journal of a folder as fast as it can, and says on standard output
// what was acknowledged, one line each, the moment it knows. For the kill tests and the benchmark.
//   node testing-writer.ts DIR FIRST     intents are numbered from FIRST
import { writeSync } from 'node:fs'
import { EMPTY_CITY, toy } from '../../shared/kernel/toy.ts'
import { openStorage } from '../journal/journal.ts'
import { Player } from './player.ts'

const [dir = '', first = '0'] = process.argv.slice(2)
const { journal } = await openStorage({ dir })
const player = await Player.open(
  { journal, timeline: 'live', systems: [toy], city: EMPTY_CITY, build: 'kill', keyframeEvery: 100 },
  { city: 'nowhere', seed: 7, madeAtMs: 0 },
)
const actor = { id: 'anna', role: 'visitor' } as const
let atMs = player.twin.nowMs
let n = Number(first)
const say = (what: string, seq: number): number => writeSync(1, `${what} ${seq}\n`)

async function pour(): Promise<void> {
  for (;;) {
    const intent = `i${n++}`
    const verdict = await player.act({ type: 'toy.pour', basin: n % 256, volumeM3: 1 + (n % 7) }, actor, intent)
    if (verdict.ok) say(intent, verdict.seq)
  }
}

async function tick(): Promise<void> {
  for (;;) {
    void player.observe({ thing: 'river', key: 'inflowM3S', value: n % 10, atMs })
    const verdict = await player.step(1, (atMs += 1000))
    if (verdict.ok) say('step', verdict.seq)
  }
}

say('open', player.seq)
await Promise.all([pour(), pour(), pour(), tick()])
