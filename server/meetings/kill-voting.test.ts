// kill -9 at random moments of votes, starts included; bench/vote.ts does it a hundred times and takes the time.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleVoter, killVotes } from './kill-voting.ts'

const RECOVERY_MS = 5000

describe('a meeting whose server is killed in the middle of votes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'townhall-voter-'))
  let voter = ''
  beforeAll(async () => {
    voter = await bundleVoter(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  it('loses and doubles no ballot it acknowledged, and goes on in the same state', { timeout: 300_000 }, async () => {
    const left = await killVotes(voter, 18, 10)
    expect(left).toMatchObject({ kills: 10, lost: 0, doubled: 0, findings: [], otherStates: 0 })
    expect(left.acknowledged).toBeGreaterThan(0)
    // Of one core: what the clock shows depends on who else is at work.
    expect(left.recoveryCpuMs).toBeLessThan(RECOVERY_MS)
  })
})
