import { expect, it } from 'vitest'
import { addressOfKey, signTyped } from '../wallet/ethereum.ts'
import { hexOf, recoverTyped } from './typed-data.ts'

const types = {
  Ballot: [
    { name: 'questionHash', type: 'bytes32' },
    { name: 'seat', type: 'string' },
    { name: 'voter', type: 'address' },
    { name: 'weight', type: 'uint256' },
  ],
}

it('finds who signed as Ethereum’s own library signs, in every usual form, and nobody else', () => {
  const key = `0x${hexOf(crypto.getRandomValues(new Uint8Array(32)))}`
  const address = addressOfKey(key).toLowerCase()
  const domains = [
    { name: 'Townhall', version: '1', chainId: 1, salt: `0x${'ab'.repeat(32)}` },
    { name: 'CouncilBoard', version: '12', chainId: 31_337, verifyingContract: address },
  ]
  for (const domain of domains) {
    const message = { questionHash: `0x${'01'.repeat(32)}`, seat: 'Орын 7', voter: address, weight: 1_000_000_000_000 }
    const signature = signTyped(key, { domain, types, message }).toLowerCase()
    expect(recoverTyped(domain, types, message, signature)).toBe(address)
    const [rs, v] = [signature.slice(0, 130), Number.parseInt(signature.slice(130), 16)]
    expect(recoverTyped(domain, types, message, `${rs}0${v - 27}`)).toBe(address)
    // EIP-2098: the parity in the highest bit of s.
    const top = (Number.parseInt(rs.slice(66, 68), 16) | ((v - 27) << 7)).toString(16).padStart(2, '0')
    expect(recoverTyped(domain, types, message, `${rs.slice(0, 66)}${top}${rs.slice(68)}`)).toBe(address)
    expect(recoverTyped(domain, types, { ...message, weight: 2 }, signature)).not.toBe(address)
    const order = BigInt('0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141')
    const high = (order - BigInt(`0x${rs.slice(66)}`)).toString(16).padStart(64, '0')
    expect(recoverTyped(domain, types, message, `${rs.slice(0, 66)}${high}${v === 27 ? '1c' : '1b'}`)).toBeNull()
  }
  const [domain] = domains
  if (!domain) return
  for (const odd of ['', '0x', '0x12', `0x${'00'.repeat(65)}`, `0x${'ff'.repeat(64)}02`])
    expect(recoverTyped(domain, types, {}, odd)).toBeNull()
})
