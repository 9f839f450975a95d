// A process made to be killed: a whole server with a council's published decision in a folder, which executes it and places its
// works in live, and ends itself without a word at the point it is told; without one it goes on until it is killed.
//   node testing-killed.ts DIR [POINT]    POINT: asked, noted (that it is executed), sent N, answered N (work N, to and by live)
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { recordHouse } from '../records/testing.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { deedsBetween, workTown } from './testing-works.ts'

const [dir = '', point = ''] = process.argv.slice(2)
const reach = (at: string): void => {
  if (at === point) process.kill(process.pid, 'SIGKILL')
}

const council = await recordHouse(join(dir, 'council'))
const town = await workTown(dir)
writeSync(1, 'open\n')

const act: CityTwin['act'] = async (timeline, given) => {
  const verdict = town.twin.act(timeline, given)
  reach(given.intent.replace('adopt', 'sent'))
  const answer = await verdict
  if (given.intent.startsWith('adopt') && answer.ok) writeSync(1, `placed ${given.intent.slice('adopt '.length)}\n`)
  reach(given.intent.replace('adopt', 'answered'))
  return answer
}
const { house } = council.house
const desk = house.deskOf('m')
if (!desk) throw new Error('there is no meeting m in this folder')
const note = desk.act.bind(desk)
desk.act = async (...given) => {
  const isExecuted = given[1].type === 'meeting.noteExecuted'
  const verdict = note(...given)
  if (isExecuted) reach('asked')
  const answer = await verdict
  if (isExecuted) reach('noted')
  return answer
}
deedsBetween({
  town,
  council,
  dir,
  act,
  onFault: (where, error) => void writeSync(2, `${where}: ${String(error)}\n`),
})
