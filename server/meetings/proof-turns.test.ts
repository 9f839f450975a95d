// Whose proofs are checked when: who sends bad ones again and again has few checked and is told when to try again, and those who
// vote from the same address, or another, are not kept from it.
import { afterEach, describe, expect, it } from 'vitest'
import { type Judged, type Later, type ProofTurns, proofTurns } from './proof-turns.ts'

const BAD: Judged = { is: 'unproven', reason: 'it does not hold' }
const GOOD: Judged = { is: 'holds' }
const HERE = '203.0.113.7'
let turns: ProofTurns
let checked = 0
let together = 0
let most = 0
const judge = async (judged: Judged): Promise<Judged> => {
  checked++
  most = Math.max(most, ++together)
  await new Promise(setImmediate)
  together--
  return judged
}
const send = (judged: Judged, from = HERE): Promise<Judged | Later> => turns.take(from, () => judge(judged))
const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make)
const open = (pauseMs: number): void => {
  turns = proofTurns({ pauseMs })
  checked = most = together = 0
}
afterEach(() => turns.close())

describe('turns of ballots by proof', () => {
  it('make nobody wait whose proofs hold, however many sit behind one address', async () => {
    open(60_000)
    await send(BAD)
    expect(await Promise.all(times(300, () => send(GOOD)))).toEqual(times(300, () => GOOD))
    expect(most).toBeGreaterThan(1)
  })

  it('check few of a burst of bad ones, and tell the rest when to try again', async () => {
    open(60_000)
    // Who waits for the next pause to end is answered when this closes.
    const burst = times(350, () => send(BAD))
    await expect.poll(() => checked > 0 && together === 0).toBe(true)
    const before = checked
    expect(before).toBeLessThan(40)
    const next = await Promise.race([send(BAD), send(BAD)])
    expect(next).toEqual({ is: 'later', inS: 40 * 60, isSuspect: true })
    expect(checked).toBe(before)
    expect(await send(GOOD, '203.0.113.8')).toEqual(GOOD)
    turns.close()
    const told = await Promise.all(burst)
    expect(told.filter(({ is }) => is === 'later').length).toBeGreaterThan(250)
  })

  it('come to an honest voter behind the address of who sends bad ones', async () => {
    open(1)
    for (const _ of times(3, () => 0)) await send(BAD)
    most = 0
    const flood = times(30, () => send(BAD))
    const honest = times(5, () => send(GOOD))
    expect(await Promise.all(honest)).toEqual(times(5, () => GOOD))
    await Promise.all(flood)
    // One after another.
    expect(most).toBe(1)
  })
})
