// Lines with more points: at even steps where heights will bend, or only where the ground under them does.
import type { FlatLine } from '../../shared/city/city.ts'

/** Points of a line with their distance along it, metres. */
export type Sampled = { readonly line: readonly number[]; readonly s: readonly number[] }

const SAME_M = 0.5

/** All points of the line, more so that none is farther than `stepM` from the next, and one at each of `extra`. */
export function sampled(line: FlatLine, stepM: number, extra: readonly number[] = []): Sampled {
  const out: number[] = [line[0] as number, line[1] as number]
  const s: number[] = [0]
  const wanted = [...extra].sort((a, b) => a - b)
  let at = 0
  for (let i = 2; i < line.length; i += 2) {
    const [e0, n0, e1, n1] = [line[i - 2], line[i - 1], line[i], line[i + 1]] as [number, number, number, number]
    const lengthM = Math.hypot(e1 - e0, n1 - n0)
    if (lengthM === 0) continue
    const stops = wanted.filter((w) => w > at + SAME_M && w < at + lengthM - SAME_M)
    let last = at
    for (const stop of [...stops, at + lengthM]) {
      const pieces = Math.max(1, Math.ceil((stop - last) / stepM))
      for (let k = 1; k <= pieces; k++) {
        const to = last + ((stop - last) * k) / pieces
        const t = (to - at) / lengthM
        out.push(e0 + (e1 - e0) * t, n0 + (n1 - n0) * t)
        s.push(to)
      }
      last = stop
    }
    at += lengthM
  }
  // Exactly the last point of the line, so that links still meet.
  out[out.length - 2] = line[line.length - 2] as number
  out[out.length - 1] = line[line.length - 1] as number
  return { line: out, s }
}

/** More points only where the ground bends away from the straight line between two by more than `offM`. */
export function overGround(
  line: FlatLine,
  ground: (eastM: number, northM: number) => number,
  { stepM, offM }: { stepM: number; offM: number },
): { line: number[]; upM: number[] } {
  const { line: fine } = sampled(line, stepM)
  const upM: number[] = []
  for (let i = 0; i + 1 < fine.length; i += 2) upM.push(ground(fine[i] as number, fine[i + 1] as number))
  const keep: number[] = [0]
  let own = 2
  let from = 0
  for (let i = 1; i < upM.length; i++) {
    const isOwn = fine[i * 2] === line[own] && fine[i * 2 + 1] === line[own + 1]
    if (!isOwn && i + 1 < upM.length && isStraight(upM, from, i + 1, offM)) continue
    keep.push(i)
    from = i
    if (isOwn) own += 2
  }
  return {
    line: keep.flatMap((i) => [fine[i * 2] as number, fine[i * 2 + 1] as number]),
    upM: keep.map((i) => upM[i] as number),
  }
}

function isStraight(upM: readonly number[], from: number, to: number, offM: number): boolean {
  const [a, b] = [upM[from] as number, upM[to] as number]
  for (let i = from + 1; i < to; i++) {
    if (Math.abs((upM[i] as number) - (a + ((b - a) * (i - from)) / (to - from))) > offM) return false
  }
  return true
}

/** The ground's height at each point. */
export function upsAlong(line: FlatLine, ground: (eastM: number, northM: number) => number): number[] {
  const upM: number[] = []
  for (let i = 0; i + 1 < line.length; i += 2) upM.push(ground(line[i] as number, line[i + 1] as number))
  return upM
}
