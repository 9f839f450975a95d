import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Hash } from '../../shared/civic/ballot.ts'
import { openSecretKeys } from './secret-keys.ts'

const [ONE, TWO] = ['ab'.repeat(32), 'cd'.repeat(32)] as const

describe('keys of secret votes', () => {
  const root = mkdtempSync(join(tmpdir(), 'keys-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it('make of a seat the same in one vote, after a kill too, and something else in the next', async () => {
    const dir = join(root, 'same')
    const keys = await openSecretKeys(dir)
    // All at once, as the first voters come.
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => keys.nullifierOf(ONE, `${i}`)))
    expect(new Set(all).size).toBe(20)
    for (const nullifier of all) expect(Hash.parse(nullifier)).toBe(nullifier)
    const again = await openSecretKeys(dir)
    expect(await again.nullifierOf(ONE, '3')).toBe(all[3])
    expect(await again.nullifierOf(TWO, '3')).not.toBe(all[3])
    expect(again.saltKey).toEqual(keys.saltKey)
    expect((await openSecretKeys(join(root, 'other'))).saltKey).not.toEqual(keys.saltKey)
    if (process.platform !== 'win32') expect(statSync(join(dir, `${ONE}.key`)).mode & 0o077).toBe(0)
  })

  it('are gone when a vote is over, and at a start those of votes that are open no more', async () => {
    const dir = join(root, 'gone')
    const keys = await openSecretKeys(dir)
    const before = await keys.nullifierOf(ONE, '1')
    await keys.nullifierOf(TWO, '1')
    await keys.erase(ONE)
    await keys.erase(ONE)
    expect(readdirSync(dir).sort()).toEqual([`${TWO}.key`, 'salt.key'])
    expect(await keys.nullifierOf(ONE, '1')).not.toBe(before)
    await (await openSecretKeys(dir)).keepOnly(new Set([ONE]))
    expect(readdirSync(dir).sort()).toEqual([`${ONE}.key`, 'salt.key'])
  })

  it('that are broken are named, not replaced', async () => {
    const dir = join(root, 'broken')
    const keys = await openSecretKeys(dir)
    writeFileSync(join(dir, `${ONE}.key`), 'short')
    await expect(keys.nullifierOf(ONE, '1')).rejects.toThrow(`${ONE}.key has 5 bytes, not 32`)
    writeFileSync(join(dir, 'salt.key'), '')
    await expect(openSecretKeys(dir)).rejects.toThrow('salt.key has 0 bytes')
  })
})
