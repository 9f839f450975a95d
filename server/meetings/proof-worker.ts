// A thread that checks proofs of secret ballots, all of a batch together, and knows nothing of meetings.
import { parentPort } from 'node:worker_threads'
import { depthFor, type Statement } from '../../shared/records/semaphore.ts'
import { ballotProofs } from './semaphore.ts'

/** The root of a group that a vote froze, or whether a proof holds. */
export type ProofAsked =
  | { readonly is: 'root'; readonly commitments: readonly string[] }
  | { readonly is: 'proof'; readonly members: number; readonly statement: Statement }
export type ProofAnswer =
  | { readonly is: 'root'; readonly root: string }
  | { readonly is: 'proof'; readonly holds: boolean }
type Proof = Extract<ProofAsked, { is: 'proof' }>

if (!parentPort) throw new Error('proof worker: start it as a worker')
const home = parentPort
home.on('message', (batch: readonly ProofAsked[]) => home.postMessage(answers(batch), []))
home.postMessage([], [])

function answers(batch: readonly ProofAsked[]): ProofAnswer[] {
  const proofs = batch.filter((one) => one.is === 'proof')
  const allHold = ([10, 16] as const).every((depth) => {
    const those = proofs.filter(({ members }) => depthFor(members) === depth)
    return (
      ballotProofs.firstUnproven(
        those.map(({ statement }) => statement),
        depth,
      ) === null
    )
  })
  return batch.map((asked) =>
    asked.is === 'root'
      ? { is: 'root', root: ballotProofs.rootOf(asked.commitments) }
      : { is: 'proof', holds: allHold || holds(asked) },
  )
}

const holds = ({ statement, members }: Proof): boolean =>
  ballotProofs.firstUnproven([statement], depthFor(members)) === null
