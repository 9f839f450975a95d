// The default city in the repository is what its derivation makes. Making it takes half a minute, so it is made again only
// when something it is made by, made from or made into differs from what derived.json says it was last shown with; then the
// record is renewed, except where nobody would keep it (CI), as with a snapshot.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { ASTANA_DIR, deriveAstana } from '../server/city/derive-astana.ts'
import { openPackage } from '../server/city/package.ts'
import { importsOf } from './imports.ts'

const root = join(import.meta.dirname, '..')
const record = join(import.meta.dirname, 'derived.json')
const require = createRequire(join(root, 'server/city/derive-astana.ts'))

it('the default city is what its derivation makes', async () => {
  const now = madeOf('server/city/derive-astana.ts')
  const shown = existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as unknown) : null
  if (JSON.stringify(shown) === JSON.stringify(now)) return
  const folder = mkdtempSync(join(tmpdir(), 'townhall-astana-'))
  try {
    await expectSame(join(folder, 'astana'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (process.env['CI'] === undefined) writeFileSync(record, `${JSON.stringify(now, null, 2)}\n`)
}, 300_000)

async function expectSame(made: string): Promise<void> {
  await deriveAstana(made)
  const unpacked = (file: string): Buffer => gunzipSync(readFileSync(file))
  expect(readdirSync(made)).toEqual(readdirSync(ASTANA_DIR))
  for (const name of readdirSync(made)) {
    const [a, b] = [join(made, name), join(ASTANA_DIR, name)]
    if (name.endsWith('.gz')) expect(unpacked(a).equals(unpacked(b)), name).toBe(true)
    else if (name.endsWith('.txt')) expect(readFileSync(a, 'utf8')).toBe(readFileSync(b, 'utf8'))
    else if (name === 'manifest.json')
      expect(JSON.parse(readFileSync(a, 'utf8'))).toEqual(JSON.parse(readFileSync(b, 'utf8')))
  }
  // Offsets and lengths may differ with the zlib at hand; what is in the tiles may not.
  const [again, kept] = await Promise.all([openPackage(made), openPackage(ASTANA_DIR)])
  expect(again.tileIndex.map((t) => t.slice(0, 3))).toEqual(kept.tileIndex.map((t) => t.slice(0, 3)))
  for (const [level, x, y] of kept.tileIndex) {
    const [a, b] = [again.tile(level, x, y), kept.tile(level, x, y)] as [Uint8Array, Uint8Array]
    if (!Buffer.from(a).equals(b)) expect(gunzipSync(a).equals(gunzipSync(b)), `${level}/${x}/${y}`).toBe(true)
  }
}

/** What a file is made by: its own code and all it imports, by its text; packages by their version; and the city itself. */
function madeOf(entry: string): { readonly code: string; readonly packages: readonly string[]; readonly city: string } {
  const files = new Set([entry])
  // Whose files are read as data.
  const packages = new Set(['@mapbox/mvt-fixtures'])
  for (const file of files)
    for (const { to, isPackage, typeOnly } of importsOf(root, file)) {
      if (typeOnly) continue
      if (!isPackage) files.add(to)
      else if (!to.startsWith('node:')) packages.add(to.split('/', to.startsWith('@') ? 2 : 1).join('/'))
    }
  return {
    code: hashOf([...files].toSorted().map((file) => join(root, file))),
    packages: [...packages].toSorted().map((name) => `${name} ${versionOf(name)}`),
    city: hashOf(readdirSync(ASTANA_DIR).map((file) => join(ASTANA_DIR, file))),
  }
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function versionOf(name: string): string {
  const [folder = ''] = (require.resolve.paths(name) ?? []).filter((one) => existsSync(join(one, name)))
  const { version } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  return version
}
