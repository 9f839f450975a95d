import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { KEYS_FILE, openKeys } from './keys.ts'

const dir = mkdtempSync(join(tmpdir(), 'townhall-keys-'))
const path = join(dir, 'new', KEYS_FILE)
afterAll(() => rmSync(dir, { recursive: true, force: true }))

it('makes keys once, of 128 bits, for nobody else to read', async () => {
  const ring = await openKeys(join(dir, 'new'))
  const { keys } = ring
  expect(Buffer.from(keys.planner, 'base64url')).toHaveLength(16)
  expect(keys.operator).not.toBe(keys.planner)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  expect((await openKeys(join(dir, 'new'))).keys).toEqual(keys)
  expect([ring.roleOf(keys.planner), ring.roleOf(keys.operator)]).toEqual(['planner', 'operator'])
  for (const wrong of ['', keys.planner.slice(1), `${keys.planner} `, 'planner', '__proto__'])
    expect(ring.roleOf(wrong)).toBeNull()
})

it('does not replace a file that it cannot read', async () => {
  writeFileSync(path, '{"planner":""}')
  await expect(openKeys(join(dir, 'new'))).rejects.toThrow('holds no keys')
  expect(readFileSync(path, 'utf8')).toBe('{"planner":""}')
})
