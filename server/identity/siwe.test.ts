// Row 8 of the faults and attacks the suite must try: every way in which a message to sign in with can be wrong.
import { Signature, Wallet } from 'ethers'
import { describe, expect, it, vi } from 'vitest'
import { contractWallets } from './contract-wallets.ts'
import type { Page } from './page.ts'
import { type Challenge, Siwe } from './siwe.ts'
import { messageOf } from './testing.ts'

const page: Page = {
  origin: 'https://town.example',
  domain: 'town.example',
  hostName: 'town.example',
  isSecure: true,
}
const START_MS = Date.UTC(2030, 0, 1)
const MINUTE_MS = 60_000
const at = (ms: number): string => new Date(START_MS + ms).toISOString()
const wallet = new Wallet(`0x${'1'.repeat(64)}`)
const other = new Wallet(`0x${'2'.repeat(64)}`)

function door() {
  const clock = { nowMs: START_MS }
  const siwe = new Siwe({ chainId: 1, contracts: null, nowMs: () => clock.nowMs })
  /** Signs a challenge that was changed, or with lines added. */
  const sign = async (change: Partial<Challenge> = {}, more: string[] = [], by = wallet) => {
    const text = messageOf({ ...siwe.challenge(page), ...change }, wallet.address, more)
    return { text, signature: await by.signMessage(text) }
  }
  const enter = async (change?: Partial<Challenge>, more?: string[], by?: Wallet) => {
    const { text, signature } = await sign(change, more, by)
    return siwe.verify(text, signature, page)
  }
  return { clock, siwe, sign, enter }
}

describe('signing in with a wallet', () => {
  it('takes a right message once', async () => {
    const { siwe, sign } = door()
    const { text, signature } = await sign()
    await expect(siwe.verify(text, signature, page)).resolves.toEqual({ address: wallet.address, isContract: false })
    await expect(siwe.verify(text, signature, page)).rejects.toThrow('used before')
  })

  it('ATTACKS 8: fifty of the same at once are one', async () => {
    const { siwe, sign } = door()
    const { text, signature } = await sign()
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => siwe.verify(text, signature, page)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it.each([
    ['another domain', { domain: 'evil.example' }, 'signs in to evil.example'],
    ['the domain in capitals', { domain: 'TOWN.example' }, 'signs in to TOWN.example'],
    ['another address', { uri: 'https://evil.example' }, 'is for https://evil.example'],
    ['an address below ours', { uri: 'https://town.example/other' }, 'is for https://town.example/other'],
    ['another scheme', { domain: 'http://town.example' }, 'the message is for http'],
    ['another chain', { chainId: 5 }, 'for chain 5, this city takes chain 1'],
    ['another version', { version: '2' as '1' }, 'not a message of Sign-In-With-Ethereum'],
    ['another statement', { statement: 'Give me all.' }, 'something else'],
    [
      'an issue in the future',
      { issuedAt: at(6 * MINUTE_MS), expirationTime: at(9 * MINUTE_MS) },
      'within five minutes',
    ],
    ['an issue long ago', { issuedAt: at(-6 * MINUTE_MS) }, 'within five minutes'],
    ['no time of issue', { issuedAt: 'now' }, 'not a message of Sign-In-With-Ethereum'],
    ['an end that has passed', { expirationTime: at(-1) }, 'has expired'],
    ['an end next year', { expirationTime: at(1e10) }, 'more than ten minutes'],
    ['a nonce of its own', { nonce: 'abcdefgh12345678' }, 'used before'],
    ['a nonce too short', { nonce: 'abc' }, 'not a message of Sign-In-With-Ethereum'],
  ])('ATTACKS 8: refuses %s', async (_what, change, sentence) => {
    const { enter } = door()
    await expect(enter(change)).rejects.toThrow(sentence)
    await expect(enter()).resolves.toBeDefined()
  })

  it('ATTACKS 8: refuses a message without an end', async () => {
    const { siwe } = door()
    const text = messageOf(siwe.challenge(page), wallet.address).replace(/\nExpiration Time: .*$/, '')
    expect(text).not.toContain('Expiration')
    await expect(siwe.verify(text, await wallet.signMessage(text), page)).rejects.toThrow('when it expires')
  })

  it('refuses what is not valid yet, and what asks for more than signing in', async () => {
    const { enter } = door()
    await expect(enter({}, [`Not Before: ${at(MINUTE_MS)}`])).rejects.toThrow('not valid before')
    await expect(enter({}, [`Not Before: ${at(-MINUTE_MS)}`])).resolves.toBeDefined()
    await expect(enter({}, ['Resources:', '- https://town.example/all'])).rejects.toThrow('more than signing in')
    await expect(enter({}, ['Request ID: 1'])).rejects.toThrow('more than signing in')
  })

  it('refuses a nonce that is too old, of another page, or of another statement', async () => {
    const { clock, siwe, sign } = door()
    const { text, signature } = await sign()
    clock.nowMs += 5 * MINUTE_MS
    await expect(siwe.verify(text, signature, page)).rejects.toThrow('too old')
    const again = await sign()
    const elsewhere = { ...page, origin: 'https://other.example', domain: 'other.example' }
    await expect(siwe.verify(again.text, again.signature, elsewhere)).rejects.toThrow('something else')
    const pairing = messageOf(siwe.challenge(page, 'Lend a headset my session.'), wallet.address)
    await expect(siwe.verify(pairing, await wallet.signMessage(pairing), page)).rejects.toThrow('something else')
  })

  it('ATTACKS 8: refuses another’s signature, and other writings of a right one; nothing goes to the console', async () => {
    const said = vi.spyOn(console, 'error')
    const { siwe, sign, enter } = door()
    await expect(enter({}, [], other)).rejects.toThrow(`not by the key of ${wallet.address}`)
    const highS = (signature: string): string => {
      const { r, s, v } = Signature.from(signature)
      const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
      return r + (N - BigInt(s)).toString(16).padStart(64, '0') + (v === 27 ? '1c' : '1b')
    }
    for (const change of [
      highS,
      (signature: string) => Signature.from(signature).compactSerialized,
      (signature: string) => `${signature}00`,
      () => `0x${'00'.repeat(65)}`,
    ]) {
      const { text, signature } = await sign()
      await expect(siwe.verify(text, change(signature), page)).rejects.toThrow('not by the key of')
    }
    for (const [text, signature, sentence] of [
      ['x'.repeat(2001), '0x00', 'too long'],
      ['hello', '0x00', 'not a message'],
      ['hello', 'zz', 'the signature is not one'],
      ['hello', `0x${'0'.repeat(20_000)}`, 'the signature is not one'],
    ] as const)
      await expect(siwe.verify(text, signature, page)).rejects.toThrow(sentence)
    const small = (await sign()).text.replace(wallet.address, wallet.address.toLowerCase())
    await expect(siwe.verify(small, await wallet.signMessage(small), page)).rejects.toThrow('not a message')
    expect(said).not.toHaveBeenCalled()
  })

  it('says so when the chain that a contract’s wallet needs does not answer', async () => {
    const contracts = contractWallets({ rpcUrl: 'http://127.0.0.1:1', chainId: 1 })
    const siwe = new Siwe({ chainId: 1, contracts, nowMs: () => START_MS })
    const text = messageOf(siwe.challenge(page), wallet.address)
    await expect(siwe.verify(text, '0x00', page)).rejects.toThrow('the chain does not answer')
  })
})
