// `npm test`: everything, one after the other, and one line at the end that a person can read at a glance.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const start = performance.now()
const folder = mkdtempSync(join(tmpdir(), 'townhall-test-'))

async function run(args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
  return (await new Promise<number | null>((resolve) => child.on('close', resolve))) === 0
}

type Report = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTotalTests: number }

async function tests(project: string): Promise<Report> {
  const file = join(folder, `${project}.json`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const ok = await run([
    vitest,
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
  ])
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report
    // A suite that breaks outside its tests (a failed import, a leaked error) counts as one failure.
    return ok || report.numFailedTests > 0 ? report : { ...report, numFailedTests: 1 }
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTotalTests: 0 }
  }
}

const checked = await run([join(root, '.ci', 'check.ts')])
const built = await run([join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'])
const reports = [await tests('unit'), ...(built ? [await tests('e2e')] : [])]
rmSync(folder, { recursive: true, force: true })

const sum = (key: keyof Report): number => reports.reduce((total, report) => total + report[key], 0)
const passed = sum('numPassedTests') + (checked ? 1 : 0) + (built ? 1 : 0)
const failed = sum('numFailedTests') + (checked ? 0 : 1) + (built ? 0 : 1)
console.log(
  `check ${checked ? 'ok' : 'FAILED'}, build ${built ? 'ok' : 'FAILED'}, ${Math.round((performance.now() - start) / 1000)} s in all`,
)
console.log(`${passed} passed, ${failed} failed, ${sum('numPendingTests')} skipped`)
process.exitCode = failed === 0 ? 0 : 1
