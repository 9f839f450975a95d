// `npm run check`: types, lint, format, import rules, lock file, file length, unused code. Says what failed and where.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { violations } from './imports.ts'
import { lockViolations, projectFiles, treeViolations } from './tree.ts'

const root = join(import.meta.dirname, '..')
const CODE = ['client', 'server', 'shared', 'contracts', 'bench', 'e2e', '.ci', 'vite.config.ts', 'vitest.config.ts']
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)

type Outcome = { readonly name: string; readonly problems: string; readonly seconds: number }

async function command(name: string, file: string, args: readonly string[]): Promise<Outcome> {
  const start = performance.now()
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { name, problems: code === 0 ? '' : out || `exit ${code}`, seconds: (performance.now() - start) / 1000 }
}

function own(name: string, find: () => readonly string[]): Outcome {
  const start = performance.now()
  const problems = find().join('\n')
  return { name, problems, seconds: (performance.now() - start) / 1000 }
}

const files = projectFiles(root)
const tree = treeViolations(root, files)
const outcomes: Outcome[] = [
  own('import rules', () => violations(root)),
  own('tree', () => tree.refused),
  own('lock file', () => lockViolations(readFileSync(join(root, 'package-lock.json'), 'utf8'))),
]
outcomes.push(await command('types', bin('tsc'), ['-b']))
outcomes.push(
  ...(await Promise.all([
    command('lint', bin('oxlint'), ['--type-aware', '--deny-warnings', ...CODE]),
    command('format', bin('oxfmt'), ['--check', ...CODE]),
    command('unused code', bin('knip'), ['--no-progress']),
  ])),
)

for (const question of tree.questions) console.log(`a question of length: ${question}`)
for (const { name, problems, seconds } of outcomes) {
  console.log(`${problems === '' ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`)
  if (problems !== '') console.log(problems.trimEnd().replace(/^/gm, '     '))
}
const failed = outcomes.filter((outcome) => outcome.problems !== '')
console.log(failed.length === 0 ? 'check: all in order' : `check: failed in ${failed.map((o) => o.name).join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
