// The mark beside an SQLite journal: how far each timeline was acknowledged, in a small file of its own, one slot a
// timeline. A write-ahead file that was cut, damaged or left behind makes SQLite fall back to an older state without a
// word; the mark tells. Written after the commit, before the acknowledgement, and not flushed: it is never ahead of
// what was durable, and after a power cut it may be behind, which only makes it tell less.
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from './chain.ts'

export const MARK_FILE = 'journal.mark'
const SLOT = 96

export type Mark = { readonly no: number; readonly seq: number; readonly hash: string }

export class MarkFile {
  private readonly file: number

  constructor(dir: string) {
    const path = join(dir, MARK_FILE)
    this.file = openSync(path, existsSync(path) ? 'r+' : 'w+')
  }

  write({ no, seq, hash }: Mark): void {
    const said = `${String(seq).padStart(16)} ${hash}`
    try {
      writeSync(this.file, `${said} ${sha256(`${no} ${said}`).slice(0, 13)}\n`, no * SLOT)
    } catch {
      // A disk that takes the journal but not the mark: nothing is lost, less would be noticed.
    }
  }

  close(): void {
    closeSync(this.file)
  }
}

/** What the file in `dir` says; slots that are empty, torn or damaged say nothing. */
export function readMarks(dir: string): Mark[] {
  const path = join(dir, MARK_FILE)
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'latin1')
  const marks: Mark[] = []
  for (let no = 0; no * SLOT < text.length; no++) {
    const slot = text.slice(no * SLOT, (no + 1) * SLOT - 1)
    const said = slot.slice(0, 16 + 1 + 64)
    if (slot !== `${said} ${sha256(`${no} ${said}`).slice(0, 13)}`) continue
    marks.push({ no, seq: Number(said.slice(0, 16)), hash: said.slice(17) })
  }
  return marks
}
