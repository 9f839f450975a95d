// One data folder, two servers: real processes, killed and started again, and the command that people type.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LOCK_FILE, lockFolder } from './folder-lock.ts'

const SERVER = join(import.meta.dirname, 'testing-serve.ts')
const COMMAND = join(import.meta.dirname, '../cli/townhall.ts')

let dir = ''
const running = new Set<ChildProcess>()
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'townhall-lock-'))))
afterEach(() => {
  for (const one of running) one.kill('SIGKILL')
  running.clear()
  rmSync(dir, { recursive: true, force: true })
})

type Started = {
  readonly child: ChildProcess
  /** Its first line. */ readonly said: Promise<string>
  readonly code: Promise<number | null>
}
function start(program: string, ...args: string[]): Started {
  const env = {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    DATABASE_URL: '',
    TOWNHALL_DATA: dir,
    TOWNHALL_CITY: 'none',
    TOWNHALL_SYSTEMS: 'none',
    TOWNHALL_CHAIN: 'none',
    MQTT_PORT: 'none',
  }
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const code = once(child, 'close').then(() => child.exitCode)
  let text = ''
  const said = new Promise<string>((heard) => {
    const hear = (chunk: Buffer): void => {
      text += chunk.toString()
      if (text.includes('\n')) heard(text.trim())
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('close', () => heard(text.trim()))
  })
  return { child, said, code }
}

describe('a data folder', () => {
  it('is one server’s: a second is refused in one sentence, and starts at once when the first was killed', async () => {
    const first = start(SERVER)
    expect(await first.said).toBe('open')
    const taken = `the data folder ${dir} is in use by another Townhall server (process ${first.child.pid}, since `
    const second = start(COMMAND, 'serve')
    expect(await second.said).toContain(taken)
    expect(await second.said).toMatch(
      /UTC\): stop that one first, or give this one a folder of its own by TOWNHALL_DATA$/,
    )
    expect((await second.said).split('\n')).toHaveLength(1)
    expect(await second.code).toBe(1)
    // It has touched nothing: the first goes on, and is the one that is named still.
    await expect(lockFolder(dir)).rejects.toThrow(taken)
    first.child.kill('SIGKILL')
    await first.code
    const third = start(SERVER)
    expect(await third.said).toBe('open')
    await expect(lockFolder(dir)).rejects.toThrow(`(process ${third.child.pid}, since `)
  })

  it('is free again when its server has closed, and is made where there was none', async () => {
    const place = join(dir, 'not', 'yet')
    const lock = await lockFolder(place)
    await expect(lockFolder(place)).rejects.toThrow(`process ${process.pid}`)
    lock.release()
    lock.release()
    expect(existsSync(join(place, LOCK_FILE))).toBe(true)
    const again = await lockFolder(place)
    again.release()
  })

  it('of a server on another machine, or of one nobody knows, is refused just so', async () => {
    const lock = await lockFolder(dir)
    const holder = (pid: number, host: string): void =>
      writeFileSync(join(dir, 'server.json'), JSON.stringify({ pid, host, since: '2026-11-23T04:05:06.000Z' }))
    holder(7, 'elsewhere')
    await expect(lockFolder(dir)).rejects.toThrow('(process 7 on elsewhere, since 2026-11-23 04:05 UTC)')
    // One that was killed before: its number means nothing.
    holder(2 ** 22 + 1, hostname())
    await expect(lockFolder(dir)).rejects.toThrow(`${dir} is in use by another Townhall server: stop that one first`)
    lock.release()
  })

  it('that is no folder is said to be none', async () => {
    writeFileSync(join(dir, 'file'), '')
    await expect(lockFolder(join(dir, 'file'))).rejects.toThrow(`the data folder ${join(dir, 'file')} cannot be used: `)
  })
})
