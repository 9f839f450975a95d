// Ways over the city's road graph for simulated buses: the shortest way for motor traffic between two nodes, and its line
// with the lengths along it. Oneways are kept to; turn restrictions are not known here.
import { DRIVABLE, type City, type PointM, type RoadLink } from '../../shared/city/city.ts'

type Step = { readonly to: number; readonly link: RoadLink; readonly isForward: boolean }

export class Roads {
  private readonly steps: Step[][]
  private readonly arriving = new Map<number, RoadLink[]>()
  private readonly city: City

  constructor(city: City) {
    this.city = city
    this.steps = city.nodes.map(() => [])
    for (const link of city.links) {
      if (!DRIVABLE.has(link.roadClass) || link.fromNode === link.toNode) continue
      if (link.lanesForward > 0) this.add(link.fromNode, { to: link.toNode, link, isForward: true })
      if (link.lanesBackward > 0) this.add(link.toNode, { to: link.fromNode, link, isForward: false })
    }
  }

  private add(from: number, step: Step): void {
    this.steps[from]?.push(step)
    const arriving = this.arriving.get(step.to)
    if (arriving) arriving.push(step.link)
    else this.arriving.set(step.to, [step.link])
  }

  /** The nearest node from which one can drive on; -1 in a city without roads. */
  nearest([eastM, northM]: PointM): number {
    let [best, bestM] = [-1, Infinity]
    for (const [node, { atM }] of this.city.nodes.entries()) {
      const away = Math.hypot(atM[0] - eastM, atM[1] - northM)
      if (away < bestM && (this.steps[node]?.length ?? 0) > 0) [best, bestM] = [node, away]
    }
    return best
  }

  /** `[e0, n0, e1, n1, …]` of the shortest way by time, on the right of the middle where traffic goes both ways; null where none leads. */
  way(from: number, to: number): number[] | null {
    const cost = new Float64Array(this.steps.length).fill(Infinity)
    const came = new Map<number, { readonly node: number; readonly step: Step }>()
    const open = new Heap()
    cost[from] = 0
    open.push(0, from)
    for (let next = open.pop(); next && next.value !== to; next = open.pop()) {
      const { key: soFar, value: node } = next
      if (soFar > (cost[node] ?? 0)) continue
      for (const step of this.steps[node] ?? []) {
        const then = soFar + step.link.lengthM / Math.max(20, step.link.speedKmh)
        if (then >= (cost[step.to] ?? 0)) continue
        cost[step.to] = then
        came.set(step.to, { node, step })
        open.push(then, step.to)
      }
    }
    if (!came.has(to)) return null
    const steps: Step[] = []
    for (let node = to; node !== from;) {
      const before = came.get(node)
      if (!before) return null
      steps.push(before.step)
      node = before.node
    }
    return steps.reverse().flatMap(({ link, isForward }, i) => {
      const line = isForward ? link.line : backwards(link.line)
      const beside = link.lanesForward > 0 && link.lanesBackward > 0 ? aside(line, Math.min(4, link.widthM / 4)) : line
      return i === 0 ? [...beside] : beside.slice(2)
    })
  }

  /** Links by which one drives into a node, widest first. */
  into(node: number): RoadLink[] {
    return (this.arriving.get(node) ?? []).sort((a, b) => b.widthM - a.widthM || (a.id < b.id ? -1 : 1))
  }
}

/** Lengths along a line at its points, metres. */
export function lengthsAlong(line: readonly number[]): number[] {
  const lengths = [0]
  for (let i = 2; i + 1 < line.length; i += 2) {
    const [dE, dN] = [(line[i] ?? 0) - (line[i - 2] ?? 0), (line[i + 1] ?? 0) - (line[i - 1] ?? 0)]
    lengths.push((lengths.at(-1) ?? 0) + Math.hypot(dE, dN))
  }
  return lengths
}

/** Place and heading at a length along a line. */
export function placeAlong(
  line: readonly number[],
  lengths: readonly number[],
  alongM: number,
): { readonly atM: PointM; readonly headingRad: number } {
  let [low, high] = [0, lengths.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((lengths[middle] ?? 0) <= alongM) low = middle
    else high = middle
  }
  const [e0 = 0, n0 = 0, e1 = 0, n1 = 0] = line.slice(2 * low, 2 * low + 4)
  const [fromM = 0, toM = 0] = [lengths[low], lengths[low + 1]]
  const part = toM > fromM ? Math.min(1, Math.max(0, (alongM - fromM) / (toM - fromM))) : 0
  return { atM: [e0 + part * (e1 - e0), n0 + part * (n1 - n0)], headingRad: Math.atan2(e1 - e0, n1 - n0) }
}

function backwards(line: readonly number[]): number[] {
  const back: number[] = []
  for (let i = line.length - 2; i >= 0; i -= 2) back.push(line[i] ?? 0, line[i + 1] ?? 0)
  return back
}

/** The line moved to its right. */
function aside(line: readonly number[], byM: number): number[] {
  const moved: number[] = []
  for (let i = 0; i + 1 < line.length; i += 2) {
    const [a, b] = [Math.max(0, i - 2), Math.min(line.length - 2, i + 2)]
    const [dE, dN] = [(line[b] ?? 0) - (line[a] ?? 0), (line[b + 1] ?? 0) - (line[a + 1] ?? 0)]
    const lengthM = Math.hypot(dE, dN) || 1
    moved.push((line[i] ?? 0) + (byM * dN) / lengthM, (line[i + 1] ?? 0) - (byM * dE) / lengthM)
  }
  return moved
}

/** The least first. */
class Heap {
  private readonly keys: number[] = []
  private readonly values: number[] = []

  push(key: number, value: number): void {
    let i = this.keys.length
    this.keys.push(key)
    this.values.push(value)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if ((this.keys[parent] ?? 0) <= key) break
      this.swap(i, parent)
      i = parent
    }
  }

  pop(): { readonly key: number; readonly value: number } | null {
    const [topKey, topValue] = [this.keys[0], this.values[0]]
    if (topKey === undefined || topValue === undefined) return null
    const top = { key: topKey, value: topValue }
    const [key, value] = [this.keys.pop(), this.values.pop()]
    if (key === undefined || value === undefined || this.keys.length === 0) return top
    this.keys[0] = key
    this.values[0] = value
    for (let i = 0; ;) {
      const left = 2 * i + 1
      const right = left + 1
      let least = i
      if (left < this.keys.length && (this.keys[left] ?? 0) < (this.keys[least] ?? 0)) least = left
      if (right < this.keys.length && (this.keys[right] ?? 0) < (this.keys[least] ?? 0)) least = right
      if (least === i) return top
      this.swap(i, least)
      i = least
    }
  }

  private swap(i: number, j: number): void {
    const [key = 0, value = 0] = [this.keys[i], this.values[i]]
    this.keys[i] = this.keys[j] ?? 0
    this.values[i] = this.values[j] ?? 0
    this.keys[j] = key
    this.values[j] = value
  }
}
