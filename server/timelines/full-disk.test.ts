// A disk that is really full, and one that really fails: a file system of a few megabytes where this user may make one,
// and a limit on the length of files, which the kernel answers with an error. What SQLite itself can be told to refuse is
// tried in journal.test.ts, everywhere.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Seen } from './testing-disk.ts'

const dir = mkdtempSync(join(tmpdir(), 'townhall-disk-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const MOUNT = 'mount -t tmpfs -o size=12m tmpfs "$0"'
const works = (file: string, ...args: string[]): boolean => spawnSync(file, args, { stdio: 'ignore' }).status === 0
const canMount = works('unshare', '-rm', 'sh', '-c', MOUNT, dir)
const canLimit = works('sh', '-c', 'ulimit -S -f 2048') && works('prlimit', '--version')

/** Runs the writer by a shell line in which it is `"$@"` and `$0` the folder. */
async function seenBy(line: string, at: string, how: string, before: readonly string[] = []): Promise<Seen> {
  const writer = [process.execPath, join(import.meta.dirname, 'testing-disk.ts'), at, how]
  const [file = '', ...args] = [...before, 'sh', '-c', line, at, ...writer]
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const code = await new Promise((done) => child.on('close', done))
  if (code !== 0) throw new Error(`the writer ended with ${String(code)}: ${complaint}`)
  return JSON.parse(out) as Seen
}

function expectHonest(seen: Seen, reason: string): void {
  expect(seen).toMatchObject({ lost: 0, findings: [], trouble: reason, troubleAfter: '' })
  expect(seen.refusals).toEqual([`not recorded: ${reason}`])
  expect(seen.acknowledged).toBeGreaterThanOrEqual(4)
}

describe('a city in time', { timeout: 240_000 }, () => {
  it.skipIf(!canMount)(
    `on a full disk refuses with the reason, says so, and goes on when there is room${canMount ? '' : ' (skipped: no file system may be made here)'}`,
    async () => {
      expectHonest(await seenBy(`${MOUNT} && exec "$@"`, dir, 'tmpfs', ['unshare', '-rm']), 'the disk is full')
    },
  )

  it.skipIf(!canLimit)(
    `on a disk that fails refuses with the reason, says so, and goes on when it works${canLimit ? '' : ' (skipped: no ulimit or no prlimit here)'}`,
    async () => {
      const at = join(dir, 'limited')
      expectHonest(
        await seenBy('ulimit -S -f 4096 && exec "$@"', at, 'limit'),
        'the disk does not take the journal (I/O error)',
      )
    },
  )
})
