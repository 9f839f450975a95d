// Changes of a board's officers on their way: proposed by an officer's signature, co-signed by others, sent when enough of the
// present officers have signed. Kept on the disk before anybody is told; what the chain has decides, and a change that was
// signed by officers of before counts for nothing. While a record of the board waits to be anchored the change waits too: what
// was signed before it could not be anchored after it.
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import {
  type BoardOfficer,
  missingSignatures,
  officersAfter,
  ROTATION_TYPES,
  type RotationAsked,
  rotationFault,
  rotationMessage,
  type SignaturesMissing,
} from '../../shared/records/rotation.ts'
import { signingDomain } from '../../shared/records/signing.ts'
import { writeWholeSync } from '../disk/whole-file.ts'
import type { BoardNow } from './board-now.ts'
import type { Entry, OutboxFile, Task } from './outbox-file.ts'
import { faultSentence } from './rotation-words.ts'
import { normalSignature, recoverTyped, typedHash } from './typed-data.ts'

export type Signing = { readonly signer: string; readonly signature: string }

export type RotationTold = RotationAsked & {
  readonly id: string
  readonly board: string
  readonly epoch: number
  readonly signers: readonly string[]
  readonly proposedAtMs: number
  readonly after: readonly BoardOfficer[]
  readonly missing: SignaturesMissing | null
  /** `waits`: signed by enough, and something must come before it. `overtaken`: other officers came first. */
  readonly is: 'collecting' | 'waits' | 'sending' | 'done' | 'refused' | 'expired' | 'overtaken'
  /** In a sentence; empty where there is nothing to say. */
  readonly why: string
  readonly txHash: string | null
}

export type RotationAnswer =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly status: 400 | 403 | 404 | 409; readonly reason: string }

export type Rotations = {
  /** Newest first. */
  of(board: BoardNow): readonly RotationTold[]
  propose(board: BoardNow, asked: RotationAsked, by: Signing): RotationAnswer
  sign(board: BoardNow, id: string, by: Signing): RotationAnswer
  /** Sends what is signed by enough and waits for nothing; when `boardOf` tells another epoch it has no more to do. */
  settle(boardOf: (address: string) => Promise<BoardNow>): Promise<void>
  /** What must come before a change of a board's officers, in a sentence; null for nothing. Until it is known all of them wait. */
  heed(waitsFor: (board: string) => string | null): void
  /** Everybody that was ever to be seated on a board. */
  named(board: string): readonly string[]
}

type RotationsGiven = {
  readonly path: string
  readonly file: Pick<OutboxFile, 'entries'>
  readonly chainId: number
  readonly put: (key: string, task: Task) => void
  readonly nowMs: () => number
}

const Address = z.string().regex(/^0x[0-9a-f]{40}$/)
const Kept = z.strictObject({
  id: z.string(),
  board: Address,
  epoch: z.int(),
  seats: z.array(z.strictObject({ who: Address, role: z.enum(['none', 'chair', 'secretary', 'member']) })),
  quorum: z.int(),
  deadlineS: z.int(),
  proposedAtMs: z.number(),
  /** When it was proposed: to tell later what it was. */
  after: z.array(z.strictObject({ role: z.enum(['chair', 'secretary', 'member']), address: Address })),
  signatures: z.array(z.strictObject({ signer: Address, signature: z.string() })),
})
type Kept = z.infer<typeof Kept>

const MOST_OPEN = 20
/** 90 days; who collects for longer asks anew. */
const MOST_S = 90 * 86_400
const LEAST_S = 60

export const rotationKey = (id: string): string => `rotation:${id}`

/** Throws a sentence when the file cannot be read. */
export function openRotations({ path, file, chainId, put, nowMs }: RotationsGiven): Rotations {
  let all = readKept(path)
  let waitsFor: (board: string) => string | null = () => 'the meetings of this city are not open yet'
  const keep = (next: readonly Kept[]): void => {
    writeWholeSync(path, `${JSON.stringify(next)}\n`, { mode: 0o600 })
    all = next
  }
  const isLate = ({ deadlineS }: Kept): boolean => deadlineS * 1000 <= nowMs()
  const entryOf = ({ id }: Kept): Entry | undefined => file.entries.get(rotationKey(id))
  const digestOf = (board: BoardNow, asked: RotationAsked): string =>
    typedHash(domainOf(board), ROTATION_TYPES, rotationMessage(asked))
  const domainOf = ({ address, epoch }: BoardNow) => ({ ...signingDomain({ chainId, board: address, epoch }) })

  function told(one: Kept, board: BoardNow): RotationTold {
    const { signatures, ...rest } = one
    const signers = signatures.map(({ signer }) => signer)
    const entry = entryOf(one)
    const isNow = one.epoch === board.epoch
    const missing = isNow && !entry ? missingSignatures(board, signers) : null
    const state = (): Pick<RotationTold, 'is' | 'why'> => {
      if (entry?.done) return { is: 'done', why: '' }
      if (entry && entry.failed !== null) return { is: 'refused', why: entry.failed }
      if (entry) return { is: 'sending', why: '' }
      if (!isNow) return { is: 'overtaken', why: '' }
      if (isLate(one)) return { is: 'expired', why: '' }
      if (missing) return { is: 'collecting', why: '' }
      return { is: 'waits', why: waitsFor(one.board) ?? '' }
    }
    return { ...rest, signers, missing, ...state(), txHash: entry?.done?.txHash ?? null }
  }

  function checkSigner(
    board: BoardNow,
    asked: RotationAsked,
    { signer, signature }: Signing,
  ): RotationAnswer | Signing {
    if (!board.officers.some(({ address }) => address === signer))
      return no(403, `${signer} is no officer of board ${board.address} now`)
    const normal = normalSignature(signature)
    if (normal === null) return no(400, 'that is no signature of a key in its first form (low s)')
    const by = recoverTyped(domainOf(board), ROTATION_TYPES, rotationMessage(asked), normal)
    return by === signer
      ? { signer, signature: normal }
      : no(400, `the signature is not that of ${signer} over this change by the officers of now (epoch ${board.epoch})`)
  }

  function added(board: BoardNow, one: Kept, by: Signing): RotationAnswer {
    const checked = checkSigner(board, one, by)
    if ('ok' in checked) return checked
    if (!one.signatures.some(({ signer }) => signer === by.signer))
      keep(all.map((other) => (other === one ? { ...one, signatures: [...one.signatures, checked] } : other)))
    return { ok: true, id: one.id }
  }

  return {
    of: (board) =>
      all
        .filter((one) => one.board === board.address)
        .map((one) => told(one, board))
        .reverse(),
    propose(board, asked, by) {
      const fault = rotationFault(board, asked)
      if (fault) return no(400, faultSentence(fault))
      const nowS = nowMs() / 1000
      if (asked.deadlineS < nowS + LEAST_S) return no(400, 'the time to sign in is over before anybody could sign')
      if (asked.deadlineS > nowS + MOST_S) return no(400, 'signatures are collected for at most 90 days')
      const { address, epoch, officers } = board
      const id = digestOf(board, asked).slice(2, 18)
      const known = all.find((one) => one.id === id)
      if (known) return added(board, known, by)
      const open = all.filter((one) => one.board === address && ['collecting', 'waits'].includes(told(one, board).is))
      if (open.length >= MOST_OPEN)
        return no(409, `board ${address} has ${MOST_OPEN} proposals that collect signatures already`)
      const checked = checkSigner(board, asked, by)
      if ('ok' in checked) return checked
      const { quorum, deadlineS } = asked
      const seats = asked.seats.map(({ who, role }) => ({ who, role }))
      const after = officersAfter(officers, seats).map(({ role, address: at }) => ({ role, address: at }))
      const made = { id, board: address, epoch, seats, quorum, deadlineS, proposedAtMs: nowMs(), after }
      keep([...all, { ...made, signatures: [checked] }])
      return { ok: true, id }
    },
    sign(board, id, by) {
      const one = all.find((other) => other.id === id && other.board === board.address)
      if (!one) return no(404, `there is no proposal ${id.slice(0, 40)} of board ${board.address}`)
      const { is, why } = told(one, board)
      if (one.signatures.some(({ signer }) => signer === by.signer) && is !== 'overtaken') return { ok: true, id }
      if (is === 'overtaken')
        return no(409, `the officers have changed since this was proposed; what was signed before counts no more`)
      if (is === 'expired') return no(409, 'the time to sign this proposal is over; propose it anew')
      if (is === 'done' || is === 'sending') return no(409, 'enough have signed this proposal already')
      if (is === 'refused') return no(409, `the chain did not take this proposal: ${why}`)
      return added(board, one, by)
    },
    async settle(boardOf) {
      for (const one of all) {
        if (entryOf(one) || isLate(one)) continue
        const board = await boardOf(one.board)
        const { is, why } = told(one, board)
        if (is !== 'waits' || why !== '' || entryOf(one)) continue
        const { id, board: at, epoch, seats, quorum, deadlineS, signatures } = one
        // Whoever signed and is in office: each was when they signed, under the officers of this epoch.
        put(rotationKey(id), { kind: 'rotation', board: at, epoch, seats, quorum, deadlineS, signatures })
      }
    },
    heed(given) {
      waitsFor = given
    },
    named: (board) => all.filter((one) => one.board === board).flatMap(({ seats }) => seats.map(({ who }) => who)),
  }
}

const no = (status: 400 | 403 | 404 | 409, reason: string): Extract<RotationAnswer, { ok: false }> => ({
  ok: false,
  status,
  reason,
})

function readKept(path: string): readonly Kept[] {
  if (!existsSync(path)) return []
  try {
    return z.array(Kept).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    throw new Error(`${path} cannot be read; put back the file as it was`)
  }
}
