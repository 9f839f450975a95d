// The hash of a city package: of its files by name and content, in the order of their names; licence texts apart. Two
// servers with the same hash play in the same city.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const known = new Map<string, Promise<string>>()

/** Computed once for a folder; again only when a file of it has another size or date. */
export async function cityHash(dir: string): Promise<string> {
  const names = (await readdir(dir)).filter((name) => !/^(LICENSE|NOTICE)/.test(name)).sort()
  const files: { readonly name: string; readonly size: number }[] = []
  const seen = [dir]
  for (const name of names) {
    const about = await stat(join(dir, name))
    if (!about.isFile()) continue
    files.push({ name, size: about.size })
    seen.push(`${name} ${about.size} ${about.mtimeMs}`)
  }
  const key = seen.join('\n')
  const found = known.get(key) ?? hashOf(dir, files)
  known.set(key, found)
  return found
}

async function hashOf(
  dir: string,
  files: readonly { readonly name: string; readonly size: number }[],
): Promise<string> {
  const hash = createHash('sha256')
  for (const { name, size } of files) {
    hash.update(`${name}\n${size}\n`)
    for await (const chunk of createReadStream(join(dir, name))) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}
