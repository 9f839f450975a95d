// Which code plays a journal: the hash of everything in shared/, where all kernels live. A replay is exact under the
// same build; under another one it is as good as the change was small.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'

const SHARED = resolve(import.meta.dirname, '../../shared')

export function buildId(): string {
  const files = readdirSync(SHARED, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) {
    const bytes = readFileSync(file)
    hash.update(`${relative(SHARED, file).split(sep).join('/')}\n${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex').slice(0, 16)
}
