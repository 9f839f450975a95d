// What chair and secretary signed: each once, with the key that the record names for the role, over this record's hash.
import { SIGNING, signingDomain, signingMessage } from './signing.ts'
import type { Attestation, DecisionRecord } from './format.ts'
import { type Check, type Facts, fails, holds, limit, type RecordCrypto } from './verify-check.ts'
import { msOfUtc } from './utc.ts'
import { rollOf } from './whole.ts'

const TYPES = { Decision: SIGNING }

/** Whose keys these are the file cannot show; a board on a chain can, where one was asked. */
export function officerChecks({ record, means }: Facts, isChainAsked: boolean): Check[] {
  const { attestations, body } = record
  const members = attestations.filter(({ role }) => role === 'member')
  const signers = attestations.map(({ signer }) => signer)
  const twice = signers.find((signer, i) => signers.indexOf(signer) !== i)
  const checks = [
    twice === undefined
      ? ofRole(record, 'chair', means)
      : fails('attestation.chair', 'attestation_twice', { signer: twice }),
    ofRole(record, 'secretary', means),
    ...(members.length > 0 ? [ofMembers(record, members, means)] : []),
  ]
  const keys = body.authority.officers.filter(({ address }) => address !== null && signers.includes(address))
  const told = keys.map(({ role, name, address }) => `${role} ${name} ${address}`).join('; ')
  return [...checks, limit('limit.signedAt'), ...(isChainAsked ? [] : [limit('limit.officers', { told })])]
}

function ofRole(record: DecisionRecord, role: 'chair' | 'secretary', means: RecordCrypto): Check {
  const found = record.attestations.filter((one) => one.role === role)
  const [one] = found
  const name = `attestation.${role}` as const
  if (!one) return fails(name, `attestation_${role}None`)
  if (found.length > 1) return fails(name, 'attestation_twice', { signer: one.signer })
  return faultOf(record, one, means) ?? holds(name, { signer: one.signer })
}

function ofMembers(record: DecisionRecord, members: readonly Attestation[], means: RecordCrypto): Check {
  const faults = members.flatMap((one) => faultOf(record, one, means) ?? [])
  return faults[0] ?? holds('attestation.member', { count: members.length })
}

function faultOf({ body, recordHash }: DecisionRecord, one: Attestation, means: RecordCrypto): Check | null {
  const { role, signer, signature, signedAt } = one
  const name = `attestation.${role}`
  const named = body.authority.officers.filter((officer) => officer.role === role && officer.address === signer)
  // Members of a large body are not listed again; their keys are on the roll.
  const isOnRoll = role === 'member' && rollOf(body.electorate).some(({ address }) => address === signer)
  const keys = named.length === 0 && isOnRoll ? [{ from: body.electorate.rollTakenAt, until: null }] : named
  if (keys.length === 0) return fails(name, 'attestation_officer', { signer, role })
  const atMs = msOfUtc(signedAt) ?? NaN
  const isValid = keys.some(
    ({ from, until }) => (msOfUtc(from) ?? NaN) <= atMs && (until === null || atMs < (msOfUtc(until) ?? NaN)),
  )
  if (!isValid) return fails(name, 'attestation_time', { signer, at: signedAt })
  const domain = { ...signingDomain(body.authority.chain) }
  const recovered = means.recoverTyped(domain, TYPES, signingMessage(recordHash, role), signature)
  return recovered === signer ? null : fails(name, 'attestation_wrong', { signer })
}
