// A board as the chain has it now: who its officers are and how many must sign. Whoever was ever seated by us is asked for; where
// that is not all there are, somebody else's transaction seated others, and the board's own log is read.
import { z } from 'zod'
import { type BoardOfficer, inOrder } from '../../shared/records/rotation.ts'
import type { SigningRole } from '../../shared/records/signing.ts'
import type { Artifacts } from './artifacts.ts'
import { ROLES } from './calls.ts'
import type { Eyes } from './seen.ts'

export type BoardNow = {
  readonly address: string
  /** One more with every change of officers; what is signed names it. */
  readonly epoch: number
  readonly quorum: number
  readonly officers: readonly BoardOfficer[]
  readonly decisions: number
}

type Reading = { readonly eyes: Eyes; readonly artifacts: Artifacts; readonly fromBlock: () => number }

/** `known`: addresses that may be officers. */
export async function boardNow(
  { eyes, artifacts: { board }, fromBlock }: Reading,
  address: string,
  known: readonly string[],
): Promise<BoardNow> {
  const number = async (name: string, ...args: string[]): Promise<number> =>
    Number(z.string().parse(await eyes.call(address, board.abi.encodeFunctionData(name, args))))
  const among = async (candidates: readonly string[]): Promise<BoardOfficer[]> => {
    const roles = await Promise.all(candidates.map((one) => number('roleOf', one)))
    return candidates.flatMap((one, i) => {
      const role = ROLE_OF[roles[i] ?? 0]
      return role ? [{ role, address: one }] : []
    })
  }
  const [epoch, quorum, count, decisions] = await Promise.all(
    ['epoch', 'quorum', 'officers', 'decisions'].map((name) => number(name)),
  )
  const found = await among([...new Set(known)])
  const officers = found.length === count ? found : await among(await everSeated())
  return { address, epoch: epoch ?? 0, quorum: quorum ?? 0, decisions: decisions ?? 0, officers: inOrder(officers) }

  async function everSeated(): Promise<string[]> {
    const topic = board.abi.getEvent('Seated')?.topicHash ?? ''
    const logs = await eyes.logs({ address, topics: [topic], fromBlock: fromBlock() })
    return [...new Set(logs.map(({ topics }) => `0x${(topics[1] ?? '').slice(26)}`))]
  }
}

const ROLE_OF = Object.fromEntries(
  Object.entries(ROLES).flatMap(([role, number]) => (role === 'none' ? [] : [[number, role as SigningRole]])),
) as Readonly<Record<number, SigningRole>>
