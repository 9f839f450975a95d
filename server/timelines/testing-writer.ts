// A process made to be killed: plays the toy in the journal of a folder as fast as it can, with nothing loaded but what
// that needs, and says on standard output what it asks and what was acknowledged, one line each, the moment it knows.
//   node testing-writer.ts DIR FIRST AGAIN    intents are numbered from FIRST; those of AGAIN (1,2,3) are asked again
import { writeSync } from 'node:fs'
import { EMPTY_CITY, toy } from '../../shared/kernel/toy.ts'
import { journalIn } from '../journal/testing-direct.ts'
import { Player, type Verdict } from './player.ts'

const [dir = '', first = '0', again = ''] = process.argv.slice(2)
const say = (...words: (string | number)[]): number => writeSync(1, `${words.join(' ')}\n`)

const [beganMs, before] = [performance.now(), process.cpuUsage()]
const journal = await journalIn(dir)
const player = await Player.open(
  { journal, timeline: 'live', systems: [toy], city: EMPTY_CITY, build: 'kill', keyframeEvery: 100 },
  { city: 'nowhere', seed: 7, madeAtMs: 0 },
)
const { user, system } = process.cpuUsage(before)
const wallMs = performance.now() - beganMs
say('open', player.seq, player.stateHash(), Math.round(wallMs), Math.round((user + system) / 1000))

const actor = { id: 'anna', role: 'visitor' } as const
let atMs = player.twin.nowMs
let n = Number(first)

/** The same command whenever it is asked. */
async function ask(k: number): Promise<Verdict> {
  say('ask', k)
  return player.act({ type: 'toy.pour', basin: k % 256, volumeM3: 1 + (k % 7) }, actor, `i${k}`)
}

async function pour(): Promise<void> {
  for (;;) {
    const k = n++
    const verdict = await ask(k)
    if (verdict.ok) say('done', k, verdict.seq)
  }
}

async function tick(): Promise<void> {
  for (;;) {
    void player.observe({ thing: 'river', key: 'inflowM3S', value: n % 10, atMs })
    const verdict = await player.step(1, (atMs += 1000))
    if (verdict.ok) say('step', verdict.seq)
  }
}

for (const k of again.split(',').filter((text) => text !== '')) {
  const verdict = await ask(Number(k))
  if (verdict.ok) say('done', k, verdict.seq)
}
await Promise.all([pour(), pour(), pour(), tick()])
