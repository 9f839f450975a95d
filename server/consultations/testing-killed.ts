// A process made to be killed: people say and answer statements in the journal of a folder as fast as they can; it says on
// standard output what was acknowledged, one line each, the moment it knows, and at its start in which state it goes on.
//   node testing-killed.ts DIR LIFE
import { writeSync } from 'node:fs'
import { OPINIONS } from '../../shared/civic/consultation-shape.ts'
import { journalIn } from '../journal/testing-direct.ts'
import { aConsultation, announced, citizen, OPERATOR, SCHOOL, testConsultations } from './testing.ts'

const [dir = '', life = '0'] = process.argv.slice(2)
const say = (...words: (string | number)[]): number => writeSync(1, `${words.join(' ')}\n`)

const test = await testConsultations(await journalIn(dir), dir)
if (!test.house.stateOf(SCHOOL)) await test.house.setUp(OPERATOR, aConsultation())
if (test.house.stateOf(SCHOOL)?.life === 'draft') await test.does(citizen('clerk'), announced(Date.now()))
say('open', test.house.seqOf(SCHOOL), test.house.stateHashOf(SCHOOL))

for (let n = 0; ; n++) {
  const statement = `s${life}-${n}`
  const said = await test.act(citizen('aigul'), { type: 'consultation.submit', statement, text: statement }, statement)
  if (said.ok) say('done', statement, said.seq)
  await test.act(citizen('mara'), { type: 'consultation.approve', statement }, `a${statement}`)
  await Promise.all(
    [0, 1, 2, 3].map(async (k) => {
      const choice = OPINIONS[(n + k) % 3] ?? 'pass'
      const intent = `v${k}-${statement}`
      const voted = await test.act(citizen(`p${k}`), { type: 'consultation.vote', statement, choice }, intent)
      if (voted.ok) say('done', intent, voted.seq)
    }),
  )
}
