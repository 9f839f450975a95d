import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CREDENTIALS_FILE, openCredentials } from './credentials.ts'

let dir = ''
beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'credentials-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('credentials of devices', () => {
  it('are shown once, kept as hashes, and known after a restart', async () => {
    const store = await openCredentials(join(dir, 'a'))
    const secret = await store.add('gauge-1', 'device')
    await store.add('station', 'gateway')
    const text = readFileSync(join(dir, 'a', CREDENTIALS_FILE), 'utf8')
    expect(text).not.toContain(secret)
    expect(statSync(join(dir, 'a', CREDENTIALS_FILE)).mode & 0o77).toBe(0)
    const again = await openCredentials(join(dir, 'a'))
    expect(await again.speakerOf('gauge-1', secret)).toEqual({ kind: 'device', name: 'gauge-1' })
    expect(await again.speakerOf('gauge-1', `${secret}x`)).toBeNull()
    expect(await again.speakerOf('constructor', secret)).toBeNull()
    expect([again.hasOwn('gauge-1'), again.hasOwn('station'), again.hasOwn('toString')]).toEqual([true, false, false])
    await expect(again.add('gauge-1', 'device')).rejects.toThrow('gauge-1 has a secret already')
    await expect(again.add('gauge 1', 'device')).rejects.toThrow('"gauge 1" is not a device id')
    await expect(again.remove('gauge-9')).rejects.toThrow('there is no device or gateway gauge-9')
  })

  it('made or taken away by another process are heard of', async () => {
    const server = await openCredentials(join(dir, 'b'))
    const command = await openCredentials(join(dir, 'b'))
    const secret = await command.add('gauge-1', 'device')
    await expect.poll(() => server.speakerOf('gauge-1', secret)).toEqual({ kind: 'device', name: 'gauge-1' })
    await command.remove('gauge-1')
    await expect.poll(() => server.speakerOf('gauge-1', secret)).toBeNull()
  })

  it('made by many commands at once are all there', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `gauge-${i}`)
    await Promise.all(names.map(async (name) => (await openCredentials(join(dir, 'd'))).add(name, 'device')))
    const known = (await openCredentials(join(dir, 'd'))).names().map(({ name }) => name)
    expect(known.toSorted()).toEqual(names.toSorted())
  })

  it('of this process alone are in no file', async () => {
    const store = await openCredentials(join(dir, 'c'), { simulated: 'a-secret' })
    expect(await store.speakerOf('simulated', 'a-secret')).toEqual({ kind: 'gateway', name: 'simulated' })
    expect(await store.speakerOf('simulated', 'another')).toBeNull()
    expect(store.names()).toEqual([])
  })

  it('in a file that is none are refused with its name', async () => {
    writeFileSync(join(dir, CREDENTIALS_FILE), '{"gauge-1": "secret"}')
    await expect(openCredentials(dir)).rejects.toThrow(/devices\.json holds no credentials/)
  })
})
