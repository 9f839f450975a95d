// One hour's readings as a tree of RFC 6962: hashes are appended to a file, whole runs of 4096 are kept as their root,
// so that a root or a path costs a few thousand hashes however long the hour is. A whole run is a subtree of its own in
// that tree, and the tree over the runs' roots has the same root as the tree over all leaves.
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { HASH_BYTES, pathOf, rootOf } from './merkle.ts'

/** An entry: the observation's id, then its leaf's hash. */
const ID_BYTES = 8
const ENTRY_BYTES = ID_BYTES + HASH_BYTES
const RUN = 4096

export class HourTree {
  private readonly file: number
  private readonly runRoots: Buffer[] = []
  /** Leaves of the run that is not whole yet. */
  private readonly run = Buffer.alloc(RUN * HASH_BYTES)
  private runCount = 0
  private unwritten: Buffer[] = []
  private written = 0
  private lastKnownId = -1

  private constructor(file: number) {
    this.file = file
  }

  /** Reads what the file has; a torn last entry is cut off. */
  static open(path: string): HourTree {
    const tree = new HourTree(openSync(path, 'a+'))
    const entries = Buffer.alloc(RUN * ENTRY_BYTES)
    for (;;) {
      const bytes = readSync(tree.file, entries, 0, entries.length, tree.written * ENTRY_BYTES)
      const whole = Math.floor(bytes / ENTRY_BYTES)
      for (let i = 0; i < whole; i++) {
        tree.grow(entries.subarray(i * ENTRY_BYTES + ID_BYTES, (i + 1) * ENTRY_BYTES))
        tree.lastKnownId = Number(entries.readBigUInt64LE(i * ENTRY_BYTES))
      }
      tree.written += whole
      if (whole === RUN) continue
      ftruncateSync(tree.file, tree.written * ENTRY_BYTES)
      return tree
    }
  }

  get count(): number {
    return this.runRoots.length * RUN + this.runCount
  }

  /** -1 while it is empty. */
  get lastId(): number {
    return this.lastKnownId
  }

  get firstId(): number {
    return this.count === 0 ? -1 : this.idAt(0)
  }

  /** Ids only ever grow. */
  add(id: number, hash: Uint8Array): void {
    const entry = Buffer.allocUnsafe(ENTRY_BYTES)
    entry.writeBigUInt64LE(BigInt(id))
    entry.set(hash, ID_BYTES)
    this.unwritten.push(entry)
    this.lastKnownId = id
    this.grow(hash)
  }

  root(): Buffer {
    return rootOf(this.tops())
  }

  /** Null for an observation that is not in it. */
  find(id: number): { index: number; count: number; leaf: Buffer; path: Buffer[]; root: Buffer } | null {
    this.flush()
    let [from, to] = [0, this.count]
    while (from < to) {
      const middle = Math.floor((from + to) / 2)
      if (this.idAt(middle) < id) from = middle + 1
      else to = middle
    }
    if (from >= this.count || this.idAt(from) !== id) return null
    const inRun = from % RUN
    const leaves = this.leavesOfRun(Math.floor(from / RUN))
    const path = [...pathOf(leaves, inRun), ...pathOf(this.tops(), Math.floor(from / RUN))]
    const leaf = leaves.subarray(inRun * HASH_BYTES, (inRun + 1) * HASH_BYTES)
    return { index: from, count: this.count, leaf, path, root: this.root() }
  }

  /** To the file; the disk may still hold it back until `close`. */
  flush(): void {
    if (this.unwritten.length === 0) return
    const bytes = Buffer.concat(this.unwritten)
    this.unwritten = []
    writeSync(this.file, bytes)
    this.written += bytes.length / ENTRY_BYTES
  }

  close(): void {
    this.flush()
    fsyncSync(this.file)
    closeSync(this.file)
  }

  private grow(hash: Uint8Array): void {
    this.run.set(hash, this.runCount * HASH_BYTES)
    this.runCount++
    if (this.runCount < RUN) return
    this.runRoots.push(rootOf(this.run))
    this.runCount = 0
  }

  /** The roots of the runs, the last of them perhaps not whole. */
  private tops(): Buffer {
    const last = this.runCount > 0 ? [rootOf(this.run.subarray(0, this.runCount * HASH_BYTES))] : []
    return Buffer.concat([...this.runRoots, ...last])
  }

  private leavesOfRun(run: number): Buffer {
    if (run === this.runRoots.length) return Buffer.from(this.run.subarray(0, this.runCount * HASH_BYTES))
    const entries = Buffer.alloc(RUN * ENTRY_BYTES)
    readSync(this.file, entries, 0, entries.length, run * entries.length)
    return Buffer.concat(
      Array.from({ length: RUN }, (_, i) => entries.subarray(i * ENTRY_BYTES + ID_BYTES, (i + 1) * ENTRY_BYTES)),
    )
  }

  private idAt(index: number): number {
    const id = Buffer.alloc(ID_BYTES)
    if (index >= this.written) this.flush()
    readSync(this.file, id, 0, ID_BYTES, index * ENTRY_BYTES)
    return Number(id.readBigUInt64LE())
  }
}
