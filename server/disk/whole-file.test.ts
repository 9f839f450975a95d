// Files written whole: what stands there before, during and after, and what a disk that takes no more leaves.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeWhole, writeWholeSync } from './whole-file.ts'

let dir = ''
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'townhall-whole-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

type Write = typeof writeWhole
const WAYS: readonly (readonly [string, Write])[] = [
  ['in turn', writeWhole],
  // eslint-disable-next-line require-await
  ['at once', async (...given) => writeWholeSync(...given)],
]

describe.each(WAYS)('a file written whole %s', (_way, write) => {
  it('is there with what was given, in folders made for it, and nothing beside it', async () => {
    const path = join(dir, 'a', 'b', 'file.json')
    await write(path, 'first')
    await write(path, Buffer.from('second'))
    expect(readFileSync(path, 'utf8')).toBe('second')
    expect(readdirSync(join(dir, 'a', 'b'))).toEqual(['file.json'])
  })

  it.skipIf(process.platform === 'win32')('has the rights it was given, also where another had others', async () => {
    const path = join(dir, 'file.key')
    writeFileSync(path, 'before')
    chmodSync(path, 0o644)
    await write(path, 'secret', { mode: 0o600 })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await write(path, 'for the group', { mode: 0o664 })
    expect(statSync(path).mode & 0o777).toBe(0o664)
  })

  it('leaves what was there, and no half of the new one, where it cannot be put in its place', async () => {
    const path = join(dir, 'taken')
    mkdirSync(join(path, 'by a folder'), { recursive: true })
    await expect(write(path, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
    expect(readdirSync(dir)).toEqual(['taken'])
    expect(existsSync(join(path, 'by a folder'))).toBe(true)
  })

  it('is one of those that were written at the same time, never a mixture', async () => {
    const path = join(dir, 'file')
    const texts = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000))
    await Promise.all(texts.map((text) => write(path, text)))
    expect(texts).toContain(readFileSync(path, 'utf8'))
    expect(readdirSync(dir)).toEqual(['file'])
  })
})
