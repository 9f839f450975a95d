// Whose a signature over typed data is, in each of its usual forms, against ethers' own; and which are nobody's.
import { Wallet } from 'ethers'
import { describe, expect, it } from 'vitest'
import { SIGNING, signingDomain, signingMessage } from '../../shared/records/signing.ts'
import { normalSignature, recoverTyped } from './typed-data.ts'

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const wallet = new Wallet(`0x${'5'.repeat(64)}`)
const domain = signingDomain({ chainId: 31_337, board: `0x${'a'.repeat(40)}`, epoch: 1 })
const types = { Decision: SIGNING }
const message = signingMessage('cd'.repeat(32), 'chair')
const signature = await wallet.signTypedData(domain, { Decision: SIGNING.map((field) => ({ ...field })) }, message)
const [r, s, v] = [signature.slice(2, 66), signature.slice(66, 130), signature.slice(130)]
const who = (given: string, said = message) => recoverTyped(domain, types, said, given)

describe('who signed typed data', () => {
  it('is found from every usual form of one signature', () => {
    const parity = v === '1b' ? 0 : 1
    const compact = (BigInt(`0x${s}`) | (BigInt(parity) << 255n)).toString(16).padStart(64, '0')
    for (const form of [
      signature,
      `0x${r}${s}0${parity}`,
      signature.toUpperCase().replace('0X', '0x'),
      `0x${r}${compact}`,
    ]) {
      expect(who(form)).toBe(wallet.address.toLowerCase())
      expect(normalSignature(form)).toBe(signature)
    }
  })

  it('is nobody for the second form of s, for other bytes and other lengths', () => {
    const high = (ORDER - BigInt(`0x${s}`)).toString(16).padStart(64, '0')
    const twin = `0x${r}${high}${v === '1b' ? '1c' : '1b'}`
    for (const bad of [
      twin,
      `0x${r}${s}1d`,
      '0x',
      '',
      `0x${r}${s}`.slice(0, 100),
      `0x${'0'.repeat(128)}1b`,
      `${signature}00`,
    ])
      expect(who(bad)).toBeNull()
  })

  it('is somebody else for another message, domain or role, and nobody for a message that is not of the type', () => {
    expect(who(signature, signingMessage('ce'.repeat(32), 'chair'))).not.toBe(wallet.address.toLowerCase())
    expect(who(signature, signingMessage('cd'.repeat(32), 'secretary'))).not.toBe(wallet.address.toLowerCase())
    expect(recoverTyped({ ...domain, version: '2' }, types, message, signature)).not.toBe(wallet.address.toLowerCase())
    expect(recoverTyped(domain, types, { recordHash: '0x12', role: 'chair' }, signature)).toBeNull()
  })
})
