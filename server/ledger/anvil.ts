// The program that executes the embedded chain: anvil, as a child process. It listens on this machine alone, keeps nothing by
// itself (its own file does not survive a crash), mines when told, and ends with us: a shell beside it waits for our end of a
// pipe to close, which it does however we end. Where that shell was killed with us, the next start ends what is left.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { askNode, type ChainNode } from './node.ts'

/** What decides how blocks come out; stands beside the log of blocks. */
export type Genesis = { readonly chainId: number; readonly timestamp: number; readonly hardfork: 'cancun' }

export type Anvil = {
  readonly node: ChainNode
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>
  pid(): number
  stop(): Promise<void>
}

/** Null where this machine has none: neither from npm nor on the PATH. */
export function anvilProgram(env: NodeJS.ProcessEnv = process.env): string | null {
  try {
    const about = createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/package.json')
    const program = join(about, '../bin/anvil')
    if (isRunnable(program) && process.platform === 'linux' && process.arch === 'x64') return program
  } catch {
    // Not on this platform.
  }
  const name = process.platform === 'win32' ? 'anvil.exe' : 'anvil'
  const places = (env['PATH'] ?? '').split(delimiter).filter((place) => place !== '')
  return places.map((place) => join(place, name)).find(isRunnable) ?? null
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const STARTS_WITHIN_MS = 20_000
const ORPHAN_AFTER_MS = 200
/** States of so many blocks can be asked for; what is asked of the newest needs one. */
const STATES_KEPT = 16

const argumentsOf = ({ chainId, timestamp, hardfork }: Genesis): string[] =>
  [
    '--host 127.0.0.1 --port 0 --no-cors --no-request-size-limit',
    '--no-mining --accounts 0 --order fifo --color never',
    `--chain-id ${chainId} --timestamp ${timestamp} --hardfork ${hardfork} --disable-min-priority-fee`,
    `--prune-history ${STATES_KEPT} --transaction-block-keeper 100000000 --disable-console-log`,
  ].flatMap((line) => line.split(' '))

/** Whoever sends needs no money: only we can send. */
const FREE = ['--block-base-fee-per-gas', '0', '--gas-price', '0']

/** Kills the program when its standard input ends. Its own output is closed, so that the pipe to us ends with the program. */
const WITH_US = '"$@" </dev/null & child=$!; echo "as $child" >&2; exec >/dev/null 2>&1; read -r _; kill -9 $child'

/** `fees`: what gas costs on it. `home`: the folder it plays, by which it is known to be ours. */
type Manner = { readonly fees?: readonly string[]; readonly home?: string }

/** Throws a sentence when it does not start. */
export async function startAnvil(
  program: string,
  genesis: Genesis,
  { fees = FREE, home = '' }: Manner = {},
): Promise<Anvil> {
  const told = [...argumentsOf(genesis), ...fees]
  const [command, ...given] =
    process.platform === 'win32' ? [program, ...told] : ['/bin/sh', '-c', WITH_US, 'chain', program, ...told]
  const child = spawn(command as string, given, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', [HOME_NAME]: home },
    // An interrupt from the keyboard is ours to hear; it ends after us.
    detached: process.platform !== 'win32',
  })
  child.stdin?.on('error', () => undefined)
  let pid = child.pid ?? 0
  child.stderr?.on('data', (chunk: Buffer) => (pid = Number(/^as (\d+)$/m.exec(chunk.toString())?.[1] ?? pid)))
  let isStopping = false
  let hasEnded = false
  const ended = endOf(child).finally(() => (hasEnded = true))
  // Where what waits beside it was killed, it lives on: its output is open, so that number is its own still.
  child.once('exit', () => setTimeout(() => isStopping || hasEnded || process.kill(pid, 'SIGKILL'), ORPHAN_AFTER_MS))
  const stop = async (): Promise<void> => {
    isStopping = true
    child.stdin?.end()
    if (process.platform === 'win32') child.kill()
    await ended
  }
  try {
    const url = await listening(child)
    return { node: askNode(url, { what: 'the embedded chain', withinMs: 60_000 }), ended, pid: () => pid, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Ends the program of that number if it is one that plays the folder; where the system does not tell, nothing. */
export function endLeftOver(pid: number, home: string): void {
  try {
    const told = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    if (told.includes(`${HOME_NAME}=${home}`)) process.kill(pid, 'SIGKILL')
  } catch {
    // There is none of that number, or it is somebody else's.
  }
}
const HOME_NAME = 'TOWNHALL_CHAIN_FOLDER'

/** The program has ended when its output has, and what waits beside it is then let go. */
async function endOf(child: ChildProcess): Promise<void> {
  const failed = once(child, 'error').catch(() => undefined)
  const silent = child.stdout ? once(child.stdout, 'close') : Promise.resolve()
  await Promise.race([failed, silent]).catch(() => undefined)
  child.stdin?.end()
}

function listening(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((heard, fail) => {
    const late = setTimeout(() => fail(new Error('anvil does not start within 20 s')), STARTS_WITHIN_MS)
    const failed = (why: string): void => {
      clearTimeout(late)
      fail(new Error(`anvil does not start: ${why}`))
    }
    child.once('error', ({ message }) => failed(message))
    child.stderr?.on('data', (chunk: Buffer) => void (said = `${said}${chunk.toString()}`.slice(-400)))
    child.stdout?.once('close', () => failed(said.trim().replaceAll('\n', ' ') || 'it ended'))
    const read = (chunk: Buffer): void => {
      said = `${said}${chunk.toString()}`.slice(-400)
      const at = /Listening on ([\d.]+:\d+)/.exec(said)?.[1]
      if (at === undefined) return
      clearTimeout(late)
      // What it tells of each call is not kept.
      child.stdout?.off('data', read).resume()
      heard(`http://${at}`)
    }
    child.stdout?.on('data', read)
  })
}
