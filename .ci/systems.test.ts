// Every city system can be left out: without its folders and its lines in the lists the house compiles, keeps its rules, plays
// and is shown. Nobody but the lists may import from a system's folder; so the house without it compiles when the lists do
// without their lines and give out the same types as before. All lists are compiled in one program, and played in one process.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importsBelow } from './imports.ts'

const root = join(import.meta.dirname, '..')
const SIDES = ['shared', 'server', 'client'] as const
const foldersOf = (side: string): string[] =>
  readdirSync(join(root, side, 'systems'), { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
const systems = [...new Set(SIDES.flatMap(foldersOf))].toSorted()
/** What of the systems is listed anywhere: files beside their folders, by path. */
const lists = SIDES.flatMap((side) =>
  readdirSync(join(root, side, 'systems'))
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${side}/systems/${file}`)
    .map((path) => ({ path, side, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => systems.some((name) => text.includes(`'./${name}/`))),
)
const isPlayed = (name: string): boolean =>
  lists.some(({ path, text }) => path === 'shared/systems/index.ts' && text.includes(`'./${name}/`))

type Played = Readonly<
  Record<string, { readonly playing: string[]; readonly faults: string[]; readonly gauges: string[] }>
>
let folder = ''
let compiled = ''
let played: Played = {}

// In the folder of what was compiled, so that the compiler finds the packages and looks again only at what is different.
beforeAll(async () => {
  mkdirSync(join(root, '.tsc'), { recursive: true })
  folder = mkdtempSync(join(root, '.tsc', 'without-'))
  writeLists(folder)
  writeFileSync(join(folder, 'play.ts'), PLAY)
  const texts = Object.fromEntries(
    systems.map((name) => [name, Object.fromEntries(lists.map(({ path, text }) => [path, without(name, text)]))]),
  )
  writeFileSync(join(folder, 'without.json'), JSON.stringify(texts))
  ;[compiled, played] = await Promise.all([
    run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), ['-b', folder]),
    run(join(folder, 'play.ts'), [root]).then((out) => JSON.parse(out) as Played),
  ])
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('compiles without any of the systems', () => {
  expect(lists.length).toBeGreaterThan(3)
  expect(compiled).toBe('')
})

describe.each(systems)('without the system %s', (name) => {
  it('is missed by nobody but the lists', () => {
    const isOf = (path: string): boolean => SIDES.some((side) => path.startsWith(`${side}/systems/${name}/`))
    const missing = importsBelow(root)
      .filter(({ from, to }) => isOf(to) && !isOf(from) && !lists.some(({ path }) => path === from))
      .map(({ from, to }) => `${from} -> ${to}`)
    expect(missing).toEqual([])
    for (const { path, text } of lists) {
      expect(without(name, text), path).not.toContain(`'./${name}/`)
      // Values are compared by the compiler; types that are given out must not be made of a system's own.
      expect(typesOf(without(name, text)), path).toEqual(typesOf(text))
    }
    for (const file of SIDES.flatMap((side) => sourcesOf(join(root, side, 'systems', name))))
      expect(readFileSync(file, 'utf8'), `${file} changes what all others compile with`).not.toMatch(
        /^declare (global|module)/m,
      )
  })

  it('plays and shows what is left', () => {
    const { playing, faults, gauges } = played[name] ?? { playing: [], faults: ['not played'], gauges: [] }
    expect(faults).toEqual([])
    expect(playing.toSorted()).toEqual([...systems.filter((one) => one !== name && isPlayed(one)), 'toy'].toSorted())
    expect(gauges.filter((id) => id.startsWith(`${name}.`))).toEqual([])
  })
})

/** Each list less each system, and a file that asks whether it gives out what the whole list does; a project a side. */
function writeLists(folder: string): void {
  for (const side of SIDES) {
    mkdirSync(join(folder, side))
    const same: string[] = []
    for (const { path, text } of lists.filter((list) => list.side === side)) {
      const absolute = (list: string): string =>
        list.replace(/ from '(\.[^']*)'/g, (_, to: string) => ` from '${join(root, side, 'systems', to)}'`)
      const [file = '', kind = ''] = basename(path).split('.')
      same.push(`import * as ${nameOf(file)} from '${join(root, path)}'`)
      for (const name of systems.filter((one) => text.includes(`'./${one}/`))) {
        writeFileSync(join(folder, side, `${file}-without-${name}.${kind}`), absolute(without(name, text)))
        const one = nameOf(`${file}-${name}`)
        same.push(
          `import * as ${one} from './${file}-without-${name}.${kind}'`,
          `export const ${one}There: typeof ${nameOf(file)} = ${one}`,
          `export const ${one}Back: typeof ${one} = ${nameOf(file)}`,
        )
      }
    }
    writeFileSync(join(folder, side, 'same.ts'), same.join('\n'))
    const compilerOptions = { composite: false, emitDeclarationOnly: false, noEmit: true, rootDir: root }
    const references = [...new Set(['shared', side])].map((path) => ({ path: join(root, path) }))
    const project = { extends: join(root, side, 'tsconfig.json'), compilerOptions, include: ['.'], references }
    writeFileSync(join(folder, side, 'tsconfig.json'), JSON.stringify(project))
  }
  const references = SIDES.map((path) => ({ path }))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ files: [], references }))
}

/** Half a minute of the city without each system in turn: modules are loaded anew, its folder is gone, lists are less it. */
const PLAY = `
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
const root = process.argv[2]
const texts = JSON.parse(readFileSync(join(import.meta.dirname, 'without.json'), 'utf8'))
const gone = (url) => new URL(url).searchParams.get('without')
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const name = context.parentURL?.startsWith('file:') ? gone(context.parentURL) : null
    const isOurs = found.url.startsWith(pathToFileURL(root).href) && !found.url.includes('/node_modules/')
    return name === null || !isOurs ? found : { ...found, url: found.url + '?without=' + name }
  },
  load(url, context, next) {
    const name = url.startsWith('file:') ? gone(url) : null
    if (name === null) return next(url, context)
    const path = relative(root, fileURLToPath(url))
    if (path.includes('systems/' + name + '/')) throw new Error(path + ' is gone and was asked for')
    const source = texts[name][path]
    return source === undefined ? next(url, context) : { format: 'module-typescript', source, shortCircuit: true }
  },
})
const played = {}
for (const name of Object.keys(texts)) {
  const get = (path) => import(pathToFileURL(join(root, path)).href + '?without=' + name)
  const { EMPTY_CITY, toy } = await get('shared/kernel/toy.ts')
  const { Twin } = await get('shared/kernel/twin.ts')
  const { SYSTEMS } = await get('shared/systems/index.ts')
  const { PUBLISHERS } = await get('server/systems/index.ts')
  const { Publication } = await get('server/timelines/publication.ts')
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
  played[name] = { playing: Object.keys(twin.states), faults, gauges }
}
console.log(JSON.stringify(played))
`

/** A list less the imports from the system's folder and what they gave it. */
function without(name: string, list: string): string {
  const imports = new RegExp(`^import (?:type )?\\{([^}]*)\\} from '\\./${name}/[^']*'\\n`, 'gm')
  const given = [...list.matchAll(imports)].flatMap(([, names = '']) => names.split(',').map((one) => one.trim()))
  const left = list.replace(imports, '')
  return given.reduce((text, one) => text.replace(new RegExp(`\\b${one}\\b,?\\s*`, 'g'), ''), left)
}

const typesOf = (list: string): string[] => list.match(/^export (type|interface) [^]*?(?=\n\n|\n?$(?![^]))/gm) ?? []
const nameOf = (file: string): string => file.replace(/\W/g, '_')
const sourcesOf = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => join(folder, file))
    : []

/** What it says; rejects with that when it fails. */
async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(process.execPath, [program, ...args], { cwd: root })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${stdout}${stderr}`, { cause: error })
  }
}
