import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { civicTally } from './civic.ts'

let dir = ''
const said: string[] = []
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'civic-'))
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text))
})
afterEach(() => said.splice(0))
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

function file(json: unknown): string {
  const path = join(dir, 'case.json')
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json))
  return path
}
const vote = { rules: 'council', seats: 9, votes: { yes: ['1', '2', '3', '4'], no: ['5', '6', '7', '8'] } }

describe('townhall civic tally', () => {
  it('tells the quorum, the majority and the outcome', async () => {
    expect(await civicTally([file({ ...vote, castingVote: 'yes' })])).toBe(0)
    expect(said[0]).toBe(
      `quorum: 9 present of 9, 5 required\ntied: 4 yes, 4 no, 0 abstain; the chair casts the deciding vote\ncarried by the chair's vote: yes`,
    )
  })

  it('tells it as JSON', async () => {
    expect(await civicTally([file(vote), '--json'])).toBe(1)
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ outcome: 'tied', counts: { yes: 4, no: 4 } })
  })

  it('refuses what is no vote', async () => {
    await expect(civicTally([])).rejects.toThrow('civic tally needs one file')
    await expect(civicTally([join(dir, 'nothing.json')])).rejects.toThrow('cannot be read')
    await expect(civicTally([file('{')])).rejects.toThrow('is not JSON')
    await expect(civicTally([file({ ...vote, rules: 'senate' })])).rejects.toThrow('there are no rules "senate"')
  })
})
