// Is the built client as new as its sources? If not, Vite builds it in a process of its own.
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const SOURCES = ['client', 'shared', 'vite.config.ts', 'package-lock.json']

/** True when there is no build below `root`, or a source changed after it. */
export function isBuildStale(root: string): boolean {
  const built = changedAtMs(join(root, 'dist', 'client', 'index.html'))
  return built === null || SOURCES.some((source) => newestMs(join(root, source)) > built)
}

/** Resolves when dist/client is there; rejects with what Vite said. */
export function buildClient(root: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  return new Promise((done, fail) => {
    child.on('error', (error) => fail(new Error(`the page cannot be built: ${error.message}`)))
    child.on('close', (code) => {
      if (code === 0) done()
      else fail(new Error(`the page cannot be built:\n${said.trim()}`))
    })
  })
}

function newestMs(path: string): number {
  const own = changedAtMs(path)
  if (own === null) return 0
  if (!statSync(path).isDirectory()) return own
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !/\.test\.tsx?$/.test(name))
    .reduce((newest, { name }) => Math.max(newest, newestMs(join(path, name))), own)
}

function changedAtMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}
