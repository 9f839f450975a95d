// A record leaves out what it has said already: an address that is the voter's own id, the voter who holds the seat, the signer
// whose key the roll has. Here they are written out, so that nothing that is checked has to know.
import type { RecordBody } from './format.ts'

type Body = RecordBody
type Electorate = Body['electorate']
type Told = Extract<Body['vote']['ballots'], { told: 'bySeat' }>['list'][number]

export type Voter = { readonly voter: string; readonly name: string; readonly address: string | null }
export type RollSeat = Voter & {
  readonly seat: string
  readonly deputy: Voter | null
  readonly weight: number
  readonly group: string
}
export type OpenBallot = Omit<Told, 'voter' | 'signer'> & { readonly voter: string; readonly signer: string | null }

export const rollOf = ({ roll }: Electorate): RollSeat[] =>
  roll.map((seat) => ({ ...voterOf(seat), ...seatOf(seat), deputy: seat.deputy ? voterOf(seat.deputy) : null }))

type ToldVoter = { readonly voter: string; readonly name: string; readonly address?: string | null | undefined }
const voterOf = ({ voter, name, address }: ToldVoter): Voter => ({
  voter,
  name,
  address: address === undefined ? voter : address,
})
const seatOf = ({ seat, weight, group }: Electorate['roll'][number]) => ({ seat, weight, group })

/** Of a vote told by seat; whoever is not on the roll is nobody, whose key is none. */
export function ballotsOf(list: readonly Told[], roll: readonly RollSeat[]): OpenBallot[] {
  const holders = new Map(roll.map(({ seat, voter }) => [seat, voter]))
  const keys = new Map(
    roll.flatMap((seat) => (seat.deputy ? [seat, seat.deputy] : [seat])).map(({ voter, address }) => [voter, address]),
  )
  return list.map((told) => {
    const voter = told.voter ?? holders.get(told.seat) ?? ''
    const signer = told.signer ?? keys.get(voter) ?? null
    return { ...told, voter, signer }
  })
}
