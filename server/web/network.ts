// What counts as one place on the network, where so many may ask of one.

/** An IPv6 household has 2^64 addresses: its network counts as one, however its noughts are written. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/, '')
  if (plain.includes('.')) return plain
  const [before = [], after] = plain.split('::').map((part) => (part === '' ? [] : part.split(':')))
  if (!after) return before.slice(0, 4).join(':')
  const left = Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: left }, () => '0'), ...after].slice(0, 4).join(':')
}
