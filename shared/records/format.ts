// The decision record: one JSON file that a stranger verifies years later with this folder, or with a program of their own.
// `body` is what was decided, on what evidence, by whom; its hash is SHA-256 of its canonical form (RFC 8785). What says that
// the body is true stands outside of it: signatures of chair and secretary, and where it was anchored. Fields are those of the
// table in ARCHITECTURE.md; times are UTC as ISO 8601 with milliseconds, hashes SHA-256 in hex without a prefix, addresses with
// `0x` in small letters. Every object is strict: what is not named here is refused, so nothing rides along unhashed.
import { z } from 'zod'
import { CHOICES } from './choices.ts'
import { Effect } from './effect.ts'
import { Majority } from './majority.ts'

export const RECORD_SCHEMA = 'townhall-decision-record/1'

const Hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'is no SHA-256 in hex' })
const Hash0x = z.string().regex(/^0x[0-9a-f]{64}$/, { error: 'is no hash in hex with 0x' })
const Address = z.string().regex(/^0x[0-9a-f]{40}$/, { error: 'is no address in small hex letters' })
const Signature = z.string().regex(/^0x([0-9a-f]{2}){1,2048}$/, { error: 'is no signature in hex' })
const Utc = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, { error: 'is no time in UTC' })
const count = z.int().min(0)
const text = z.string().max(4000)
const id = z.string().min(1).max(100)
const lines = z.array(z.string().max(500)).max(500)

/** The chain a body's records are anchored on; its addresses are part of what is signed. */
export const ChainPlace = z.strictObject({
  chainId: z.int().min(1),
  /** CouncilBoard of this body: the attester. */
  board: Address,
  /** Ethereum Attestation Service. */
  eas: Address,
  schemaUid: Hash0x,
  /** Of the board's officers: from 1, one more with every rotation. What was signed before a rotation decides nothing after it. */
  epoch: z.int().min(1),
})

const Officer = z.strictObject({
  role: z.enum(['chair', 'secretary', 'member']),
  name: text,
  /** Null for who has no key; such a one cannot sign. */
  address: Address.nullable(),
  from: Utc,
  until: Utc.nullable(),
})

const Indicator = z.strictObject({
  id,
  label: text,
  unit: z.string().max(20),
  end: z.number(),
  peak: z.number(),
})

/** One run of a scenario; `kind` says whether with the interventions or without. */
export const Run = z.strictObject({
  system: z.array(z.strictObject({ id, version: count })).max(30),
  kind: z.enum(['baseline', 'branch']),
  /** Member of the ensemble, which is what seeds it. */
  seed: count,
  buildId: z.string().regex(/^[0-9a-f]{16,64}$/),
  paramsHash: Hash,
  inputsHash: Hash,
  outputsHash: Hash,
  indicators: z.array(Indicator).max(20),
  /** Who ran it again and what came of it. */
  reproductions: z.array(z.strictObject({ by: text, at: Utc, outputsHash: Hash })).max(100),
})

/** All that a question rests on. `SHA-256(JCS(evidence))` is frozen in the question, so none of it can be exchanged later. */
export const RecordEvidence = z.strictObject({
  scenario: z
    .strictObject({
      id,
      title: text,
      city: z.strictObject({ id, hash: Hash }),
      fork: z.strictObject({ timeline: id, seq: count, at: Utc, hash: Hash }),
      hours: z.number(),
      interventions: z
        .array(z.strictObject({ atS: z.number(), command: z.looseObject({ type: id }), inBaseline: z.boolean() }))
        .max(40),
      /** SHA-256 of the canonical form of what the runs with interventions did, as their evidence has it. */
      interventionsHash: Hash,
      author: text,
    })
    .nullable(),
  runs: z.array(Run).max(22),
  observations: z.array(z.strictObject({ datastream: text, from: Utc, to: Utc, count, hash: Hash })).max(200),
  documents: z
    .array(z.strictObject({ title: text, mediaType: z.string().max(100), bytes: count, sha256: Hash }))
    .max(200),
  consultation: z
    .strictObject({ id, participants: count, statementsHash: Hash, votesHash: Hash, reportHash: Hash })
    .nullable(),
})
export type RecordEvidence = z.infer<typeof RecordEvidence>

const CHOICE = z.enum(CHOICES)
const Tally = z.strictObject({ yes: count, no: count, abstain: count })

/** `address`: the key whose signature their ballot must bear, null for none; left out where their id is that address itself. */
const Voter = z.strictObject({ voter: id, name: text, address: Address.nullable().optional() })

/** Told with its seat: `leafOfBallot` makes its leaf, `signature` is EIP-712 over `BALLOT_FIELDS`; null where it was cast unsigned. */
const OpenBallot = z.strictObject({
  seat: id,
  /** Who cast it, where that was not the holder of the seat. */
  voter: id.optional(),
  choice: CHOICE,
  weight: z.int().min(1),
  revision: z.int().min(1),
  /** Milliseconds since 1970, as its leaf has it. */
  castMs: z.number(),
  /** Whose signature it is, where that is not the key that the roll has for who cast it. */
  signer: Address.optional(),
  signature: Signature.nullable(),
})

/** Of a vote told by group: whose it was stays hidden in a salted leaf, which its voter can open. */
const GroupBallot = z.strictObject({ group: z.string().max(80), choice: CHOICE, weight: z.int().min(1) })
const SecretBallot = z.strictObject({ nullifier: Hash, choice: CHOICE })

/** Semaphore v4: `proof` says that one of the group cast it for this question; see semaphore.ts. Numbers of the field in hex. */
const ProvenBallot = z.strictObject({
  nullifier: Hash,
  choice: CHOICE,
  revision: z.int().min(1),
  proof: z.string().regex(/^[0-9a-f]{512}$/, { error: 'is no proof in hex' }),
})

/** Exactly what `questionHash` is the hash of, as it was frozen before the vote. */
export const Question = z.looseObject({
  meeting: id,
  poll: id,
  item: id.nullable(),
  subject: z.looseObject({ kind: z.string() }),
  question: text,
  /** The final text. */
  lines,
  method: z.enum(['named', 'rollCall', 'byGroup', 'secret', 'unanimousConsent']),
  rule: Majority,
  options: z.array(CHOICE),
  /** Hashes of what it rests on: of `body.evidence` where that is not empty. */
  evidence: z.array(Hash).max(100),
  /** Only where the ballots of a secret vote are proofs. */
  secretBy: z.literal('proof').optional(),
})

export const RecordBody = z.strictObject({
  recordType: z.literal('decision'),
  schema: z.literal(RECORD_SCHEMA),
  recordId: id,
  /** Of the record before it of the same body; null for its first. */
  prevRecordHash: Hash.nullable(),
  supersedes: id.nullable(),
  language: z.enum(['en', 'ru', 'kk']),
  createdAt: Utc,
  authority: z.strictObject({
    name: text,
    jurisdiction: text,
    city: z.strictObject({ id, name: text }),
    /** Null where this city has no chain. */
    chain: ChainPlace.nullable(),
    officers: z.array(Officer).max(10_100),
  }),
  meeting: z.strictObject({
    id,
    kind: id,
    title: text,
    openedAt: Utc,
    closedAt: Utc,
    room: text,
    chair: text,
    secretary: text,
    noticeHash: Hash,
    agendaHash: Hash,
    rulesHash: Hash,
    /** Of the meeting's own journal when the record was drawn up. */
    journal: z.strictObject({ firstSeq: count, lastSeq: count, lastHash: Hash }),
  }),
  item: z.strictObject({
    /** From 1; 0 for a motion whose item was struck. */
    number: count,
    title: text,
    motion: z.strictObject({
      id,
      title: text,
      /** As it was moved. */
      text: lines,
      movedBy: text,
      secondedBy: z.array(text).max(20),
      amendments: z.array(z.strictObject({ id, textHash: Hash, outcome: id })).max(500),
      /** SHA-256 of the UTF-8 of the final lines joined by line feeds: those of the question. */
      finalTextHash: Hash,
    }),
  }),
  evidence: RecordEvidence,
  electorate: z.strictObject({
    rule: z.enum(['seats']),
    rollTakenAt: Utc,
    /** Frozen when the vote was opened, in this order. `voter`: who holds the seat. */
    roll: z
      .array(
        z.strictObject({
          seat: id,
          ...Voter.shape,
          deputy: Voter.nullable(),
          weight: z.int().min(1),
          group: z.string().max(80),
        }),
      )
      .max(10_000),
    /** While the vote was open and before. */
    presence: z.array(z.strictObject({ voter: id, in: Utc, out: Utc.nullable() })).max(100_000),
    /** Seats of the body that were not on the roll of this vote; bases and quorum are reckoned with their weight. */
    recused: z.array(z.strictObject({ seat: id, weight: z.int().min(1), reason: text })).max(10_000),
    proxies: z.array(z.strictObject({ from: id, to: id })).max(10_000),
    quorum: z.strictObject({
      rule: z.strictObject({
        num: z.int().min(1),
        den: z.int().min(1),
        strict: z.boolean(),
        of: z.enum(['seats', 'entitled']),
        by: z.enum(['heads', 'weight']),
        countsProxies: z.boolean(),
        ifLost: z.enum(['void', 'pause']),
      }),
      /** Seats or their weight, as the rule counts. */
      total: count,
      required: count,
      presentAtOpen: count,
      presentAtClose: count,
    }),
  }),
  vote: z.strictObject({
    question: Question,
    questionHash: Hash,
    /** EIP-712 domain of ballots: `salt` is `0x` and the SHA-256 of the city's id. */
    domain: z.strictObject({
      name: z.literal('Townhall'),
      version: z.literal('1'),
      chainId: z.int().min(1),
      salt: Hash0x,
    }),
    openedAt: Utc,
    closedAt: Utc,
    /** One kind only, by the question's method; in the order of the roll, secret ones by nullifier, those by group by group and choice. */
    ballots: z.discriminatedUnion('told', [
      z.strictObject({ told: z.literal('bySeat'), list: z.array(OpenBallot).max(10_000) }),
      z.strictObject({
        told: z.literal('byGroup'),
        list: z.array(GroupBallot).max(10_000),
        /** Leaves' hashes in the order of the roll: the tree of `ballotsRoot`. */
        leaves: z.array(Hash).max(10_000),
      }),
      z.strictObject({ told: z.literal('secret'), list: z.array(SecretBallot).max(10_000) }),
      z.strictObject({
        told: z.literal('byProof'),
        /** Of the circuit: 10 for a group of up to 1,024, else 16. */
        depth: z.literal([10, 16]),
        /** Seats that were enrolled when it opened, in the order of the roll: leaves of the tree that the proofs are for. */
        group: z.array(z.strictObject({ seat: id, commitment: Hash })).max(10_000),
        list: z.array(ProvenBallot).max(10_000),
      }),
    ]),
    /** RFC 6962 over the leaves; of a secret vote that is not by proof there are none, and it is not given. */
    ballotsRoot: Hash.nullable(),
    tally: Tally,
    /** Weights that shares are taken of, when the vote was closed. */
    bases: z.strictObject({ present: count, members: count, entitled: count }),
    /** How a tie was broken, where it was. */
    tieBrokenBy: z.strictObject({ how: z.enum(['chair', 'lot']), by: text, choice: z.enum(['yes', 'no']) }).nullable(),
    certifiedBy: text,
  }),
  decision: z.strictObject({
    outcome: z.enum(['carried', 'lost']),
    /** The final text where it was carried; of nothing else where it was lost. Equals `finalTextHash`. */
    operativeTextHash: Hash,
    conditions: z.array(text).max(50),
    effects: z.array(Effect).max(50),
    effectiveFrom: Utc.nullable(),
  }),
  software: z.strictObject({ product: z.literal('Townhall'), version: text, buildId: text, sbomHash: Hash }),
  /** Personal fields that existed and were not changed. */
  redactions: z.array(z.strictObject({ path: text, saltedHash: Hash })).max(1000),
})
export type RecordBody = z.infer<typeof RecordBody>

/** Over `recordHash` and the role; see signing.ts for what is signed. */
export const Attestation = z.strictObject({
  role: z.enum(['chair', 'secretary', 'member']),
  signer: Address,
  signature: Signature,
  signedAt: Utc,
})
export type Attestation = z.infer<typeof Attestation>

export const Anchor = z.strictObject({
  chainId: z.int().min(1),
  /** The board, which attested. */
  contract: Address,
  schemaUid: Hash0x,
  attestationUid: Hash0x,
  txHash: Hash0x,
  blockNumber: count,
  blockHash: Hash0x,
})
export type Anchor = z.infer<typeof Anchor>

export const DecisionRecord = z.strictObject({
  body: RecordBody,
  /** What the server says it is; whoever verifies reckons it anew. */
  recordHash: Hash,
  attestations: z.array(Attestation).max(10_100),
  /** Null while it is signed and not anchored. */
  anchor: Anchor.nullable(),
  /** SHA-256 of the canonical form of `outsideOf`: tells a slip in what `recordHash` does not cover; it is no signature. */
  outsideHash: Hash,
})
export type DecisionRecord = z.infer<typeof DecisionRecord>

/** What stands outside of the body, whose hash is `outsideHash`; made anew when a signature or the anchor is added. */
export const outsideOf = ({
  recordHash,
  attestations,
  anchor,
}: Pick<DecisionRecord, 'recordHash' | 'attestations' | 'anchor'>) => ({ recordHash, attestations, anchor })

/**
 * What EAS holds of a decision, ABI-encoded in this order; `number` counts the board's decisions from 1. Nothing else: whoever
 * sends the transaction could put in what no officer signed.
 */
export const ATTESTED = 'bytes32 recordHash,uint64 number' as const
