// Runs a command as a process of its own and says how long it took and how much memory it had at most.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type Measured = {
  readonly code: number | null
  readonly seconds: number
  readonly peakMb: number
  readonly stdout: string
}

/** Peak memory is the kernel's high-water mark of the resident set (Linux `VmHWM`), 0 where there is none. */
export async function measure(file: string, args: readonly string[], cwd: string): Promise<Measured> {
  const start = performance.now()
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  let peakMb = 0
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, residentPeakMb(child.pid ?? 0))
  }, 50)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearInterval(watch)
  return { code, seconds: (performance.now() - start) / 1000, peakMb: Math.round(peakMb), stdout }
}

export function residentPeakMb(pid: number): number {
  try {
    const kb = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kb ?? 0) / 1024
  } catch {
    return 0
  }
}

export function residentMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kb ?? 0) / 1024
  } catch {
    return 0
  }
}
