// For tests: a decision record made by hand with real keys, whatever its kind of vote, and what an attacker who owns the server
// but no key makes of one: every hash and sum reckoned anew.
import { createHash } from 'node:crypto'
import { BALLOT_FIELDS, ballotDomain, ballotMessage } from '../../shared/records/ballot-signing.ts'
import { leafOfBallot } from '../../shared/records/ballot-leaf.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import type { Choice } from '../../shared/records/choices.ts'
import { type DecisionRecord, outsideOf, RECORD_SCHEMA, type RecordBody } from '../../shared/records/format.ts'
import { SIGNING, signingDomain, signingMessage } from '../../shared/records/signing.ts'
import { ballotsOf, rollOf } from '../../shared/records/whole.ts'
import { type TestWallet, walletsOf } from '../identity/testing.ts'
import { leafHashOfText, rootOf } from '../ingest/merkle.ts'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
export const hashOf = (value: unknown): string => sha256(canonicalJson(value))

type Method = RecordBody['vote']['question']['method']
export type Keys = Readonly<Record<string, TestWallet>>
export type Made = { readonly record: DecisionRecord; readonly keys: Keys }

const CITY = 'astana'
const T0 = Date.UTC(2026, 10, 20, 9)
const at = (minutes: number): string => new Date(T0 + minutes * 60_000).toISOString()
const SEATS = 7
const CHOSEN: readonly Choice[] = ['yes', 'yes', 'no', 'yes', 'abstain', 'yes']

type Consultation = RecordBody['evidence']['consultation']

/** Seven seats: six vote (the fourth by its deputy, the sixth by proxy to the first), the seventh is away; one is recused. */
export async function recordByHand(method: Method = 'named', consultation: Consultation = null): Promise<Made> {
  const names = ['chair', 'secretary', 'deputy', ...Array.from({ length: SEATS }, (_, i) => `seat-${i + 1}`)]
  const keys: Keys = await walletsOf(...names)
  return { record: await signed(await bodyOf(method, keys, consultation), keys), keys }
}

/** Chair and secretary sign; no anchor. */
export async function signed(body: RecordBody, keys: Keys): Promise<DecisionRecord> {
  const recordHash = hashOf(body)
  const domain = { ...signingDomain(body.authority.chain) }
  const types = { Decision: SIGNING.map((field) => ({ ...field })) }
  const attestations = []
  for (const role of ['chair', 'secretary'] as const) {
    const wallet = keys[role] as TestWallet
    const signature = await wallet.signTypedData(domain, types, signingMessage(recordHash, role))
    attestations.push({ role, signer: wallet.address.toLowerCase(), signature, signedAt: at(100) })
  }
  return sealed({ body, recordHash, attestations, anchor: null, outsideHash: '' })
}

export const sealed = (record: DecisionRecord): DecisionRecord => ({
  ...record,
  outsideHash: hashOf(outsideOf(record)),
})

/** As one who owns the server leaves it: all that follows from the rest is reckoned anew, no key is at hand. */
export function rehashed(record: DecisionRecord): DecisionRecord {
  const { body } = record
  const { question, ballots } = body.vote
  const isBare = body.evidence.runs.length + body.evidence.documents.length === 0 && !body.evidence.scenario
  const asked = { ...question, evidence: isBare ? [] : [hashOf(body.evidence)] }
  const questionHash = hashOf(asked)
  const text = sha256(asked.lines.join('\n'))
  const tally = { yes: 0, no: 0, abstain: 0 }
  if (ballots.told === 'secret' || ballots.told === 'byProof') for (const { choice } of ballots.list) tally[choice]++
  else for (const { choice, weight } of ballots.list) tally[choice] += weight
  const vote = { ...body.vote, question: asked, questionHash, tally }
  const fresh: RecordBody = {
    ...body,
    item: { ...body.item, motion: { ...body.item.motion, finalTextHash: text } },
    decision: { ...body.decision, operativeTextHash: text },
    vote: { ...vote, ballotsRoot: rootOfBallots({ ...body, vote }) },
  }
  return sealed({ ...record, body: fresh, recordHash: hashOf(fresh) })
}

export function rootOfBallots({ electorate, vote }: RecordBody): string | null {
  const { ballots, questionHash } = vote
  // Of ballots by proof none is made by hand: records.proven.test.ts has them.
  if (ballots.told === 'secret' || ballots.told === 'byProof') return null
  const leaves =
    ballots.told === 'byGroup'
      ? ballots.leaves
      : ballotsOf(ballots.list, rollOf(electorate)).map(({ signer, ...ballot }) =>
          leafHashOfText(
            leafOfBallot({ ...ballot, questionHash, signed: signer === null ? null : { address: signer } }, null),
          ).toString('hex'),
        )
  return rootOf(Buffer.from(leaves.join(''), 'hex')).toString('hex')
}

async function bodyOf(method: Method, keys: Keys, consultation: Consultation): Promise<RecordBody> {
  const address = (name: string): string => (keys[name] as TestWallet).address.toLowerCase()
  const lines = ['The embankment is raised by 40 cm.', 'The gate at the river is closed in a flood.']
  const run = (kind: 'baseline' | 'branch', seed: number): RecordBody['evidence']['runs'][number] => ({
    system: [{ id: 'flood', version: 3 }],
    kind,
    seed,
    buildId: sha256('build').slice(0, 16),
    paramsHash: sha256('params'),
    inputsHash: sha256(`in ${kind} ${seed}`),
    outputsHash: sha256(`out ${kind} ${seed}`),
    indicators: [{ id: 'houses', label: 'Houses in water', unit: '', end: kind === 'branch' ? 2 : 31, peak: 33.5 }],
    reproductions: [{ by: 'auditor', at: at(30), outputsHash: sha256(`out ${kind} ${seed}`) }],
  })
  const evidence: RecordBody['evidence'] = {
    scenario: {
      id: 'wall',
      title: 'A higher wall',
      city: { id: CITY, hash: sha256('city') },
      fork: { timeline: 'live', seq: 4711, at: at(-60), hash: sha256('fork') },
      hours: 6,
      interventions: [{ atS: 60, command: { type: 'flood.placeBarrier', id: 'b1' }, inBaseline: false }],
      interventionsHash: sha256('interventions'),
      author: 'Aigerim',
    },
    runs: [run('baseline', 0), run('baseline', 1), run('branch', 0), run('branch', 1)],
    observations: [{ datastream: 'gauge-1', from: at(-120), to: at(-60), count: 60, hash: sha256('readings') }],
    documents: [{ title: 'Report', mediaType: 'application/pdf', bytes: 1234, sha256: sha256('report') }],
    consultation,
  }
  const effects = [{ kind: 'department' as const, what: 'Raise it', department: 'water', dueAt: at(60 * 24 * 30) }]
  const question = {
    meeting: 'm1',
    poll: 'p1',
    item: 'i1',
    subject: { kind: 'motion', motion: 'mo1' },
    question: 'Shall the embankment be raised?',
    lines,
    method,
    rule: { num: 1, den: 2, strict: true, base: 'yesNo' as const, tie: 'chairCasts' as const, turnoutFloor: null },
    options: ['yes' as const, 'no' as const, 'abstain' as const],
    evidence: [hashOf(evidence)],
    effects,
  }
  const questionHash = hashOf(question)
  const weightOf = (i: number): number => (method === 'secret' ? 1 : (i % 3) + 1)
  const roll: RecordBody['electorate']['roll'] = Array.from({ length: SEATS }, (_, i) => ({
    seat: `${i + 1}`,
    voter: `person-${i + 1}`,
    name: `Person ${i + 1}`,
    address: i === 4 ? null : address(`seat-${i + 1}`),
    deputy: i === 3 ? { voter: 'deputy-4', name: 'Deputy', address: address('deputy') } : null,
    weight: weightOf(i),
    group: i < 3 ? 'north' : 'south',
  }))
  const here = ['person-1', 'person-2', 'person-3', 'deputy-4', 'person-5']
  const presence = here.map((voter) => ({ voter, in: at(1), out: null }))
  const domain = { ...ballotDomain({ city: CITY, chainId: 1 }, sha256) }
  const list = []
  for (const [i, choice] of CHOSEN.entries()) {
    const voter = ['person-1', 'person-2', 'person-3', 'deputy-4', 'person-5', 'person-1'][i] ?? ''
    const wallet = keys[['seat-1', 'seat-2', 'seat-3', 'deputy', '', 'seat-1'][i] ?? '']
    const one = { seat: `${i + 1}`, choice, weight: weightOf(i), revision: i === 1 ? 2 : 1 }
    const signer = wallet ? wallet.address.toLowerCase() : null
    const types = { Ballot: BALLOT_FIELDS.map((field) => ({ ...field })) }
    const signature =
      wallet && signer
        ? await wallet.signTypedData(domain, types, ballotMessage({ questionHash, ...one }, signer))
        : null
    list.push({ ...one, voter, castMs: T0 + 61 * 60_000 + i, ...(signer && { signer }), signature })
  }
  const sum = (only: number): number => roll.slice(0, only).reduce((total, { weight }) => total + weight, 0)
  const groups = list.map(({ choice, weight }, i) => ({ group: i < 3 ? 'north' : 'south', choice, weight }))
  const leaves = list.map(({ signer, signature, ...ballot }) =>
    leafHashOfText(
      leafOfBallot({ ...ballot, questionHash, signed: signer ? { address: signer } : null }, signature ?? 'salt'),
    ).toString('hex'),
  )
  const choiceAt = ({ choice }: { choice: Choice }): number => ['yes', 'no', 'abstain'].indexOf(choice)
  const ballots: RecordBody['vote']['ballots'] =
    method === 'secret'
      ? {
          told: 'secret',
          list: list
            .map(({ choice }, i) => ({ nullifier: sha256(`nullifier ${i}`), choice }))
            .toSorted((a, b) => (a.nullifier < b.nullifier ? -1 : 1)),
        }
      : method === 'byGroup'
        ? {
            told: 'byGroup',
            list: groups.toSorted((a, b) =>
              a.group === b.group ? choiceAt(a) - choiceAt(b) : a.group < b.group ? -1 : 1,
            ),
            leaves,
          }
        : { told: 'bySeat', list }
  const officer = (role: 'chair' | 'secretary') => ({
    role,
    name: role,
    address: address(role),
    from: at(-9000),
    until: null,
  })
  const text = sha256(lines.join('\n'))
  const tally = { yes: 0, no: 0, abstain: 0 }
  for (const { choice, weight } of list) tally[choice] += weight
  const body: RecordBody = {
    recordType: 'decision',
    schema: RECORD_SCHEMA,
    recordId: 'm1-mo1',
    prevRecordHash: null,
    supersedes: null,
    language: 'en',
    createdAt: at(95),
    authority: {
      name: 'City council',
      jurisdiction: 'Astana',
      city: { id: CITY, name: 'Astana' },
      chain: null,
      officers: [officer('chair'), officer('secretary')],
    },
    meeting: {
      id: 'm1',
      kind: 'council',
      title: 'Sitting 1',
      openedAt: at(0),
      closedAt: at(80),
      room: 'city',
      chair: 'chair',
      secretary: 'secretary',
      noticeHash: sha256('notice'),
      agendaHash: sha256('agenda'),
      rulesHash: sha256('rules'),
      journal: { firstSeq: 1, lastSeq: 99, lastHash: sha256('journal') },
    },
    item: {
      number: 1,
      title: 'Embankment',
      motion: {
        id: 'mo1',
        title: 'Raise the embankment',
        text: lines,
        movedBy: 'Person 1',
        secondedBy: ['Person 2'],
        amendments: [{ id: 'a1', textHash: sha256('amendment'), outcome: 'lost' }],
        finalTextHash: text,
      },
    },
    evidence,
    electorate: {
      rule: 'seats',
      rollTakenAt: at(60),
      roll,
      presence,
      recused: [{ seat: '8', weight: 1, reason: 'owns a house there' }],
      proxies: [{ from: '6', to: '1' }],
      quorum: {
        rule: { num: 1, den: 2, strict: true, of: 'seats', by: 'heads', countsProxies: false, ifLost: 'pause' },
        total: 8,
        required: 5,
        presentAtOpen: 5,
        presentAtClose: 5,
      },
    },
    vote: {
      question,
      questionHash,
      domain: ballotDomain({ city: CITY, chainId: 1 }, sha256),
      openedAt: at(60),
      closedAt: at(65),
      ballots,
      ballotsRoot: null,
      tally: method === 'secret' ? { yes: 4, no: 1, abstain: 1 } : tally,
      bases: { present: sum(6), members: sum(7) + 1, entitled: sum(7) },
      tieBrokenBy: null,
      certifiedBy: 'secretary',
    },
    decision: { outcome: 'carried', operativeTextHash: text, conditions: [], effects, effectiveFrom: at(65) },
    software: { product: 'Townhall', version: '0.1.0', buildId: 'test', sbomHash: sha256('sbom') },
    redactions: [],
  }
  return { ...body, vote: { ...body.vote, ballotsRoot: rootOfBallots(body) } }
}
