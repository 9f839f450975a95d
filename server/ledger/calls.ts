// What each task calls on the chain, how it is seen that somebody did it already, and what came of it. Logs count only from
// the contract that may write them.
import { z } from 'zod'
import { type Artifacts, NOBODY, recordHashIn, schemaUidOf } from './artifacts.ts'
import { ATTESTED, type Attestation } from '../../shared/records/format.ts'
import type { SeatRole } from '../../shared/records/rotation.ts'
import { NodeAway } from './node.ts'
import type { Done, Stamped, Task } from './outbox-file.ts'
import type { Eyes, Seen } from './seen.ts'

type Call = { readonly to: string | null; readonly data: string }

export type Calls = {
  /** Null where the chain has it already. */
  of(task: Task): Promise<Call | null>
  /** The transaction by which it came onto the chain, whoever sent it; null where it is not there. */
  found(task: Task): Promise<Seen | null>
  /** Throws `NodeAway` where what the node says does not fit together. */
  outcome(task: Task, seen: Seen): Promise<Done>
  /** What a contract said no with, in words. */
  refusal(data: string): string
}

export const ROLES: Readonly<Record<SeatRole, number>> = { none: 0, chair: 1, secretary: 2, member: 3 }
const NONE = `0x${'0'.repeat(64)}`

/** `fromBlock`: before it nothing of ours is on the chain. */
export function callsOn(eyes: Eyes, artifacts: Artifacts, fromBlock: () => number): Calls {
  const { registry, eas, board } = artifacts
  const uid = schemaUidOf()
  const has = {
    schema: async (at: string): Promise<boolean> => {
      const answer = await eyes.call(at, registry.abi.encodeFunctionData('getSchema', [uid]))
      const [record] = registry.abi.decodeFunctionResult('getSchema', answer) as unknown as [{ uid: string }]
      return record.uid === uid
    },
    decision: async (at: string, recordHash: string): Promise<boolean> => {
      const answer = await eyes.call(at, board.abi.encodeFunctionData('attestationOf', [`0x${recordHash}`]))
      return answer !== NONE
    },
    stamp: async (at: string, hash: string): Promise<boolean> =>
      BigInt(await eyes.call(at, eas.abi.encodeFunctionData('getTimestamp', [`0x${hash}`]))) !== 0n,
  }
  const byLog = async (address: string, topics: (string | null)[]): Promise<Seen | null> => {
    const [log] = await eyes.logs({ address, topics, fromBlock: fromBlock() })
    return log?.transactionHash === undefined ? null : eyes.receipt(log.transactionHash)
  }
  const topic = {
    registered: registry.abi.getEvent('Registered')?.topicHash ?? '',
    attested: eas.abi.getEvent('Attested')?.topicHash ?? '',
    timestamped: eas.abi.getEvent('Timestamped')?.topicHash ?? '',
    decided: board.abi.getEvent('Decided')?.topicHash ?? '',
    rotated: board.abi.getEvent('Rotated')?.topicHash ?? '',
  }
  /** The rotation by which the next officers came, where it is this one and not another's. */
  const rotatedBy = async ({ board: at, epoch, seats, quorum }: RotationTask): Promise<Seen | null> => {
    const seen = await byLog(at, [topic.rotated, numberTopic(epoch + 1)])
    if (seen === null) return null
    const told = seen.logs.flatMap((log) => {
      const event = log.address === at ? board.abi.parseLog(log) : null
      if (event?.name === 'Rotated') return [`quorum ${event.args['quorum']}`]
      return event?.name === 'Seated' ? [`${String(event.args['who']).toLowerCase()} ${event.args['role']}`] : []
    })
    const wanted = [...seats.map(({ who, role }) => `${who} ${ROLES[role]}`), `quorum ${quorum}`]
    return told.join() === wanted.join() ? seen : null
  }

  return {
    async of(task) {
      if (task.kind === 'registry') return { to: null, data: registry.bytecode }
      if (task.kind === 'eas') return { to: null, data: eas.bytecode + eas.abi.encodeDeploy([task.registry]).slice(2) }
      if (task.kind === 'board') {
        const seats = task.officers.map(({ role, address }) => ({ who: address, role: ROLES[role] }))
        return { to: null, data: board.bytecode + board.abi.encodeDeploy([task.eas, task.quorum, seats]).slice(2) }
      }
      if (task.kind === 'schema') {
        if (await has.schema(task.registry)) return null
        return { to: task.registry, data: registry.abi.encodeFunctionData('register', [ATTESTED, NOBODY, false]) }
      }
      if (task.kind === 'decision') {
        if (await has.decision(task.board, task.recordHash)) return null
        return {
          to: task.board,
          data: board.abi.encodeFunctionData('decide', [`0x${task.recordHash}`, coSigned(task.signatures)]),
        }
      }
      if (task.kind === 'rotation') {
        if ((await rotatedBy(task)) !== null) return null
        const { board: to, seats, quorum, deadlineS, signatures } = task
        const asked = seats.map(({ who, role }) => ({ who, role: ROLES[role] }))
        return { to, data: board.abi.encodeFunctionData('rotate', [asked, quorum, deadlineS, coSigned(signatures)]) }
      }
      const missing: string[] = []
      for (const { hash } of task.stamps) if (!(await has.stamp(task.eas, hash))) missing.push(`0x${hash}`)
      if (missing.length === 0) return null
      return { to: task.eas, data: eas.abi.encodeFunctionData('multiTimestamp', [missing]) }
    },
    async found(task) {
      if (task.kind === 'schema') return byLog(task.registry, [topic.registered, uid])
      if (task.kind === 'decision') return byLog(task.board, [topic.decided, `0x${task.recordHash}`])
      if (task.kind === 'stamps') return byLog(task.eas, [topic.timestamped, `0x${task.stamps[0]?.hash ?? ''}`])
      if (task.kind === 'rotation') return rotatedBy(task)
      return null
    },
    async outcome(task, seen) {
      const { transactionHash: txHash, blockNumber, blockHash, timeS } = seen
      const done: Done = {
        txHash,
        blockNumber,
        blockHash,
        timeS,
        made: seen.contractAddress ?? null,
        attestation: null,
        others: {},
      }
      if (task.kind === 'decision') return { ...done, attestation: await attestationIn(task, seen) }
      if (task.kind === 'stamps') return { ...done, others: await othersOf(task, seen) }
      return done
    },
    refusal(data) {
      for (const { abi } of [board, eas, registry]) {
        try {
          const error = abi.parseError(data)
          if (error) return `${error.name}(${error.args.map(String).join(', ')})`
        } catch {
          // Of another contract.
        }
      }
      return data === '0x' ? 'no reason given' : data.slice(0, 80)
    },
  }

  /** By the board's own word and by EAS's; a log of any other contract counts for nothing. */
  async function attestationIn(task: Extract<Task, { kind: 'decision' }>, { logs }: Seen): Promise<string> {
    const isOurs = (address: string, topics: readonly string[], log: Seen['logs'][number]): boolean =>
      log.address === address && topics.every((one, i) => log.topics[i] === one)
    const decided = logs.find((log) => isOurs(task.board, [topic.decided, `0x${task.recordHash}`], log))
    const attestation = decided?.topics[2]
    const attested = logs.some(
      (log) => log.address === task.eas && log.topics[0] === topic.attested && log.topics[3] === uid,
    )
    if (attestation === undefined || !attested)
      throw new NodeAway('the chain tells of a decision without its attestation')
    const answer = await eyes.call(task.eas, eas.abi.encodeFunctionData('getAttestation', [attestation]))
    const [held] = eas.abi.decodeFunctionResult('getAttestation', answer) as unknown as [Held]
    const isIt =
      held.attester.toLowerCase() === task.board && held.schema === uid && recordHashIn(held.data) === task.recordHash
    if (!isIt) throw new NodeAway('the chain holds another attestation than the board tells of')
    return attestation
  }

  /** Of hashes that somebody had stamped before us: where that was. */
  async function othersOf(task: Extract<Task, { kind: 'stamps' }>, { logs }: Seen): Promise<Record<string, Stamped>> {
    const others: Record<string, Stamped> = {}
    for (const { hash } of task.stamps) {
      const isHere = logs.some(
        (log) => log.address === task.eas && log.topics[0] === topic.timestamped && log.topics[1] === `0x${hash}`,
      )
      if (isHere) continue
      const elsewhere = await byLog(task.eas, [topic.timestamped, `0x${hash}`])
      if (elsewhere === null) throw new NodeAway(`the chain tells of no stamp of ${hash}`)
      const { transactionHash: txHash, blockNumber, blockHash, timeS } = elsewhere
      others[hash] = { txHash, blockNumber, blockHash, timeS }
    }
    return others
  }
}

type Held = { readonly attester: string; readonly schema: string; readonly data: string }

type RotationTask = Extract<Task, { kind: 'rotation' }>
const numberTopic = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`

type CoSigned = readonly { readonly signer: string; readonly signature: string }[]

/** As the board wants them: by their signers ascending, each once. */
function coSigned(signatures: CoSigned): { signer: string; r: string; s: string; v: number }[] {
  const bySigner = new Map(signatures.map((one) => [one.signer, one]))
  return [...bySigner.values()]
    .sort((a, b) => (a.signer < b.signer ? -1 : 1))
    .map(({ signer, signature }) => ({
      signer,
      r: signature.slice(0, 66),
      s: `0x${signature.slice(66, 130)}`,
      v: Number(`0x${signature.slice(130)}`),
    }))
}

/** Whether the chain has all these officers seated on the board, in their roles, and none of them in another. */
export async function seatsAll(
  eyes: Eyes,
  { board }: Artifacts,
  {
    at,
    officers,
  }: { readonly at: string; readonly officers: readonly { role: Attestation['role']; address: string }[] },
): Promise<boolean> {
  for (const { role, address } of officers) {
    const answer = await eyes.call(at, board.abi.encodeFunctionData('roleOf', [address]))
    if (Number(z.string().parse(answer)) !== ROLES[role]) return false
  }
  return true
}
