import { expect, it } from 'vitest'
import { networkOf } from './network.ts'

it('is one for all addresses of an IPv6 network, and an IPv4 address for itself', () => {
  for (const one of ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::5', '2001:db8:1:2::'])
    expect(networkOf(one)).toBe('2001:db8:1:2')
  // What is left out of the middle belongs to the network here.
  for (const one of ['2001:db8::1:2:3:4', '2001:db8::9:2:3:4', '2001:db8::1', '2001:db8:0:0:7:2:3:4'])
    expect(networkOf(one)).toBe('2001:db8:0:0')
  expect(networkOf('::1')).toBe('0:0:0:0')
  expect(networkOf('203.0.113.7')).toBe('203.0.113.7')
  expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7')
  expect(networkOf('')).toBe('')
})
