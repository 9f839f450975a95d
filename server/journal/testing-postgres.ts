// For tests and benchmarks: a Postgres of our own, from the programs this machine has (none is downloaded), on loopback,
// with an empty folder. It may be killed and started again; it goes when we do, however we end.
import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Client } from 'pg'

export type OwnPostgres = {
  readonly url: string
  readonly port: number
  /** As a power cut: no process of it has time for anything. */
  kill(): Promise<void>
  /** After `kill`; when it answers. */
  start(): Promise<void>
  remove(): Promise<void>
}

const DEBIAN = '/usr/lib/postgresql'
/** Its programs refuse root; nobody is nobody everywhere. */
const NOBODY = 65_534
const PATIENCE_MS = 60_000

/** The folder of `initdb` and `postgres`, or null. Windows is not looked at. */
export function postgresHere(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : []
  const places = [...(process.env.PATH ?? '').split(delimiter), ...versions.map((one) => join(DEBIAN, one, 'bin'))]
  const has = (folder: string): boolean => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))
  return places.find(has) ?? null
}

export async function startPostgres(): Promise<OwnPostgres> {
  const programs = postgresHere()
  if (programs === null) throw new Error('there is no initdb and postgres on this machine')
  const dir = mkdtempSync(join(tmpdir(), 'townhall-postgres-'))
  const data = join(dir, 'data')
  const isRoot = process.getuid?.() === 0
  const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  if (isRoot) chownSync(dir, NOBODY, NOBODY)
  const made = spawn(join(programs, 'initdb'), ['-D', data, '-U', 'townhall', '-A', 'trust', '-N', '-E', 'UTF8'], {
    ...as,
    cwd: dir,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  made.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  if ((await new Promise((done) => made.once('close', done))) !== 0) throw new Error(`initdb: ${complaint}`)

  const port = await freePort()
  const url = `postgres://townhall@127.0.0.1:${port}/postgres`
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=16MB',
    'max_connections=60',
  ]
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])]
  // The shell waits for a line, or for our end, and takes Postgres with it; after our end the folder too.
  const keeper =
    '"$@" 2>/dev/null & read -r _; left=$?; kill -QUIT $! 2>/dev/null; wait $!; [ $left = 0 ] || rm -rf "$0"'
  let gone: Promise<unknown> = Promise.resolve()
  let letGo = (): void => {}

  async function start(): Promise<void> {
    const child = spawn('/bin/sh', ['-c', keeper, dir, join(programs ?? '', 'postgres'), ...args], {
      ...as,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    // Written to after its end.
    child.stdin.on('error', () => {})
    letGo = () => child.stdin.end('\n')
    gone = new Promise((done) => child.once('close', done))
    const untilMs = Date.now() + PATIENCE_MS
    while (!(await answers(url))) {
      if (Date.now() > untilMs) throw new Error(`postgres does not answer on port ${port}`)
      await new Promise((done) => setTimeout(done, 50))
    }
  }
  async function stop(): Promise<void> {
    letGo()
    await gone
  }
  await start()
  return {
    url,
    port,
    start,
    async kill() {
      const [pid = ''] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
      process.kill(Number(pid), 'SIGKILL')
      await stop()
    },
    async remove() {
      await stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  return port
}
