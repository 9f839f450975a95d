// The ballots one by one: whose seat, who cast it, when, with what weight, signed by which key; then all of them as the leaves
// of a tree. Of a vote by group or a secret one less can be seen, and each check says how much.
import { BALLOT_FIELDS, ballotMessage } from './ballot-signing.ts'
import { leafOfBallot, leafOfProvenBallot } from './ballot-leaf.ts'
import type { RecordBody } from './format.ts'
import { HASH_BYTES, merkle } from './merkle.ts'
import { depthFor, FIELD } from './semaphore.ts'
import { type Check, type Facts, fails, firstOf, holds, limit, type RecordCrypto } from './verify-check.ts'
import { msOfUtc } from './utc.ts'
import { type House, houseOf, sumOf } from './verify-house.ts'
import { ballotsOf, type OpenBallot } from './whole.ts'

type Told = RecordBody['vote']['ballots']
type BySeat = Extract<Told, { told: 'bySeat' }>

/** Fewer tell who voted how. */
const LEAST_SECRET = 5

export function ballotChecks(facts: Facts): Check[] {
  const { body } = facts.record
  const { ballots, question } = body.vote
  const wanted = toldBy(question)
  if (ballots.told !== wanted) return [fails('ballot.method', 'ballot.method_wrong', { method: question.method })]
  const domain = domainCheck(facts)
  if (ballots.told === 'bySeat') return [domain, ...bySeat(facts, ballots)]
  if (ballots.told === 'byProof') return [domain, ...byProof(facts, ballots)]
  return [domain, ...(ballots.told === 'byGroup' ? byGroup(facts, ballots) : secret(facts, ballots))]
}

const toldBy = ({ method, secretBy }: RecordBody['vote']['question']): Told['told'] =>
  method === 'secret' ? (secretBy === 'proof' ? 'byProof' : 'secret') : method === 'byGroup' ? 'byGroup' : 'bySeat'

function domainCheck({ record: { body }, means }: Facts): Check {
  const salt = `0x${means.sha256Hex(body.authority.city.id)}`
  return body.vote.domain.salt === salt ? holds('ballot.domain') : fails('ballot.domain', 'ballot.domain_wrong')
}

function bySeat({ record: { body }, means }: Facts, told: BySeat): Check[] {
  const { electorate, vote } = body
  const house = houseOf(electorate)
  const list = ballotsOf(told.list, house.roll)
  const recused = new Set(electorate.recused.map(({ seat }) => seat))
  const place = new Map(electorate.roll.map(({ seat }, i) => [seat, i]))
  const [openMs, closeMs] = [msOfUtc(vote.openedAt) ?? NaN, msOfUtc(vote.closedAt) ?? NaN]
  const isConsent = vote.question.method === 'unanimousConsent'
  const first = (
    name: 'ballot.roll' | 'ballot.weight' | 'ballot.time' | 'ballot.voter',
    is: (b: OpenBallot, i: number) => Check | null,
  ): Check => firstOf(name, list.map(is), { count: list.length })
  const checks = [
    first('ballot.roll', ({ seat }, i) => {
      if (recused.has(seat)) return fails('ballot.roll', 'ballot.roll_recused', { seat })
      if (!place.has(seat)) return fails('ballot.roll', 'ballot.roll_off', { seat })
      const before = list[i - 1]
      if (!before) return null
      if (before.seat === seat) return fails('ballot.roll', 'ballot.roll_twice', { seat })
      return (place.get(before.seat) ?? 0) < (place.get(seat) ?? 0)
        ? null
        : fails('ballot.roll', 'ballot.roll_order', { seat })
    }),
    first('ballot.weight', ({ seat, weight, choice }) => {
      if (isConsent && choice !== 'no') return fails('ballot.weight', 'ballot.weight_consent', { seat })
      const told = house.seats.get(seat)?.weight
      return told === undefined || told === weight
        ? null
        : fails('ballot.weight', 'ballot.weight_wrong', { seat, weight, roll: told })
    }),
    first('ballot.time', ({ seat, castMs }) =>
      openMs <= castMs && castMs <= closeMs ? null : fails('ballot.time', 'ballot.time_wrong', { seat }),
    ),
    first('ballot.voter', ({ seat, voter, castMs }) => {
      const of = house.seats.get(seat)
      if (!of || house.votersOf(of, castMs).some((one) => one.voter === voter)) return null
      return fails('ballot.voter', 'ballot.voter_wrong', { seat, voter })
    }),
  ]
  return [...checks, ...signatures(body, list, { house, means }), root(body, list, means)]
}

/** Whoever has an address on the roll has signed with its key; of the others it is said that they have not. */
function signatures(
  { vote: { domain, questionHash } }: RecordBody,
  list: readonly OpenBallot[],
  { house, means }: { readonly house: House; readonly means: RecordCrypto },
): Check[] {
  const types = { Ballot: BALLOT_FIELDS }
  const people = house.roll.flatMap((seat) => (seat.deputy ? [seat, seat.deputy] : [seat]))
  const known = new Map(people.map(({ voter, address }) => [voter, address]))
  const faults = list.map(({ seat, voter, choice, weight, revision, signer, signature }) => {
    const address = known.get(voter) ?? null
    if (signature === null || signer === null)
      return address === null && signature === signer
        ? null
        : fails('ballot.signature', 'ballot.signature_none', { seat })
    if (address !== null && signer !== address)
      return fails('ballot.signature', 'ballot.signature_other', { seat, signer, address })
    const message = ballotMessage({ questionHash, seat, choice, weight, revision }, signer)
    return means.recoverTyped(domain, types, message, signature) === signer
      ? null
      : fails('ballot.signature', 'ballot.signature_wrong', { seat, signer })
  })
  const signed = list.filter(({ signature }) => signature !== null)
  const bare = list.length - signed.length
  const strange = signed.filter(({ voter }) => (known.get(voter) ?? null) === null).length
  return [
    firstOf('ballot.signature', faults, { count: signed.length }),
    ...(bare > 0 ? [limit('ballot.unsigned', { count: bare, all: list.length })] : []),
    ...(strange > 0 ? [limit('ballot.keyUnknown', { count: strange })] : []),
  ]
}

function root(
  { vote: { questionHash, ballotsRoot } }: RecordBody,
  list: readonly OpenBallot[],
  means: RecordCrypto,
): Check {
  const leaves = list.map(({ signer, ...ballot }) => {
    const leaf = leafOfBallot({ ...ballot, questionHash, signed: signer === null ? null : { address: signer } }, null)
    // The hash of a leaf begins with a byte 0, which in UTF-8 is the letter of that number.
    return means.sha256Hex(`\u0000${leaf}`)
  })
  return rootOf(leaves, means) === ballotsRoot
    ? holds('ballotsRoot', { count: list.length })
    : fails('ballotsRoot', 'ballotsRoot_wrong', { count: list.length })
}

/** Who voted how is hidden; that there are as many leaves as votes, and what each group can have, is not. */
function byGroup({ record: { body }, means }: Facts, { list, leaves }: Extract<Told, { told: 'byGroup' }>): Check[] {
  const { electorate, vote } = body
  const order = list.map(({ group, choice, weight }) => `${group}\n${'yna'.indexOf(choice.charAt(0))}\n${weight}`)
  const odd = groupBeyondRoll(list, electorate.roll)
  return [
    firstOf(
      'ballot.group',
      [
        odd === null ? null : fails('ballot.group', 'ballot.group_weight', { group: odd }),
        new Set(leaves).size === leaves.length ? null : fails('ballot.group', 'ballot.group_leaf'),
        isByGroup(list) ? null : fails('ballot.group', 'ballot.group_order'),
        leaves.length === list.length
          ? null
          : fails('ballot.group', 'ballot.group_count', { leaves: leaves.length, votes: order.length }),
      ],
      { count: list.length },
    ),
    rootOf(leaves, means) === vote.ballotsRoot
      ? holds('ballotsRoot', { count: leaves.length })
      : fails('ballotsRoot', 'ballotsRoot_wrong', { count: leaves.length }),
    limit('limit.byGroup'),
  ]
}

/** Groups stand together, and in one of them its choices. */
function isByGroup(list: readonly { readonly group: string; readonly choice: string }[]): boolean {
  const seen = new Set<string>()
  let [before, last] = ['', '']
  for (const { group, choice } of list) {
    const key = JSON.stringify([group, choice])
    if (key === before) continue
    if (seen.has(key) || (seen.has(group) && group !== last)) return false
    seen.add(key).add(group)
    ;[before, last] = [key, group]
  }
  return true
}

type InGroup = { readonly group: string; readonly weight: number }

/** A group with a vote of a weight that none of its seats has, or more of them than seats. */
function groupBeyondRoll(list: readonly InGroup[], roll: readonly InGroup[]): string | null {
  const left = new Map<string, number>()
  const key = ({ group, weight }: InGroup): string => JSON.stringify([group, weight])
  for (const seat of roll) left.set(key(seat), (left.get(key(seat)) ?? 0) + 1)
  for (const vote of list) {
    const count = left.get(key(vote)) ?? 0
    if (count === 0) return vote.group
    left.set(key(vote), count - 1)
  }
  return null
}

function secret({ record: { body } }: Facts, { list }: Extract<Told, { told: 'secret' }>): Check[] {
  const { electorate, vote } = body
  const nullifiers = list.map(({ nullifier }) => nullifier)
  const isInOrder = nullifiers.every((one, i) => i === 0 || (nullifiers[i - 1] ?? '') < one)
  return [
    firstOf(
      'ballot.secret',
      [
        new Set(nullifiers).size === list.length ? null : fails('ballot.secret', 'ballot.secret_twice'),
        isInOrder ? null : fails('ballot.secret', 'ballot.secret_order'),
        list.length <= electorate.roll.length
          ? null
          : fails('ballot.secret', 'ballot.secret_many', { votes: list.length, seats: electorate.roll.length }),
        list.length >= LEAST_SECRET ? null : fails('ballot.secret', 'ballot.secret_few', { least: LEAST_SECRET }),
        sumOf(electorate.roll) === electorate.roll.length ? null : fails('ballot.secret', 'ballot.secret_weight'),
        vote.ballotsRoot === null ? null : fails('ballot.secret', 'ballot.secret_root'),
      ],
      { count: list.length },
    ),
    limit('limit.secret'),
  ]
}

type ByProof = Extract<Told, { told: 'byProof' }>

/** That each ballot is of another one of the group is proven; whose it is, the city itself does not know. */
function byProof({ record: { body }, means }: Facts, told: ByProof): Check[] {
  const { vote } = body
  const { group, list, depth } = told
  const nullifiers = list.map(({ nullifier }) => nullifier)
  const isInOrder = nullifiers.every((one, i) => i === 0 || (nullifiers[i - 1] ?? '') < one)
  const voters = votersCheck(body, told)
  const root = means.proofs.rootOf(group.map(({ commitment }) => commitment))
  const statements = list.map((ballot) => ({ ...ballot, root, questionHash: vote.questionHash }))
  const unproven = depth === depthFor(group.length) ? means.proofs.firstUnproven(statements, depth) : 0
  const leaves = list.map(({ nullifier, choice, revision }) =>
    means.sha256Hex(`\u0000${leafOfProvenBallot({ questionHash: vote.questionHash, nullifier, choice, revision })}`),
  )
  return [
    voters,
    firstOf(
      'ballot.secret',
      [
        new Set(nullifiers).size === list.length ? null : fails('ballot.secret', 'ballot.secret_twice'),
        isInOrder ? null : fails('ballot.secret', 'ballot.secret_order'),
        list.length <= group.length
          ? null
          : fails('ballot.secret', 'ballot.secret_many', { votes: list.length, seats: group.length }),
        list.length >= LEAST_SECRET ? null : fails('ballot.secret', 'ballot.secret_few', { least: LEAST_SECRET }),
      ],
      { count: list.length },
    ),
    unproven === null
      ? holds('ballot.proof', { count: list.length, voters: group.length })
      : fails('ballot.proof', 'ballot.proof_wrong', {
          number: unproven + 1,
          mark: nullifiers[unproven]?.slice(0, 8) ?? '',
        }),
    rootOf(leaves, means) === vote.ballotsRoot
      ? holds('ballotsRoot', { count: list.length })
      : fails('ballotsRoot', 'ballotsRoot_wrong', { count: list.length }),
    limit('limit.byProof'),
  ]
}

/** The group: seats of the roll that could be voted for when it opened, each with a commitment of its own. */
function votersCheck({ electorate, vote }: RecordBody, { group }: ByProof): Check {
  const house = houseOf(electorate)
  const openMs = msOfUtc(vote.openedAt) ?? NaN
  const place = new Map(electorate.roll.map(({ seat }, i) => [seat, i]))
  const commitments = new Set(group.map(({ commitment }) => commitment))
  const faults = group.map(({ seat, commitment }, i): Check | null => {
    const of = house.seats.get(seat)
    if (!of) return fails('ballot.voters', 'ballot.voters_off', { seat })
    const before = group[i - 1]
    if (before && (place.get(before.seat) ?? 0) >= (place.get(seat) ?? 0))
      return fails('ballot.voters', 'ballot.voters_order', { seat })
    const value = BigInt(`0x${commitment}`)
    if (value === 0n || value >= FIELD) return fails('ballot.voters', 'ballot.voters_field', { seat })
    if (of.weight !== 1) return fails('ballot.voters', 'ballot.secret_weight')
    return house.votersOf(of, openMs).length > 0 ? null : fails('ballot.voters', 'ballot.voters_absent', { seat })
  })
  const isOnce = commitments.size === group.length
  return firstOf('ballot.voters', [...faults, isOnce ? null : fails('ballot.voters', 'ballot.voters_twice')], {
    count: group.length,
    seats: electorate.roll.length,
  })
}

function rootOf(leaves: readonly string[], { sha256Into }: RecordCrypto): string {
  const bytes = new Uint8Array(leaves.length * HASH_BYTES)
  leaves.forEach((hex, i) => {
    for (let b = 0; b < HASH_BYTES; b++) bytes[i * HASH_BYTES + b] = Number.parseInt(hex.slice(2 * b, 2 * b + 2), 16)
  })
  return Array.from(merkle(sha256Into).rootOf(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
