// The city's own chain in a process of its own whose disk takes no more (its files may not grow: the system's own limit), and
// which is killed: nothing is said to be kept that is not, it goes on by itself, nothing is left running, nothing done twice.
import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Head, LedgerStatus } from './contract.ts'
import { closeLedgers, drop, emptyFolder, ledgerIn, PATIENCE, PROGRAM, ready, sha256 } from './testing.ts'
import type { Asked } from './testing-ledger-process.ts'

const LIMITS = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0
const PROCESS = join(import.meta.dirname, 'testing-ledger-process.ts')

type Told = {
  readonly no: number
  readonly said: string
  readonly stamped: readonly string[]
  readonly status: LedgerStatus
  readonly pid: number
  readonly notes: readonly string[]
}

describe.runIf(PROGRAM !== null && LIMITS)('a chain whose disk takes no more', () => {
  const dir = emptyFolder()
  const log = join(dir, 'chain', 'blocks.log')
  const [first, second, third] = ['first', 'second', 'third'].map(sha256) as [string, string, string]
  const all = [first, second, third]
  const running = new Set<ChildProcess>()
  let began: Head
  let child: ChildProcess
  let no = 0
  const start = (): void => {
    child = fork(PROCESS, [dir], { execArgv: [] })
    running.add(child)
  }
  const ask = (asked: Omit<Asked, 'no'> = {}): Promise<Told> => {
    const mine = ++no
    return new Promise((heard) => {
      const hear = (told: unknown): void => {
        if ((told as Told).no !== mine) return
        child.off('message', hear)
        heard(told as Told)
      }
      child.on('message', hear)
      child.send({ no: mine, look: all, ...asked })
    })
  }
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  /** Of any file it writes; what was larger before may not grow. */
  const mayGrowTo = (bytes: number | 'unlimited'): void => {
    const { status } = spawnSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`])
    expect(status).toBe(0)
  }
  const isReady = (): Promise<unknown> => vi.waitUntil(async () => (await ask()).status.state === 'ready', PATIENCE)
  const isHindered = (): Promise<unknown> =>
    vi.waitUntil(async () => (await ask()).status.why.includes('a file may not grow any more'), PATIENCE)
  const isGone = (pid: number): boolean => {
    try {
      // One that has ended and that nobody has asked for yet is gone.
      return /^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
    } catch {
      return true
    }
  }

  beforeAll(async () => {
    const ledger = ledgerIn(dir, { program: PROGRAM as string })
    await ready(ledger)
    began = ledger.status().head as Head
    await closeLedgers()
    start()
    await isReady()
  })
  afterAll(async () => {
    for (const one of running) one.kill('SIGKILL')
    await closeLedgers()
    drop(dir)
  })

  it('acknowledges nothing, says so, keeps what waits, and goes on by itself when there is room', async () => {
    const { size } = statSync(log)
    mayGrowTo(size + 30)
    expect((await ask({ stamp: first })).said).toBe('kept')
    await isHindered()
    const full = await ask()
    expect(full).toMatchObject({ stamped: [], status: { state: 'waiting', waiting: 1, head: began } })
    // Where not even that can be kept, it is not said to be.
    mayGrowTo(0)
    expect((await ask({ stamp: second })).said).toContain('EFBIG')
    await vi.waitUntil(() => statSync(log).size === size, PATIENCE)
    expect((await ask()).stamped).toEqual([])
    mayGrowTo('unlimited')
    await vi.waitUntil(async () => (await ask()).stamped.includes(first), PATIENCE)
    expect((await ask({ stamp: second })).said).toBe('kept')
    await vi.waitUntil(async () => (await ask()).stamped.includes(second), PATIENCE)
    const { status, notes, pid } = await ask()
    expect(status).toMatchObject({ state: 'ready', why: '', waiting: 0, head: { number: began.number + 2 } })
    // A full disk is nobody's fault, and the program was not started anew for it.
    expect(notes.filter((text) => text.startsWith('FAULT'))).toEqual([])
    expect(pid).toBe(full.pid)
  })

  it('leaves nothing running when it is killed meanwhile, and the next start has the same head and sends what waited, once', async () => {
    mayGrowTo(statSync(log).size + 30)
    expect((await ask({ stamp: third })).said).toBe('kept')
    await isHindered()
    const { status, pid } = await ask()
    await kill()
    await vi.waitUntil(() => isGone(pid), PATIENCE)
    const ledger = ledgerIn(dir, { program: PROGRAM as string })
    await vi.waitUntil(() => ledger.stampOf(third), PATIENCE)
    const { number, hash } = status.head as Head
    const block = (await ledger.node.ask('eth_getBlockByNumber', [`0x${number.toString(16)}`, false])) as Head
    expect(block.hash).toBe(hash)
    expect(ledger.status().head?.number).toBe(number + 1)
    expect(new Set(all.map((one) => ledger.stampOf(one)?.txHash)).size).toBe(3)
    await closeLedgers()
  })

  it('of which everything but the program was killed is played by a new one, and the old one ended', async () => {
    start()
    await isReady()
    const { pid, status } = await ask()
    const shell = Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1])
    // It must not see that the shell has gone.
    child.kill('SIGSTOP')
    process.kill(shell, 'SIGKILL')
    await kill()
    expect(isGone(pid)).toBe(false)
    start()
    await isReady()
    expect((await ask()).status.head).toEqual(status.head)
    await vi.waitUntil(() => isGone(pid), PATIENCE)
    const now = (await ask()).pid
    await kill()
    await vi.waitUntil(() => isGone(now), PATIENCE)
  })
})
