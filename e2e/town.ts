// Starts a whole Townhall as a user would, on a free loopback port with a data folder of its own, and stops it.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..')
/** What `npm start` gives to Node: it is `exec node …`. */
const START = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }
).scripts.start
  .split(' ')
  .slice(2)

/** No system plays and no chain runs unless a test asks: pictures and budgets must not depend on the weather. The journal is new. */
const QUIET = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  TOWNHALL_SYSTEMS: 'none',
  TOWNHALL_DEVICES: 'none',
  TOWNHALL_CHAIN: 'none',
  MQTT_PORT: 'none',
  DATABASE_URL: '',
}

export type Town = {
  /** `http://localhost:PORT`: the name a headset emulator and WebXR accept without a certificate. */
  readonly url: string
  /** Of the process that runs now. */
  readonly pid: number
  /** What it printed so far. */
  output(): string
  /** Ends it as a power cut would, and starts it again on the same port and data; resolves when it is ready. */
  killAndStartAgain(): Promise<void>
  /** SIGTERM, and the exit code it answers with. */
  stop(): Promise<number | null>
}

/** After this an end is no end: what hangs is killed, and answers no code. */
const STOP_MS = 30_000

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/**
 * Resolves when `/readyz` says ready; `env` adds settings such as TOWNHALL_CITY. A port that was free a moment ago may be somebody
 * else's by the time the server asks for it: then another one is tried.
 */
export async function startTown(env: Readonly<Record<string, string>> = {}, timeoutMs = 120_000): Promise<Town> {
  for (let tries = 1; ; tries++) {
    const port = await freePort()
    try {
      return await startOn(port, env, timeoutMs)
    } catch (error) {
      if (tries === 3 || !String(error).includes(`port ${port} is in use`)) throw error
    }
  }
}

async function startOn(port: number, env: Readonly<Record<string, string>>, timeoutMs: number): Promise<Town> {
  const data = mkdtempSync(join(tmpdir(), 'townhall-data-'))
  const url = `http://localhost:${port}`
  let output = ''
  const run = () => {
    const child = spawn(process.execPath, START, {
      cwd: ROOT,
      env: { ...process.env, ...QUIET, PORT: String(port), TOWNHALL_DATA: data, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    return { child, ended }
  }
  let running = run()
  const isOver = (): boolean => running.child.exitCode !== null || running.child.signalCode !== null
  const stop = async (): Promise<number | null> => {
    const { child, ended } = running
    if (!isOver()) child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    const code = await ended
    clearTimeout(late)
    rmSync(data, { recursive: true, force: true })
    return code
  }
  const becomeReady = async (): Promise<void> => {
    const until = Date.now() + timeoutMs
    while (!(await isReady(url))) {
      if (isOver() || Date.now() > until) {
        await stop()
        throw new Error(`Townhall did not become ready:\n${output}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  await becomeReady()
  return {
    url,
    get pid() {
      return running.child.pid ?? 0
    },
    output: () => output,
    async killAndStartAgain() {
      running.child.kill('SIGKILL')
      await running.ended
      running = run()
      await becomeReady()
    },
    stop,
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url.replace('localhost', '127.0.0.1')}/readyz`)).ok
  } catch {
    return false
  }
}
