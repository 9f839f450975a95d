// Who sees whom: for one viewer the nearest people, nearest first, found through a spatial hash of 16 m squares.
// Rebuilt once a tick, asked a few times a second per viewer. A small company (up to 64), and one so scattered that there
// are more squares to look at than people, is compared pair by pair.

const CELL_M = 16
const BUCKETS = 4096
const SMALL_COMPANY = 64

export class Interest {
  private readonly heads = new Int32Array(BUCKETS).fill(-1)
  private next = new Int32Array(0)
  /** Each one's square, as the rebuild found it. */
  private keys = new Int32Array(0)
  private eastM: Float64Array = new Float64Array(0)
  private northM: Float64Array = new Float64Array(0)
  private count = 0
  private readonly most: number
  private readonly best: Int32Array
  private readonly bestM2: Float64Array
  private found = 0

  /** `most`: how many people one viewer gets. */
  constructor(most: number) {
    this.most = most
    this.best = new Int32Array(most)
    this.bestM2 = new Float64Array(most)
  }

  /** Takes everybody's place; NaN marks a free slot. The arrays are kept, not copied. */
  rebuild(eastM: Float64Array, northM: Float64Array, count: number): void {
    this.eastM = eastM
    this.northM = northM
    this.count = count
    if (this.next.length < count) {
      this.next = new Int32Array(eastM.length)
      this.keys = new Int32Array(eastM.length)
    }
    if (count <= SMALL_COMPANY) return
    this.heads.fill(-1)
    for (let i = 0; i < count; i++) {
      const e = eastM[i] as number
      if (Number.isNaN(e)) continue
      const key = keyOf(Math.floor(e / CELL_M), Math.floor((northM[i] as number) / CELL_M))
      const bucket = bucketOf(key)
      this.keys[i] = key
      this.next[i] = this.heads[bucket] as number
      this.heads[bucket] = i
    }
  }

  /** Writes the slots nearest to slot `viewer`, nearest first, and returns how many they are. */
  nearest(viewer: number, into: Int32Array): number {
    this.found = 0
    const e = this.eastM[viewer] as number
    const n = this.northM[viewer] as number
    if (this.count <= SMALL_COMPANY || !this.ringsAround(viewer, e, n)) {
      this.found = 0
      for (let i = 0; i < this.count; i++) if (i !== viewer) this.offer(i, e, n)
    }
    into.set(this.best)
    return this.found
  }

  /** False when that were more squares than there are people. */
  private ringsAround(viewer: number, e: number, n: number): boolean {
    const ce = Math.floor(e / CELL_M)
    const cn = Math.floor(n / CELL_M)
    for (let ring = 0; (2 * ring + 1) ** 2 <= this.count; ring++) {
      // Whoever is found beyond this ring is at least this far away.
      const reachM = (ring - 1) * CELL_M
      if (this.found === this.most && ring > 0 && (this.bestM2[this.most - 1] as number) <= reachM * reachM) return true
      for (let dn = -ring; dn <= ring; dn++) {
        const step = Math.abs(dn) === ring ? 1 : 2 * ring
        for (let de = -ring; de <= ring; de += step) this.cell(ce + de, cn + dn, viewer, e, n)
      }
    }
    return false
  }

  private cell(ce: number, cn: number, viewer: number, e: number, n: number): void {
    const { next, keys } = this
    const key = keyOf(ce, cn)
    for (let i = this.heads[bucketOf(key)] as number; i >= 0; i = next[i] as number)
      // Two squares may share a bucket.
      if (i !== viewer && keys[i] === key) this.offer(i, e, n)
  }

  private offer(i: number, e: number, n: number): void {
    const de = (this.eastM[i] as number) - e
    const dn = (this.northM[i] as number) - n
    const m2 = de * de + dn * dn
    if (Number.isNaN(m2)) return
    let at = this.found
    if (at === this.most) {
      if (m2 >= (this.bestM2[at - 1] as number)) return
      at--
    } else {
      this.found++
    }
    while (at > 0 && (this.bestM2[at - 1] as number) > m2) {
      this.best[at] = this.best[at - 1] as number
      this.bestM2[at] = this.bestM2[at - 1] as number
      at--
    }
    this.best[at] = i
    this.bestM2[at] = m2
  }
}

const keyOf = (ce: number, cn: number): number => (ce << 16) | (cn & 0xffff)
const bucketOf = (key: number): number => (Math.imul(key, 0x9e37_79b1) >>> 20) & (BUCKETS - 1)
