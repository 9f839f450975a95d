// The simulated devices as a child of `townhall serve`: started when the city is open, started again when they die, later
// each time, and ended with the server. Their secret passes through the environment and is in no file.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Scenario } from '../devices/scenarios.ts'
import { NAME_VARIABLE, SECRET_VARIABLE } from './devices.ts'

export type DevicesProcess = { close(): Promise<void> }
export type DevicesProcessOptions = {
  readonly url: string
  readonly scenario: Scenario
  /** Folder of the city package. */
  readonly cityDir: string
  readonly name: string
  readonly secret: string
  readonly say: (what: string) => void
}

const ENTRY = join(import.meta.dirname, 'townhall.ts')
const FIRST_WAIT_MS = 1000
const LAST_WAIT_MS = 60_000
/** Who lived so long is no longer failing. */
const WELL_AFTER_MS = 60_000
const LET_GO_MS = 2000

export function startDevices({ url, scenario, cityDir, name, secret, say }: DevicesProcessOptions): DevicesProcess {
  let child: ChildProcess | null = null
  let again: NodeJS.Timeout | null = null
  let waitMs = FIRST_WAIT_MS
  let isEnding = false

  const start = (): void => {
    const startedAt = performance.now()
    const args = [ENTRY, 'devices', '--scenario', scenario, '--mqtt', url, '--city', cityDir]
    // With a channel to us: a child whose parent is gone goes too.
    const mine = spawn(process.execPath, args, {
      env: { ...process.env, [NAME_VARIABLE]: name, [SECRET_VARIABLE]: secret },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    child = mine
    for (const out of [mine.stdout, mine.stderr]) out?.on('data', (text: Buffer) => say(text.toString().trim()))
    mine.on('error', (error) => say(`the simulated devices cannot be started: ${error.message}`))
    mine.on('close', (code) => {
      child = null
      if (isEnding) return
      if (performance.now() - startedAt > WELL_AFTER_MS) waitMs = FIRST_WAIT_MS
      say(`the simulated devices ended (${code ?? 'by a signal'}); again in ${Math.round(waitMs / 1000)} s`)
      again = setTimeout(start, waitMs)
      waitMs = Math.min(LAST_WAIT_MS, 2 * waitMs)
    })
  }
  start()

  return {
    async close() {
      isEnding = true
      if (again) clearTimeout(again)
      const mine = child
      if (!mine || mine.exitCode !== null) return
      const ended = new Promise((done) => mine.once('close', done))
      mine.kill('SIGTERM')
      const late = setTimeout(() => mine.kill('SIGKILL'), LET_GO_MS)
      await ended
      clearTimeout(late)
    },
  }
}
