import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { leafHashOfText, pathOf, rootOf } from '../ingest/merkle.ts'
import { proofVerify } from './proof.ts'

let dir = ''
const said: string[] = []
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'proof-'))
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text))
})
afterEach(() => said.splice(0))
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

const leaves = Array.from({ length: 11 }, (_, i) => `{"id":${i},"result":${i / 2}}`)
const hashes = Buffer.concat(leaves.map((leaf) => leafHashOfText(leaf)))
const root = rootOf(hashes).toString('hex')
const proof = {
  observationId: 6,
  hour: '2026-05-01T11',
  isClosed: true,
  index: 6,
  count: 11,
  leaf: leaves[6] ?? '',
  leafHash: leafHashOfText(leaves[6] ?? '').toString('hex'),
  path: pathOf(hashes, 6).map((step) => step.toString('hex')),
  root,
}
function file(json: unknown): string {
  const path = join(dir, 'proof.json')
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json))
  return path
}

describe('townhall proof verify', () => {
  it('says of a true proof that it is', async () => {
    expect(await proofVerify([file(proof)])).toBe(0)
    expect(await proofVerify([file(proof), '--root', root])).toBe(0)
    expect(said[0]).toBe('valid: observation 6 is reading 7 of 11 of the hour 2026-05-01T11 UTC')
  })

  it.each<[string, object, string]>([
    ['a changed reading', { leaf: '{"id":6,"result":9}' }, 'it was changed afterwards'],
    ['a reading that is gone', { leaf: '' }, 'not in the store any more'],
    ['another place', { index: 5 }, 'the path does not lead to the root'],
    ['a shorter path', { path: proof.path.slice(1) }, 'the path does not lead to the root'],
    ['another root', { root: '0'.repeat(64) }, 'the path does not lead to the root'],
  ])('finds %s', async (_what, change, why) => {
    expect(await proofVerify([file({ ...proof, ...change })])).toBe(1)
    expect(said[0]).toMatch(/^NOT valid: /)
    expect(said[0]).toContain(why)
  })

  it('finds an hour that is not the one that was written down', async () => {
    expect(await proofVerify([file(proof), '--root', 'f'.repeat(64)])).toBe(1)
    expect(said[0]).toContain(`the root is ${root}, not ffff`)
  })

  it('refuses what is no proof', async () => {
    await expect(proofVerify([])).rejects.toThrow('proof verify needs one file')
    await expect(proofVerify([join(dir, 'nothing.json')])).rejects.toThrow('is no JSON file')
    await expect(proofVerify([file('{"code":404}')])).rejects.toThrow('is no proof of a reading (observationId')
    await expect(proofVerify([file({ ...proof, root: 'abc' })])).rejects.toThrow('root is no SHA-256 in hex')
  })
})
