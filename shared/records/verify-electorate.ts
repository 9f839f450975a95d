// Who could vote: the roll is one of seats and people, nobody recused is on it, those who were there came before they went,
// and the quorum is reckoned anew from them.
import { MOST_WEIGHT, neededOf } from './majority.ts'
import { type Check, type Facts, fails, firstOf, holds } from './verify-check.ts'
import { msOfUtc } from './utc.ts'
import { type House, houseOf, sumOf } from './verify-house.ts'
import { type RollSeat, rollOf } from './whole.ts'

export function electorateChecks({ record: { body } }: Facts): Check[] {
  return [roll(body.electorate), presence(body.electorate), quorum(body)]
}

type Body = Facts['record']['body']
type Electorate = Body['electorate']

function roll(electorate: Electorate): Check {
  const { recused, proxies } = electorate
  const seats = rollOf(electorate)
  const ids = [...seats.map(({ seat }) => seat), ...recused.map(({ seat }) => seat)]
  const people = seats.flatMap(({ voter, deputy }) => (deputy ? [voter, deputy.voter] : [voter]))
  const keys = seats.flatMap(({ address, deputy }) => [address ?? [], deputy?.address ?? []].flat())
  const [seat, person, key] = [twiceIn(ids), twiceIn(people), twiceIn(keys)]
  const on = new Set(ids)
  const givers = proxies.map(({ from }) => from)
  const given = new Set(givers)
  const odd = proxies.find(({ from, to }) => !on.has(from) || !on.has(to) || from === to || given.has(to))
  const twice = twiceIn(givers)
  return firstOf(
    'roll',
    [
      seat === null ? null : fails('roll', 'roll_seat', { seat }),
      person === null ? null : fails('roll', 'roll_person', { person }),
      key === null ? null : fails('roll', 'roll_key', { key }),
      sumOf(seats) + sumOf(recused) <= MOST_WEIGHT ? null : fails('roll', 'roll_weight'),
      odd ? fails('roll', 'roll_proxy', { seat: odd.from }) : null,
      twice === null ? null : fails('roll', 'roll_proxy', { seat: twice }),
    ],
    { seats: seats.length, recused: recused.length },
  )
}

function presence({ presence: stays }: Electorate): Check {
  const last = new Map<string, number>()
  const inOrder = stays
    .map((stay) => ({ ...stay, inMs: msOfUtc(stay.in), outMs: stay.out === null ? Infinity : msOfUtc(stay.out) }))
    .toSorted((a, b) => (a.inMs ?? 0) - (b.inMs ?? 0))
  for (const { voter, inMs, outMs } of inOrder) {
    const isOdd = inMs === null || outMs === null || outMs < inMs || inMs < (last.get(voter) ?? -Infinity)
    if (isOdd) return fails('presence', 'presence_wrong', { person: voter })
    last.set(voter, outMs)
  }
  return holds('presence', { people: last.size })
}

/** Where somebody came or went in the very millisecond, either number will do. */
function quorum({ electorate, vote }: Body): Check {
  const { rule, total, required, presentAtOpen, presentAtClose } = electorate.quorum
  const { recused } = electorate
  const house = houseOf(electorate)
  const seats = house.roll
  const worth = (of: readonly { readonly weight: number }[]): number => (rule.by === 'heads' ? of.length : sumOf(of))
  const all = worth(seats) + (rule.of === 'seats' ? worth(recused) : 0)
  const needed = neededOf(rule, all)
  const counted = (atMs: number, how: 'surely' | 'perhaps'): number =>
    worth(seats.filter((seat) => isPresent(house, seat, rule.countsProxies, (voter) => house.isHere(voter, atMs, how))))
  const isOdd = (told: number, at: string): boolean => {
    const atMs = msOfUtc(at) ?? NaN
    return told < counted(atMs, 'surely') || told > counted(atMs, 'perhaps')
  }
  return firstOf(
    'quorum',
    [
      all === total ? null : fails('quorum', 'quorum_total', { told: total, reckoned: all }),
      needed === required ? null : fails('quorum', 'quorum_required', { told: required, reckoned: needed }),
      isOdd(presentAtOpen, vote.openedAt) ? fails('quorum', 'quorum_open', { told: presentAtOpen }) : null,
      isOdd(presentAtClose, vote.closedAt) ? fails('quorum', 'quorum_close', { told: presentAtClose }) : null,
      Math.min(presentAtOpen, presentAtClose) >= needed ? null : fails('quorum', 'quorum_none', { required: needed }),
    ],
    { present: presentAtOpen, total, required },
  )
}

function isPresent(house: House, seat: RollSeat, countsProxies: boolean, here: (voter: string) => boolean): boolean {
  const via = house.votedFor(seat, here)
  return via === 'own' || (via === 'proxy' && countsProxies)
}

function twiceIn(ids: readonly string[]): string | null {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) return id
    seen.add(id)
  }
  return null
}
