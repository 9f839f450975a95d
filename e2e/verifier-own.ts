// A second verifier of decision records, written from the format's description alone and sharing no code with shared/: its own
// canonical JSON (RFC 8785), its own tree (RFC 6962), its own count, signatures by ethers. Plain: node e2e/verifier-own.ts
// RECORD.json [MORE.json…]; a line of JSON for each file: {"file","valid","failed":[…]}. Exit 0, or 1 when one is not valid.
// Ballots that are Semaphore proofs: Groth16 over BN254 as the paper has it, the voters' tree as LeanIMT, keys as published.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { keccak256, Signature, toBeHex, verifyTypedData } from 'ethers'
import { bn254 } from 'noble-curves/bn254.js'
import { poseidon2 } from 'poseidon-lite/poseidon2'

/** A record as JSON has it; anything may be missing, and then something throws and the record is not valid. */
// oxlint-disable-next-line typescript/no-explicit-any
type Any = any

const sha = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()
const hex = (text: string): string => sha(text).toString('hex')

function jcs(value: Any): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${jcs(value[key])}`).join(',')}}`
}

function treeOf(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) return sha('')
  if (leaves.length === 1) return leaves[0] as Buffer
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha(Buffer.concat([Buffer.from([1]), treeOf(leaves.slice(0, split)), treeOf(leaves.slice(split))]))
}

/** Whether this address signed it; the second form of a signature (high s) is none. */
function isSigned(domain: Any, types: Any, message: Any, signature: string, address: string): boolean {
  try {
    const body = signature.slice(2)
    // Some wallets end with 0 or 1 for 27 or 28.
    const last = body.length === 130 && /0[01]$/.test(body) ? (Number(body.slice(-2)) + 27).toString(16) : null
    const parsed = Signature.from(last === null ? signature : `0x${body.slice(0, 128)}${last}`)
    return verifyTypedData(domain, types, message, parsed).toLowerCase() === address
  } catch {
    return false
  }
}

const { G1, G2, fields } = bn254
const { Fp2, Fp12, Fr } = fields
const pair = ([a, b]: Any): Any => Fp2.fromBigTuple([BigInt(a), BigInt(b)])
const one = ([x, y]: Any): Any => G1.Point.fromAffine({ x: BigInt(x), y: BigInt(y) })
const two = ([x, y]: Any): Any => G2.Point.fromAffine({ x: pair(x), y: pair(y) })
const hashed = (value: Any): bigint => BigInt(keccak256(toBeHex(value, 32))) >> 8n

function rootOf(level: bigint[]): bigint {
  if (level.length <= 1) return level[0] ?? 0n
  const above = level.map((leaf, i) => (i + 1 === level.length ? leaf : poseidon2([leaf, level[i + 1] as bigint])))
  return rootOf(above.filter((_, i) => i % 2 === 0))
}

/** Whether one of the group cast this ballot for this question. */
function isProven({ nullifier, choice, revision, proof }: Any, root: bigint, questionHash: string, vk: Any): boolean {
  const message = 4 * revision + ['yes', 'no', 'abstain'].indexOf(choice)
  const signals = [root, BigInt(`0x${nullifier}`), hashed(message), hashed(`0x${questionHash}`)]
  const q = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `0x${proof.slice(64 * i, 64 * i + 64)}`)
  try {
    const [a, b, c] = [one([q[0], q[1]]), two([q.slice(2, 4).reverse(), q.slice(4, 6).reverse()]), one([q[6], q[7]])]
    for (const point of [a, b, c]) point.assertValidity()
    const { IC, vk_alpha_1: alpha, vk_beta_2: beta, vk_gamma_2: gamma, vk_delta_2: delta } = vk
    const inputs = signals.reduce((sum, by, i) => sum.add(one(IC[i + 1]).multiply(by)), one(IC[0]))
    const product = bn254.pairingBatch([
      { g1: a.negate(), g2: b },
      { g1: one(alpha), g2: two(beta) },
      { g1: inputs, g2: two(gamma) },
      { g1: c, g2: two(delta) },
    ])
    return signals.every((signal) => signal < Fr.ORDER) && Fp12.eql(product, Fp12.ONE)
  } catch {
    return false
  }
}

const HASHES = ['recordHash', 'questionHash', 'finalTextHash', 'operativeTextHash', 'outsideHash']
const TOP = ['anchor', 'attestations', 'body', 'outsideHash', 'recordHash']
const BODY =
  'authority createdAt decision electorate evidence item language meeting prevRecordHash recordId recordType redactions schema software supersedes vote'

function check(record: Any): string[] {
  const failed = new Set<string>()
  const must = (is: boolean, name: string): void => void (is || failed.add(name))
  const each = (list: Any[], is: (one: Any, i: number) => boolean, name: string): void => must(list.every(is), name)
  const rises = (list: Any[], name: string): void => each(list, (one, i) => i === 0 || list[i - 1] < one, name)
  const { body, attestations, anchor, recordHash } = record
  const { authority, meeting, item, evidence, electorate, vote, decision } = body
  const { question, ballots } = vote
  const ms = (utc: string): number => (new Date(utc).toISOString() === utc ? Date.parse(utc) : NaN)

  // Form: no field more or less at the top, hashes are hashes, and the canonical form can be read back as the same.
  must(Object.keys(record).sort().join() === TOP.join(), 'format')
  must(Object.keys(body).sort().join(' ') === BODY, 'format')
  must(body.recordType === 'decision' && body.schema === 'townhall-decision-record/1', 'format')
  for (const name of HASHES) {
    const told = { ...record, ...vote, ...item.motion, ...decision, recordHash }[name]
    must(/^[0-9a-f]{64}$/.test(told), 'format')
  }

  // What was hashed.
  must(hex(jcs(body)) === recordHash, 'recordHash')
  must(hex(jcs({ recordHash, attestations, anchor })) === record.outsideHash, 'outsideHash')
  const text = hex(question.lines.join('\n'))
  must(text === item.motion.finalTextHash && text === decision.operativeTextHash, 'finalText')
  must(hex(jcs(question)) === vote.questionHash, 'questionHash')
  must(question.meeting === meeting.id && question.subject.motion === item.motion.id, 'question')
  must(jcs(decision.effects) === jcs(decision.outcome === 'carried' ? (question.effects ?? []) : []), 'question')
  const hasNone = !evidence.scenario && !evidence.consultation
  const isBare = hasNone && ['runs', 'observations', 'documents'].every((part) => evidence[part].length === 0)
  must(question.evidence.join() === hex(jcs(evidence)) || (isBare && question.evidence.length === 0), 'evidence')

  // The model's runs: the same members, build and systems with and without the measures, each once.
  const seeds = (kind: string): string =>
    evidence.runs
      .filter((run: Any) => run.kind === kind)
      .map((run: Any) => run.seed)
      .sort()
      .join()
  must(seeds('baseline') === seeds('branch') && (seeds('branch') !== '') === (evidence.scenario !== null), 'scenario')
  must(new Set(evidence.runs.map((run: Any) => `${run.kind} ${run.seed}`)).size === evidence.runs.length, 'scenario')
  must(new Set(evidence.runs.map((run: Any) => run.buildId + jcs(run.system))).size <= 1, 'scenario')
  for (const run of evidence.runs)
    for (const again of run.reproductions) must(ms(again.at) <= ms(vote.openedAt), 'reproductions')

  // Who could vote. An address that is left out is the voter's own id.
  const keyOf = (one: Any): string | null => (one.address === undefined ? one.voter : one.address)
  const { roll, recused, presence, proxies, quorum } = electorate
  const people: Any[] = roll.flatMap((seat: Any) => (seat.deputy ? [seat, seat.deputy] : [seat]))
  const keys = new Map<string, string | null>(people.map((one) => [one.voter, keyOf(one)]))
  const bySeat = new Map<string, Any>(roll.map((seat: Any) => [seat.seat, seat]))
  must(new Set([...roll, ...recused].map((one: Any) => one.seat)).size === roll.length + recused.length, 'roll')
  must(keys.size === people.length, 'roll')
  const withKey = [...keys.values()].filter((key) => key !== null)
  must(new Set(withKey).size === withKey.length, 'roll')
  for (const stay of presence) must(stay.out === null || ms(stay.out) >= ms(stay.in), 'presence')
  const here = (voter: string, atMs: number): boolean =>
    presence.some(
      (stay: Any) => stay.voter === voter && ms(stay.in) <= atMs && atMs <= (stay.out ? ms(stay.out) : Infinity),
    )
  const sits = (seat: Any, atMs: number): string[] =>
    seat ? [seat.voter, seat.deputy?.voter].filter((voter) => voter && here(voter, atMs)) : []
  const standIn = (seat: Any): Any => bySeat.get(proxies.find((proxy: Any) => proxy.from === seat.seat)?.to)
  const votersOf = (seat: Any, atMs: number): string[] => [...sits(seat, atMs), ...sits(standIn(seat), atMs)]
  const sum = (list: Any[]): number => list.reduce((total, one) => total + one.weight, 0)
  const least = ({ num, den, strict }: Any, of: number): number =>
    Math.max(1, strict ? Math.floor((num * of) / den) + 1 : Math.ceil((num * of) / den))

  // Quorum; at most those who were there, to the millisecond.
  const worth = (list: Any[]): number => (quorum.rule.by === 'heads' ? list.length : sum(list))
  const total = worth(roll) + (quorum.rule.of === 'seats' ? worth(recused) : 0)
  must(quorum.total === total && quorum.required === least(quorum.rule, total), 'quorum')
  const seated = quorum.rule.countsProxies ? votersOf : sits
  const isQuorate = (told: number, utc: string): boolean =>
    told >= quorum.required && told <= worth(roll.filter((seat: Any) => seated(seat, ms(utc)).length > 0))
  must(isQuorate(quorum.presentAtOpen, vote.openedAt), 'quorum')
  must(isQuorate(quorum.presentAtClose, vote.closedAt), 'quorum')

  // Ballots. What is left out of one is as the roll has it.
  const counts: Record<string, number> = { yes: 0, no: 0, abstain: 0 }
  const salt = `0x${hex(authority.city.id)}`
  must(vote.domain.salt === salt, 'ballot.domain')
  const hidden = question.method === 'secret' && question.secretBy === 'proof' ? 'byProof' : question.method
  const told = ['secret', 'byGroup', 'byProof'].includes(hidden) ? hidden : 'bySeat'
  const isMarked = told === 'secret' || told === 'byProof'
  must(ballots.told === told, 'ballot.method')
  for (const ballot of ballots.list)
    counts[ballot.choice] = (counts[ballot.choice] ?? 0) + (isMarked ? 1 : ballot.weight)
  if (told === 'bySeat') {
    const leaves: Buffer[] = []
    const places = ballots.list.map(({ seat }: Any) => roll.findIndex((one: Any) => one.seat === seat))
    rises([-1, ...places], 'ballot.roll')
    for (const { seat, choice, weight, revision, castMs, signature, ...more } of ballots.list) {
      const of = bySeat.get(seat) ?? {}
      const voter = more.voter ?? of.voter
      const signer = more.signer ?? keys.get(voter) ?? null
      must(of.weight === weight, 'ballot.weight')
      must(ms(vote.openedAt) <= castMs && castMs <= ms(vote.closedAt), 'ballot.time')
      must(votersOf(of, castMs).includes(voter), 'ballot.voter')
      const fields = 'questionHash bytes32,seat string,voter address,choice uint8,weight uint256,revision uint64'
      const Ballot = fields.split(',').map((field) => ({ name: field.split(' ')[0], type: field.split(' ')[1] }))
      const chosen = ['yes', 'no', 'abstain'].indexOf(choice)
      const message = { questionHash: `0x${vote.questionHash}`, seat, voter: signer, choice: chosen, weight, revision }
      const isGood = signature && signer ? isSigned(vote.domain, { Ballot }, message, signature, signer) : !signer
      must(isGood && (keys.get(voter) ?? signer) === signer, 'ballot.signature')
      const leaf = jcs({ questionHash: vote.questionHash, seat, voter, choice, weight, revision, castMs, signer })
      leaves.push(sha(`\0${leaf}`))
    }
    must(treeOf(leaves).toString('hex') === vote.ballotsRoot, 'ballotsRoot')
  } else if (told === 'byGroup') {
    const left = roll.map((seat: Any) => `${seat.group}\n${seat.weight}`)
    for (const { group, weight } of ballots.list) {
      const at = left.indexOf(`${group}\n${weight}`)
      must(at >= 0, 'ballot.group')
      left.splice(at, 1)
    }
    must(ballots.leaves.length === ballots.list.length, 'ballot.group')
    must(new Set(ballots.leaves).size === ballots.leaves.length, 'ballot.group')
    const leaves = ballots.leaves.map((leaf: string) => Buffer.from(leaf, 'hex'))
    must(treeOf(leaves).toString('hex') === vote.ballotsRoot, 'ballotsRoot')
  } else {
    const marks = ballots.list.map((one: Any) => one.nullifier)
    rises(marks, 'ballot.secret')
    must(marks.length >= 5 && marks.length <= (ballots.group ?? roll).length, 'ballot.secret')
    must(told === 'byProof' || vote.ballotsRoot === null, 'ballot.secret')
    each(roll, (seat) => seat.weight === 1, 'ballot.secret')
  }
  if (told === 'byProof') {
    const { group, list, depth } = ballots
    const keyed = group.map(({ commitment }: Any) => BigInt(`0x${commitment}`))
    const places = group.map(({ seat }: Any) => roll.findIndex((one: Any) => one.seat === seat))
    must(
      keyed.every((key: bigint) => key > 0n && key < Fr.ORDER) && new Set(keyed).size === keyed.length,
      'ballot.voters',
    )
    rises([-1, ...places], 'ballot.voters')
    each(group, ({ seat }) => votersOf(bySeat.get(seat), ms(vote.openedAt)).length > 0, 'ballot.voters')
    must(depth === (group.length <= 1024 ? 10 : 16), 'ballot.proof')
    const KEYS = JSON.parse(readFileSync(new URL('semaphore-keys.json', import.meta.url), 'utf8'))
    const [top, vk] = [rootOf(keyed), { ...KEYS, ...KEYS[depth] }]
    each(list, (ballot) => isProven(ballot, top, vote.questionHash, vk), 'ballot.proof')
    const leaves = list.map(({ nullifier, choice, revision }: Any) =>
      sha(`\0${jcs({ questionHash: vote.questionHash, nullifier, choice, revision })}`),
    )
    must(treeOf(leaves).toString('hex') === vote.ballotsRoot, 'ballotsRoot')
  }

  // The count, what shares are taken of, and what the rule makes of it.
  must(jcs(counts) === jcs(vote.tally), 'tally')
  const { present, members, entitled } = vote.bases
  must(entitled === sum(roll) && members === entitled + sum(recused) && present <= entitled, 'bases')
  const voted = told === 'bySeat' ? new Set(ballots.list.map((one: Any) => one.seat)) : new Set()
  const atEnd = roll.filter((seat: Any) => voted.has(seat.seat) || votersOf(seat, ms(vote.closedAt)).length > 0)
  must(told !== 'bySeat' || present <= sum(atEnd), 'bases')
  must(isMarked || present >= sum(ballots.list), 'bases')
  const { yes = 0, no = 0, abstain = 0 } = counts
  const { rule } = question
  const baseOf = (plus: number): number =>
    ({ yesNo: yes + no + plus, yesNoAbstain: yes + no + abstain + plus, present, members, entitled })[
      rule.base as string
    ] ?? NaN
  const floor = rule.turnoutFloor
  const isEnough = !floor || (yes + no + abstain) * floor.den >= floor.num * entitled
  let outcome = isEnough && yes > 0 && yes >= least(rule, baseOf(0)) ? 'carried' : 'lost'
  const isTied =
    isEnough && outcome === 'lost' && yes > 0 && yes === no && yes + 1 >= least(rule, baseOf(1)) && rule.tie !== 'fails'
  if (question.method === 'unanimousConsent') outcome = no === 0 ? 'carried' : 'lost'
  else if (isTied) {
    must(vote.tieBrokenBy?.how === (rule.tie === 'chairCasts' ? 'chair' : 'lot'), 'outcome')
    outcome = vote.tieBrokenBy?.choice === 'yes' ? 'carried' : 'lost'
  } else must(vote.tieBrokenBy === null, 'outcome')
  must(outcome === decision.outcome, 'outcome')

  // Times, one after the other.
  const begin = [meeting.openedAt, electorate.rollTakenAt, vote.openedAt]
  const course = [...begin, vote.closedAt, meeting.closedAt, body.createdAt].map(ms)
  each(course, (at, i) => i === 0 || (course[i - 1] ?? NaN) <= at, 'times')

  // Chair and secretary, each once, with the key the record names for the role.
  const chain = authority.chain
  const { board = `0x${'0'.repeat(40)}`, epoch = 1, chainId = 1 } = chain ?? {}
  const domain = { name: 'CouncilBoard', version: String(epoch), chainId, verifyingContract: board }
  const Decision = [
    { name: 'recordHash', type: 'bytes32' },
    { name: 'role', type: 'string' },
  ]
  for (const role of ['chair', 'secretary']) {
    const [one, two] = attestations.filter((it: Any) => it.role === role)
    const officer = authority.officers.find((it: Any) => it.role === role && it.address === one?.signer)
    const isValid =
      officer && ms(officer.from) <= ms(one.signedAt) && (!officer.until || ms(one.signedAt) < ms(officer.until))
    const message = { recordHash: `0x${recordHash}`, role }
    const isGood = isValid && !two && ms(one.signedAt) >= ms(body.createdAt)
    must(isGood && isSigned(domain, { Decision }, message, one.signature, one.signer), `attestation.${role}`)
  }
  must(new Set(attestations.map((one: Any) => one.signer)).size === attestations.length, 'attestation.chair')
  const isPlaced =
    !anchor ||
    (anchor.chainId === chain?.chainId && anchor.contract === chain?.board && anchor.schemaUid === chain?.schemaUid)
  must(isPlaced, 'anchor.place')
  return [...failed]
}

function verdict(file: string): { file: string; valid: boolean; failed: string[] } {
  try {
    const failed = check(JSON.parse(readFileSync(file, 'utf8')))
    return { file, valid: failed.length === 0, failed }
  } catch {
    return { file, valid: false, failed: ['format'] }
  }
}

const verdicts = process.argv.slice(2).map(verdict)
for (const one of verdicts) process.stdout.write(`${JSON.stringify(one)}\n`)
process.exitCode = verdicts.length > 0 && verdicts.every(({ valid }) => valid) ? 0 : 1
