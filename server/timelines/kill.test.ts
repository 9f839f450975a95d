// kill -9 at a hundred random moments of a stream of commands, starts included. bench/journal.ts takes the time.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleWriter, killAgainAndAgain } from './kill.ts'

const RECOVERY_MS = 5000

describe('a process killed while it writes, a hundred times', () => {
  const folder = mkdtempSync(join(tmpdir(), 'townhall-writer-'))
  let writer = ''
  beforeAll(async () => {
    writer = await bundleWriter(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  it.each([18, 19, 20, 21])(
    'loses and doubles nothing it acknowledged and comes back to the same state, seed %i',
    { timeout: 300_000, concurrent: true },
    async (seed) => {
      const left = await killAgainAndAgain(writer, seed, 25)
      expect(left).toMatchObject({ kills: 25, lost: 0, doubled: 0, findings: [], otherStates: 0 })
      expect(left.acknowledged).toBeGreaterThan(0)
      // Of one core: what the clock shows depends on who else is at work.
      expect(left.recoveryCpuMs).toBeLessThan(RECOVERY_MS)
    },
  )
})
