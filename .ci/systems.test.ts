// Every city system can be left out: its folders and its lines in the lists are taken out of a copy of the house, and
// what is left still compiles, keeps the rules, plays and is shown.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './imports.ts'

const root = join(import.meta.dirname, '..')
const SIDES = ['shared', 'server', 'client'] as const
/** With what was compiled before, so that the compiler looks again only at what is different. */
const COPIED = [...SIDES, 'tsconfig.base.json', 'package.json', '.tsc']
/** What is left need not try what was taken out in a browser. */
const PROJECTS = SIDES.map((path) => ({ path }))
const systems = readdirSync(join(root, 'shared', 'systems'), { withFileTypes: true }).filter((one) => one.isDirectory())

describe.each(systems.map(({ name }) => name))('without the system %s', (name) => {
  let copy: string
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'townhall-without-'))
    for (const part of COPIED.filter((one) => existsSync(join(root, one))))
      cpSync(join(root, part), join(copy, part), { recursive: true, preserveTimestamps: true })
    writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ files: [], references: PROJECTS }))
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    for (const side of SIDES) {
      rmSync(join(copy, side, 'systems', name), { recursive: true, force: true })
      for (const file of ['index.ts', 'models.ts']) {
        const list = join(copy, side, 'systems', file)
        if (existsSync(list)) writeFileSync(list, without(name, readFileSync(list, 'utf8')))
      }
    }
  })
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  it('compiles, and keeps the house rules', async () => {
    expect(violations(copy)).toEqual([])
    expect(await run(copy, ['typescript', 'bin', 'tsc'], ['-b'])).toBe('')
  }, 120_000)

  it('plays and shows what is left', async () => {
    writeFileSync(join(copy, 'play.ts'), PLAY)
    const { stdout } = await promisify(execFile)(process.execPath, ['play.ts'], { cwd: copy, timeout: 60_000 })
    const { playing, faults, gauges } = JSON.parse(stdout) as { playing: string[]; faults: string[]; gauges: string[] }
    expect(faults).toEqual([])
    expect(playing.toSorted()).toEqual(
      [...systems.map((one) => one.name).filter((one) => one !== name && isPlayed(one)), 'toy'].toSorted(),
    )
    expect(gauges.filter((id) => id.startsWith(`${name}.`))).toEqual([])
  }, 90_000)
})

/** Some only reckon cases so far. */
function isPlayed(name: string): boolean {
  return readFileSync(join(root, 'shared', 'systems', 'index.ts'), 'utf8').includes(`'./${name}/`)
}

/** Half a minute of the city with the systems and publishers that are listed, and the toy. */
const PLAY = `
import { EMPTY_CITY, toy } from './shared/kernel/toy.ts'
import { Twin } from './shared/kernel/twin.ts'
import { SYSTEMS } from './shared/systems/index.ts'
import { PUBLISHERS } from './server/systems/index.ts'
import { Publication } from './server/timelines/publication.ts'
const systems = [...SYSTEMS, toy]
const twin = new Twin(systems, EMPTY_CITY, 7)
const faults = []
const note = ({ system, error }) => faults.push(system + ': ' + String(error))
const versions = systems.map(({ id, version }) => ({ id, version }))
twin.apply({ kind: 'opened', build: 'without', systems: versions, atMs: 1 }).forEach(note)
const shown = new Publication(PUBLISHERS, { city: EMPTY_CITY, boundsM: [-1000, -500, 1000, 500] }, note)
let gauges = []
for (let n = 1; n <= 30; n++) {
  twin.apply({ kind: 'step', stepS: 1, atMs: 1 + n * 1000 }).forEach(note)
  gauges = shown.show({ twin, seq: n }).facts.gauges.map(({ id }) => id)
}
console.log(JSON.stringify({ playing: Object.keys(twin.states), faults, gauges }))
`

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
