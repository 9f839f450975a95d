// A thread that checks ballots' signatures, one batch after the other, and knows nothing of meetings.
import { parentPort, workerData } from 'node:worker_threads'
import type { BallotDomain, Signable, Signed } from '../../shared/civic/ballot.ts'
import { ballotChecker } from '../identity/typed-data.ts'

export type Batch = readonly { readonly ballot: Signable; readonly signed: Signed }[]

if (!parentPort) throw new Error('signature worker: start it as a worker')
const home = parentPort
const check = ballotChecker(workerData as BallotDomain)
home.on('message', (batch: Batch) =>
  home.postMessage(
    batch.map(({ ballot, signed }) => check(ballot, signed)),
    [],
  ),
)
home.postMessage([], [])
