// A process made to be killed: takes ballots by proof, made once by the real prover, in a vote that is open in the journal of a
// folder, and says on standard output what was acknowledged, one line each, the moment it knows.
//   node testing-proven-voter.ts DIR FIRST [POINT]    begins with ballot FIRST (0 to 4); POINT: checked (the proof of it holds, nothing
//   is journalled), journalled (nobody is told). Without a point it goes on until it is killed.
import { writeSync } from 'node:fs'
import type { ProvenBallotSent } from './proven-ballots.ts'
import { testHouse } from './testing-house.ts'
import { madeProofs } from './testing-prover.ts'

const [dir = '', begin = '0', point = ''] = process.argv.slice(2)
const say = (...words: (string | number)[]): number => writeSync(1, `${words.join(' ')}\n`)
const reach = (at: string): void => {
  if (at === point) process.kill(process.pid, 'SIGKILL')
}

const { ballots, again } = madeProofs()
const first = Number(begin)
const house = await testHouse({ dir })
const desk = house.house.deskOf('proof')
if (!desk) throw new Error('there is no meeting proof in this folder')
const act = desk.act.bind(desk)
desk.act = async (...given) => {
  const [, command] = given
  const isFirst = command.type === 'meeting.castProvenBallot' && command.nullifier === ballots[first]?.nullifier
  if (isFirst) reach('checked')
  const verdict = await act(...given)
  if (isFirst) reach('journalled')
  return verdict
}
const cast = async (name: string, ballot: ProvenBallotSent): Promise<void> => {
  const verdict = await house.proven.cast(desk, { poll: 'v1', network: '' }, ballot)
  if (verdict.ok) say('done', name, verdict.leafHash)
  else say('refused', name, verdict.reason)
}
const turned = [...ballots.entries()].map(([i]) => (i + first) % ballots.length)
const voter = async (i: number): Promise<void> => {
  await cast(`${i}`, ballots[i] as ProvenBallotSent)
  // A second ballot of one voter, which is not taken.
  if (i === 0) await cast('again', again)
}
if (point !== '') await voter(first)
await Promise.all(turned.map(voter))
setInterval(() => undefined, 1000)
