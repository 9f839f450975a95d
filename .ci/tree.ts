// The plain rules of the tree: file length, folder depth, folder names, and a complete lock file.
import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const LINES_REFUSED = 500
const LINES_QUESTION = 300
const DEPTH = 3
const BANNED_NAMES = /^(utils?|helpers?|common|misc|manager)(\.|$)/

/** Tracked and new, not ignored. */
export function projectFiles(root: string): string[] {
  const out = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  return out.split('\n').filter((file) => file !== '')
}

export function treeViolations(root: string, files: readonly string[]): { refused: string[]; questions: string[] } {
  const refused: string[] = []
  const questions: string[] = []
  for (const file of files) {
    const parts = file.split('/')
    const isCode = /\.(ts|tsx|js|mjs|sol)$/.test(file)
    if (isCode && ['client', 'server', 'shared'].includes(parts[0] ?? '') && parts.length - 1 > DEPTH)
      refused.push(`${file}: deeper than ${DEPTH} folders`)
    if (isCode && parts.some((part) => BANNED_NAMES.test(part))) refused.push(`${file}: a name that says nothing`)
    if (!isCode) continue
    let text: string
    try {
      text = readFileSync(join(root, file), 'utf8')
    } catch {
      continue
    }
    const lines = text.split('\n').length - 1
    if (lines > LINES_REFUSED) refused.push(`${file}: ${lines} lines, over ${LINES_REFUSED}`)
    else if (lines > LINES_QUESTION) questions.push(`${file}: ${lines} lines`)
  }
  return { refused, questions }
}

/** Platform packages that a dependency names but the lock file lacks (`npm ci` refuses those), and foreign sources. */
export function lockViolations(lockText: string): string[] {
  const packages = (JSON.parse(lockText) as { packages: Record<string, LockEntry> }).packages
  const names = new Set(Object.keys(packages).map((key) => key.split('node_modules/').pop()))
  const found: string[] = []
  for (const [key, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {}))
      if (!names.has(name)) found.push(`${key || 'package.json'} needs ${name} ${range}, missing from the lock file`)
    if (key !== '' && !entry.link && !entry.integrity) found.push(`${key} has no integrity hash`)
    if (entry.resolved && /^(git|file:)|github\.com|codeload/.test(entry.resolved))
      found.push(`${key} does not come from the npm registry`)
  }
  return found
}

type LockEntry = {
  optionalDependencies?: Record<string, string>
  resolved?: string
  integrity?: string
  link?: boolean
}
