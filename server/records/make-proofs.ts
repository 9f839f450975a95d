// Makes server/meetings/testing-proofs.json anew, for when the question of the test's meeting is another than it was:
// TOWNHALL_PROVER=DIR node server/records/make-proofs.ts. No part of the running program.
import { writeFileSync } from 'node:fs'
import { CHOICES } from '../../shared/records/choices.ts'
import { folder } from '../journal/testing.ts'
import {
  commitmentOf,
  type MadeProofs,
  prove,
  PROOFS_FILE,
  testSecret,
  whyNoProver,
} from '../meetings/testing-prover.ts'
import { decide, keyPeople, recordHouse } from './testing.ts'

if (whyNoProver !== null) throw new Error(whyNoProver)
const home = folder()
const town = await recordHouse(home.where.dir)
const secrets = [1, 2, 3, 4, 5].map((seat) => testSecret(`voter ${seat}`))
const commitments = secrets.map(commitmentOf)
const people = await keyPeople(5)
const questionHash = await new Promise<string>((found, fail) => {
  // The question is all that is wanted of it.
  const ballots = (hash: string): Promise<never> => {
    found(hash)
    return new Promise(() => {})
  }
  const wanted = { meeting: 'proof', method: 'secret', choices: 'yyyna', proven: { commitments, ballots } } as const
  decide(town, people, wanted).catch(fail)
})
const first = []
for (const [i, letter] of 'yyyna'.split('').entries()) {
  const choice = CHOICES['yna'.indexOf(letter)] ?? 'yes'
  first.push(await prove({ questionHash, commitments, secret: secrets[i] ?? '', choice, revision: 1 }))
}
const again = await prove({ questionHash, commitments, secret: secrets[0] ?? '', choice: 'no', revision: 2 })
const otherwise = await prove({ questionHash, commitments, secret: secrets[0] ?? '', choice: 'abstain', revision: 1 })
const deepCommitments = 1025
const many = Array.from({ length: deepCommitments }, (_, i) => commitments[i] ?? (i + 1).toString(16).padStart(64, '0'))
const other = { questionHash: 'ab'.repeat(32), commitments: many, secret: secrets[1] ?? '' }
const deep = await prove({ ...other, choice: 'abstain', revision: 7 })
const made: MadeProofs = { questionHash, commitments, ballots: first, again, otherwise, deep, deepCommitments }
writeFileSync(PROOFS_FILE, `${JSON.stringify(made, null, 1)}\n`)
await town.close()
await home.remove()
// The prover's threads never end by themselves.
process.exit(0)
