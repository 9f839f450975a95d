// What counts as one place on the network, where so many may ask of one.

/** An IPv6 household has 2^64 addresses: its network counts as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/, '')
  return plain.includes('.') ? plain : plain.split(':').slice(0, 4).join(':')
}
