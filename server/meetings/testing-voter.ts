// A process made to be killed: an assembly votes in the journal of a folder as fast as it can, ballots cast and replaced, vote
// after vote; it says on standard output what it asks and what was acknowledged, one line each, the moment it knows.
//   node testing-voter.ts DIR LIFE AGAIN    ballots of AGAIN (POLL:SEAT:REVISION:CHOICE,…) are sent again as they were
import { writeSync } from 'node:fs'
import { CHOICES, type Choice } from '../../shared/civic/tally.ts'
import { journalIn } from '../journal/testing-direct.ts'
import { chair, sitting } from './testing-vote.ts'

const MEETING = 'assembly-1'
const SEATS = 40
const BALLOTS_A_VOTE = 400

const [dir = '', life = '0', again = ''] = process.argv.slice(2)
const say = (...words: (string | number)[]): number => writeSync(1, `${words.join(' ')}\n`)

const [beganMs, before] = [performance.now(), process.cpuUsage()]
const journal = await journalIn(dir)
const house = await sitting(journal, MEETING, { seats: SEATS })
const { user, system } = process.cpuUsage(before)
const wallMs = performance.now() - beganMs
say('open', house.desk.seq, house.desk.stateHash(), Math.round(wallMs), Math.round((user + system) / 1000))

/** The same ballot under the same intent, whenever it is sent. */
async function cast(poll: string, seat: number, revision: number, choice: Choice): Promise<void> {
  const ballot = `${poll}:${seat}:${revision}:${choice}`
  say('ask', ballot)
  const verdict = await house.vote(poll, seat, { revision, choice, intent: ballot })
  if (verdict.ok) say('done', ballot, verdict.seq)
}

for (const ballot of again.split(',').filter((text) => text !== '')) {
  const [poll = '', seat = '', revision = '', choice = ''] = ballot.split(':')
  await cast(poll, Number(seat), Number(revision), choice as Choice)
}
for (let n = 0; ; n++) {
  const running = house.desk.state.polls.find(({ life: { is } }) => is === 'open')
  const id = running?.id ?? `v${life}-${n}`
  if (!running) await house.ask(id)
  const voter = async (first: number): Promise<void> => {
    for (let k = 0; k < BALLOTS_A_VOTE / 4; k++) {
      const seat = 1 + ((first + 4 * k) % SEATS)
      const revision = (house.poll(id).ballots.find((one) => one.seat === `${seat}`)?.revision ?? 0) + 1
      await cast(id, seat, revision, CHOICES[(seat + revision + k) % 3] ?? 'yes')
    }
  }
  await Promise.all([0, 1, 2, 3].map(voter))
  await house.does(chair, { type: 'meeting.closePoll', poll: id })
}
