// People known by wallets that are contracts, in a meeting and its record: they sign with the key they have linked, a stranger
// finds the record true, and without such a key nothing is drawn up that nobody could sign.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyOf } from '../../shared/civic/records.ts'
import { personIn } from '../../shared/civic/own-keys.ts'
import type { Held } from '../../shared/civic/state.ts'
import { verifyRecord } from '../../shared/records/verify.ts'
import { recordCrypto } from '../cli/record-crypto.ts'
import { folder } from '../journal/testing.ts'
import { until } from '../rooms/testing.ts'
import { actorOf, decide, type KeyPerson, keyPeople, type RecordHouse, recordHouse, recordOf } from './testing.ts'

const home = folder()
const contract = (digit: string): string => `0x${digit.repeat(40)}`
let town: RecordHouse
let people: KeyPerson[]

/** Known by that contract; the key is what they have linked to the same account. */
const by = ({ name, wallet }: KeyPerson, address: string, hasKey = true): KeyPerson => ({
  id: address,
  name,
  wallet,
  contracts: { addresses: [address], key: hasKey ? wallet.address.toLowerCase() : null },
})

beforeAll(async () => {
  people = await keyPeople(3)
  town = await recordHouse(home.where.dir, { contracts: [contract('c'), contract('d'), contract('e')] })
})
afterAll(async () => {
  await town.close()
  await home.remove()
})

const stateOf = (meeting: string): Held => town.house.house.stateOf(meeting) as Held
const keyIn = (meeting: string, id: string): string | null => {
  const known = personIn(stateOf(meeting), id)
  return known ? keyOf(known) : null
}

describe('somebody known by a contract wallet', () => {
  it('chairs, votes and signs the record with the key they have linked, and a stranger finds it true', async () => {
    const [chair, secretary, ...members] = people as [KeyPerson, KeyPerson, ...KeyPerson[]]
    const theirs = by(chair, contract('c'))
    const voter = by(members[0] as KeyPerson, contract('d'))
    const all = [theirs, secretary, voter, ...members.slice(1)]
    await decide(town, all, { meeting: 'm1', method: 'named', choices: 'yyn' })
    const file = await recordOf(town, all, 'm1')
    expect(file.attestations[0]?.signer).toBe(chair.wallet.address.toLowerCase())
    expect(file.body.electorate.roll[0]).toMatchObject({
      voter: contract('d'),
      address: voter.wallet.address.toLowerCase(),
    })
    const wrong = (await verifyRecord(JSON.parse(JSON.stringify(file)), recordCrypto)).filter(({ ok }) => !ok)
    expect(wrong).toEqual([])
    // On record, once for each.
    const noted = stateOf('m1').course.filter(({ key }) => key === 'keyNoted')
    expect(noted.map(({ values }) => values?.['name'])).toEqual([chair.name, voter.name])
    // Who has signed keeps their key.
    const other = { ...voter, contracts: { addresses: [keyIn('m1', voter.id) ?? ''], key: contract('f') } }
    await town.house.act(other, 'm1', { type: 'meeting.raiseHand' })
    expect(keyIn('m1', voter.id)).toBe(voter.wallet.address.toLowerCase())
  })

  it('is known by their key as soon as they look in, and nobody sends the server’s own', async () => {
    const [chair, secretary, ...members] = people as [KeyPerson, KeyPerson, ...KeyPerson[]]
    const voter = by(members[0] as KeyPerson, contract('d'))
    await town.house.setUp({
      meeting: 'm2',
      title: 'm2',
      body: 'City council',
      rules: stateOf('m1').about.rules,
      chairs: [{ id: chair.id, name: chair.name }],
      secretaries: [{ id: secretary.id, name: secretary.name }],
      seats: [
        { id: '1', holder: { id: voter.id, name: voter.name, address: voter.id }, deputy: null, weight: 1, group: '' },
        { id: '2', holder: { id: 'somebody', name: 'Somebody' }, deputy: null, weight: 1, group: '' },
      ],
      people: [],
    })
    const note = { type: 'meeting.noteKey', person: voter.id, address: contract('f') }
    expect(await town.house.act(voter, 'm2', note)).toMatchObject({ ok: false })
    const line = town.house.enter(voter)
    town.house.house.watch(line, 'm2')
    await until(() => keyIn('m2', voter.id) === voter.wallet.address.toLowerCase())
    town.house.leave(voter)
  })

  it('finds no record drawn up that they could not sign, until they have linked a key', async () => {
    const [chair, secretary, ...members] = people as [KeyPerson, KeyPerson, ...KeyPerson[]]
    const keyless = by(chair, contract('e'), false)
    const all = [keyless, secretary, ...members]
    await decide(town, all, { meeting: 'm3', method: 'named', choices: 'yyy' })
    const asked = { meeting: 'm3', motion: 'm1', language: 'en' } as const
    expect(await town.desk.drawUp(actorOf(secretary), asked)).toEqual({
      ok: false,
      status: 409,
      reason: `nobody could sign as chair: ${chair.name} is known by a wallet that is a contract, whose signature no record can prove; link a key or a passkey to that account and look into meeting m3 again`,
    })
    const linked = by(chair, contract('e'))
    town.house.house.watch(town.house.enter(linked), 'm3')
    await until(() => keyIn('m3', linked.id) === linked.wallet.address.toLowerCase())
    const file = await recordOf(town, [linked, secretary, ...members], 'm3')
    expect((await verifyRecord(JSON.parse(JSON.stringify(file)), recordCrypto)).filter(({ ok }) => !ok)).toEqual([])
  })
})
