// Every city system can be left out: its folders and its lines in the lists are taken out of a copy of the house, and
// what is left still compiles, keeps the rules and passes the tests of the kernel and of what timelines show.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './imports.ts'

const root = join(import.meta.dirname, '..')
const SIDES = ['shared', 'server', 'client'] as const
const COPIED = [...SIDES, 'tsconfig.base.json', 'package.json', 'vitest.config.ts']
/** What is left need not try what was taken out in a browser. */
const PROJECTS = SIDES.map((path) => ({ path }))
const systems = readdirSync(join(root, 'shared', 'systems'), { withFileTypes: true }).filter((one) => one.isDirectory())

describe.each(systems.map(({ name }) => name))('without the system %s', (name) => {
  let copy: string
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'townhall-without-'))
    for (const part of COPIED) cpSync(join(root, part), join(copy, part), { recursive: true })
    writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ files: [], references: PROJECTS }))
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    for (const side of SIDES) {
      rmSync(join(copy, side, 'systems', name), { recursive: true, force: true })
      const list = join(copy, side, 'systems', 'index.ts')
      if (existsSync(list)) writeFileSync(list, without(name, readFileSync(list, 'utf8')))
    }
  })
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  it('compiles, and keeps the house rules', async () => {
    expect(violations(copy)).toEqual([])
    expect(await run(copy, ['typescript', 'bin', 'tsc'], ['-b'])).toBe('')
  }, 120_000)

  it('plays and shows what is left', async () => {
    const tests = ['shared/kernel', 'server/timelines/publication']
    const said = await run(copy, ['vitest', 'vitest.mjs'], ['run', '--root', copy, '--project', 'unit', ...tests])
    expect(said).toContain('publication')
  }, 120_000)
})

/** A list less the imports from the system's folder and what they gave it. */
function without(name: string, list: string): string {
  const imports = new RegExp(`^import (?:type )?\\{([^}]*)\\} from '\\./${name}/[^']*'\\n`, 'gm')
  const given = [...list.matchAll(imports)].flatMap(([, names = '']) => names.split(',').map((one) => one.trim()))
  const left = list.replace(imports, '')
  return given.reduce((text, one) => text.replace(new RegExp(`\\b${one}\\b,?\\s*`, 'g'), ''), left)
}

/** What it says; rejects with that when it fails. */
async function run(cwd: string, [of = '', ...file]: readonly string[], args: readonly string[]): Promise<string> {
  const program = join(root, 'node_modules', of, ...file)
  try {
    return (await promisify(execFile)(process.execPath, [program, ...args], { cwd })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${stdout}${stderr}`, { cause: error })
  }
}
