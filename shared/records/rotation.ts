// What officers sign to change who they are (EIP-712), as CouncilBoard.rotate has it, and what of a change the contract would
// refuse, found before anybody signs. No zod here: a page that signs needs none.
import type { SigningRole } from './signing.ts'

/** `none` for who leaves. */
export type SeatRole = SigningRole | 'none'
export const SEAT_ROLES: readonly SeatRole[] = ['none', 'chair', 'secretary', 'member']

export type BoardOfficer = { readonly role: SigningRole; readonly address: string }
export type RotationSeat = { readonly who: string; readonly role: SeatRole }
export type RotationAsked = {
  /** Who comes, goes or changes; whoever is not named stays. Addresses in small letters. */
  readonly seats: readonly RotationSeat[]
  readonly quorum: number
  /** Unix time; no block after it takes the change. */
  readonly deadlineS: number
}

/** The primary type is `Rotation`; contracts/src/CouncilBoard.sol has the same. */
export const ROTATION_TYPES = {
  Rotation: [
    { name: 'seats', type: 'Seat[]' },
    { name: 'quorum', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
  Seat: [
    { name: 'who', type: 'address' },
    { name: 'role', type: 'string' },
  ],
} as const

export const rotationMessage = ({ seats, quorum, deadlineS }: RotationAsked) => ({
  seats: seats.map(({ who, role }) => ({ who, role })),
  quorum,
  deadline: deadlineS,
})

/** Who is in office after it, in the order of their offices. */
export function officersAfter(now: readonly BoardOfficer[], seats: readonly RotationSeat[]): readonly BoardOfficer[] {
  const roles = new Map<string, SeatRole>(now.map(({ address, role }) => [address, role]))
  for (const { who, role } of seats) roles.set(who, role)
  return inOrder([...roles].flatMap(([address, role]) => (role === 'none' ? [] : [{ address, role }])))
}

/** What differs between who is in office and who should be. */
export function seatsBetween(now: readonly BoardOfficer[], wanted: readonly BoardOfficer[]): readonly RotationSeat[] {
  const before = new Map(now.map(({ address, role }) => [address, role]))
  const after = new Set(wanted.map(({ address }) => address))
  const gone = now
    .filter(({ address }) => !after.has(address))
    .map(({ address }) => ({ who: address, role: 'none' }) as const)
  const come = wanted.filter(({ address, role }) => before.get(address) !== role)
  return [...gone, ...come.map(({ address, role }) => ({ who: address, role }))]
}

export const inOrder = (officers: readonly BoardOfficer[]): readonly BoardOfficer[] =>
  [...officers].sort(
    (a, b) => SEAT_ROLES.indexOf(a.role) - SEAT_ROLES.indexOf(b.role) || (a.address < b.address ? -1 : 1),
  )

/** More would not fit into one transaction with their signatures. */
export const MOST_SEATS = 100

export type RotationFault =
  | { readonly is: 'nothing' | 'noChair' | 'noSecretary' | 'many' }
  | { readonly is: 'noAddress' | 'zeroAddress' | 'twice' | 'stranger'; readonly who: string }
  | { readonly is: 'quorum'; readonly quorum: number; readonly officers: number }

/** Null where the contract takes it from enough of the present officers. */
export function rotationFault(
  now: { readonly officers: readonly BoardOfficer[]; readonly quorum: number },
  { seats, quorum }: Pick<RotationAsked, 'seats' | 'quorum'>,
): RotationFault | null {
  const before = new Set(now.officers.map(({ address }) => address))
  const seen = new Set<string>()
  for (const { who, role } of seats) {
    if (!/^0x[0-9a-f]{40}$/.test(who)) return { is: 'noAddress', who }
    if (/^0x0{40}$/.test(who)) return { is: 'zeroAddress', who }
    if (seen.has(who)) return { is: 'twice', who }
    if (role === 'none' && !before.has(who)) return { is: 'stranger', who }
    seen.add(who)
  }
  if (seats.length > MOST_SEATS) return { is: 'many' }
  const after = officersAfter(now.officers, seats)
  if (!after.some(({ role }) => role === 'chair')) return { is: 'noChair' }
  if (!after.some(({ role }) => role === 'secretary')) return { is: 'noSecretary' }
  if (!Number.isInteger(quorum) || quorum < 1 || quorum > after.length)
    return { is: 'quorum', quorum, officers: after.length }
  const isSame = seatsBetween(now.officers, after).length === 0 && quorum === now.quorum
  return isSame ? { is: 'nothing' } : null
}

export type SignaturesMissing = {
  /** Beside those there are. */
  readonly count: number
  readonly chair: boolean
  readonly secretary: boolean
}

/** What the contract still wants: a quorum of the present officers, among them a chair and a secretary. Null for nothing. */
export function missingSignatures(
  { officers, quorum }: { readonly officers: readonly BoardOfficer[]; readonly quorum: number },
  signers: readonly string[],
): SignaturesMissing | null {
  const signed = officers.filter(({ address }) => signers.includes(address))
  const chair = !signed.some(({ role }) => role === 'chair')
  const secretary = !signed.some(({ role }) => role === 'secretary')
  const count = Math.max(quorum - signed.length, Number(chair) + Number(secretary))
  return count === 0 ? null : { count, chair, secretary }
}
