// The gate of the verifier: any leaf of a record changed, and whatever an attacker who owns the server but no key can make of
// one by reckoning every hash anew. Each is detected, by the check that is named.
import { beforeAll, describe, expect, it } from 'vitest'
import type { DecisionRecord, RecordBody } from '../../shared/records/format.ts'
import { isValid, verifyRecord } from '../../shared/records/verify.ts'
import type { Check, RecordCrypto } from '../../shared/records/verify-check.ts'
import { recordCrypto } from './record-crypto.ts'
import { hashOf, type Made, recordByHand, rehashed, sealed, sha256, signed } from './testing-record.ts'
import { eachLeafOnce, everyLeafChanged } from './testing-leaves.ts'

/** Signatures are dear and the same again and again. */
const known = new Map<string, string | null>()
const crypto: RecordCrypto = {
  ...recordCrypto,
  recoverTyped(...asked) {
    const key = JSON.stringify(asked)
    const before = known.get(key)
    if (before !== undefined) return before
    const found = recordCrypto.recoverTyped(...asked)
    known.set(key, found)
    return found
  },
}

const made = new Map<string, Made>()
beforeAll(async () => {
  for (const method of ['named', 'byGroup', 'secret'] as const) made.set(method, await recordByHand(method))
})
const of = (method: string): Made => made.get(method) as Made
const failing = (checks: readonly Check[]): string[] => checks.filter(({ ok }) => !ok).map(({ name }) => name)

describe.each(['named', 'byGroup', 'secret'])('a record of a %s vote', (method) => {
  it('is valid', async () => {
    expect(failing(await verifyRecord(of(method).record, crypto))).toEqual([])
  })
})

it('is not valid with any one leaf changed, taken away or put in', async () => {
  const missed: string[] = []
  let count = 0
  for (const { path, json } of everyLeafChanged(of('named').record)) {
    count++
    if (isValid(await verifyRecord(json, crypto))) missed.push(path)
  }
  expect(missed).toEqual([])
  expect(count).toBeGreaterThan(1000)
})

type Change = (body: Draft) => void
/** As the attacker holds it. */
type Draft = { -readonly [K in keyof RecordBody]: RecordBody[K] }
const bySeat = ({ vote }: Draft) => {
  if (vote.ballots.told !== 'bySeat') throw new Error('not told by seat')
  return vote.ballots.list
}
const first = <T>(list: readonly T[]): T => list[0] as T

const ATTACKS: readonly [what: string, method: string, check: string, change: Change][] = [
  ['a dropped ballot', 'named', 'attestation.chair', (body) => void bySeat(body).pop()],
  ['a duplicated ballot', 'named', 'ballot.roll', (body) => void bySeat(body).splice(1, 0, first(bySeat(body)))],
  ['a replaced choice', 'named', 'ballot.signature', (body) => void (first(bySeat(body)).choice = 'no')],
  ['a ballot of another question', 'named', 'ballot.signature', (body) => void (body.vote.question.question += '?')],
  ['a raised weight in the ballot', 'named', 'ballot.weight', (body) => void (first(bySeat(body)).weight = 9)],
  [
    'a raised weight in ballot and roll',
    'named',
    'ballot.signature',
    (body) => {
      first(bySeat(body)).weight = 9
      first(body.electorate.roll).weight = 9
    },
  ],
  [
    'swapped evidence',
    'named',
    'ballot.signature',
    (body) => void (first(body.evidence.runs).outputsHash = sha256('x')),
  ],
  ['another seed', 'named', 'scenario', (body) => void (first(body.evidence.runs).seed = 7)],
  ['a run left out', 'named', 'scenario', (body) => void body.evidence.runs.pop()],
  ['a run of another build', 'named', 'scenario', (body) => void (first(body.evidence.runs).buildId = 'f'.repeat(16))],
  ['a document taken away', 'named', 'ballot.signature', (body) => void body.evidence.documents.pop()],
  [
    'a run that is said to have come out otherwise when it was repeated',
    'named',
    'ballot.signature',
    (body) => void (first(first(body.evidence.runs).reproductions).outputsHash = sha256('x')),
  ],
  [
    'a repeated run that was added after the vote was opened',
    'named',
    'reproductions',
    (body) => void (first(first(body.evidence.runs).reproductions).at = body.vote.closedAt),
  ],
  [
    'an added voter',
    'named',
    'quorum',
    (body) =>
      void body.electorate.roll.push({ ...first(body.electorate.roll), seat: '9', voter: 'ghost', address: null }),
  ],
  [
    'an added voter, with quorum and bases made to fit',
    'named',
    'attestation.chair',
    (body) => {
      body.electorate.roll.push({ ...first(body.electorate.roll), seat: '9', voter: 'ghost', address: null })
      body.electorate.quorum.total++
      body.vote.bases.entitled++
      body.vote.bases.members++
    },
  ],
  [
    'one person with two seats',
    'named',
    'roll',
    (body) => void ((body.electorate.roll[1] as { voter: string }).voter = 'person-1'),
  ],
  [
    'two seats with one key',
    'named',
    'roll',
    (body) =>
      void ((body.electorate.roll[1] as { address?: string | null }).address =
        first(body.electorate.roll).address ?? null),
  ],
  [
    'a changed threshold',
    'named',
    'ballot.signature',
    (body) => void ((body.vote.question.rule.num = 2), (body.vote.question.rule.den = 3)),
  ],
  ['a flipped outcome', 'named', 'outcome', (body) => void (body.decision.outcome = 'lost')],
  [
    'a tie that was none',
    'named',
    'outcome',
    (body) => void (body.vote.tieBrokenBy = { how: 'chair', by: 'chair', choice: 'yes' }),
  ],
  [
    'another final text',
    'named',
    'ballot.signature',
    (body) => void (body.vote.question.lines[0] = 'Nothing is raised.'),
  ],
  ['another text as moved', 'named', 'finalText', (body) => void (body.item.motion.text = ['Nothing is raised.'])],
  ['another thing to be done', 'named', 'question', (body) => void body.decision.effects.pop()],
  ['another motion', 'named', 'question', (body) => void (body.item.motion.id = 'mo2')],
  ['another meeting', 'named', 'question', (body) => void (body.meeting.id = 'm2')],
  [
    'a ballot by who was not there',
    'named',
    'ballot.voter',
    (body) => void (first(body.electorate.presence).in = '2026-11-20T10:04:00.000Z'),
  ],
  ['a ballot by somebody else', 'named', 'ballot.voter', (body) => void (first(bySeat(body)).voter = 'person-2')],
  ['a ballot before the opening', 'named', 'ballot.time', (body) => void (first(bySeat(body)).castMs = 0)],
  ['a ballot after the closing', 'named', 'ballot.time', (body) => void (first(bySeat(body)).castMs += 3_600_000)],
  ['a signature taken away', 'named', 'ballot.signature', (body) => void (first(bySeat(body)).signature = null)],
  [
    'a signature of another voter',
    'named',
    'ballot.signature',
    (body) => void (first(bySeat(body)).signature = bySeat(body)[1]?.signature ?? ''),
  ],
  [
    'a key exchanged on the roll',
    'named',
    'ballot.signature',
    (body) => void (first(body.electorate.roll).address = `0x${'1'.repeat(40)}`),
  ],
  [
    'a recused seat that votes',
    'named',
    'ballot.roll',
    (body) => void body.electorate.recused.push({ seat: '1', weight: 1, reason: 'x' }),
  ],
  ['ballots out of order', 'named', 'ballot.roll', (body) => void bySeat(body).reverse()],
  ['the city exchanged', 'named', 'ballot.domain', (body) => void (body.authority.city.id = 'elsewhere')],
  ['a lower quorum', 'named', 'quorum', (body) => void (body.electorate.quorum.required = 2)],
  ['a quorum that was not', 'named', 'quorum', (body) => void body.electorate.presence.splice(0, 3)],
  ['another number of those present', 'named', 'bases', (body) => void (body.vote.bases.present = 3)],
  ['a moment that is none', 'named', 'times', (body) => void (body.createdAt = '2026-02-30T00:00:00.000Z')],
  ['a vote after the meeting', 'named', 'times', (body) => void (body.meeting.closedAt = '2026-11-20T10:04:00.000Z')],
  [
    'a stay that ends before it begins',
    'named',
    'presence',
    (body) => void (first(body.electorate.presence).out = '2026-11-20T08:00:00.000Z'),
  ],
  [
    'a hidden field that never was',
    'named',
    'redactions',
    (body) => void body.redactions.push({ path: 'vote.nothing', saltedHash: sha256('x') }),
  ],
  [
    'an officer exchanged',
    'named',
    'attestation.secretary',
    (body) => void (body.authority.officers[1] = { ...first(body.authority.officers), role: 'secretary' }),
  ],
  [
    'a key that had run out',
    'named',
    'attestation.chair',
    (body) => void (first(body.authority.officers).until = '2026-11-20T10:00:00.000Z'),
  ],
  [
    'a vote moved between choices',
    'byGroup',
    'attestation.chair',
    (body) => void (body.vote.ballots.list[0] = { ...body.vote.ballots.list[0], choice: 'no' } as never),
  ],
  [
    'a vote beyond a group',
    'byGroup',
    'ballot.group',
    (body) => void body.vote.ballots.list.push({ group: 'north', choice: 'yes', weight: 1 } as never),
  ],
  [
    'a sealed ballot twice',
    'byGroup',
    'ballot.group',
    (body) =>
      void (body.vote.ballots.told === 'byGroup' && (body.vote.ballots.leaves[0] = body.vote.ballots.leaves[1] ?? '')),
  ],
  [
    'a mark twice',
    'secret',
    'ballot.secret',
    (body) => void (body.vote.ballots.list[0] = body.vote.ballots.list[1] as never),
  ],
  ['fewer than five secret ballots', 'secret', 'ballot.secret', (body) => void body.vote.ballots.list.splice(0, 2)],
  ['more secret ballots than seats', 'secret', 'ballot.secret', (body) => void body.electorate.roll.splice(0, 3)],
  ['a secret vote told as another', 'secret', 'ballot.method', (body) => void (body.vote.question.method = 'named')],
]

describe('an attacker who owns the server and no key', () => {
  it('cannot pass off any one leaf of the body changed and every hash reckoned anew', async () => {
    const missed: string[] = []
    for (const { path, json } of eachLeafOnce(of('named').record.body)) {
      // Whoever owns the server cannot write what is no record at all.
      const body = json as RecordBody
      const record = sealed({ ...of('named').record, body, recordHash: hashOf(body) })
      const names = failing(await verifyRecord(record, crypto))
      if (!names.includes('attestation.chair') && !names.includes('format')) missed.push(path)
    }
    expect(missed).toEqual([])
  })

  it.each(ATTACKS)('cannot pass off %s (%s): %s', async (_what, method, check, change) => {
    // Through JSON, so that no part of it is another as well.
    const record = JSON.parse(JSON.stringify(of(method).record)) as DecisionRecord
    change(record.body)
    const names = failing(await verifyRecord(rehashed(record), crypto))
    expect(names).toContain(check)
    // Whatever else they do, the officers did not sign it.
    expect(names).toContain('attestation.chair')
  })

  it('cannot pass it off with no signature, one of a role, or keys of their own for a role that is not theirs', async () => {
    const { record } = of('named')
    const without = (role: string): DecisionRecord =>
      sealed({ ...record, attestations: record.attestations.filter((one) => one.role !== role) })
    expect(failing(await verifyRecord(without('chair'), crypto))).toEqual(['attestation.chair'])
    expect(failing(await verifyRecord(without('secretary'), crypto))).toEqual(['attestation.secretary'])
    const { keys } = await recordByHand('named')
    const own = await signed(record.body, keys)
    expect(failing(await verifyRecord(own, crypto))).toEqual(['attestation.chair', 'attestation.secretary'])
    const twice = sealed({ ...record, attestations: [...record.attestations, first(record.attestations)] })
    expect(failing(await verifyRecord(twice, crypto))).toEqual(['attestation.chair'])
  })

  it('can make a record of their own with officers of their own, and the file says whose keys to compare', async () => {
    const { record } = await recordByHand('named')
    const checks = await verifyRecord(record, crypto)
    const told = checks.find(({ name }) => name === 'limit.officers')
    for (const { signer } of record.attestations) expect(told?.says).toContain(signer)
  })
})

describe('votes of other shapes', () => {
  it('a tie broken by the chair holds, and broken otherwise does not', async () => {
    const { record, keys } = await recordByHand('named')
    const { body } = record
    const tied = {
      ...body,
      vote: { ...body.vote, tieBrokenBy: { how: 'chair' as const, by: 'chair', choice: 'yes' as const } },
    }
    // Its yes votes weigh 1 + 2 + 1 + 3, its no votes 3: with the first and the last away it is 3 to 3.
    const list = bySeat(tied).filter(({ seat }) => seat !== '1' && seat !== '6')
    const even = rehashed({
      ...record,
      body: { ...tied, vote: { ...tied.vote, ballots: { told: 'bySeat', list } } },
    }).body
    expect(failing(await verifyRecord(await signed(even, keys), crypto))).toEqual([])
    const lot = {
      ...even,
      vote: { ...even.vote, tieBrokenBy: { how: 'lot' as const, by: 'x', choice: 'yes' as const } },
    }
    expect(failing(await verifyRecord(await signed(lot, keys), crypto))).toEqual(['outcome'])
    const unbroken = { ...even, vote: { ...even.vote, tieBrokenBy: null } }
    expect(failing(await verifyRecord(await signed(unbroken, keys), crypto))).toEqual(['outcome'])
  })

  it('silence is consent, and an objection is none', async () => {
    const { record, keys } = await recordByHand('unanimousConsent')
    const { body } = record
    expect(failing(await verifyRecord(record, crypto))).toEqual(['ballot.weight', 'outcome'])
    const silent = {
      ...record,
      body: { ...body, vote: { ...body.vote, ballots: { told: 'bySeat' as const, list: [] } } },
    }
    const good = rehashed(silent).body
    expect(failing(await verifyRecord(await signed(good, keys), crypto))).toEqual([])
  })
})
