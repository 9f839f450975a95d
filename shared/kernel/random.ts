// The project's one generator of chance: seeded, so that a replay or a second import draws the same numbers.
// Mulberry32 (Tommy Ettinger, public domain); not for secrets.

/** Its one number of state is saved with the twin, so a replay draws the same numbers. */
export class Random {
  state: number

  constructor(state: number) {
    this.state = state | 0
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.next()
  }
}

/** A seed from a text, so that every feature can draw its own numbers whatever the order (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}
