// Signatures of ballots: whose key, in which forms, under which domain; in threads that start and end by themselves.
import { afterAll, describe, expect, it } from 'vitest'
import { BallotGiven, ballotDomain, type Signable } from '../../shared/civic/ballot.ts'
import { type TestWallet, walletsOf } from '../identity/testing.ts'
import { sha256 } from '../journal/chain.ts'
import { openSignatures } from './signatures.ts'
import { signedBy } from './testing-vote.ts'

const domain = ballotDomain({ city: 'astana', chainId: 31_337 }, sha256)
const { Voter: voter } = (await walletsOf('Voter')) as { Voter: TestWallet }
const address = voter.address.toLowerCase()
const ballot: Signable = { questionHash: sha256('a question'), seat: 's1', choice: 'yes', weight: 3, revision: 1 }
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

const sign = async (what: Signable = ballot, under = domain): Promise<string> =>
  (await signedBy(voter, under, what)).signature

describe('the signature of a ballot', () => {
  const signatures = openSignatures({ domain, cores: 1 })
  afterAll(() => signatures.close())
  const check = async (signature: string, what = ballot, by = address): Promise<string | null> =>
    signatures.check(what, { address: by, signature })

  it('is taken in each of its forms and of one key alone', async () => {
    const given = await sign()
    const [r, s, v] = [given.slice(2, 66), given.slice(66, 130), given.slice(130)]
    const compact = (BigInt(`0x${s}`) | (v === '1c' ? 1n << 255n : 0n)).toString(16).padStart(64, '0')
    const forms = [
      given,
      `0x${r}${s}${v === '1c' ? '01' : '00'}`,
      `0x${r}${compact}`,
      `0x${given.slice(2).toUpperCase()}`,
    ]
    for (const form of forms) expect(await check(form)).toBeNull()
    expect(await check(given, ballot, `0x${'1'.repeat(40)}`)).toContain(
      `the ballot of seat s1 is not signed by the key of 0x${'1'.repeat(40)}`,
    )
    const other = v === '1c' ? '1b' : '1c'
    for (const form of [`0x${r}${s}${other}`, `0x${r}${s}25`, `${given}00`, `0x${'00'.repeat(65)}`, '0x00'])
      expect(await check(form)).toContain('is not signed by the key of')
  })

  it('has no second form: of the two that a key could give, the high one is refused', async () => {
    const given = await sign()
    const high = (ORDER - BigInt(`0x${given.slice(66, 130)}`)).toString(16).padStart(64, '0')
    const forged = `0x${given.slice(2, 66)}${high}${given.slice(130) === '1c' ? '1b' : '1c'}`
    expect(await check(forged)).toBe(
      'the signature of the ballot of seat s1 is a second form of one (high s); wallets give the first',
    )
  })

  it('covers every field of the ballot, the city and the chain', async () => {
    const given = await sign()
    const changes: Partial<Signable>[] = [
      { questionHash: sha256('another question') },
      { seat: 's2' },
      { choice: 'no' },
      { weight: 4 },
      { revision: 2 },
    ]
    for (const change of changes)
      expect(await check(given, { ...ballot, ...change }), JSON.stringify(change)).toContain('is not signed by')
    for (const other of [
      { city: 'almaty', chainId: 31_337 },
      { city: 'astana', chainId: 1 },
    ])
      expect(await check(await sign(ballot, ballotDomain(other, sha256)))).toContain('is not signed by')
  })

  it('is written in small letters whatever a wallet writes, so that one signature is one text', () => {
    const given = { poll: 'p1', ...ballot, signed: { address: voter.address, signature: `0x${'AB'.repeat(65)}` } }
    const { signed } = BallotGiven.parse(given)
    expect(signed).toEqual({ address, signature: `0x${'ab'.repeat(65)}` })
    expect(BallotGiven.safeParse({ ...given, signed: { address, signature: '0xabc' } }).success).toBe(false)
  })

  it('of a wallet that is a contract is refused with the way out: a record is checked without a chain', async () => {
    const said = await check(await sign(), ballot, `0x${'2'.repeat(40)}`)
    expect(said).toContain(`the ballot of seat s1 is not signed by the key of 0x${'2'.repeat(40)}`)
    expect(said).toContain('link a key or a passkey of your own to your account and sign with that')
  })
})

describe('the threads that check', () => {
  it('end when nothing has come for a while, start again, and answer everybody when they are closed', async () => {
    const signatures = openSignatures({ domain, cores: 1, idleMs: 1 })
    const signed = { address, signature: await sign() }
    for (let turn = 0; turn < 2; turn++) {
      const all = await Promise.all(Array.from({ length: 20 }, () => signatures.check(ballot, signed)))
      expect(all).toEqual(all.map(() => null))
      await new Promise((done) => setTimeout(done, 30))
    }
    const late = Array.from({ length: 40 }, () => signatures.check(ballot, signed))
    await signatures.close()
    for (const said of await Promise.all(late))
      expect([null, 'the signature of the ballot of seat s1 could not be checked; send it again']).toContain(said)
    expect(await signatures.check(ballot, signed)).toContain('could not be checked')
  })
})
