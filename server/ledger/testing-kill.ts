// Kills a process that writes to a chain, again and again, at moments of chance; what it had acknowledged is counted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const WRITER = join(import.meta.dirname, 'kill-writing.ts')

export type Kills = { readonly rounds: number; readonly key: string; /** 0 to 1. */ readonly chance: () => number }

/** Hash of each acknowledged transaction, and of its block. */
export async function killWriters(dir: string, { rounds, key, chance }: Kills): Promise<Map<string, string>> {
  const told = new Map<string, string>()
  for (let round = 0; round < rounds; round++) {
    const child = spawn(process.execPath, [WRITER, dir, key], { stdio: ['ignore', 'pipe', 'inherit'] })
    const closed = once(child.stdout, 'close')
    let text = ''
    const first = new Promise<void>((heard) => {
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        if (text.includes('\n')) heard()
      })
      child.once('exit', () => heard())
    })
    await first
    await new Promise((later) => setTimeout(later, chance() * 400))
    child.kill('SIGKILL')
    await closed
    // A last line that is not whole was not acknowledged to anybody.
    for (const line of text.split('\n').slice(0, -1)) told.set(line.slice(0, 66), line.slice(67))
  }
  return told
}
