// Takes exact numbers of bytes from a stream of chunks, and computes a file's digest, both without
// ever holding the file.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

export class ByteQueue {
  private readonly chunks: AsyncIterator<Buffer>
  private waiting: Buffer[] = []
  private waitingBytes = 0

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]()
  }

  /** The next `count` bytes, or as many as are left. */
  async take(count: number): Promise<Buffer> {
    while (this.waitingBytes < count) {
      const next = await this.chunks.next()
      if (next.done === true) break
      this.waiting.push(next.value)
      this.waitingBytes += next.value.length
    }
    const all = this.waiting.length === 1 ? (this.waiting[0] as Buffer) : Buffer.concat(this.waiting)
    const rest = all.subarray(count)
    this.waiting = rest.length > 0 ? [rest] : []
    this.waitingBytes = rest.length
    return all.subarray(0, count)
  }

  async close(): Promise<void> {
    await this.chunks.return?.()
  }
}

/** SHA-256 in hexadecimal of the files one after another. */
export async function sha256Of(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}
