// Who may import whom, and what shared/ may touch: the house rules of ARCHITECTURE.md that a machine can hold.
// Reads every import of client/, server/ and shared/ with oxc-parser (dependency-cruiser reads no module under
// TypeScript 7 and passes). Each rule is one entry with one sentence of why; .ci/rules.test.ts plants a violation of each.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

type Import = { readonly from: string; readonly to: string; readonly isPackage: boolean; readonly typeOnly: boolean }
type Rule = { readonly name: string; readonly why: string; refuses(i: Import): boolean }

const isTest = (file: string): boolean => /\.test\.tsx?$|(^|\/)kernel\/conformance\.ts$/.test(file)
const side = (file: string): string => file.split('/')[0] ?? ''
const SYSTEM = /^(shared|server|client)\/systems\/([^/]+)\//
const room = (file: string): string => file.split('/').slice(0, 2).join('/')

/** Which rooms of shared/ a room may look down on, besides itself. */
const DOWNHILL: Readonly<Record<string, readonly string[]>> = {
  'shared/city': [],
  'shared/kernel': ['shared/city'],
  'shared/systems': ['shared/kernel', 'shared/city'],
  'shared/civic': ['shared/records', 'shared/kernel', 'shared/city'],
  'shared/protocol': ['shared/systems', 'shared/civic', 'shared/kernel', 'shared/city'],
  'shared/records': [],
}

/** Packages with one door each: only files below these folders may import them. */
const DOORS: readonly { packages: RegExp; doors: readonly string[]; what: string }[] = [
  { what: 'colyseus', packages: /^(colyseus|colyseus\.js|@colyseus\/)/, doors: ['client/session/', 'server/rooms/'] },
  { what: 'babylon', packages: /^(@babylonjs\/|babylonjs|3d-tiles-renderer)/, doors: ['client/scene/', 'client/xr/'] },
  { what: 'ethers', packages: /^(ethers|siwe)(\/|$)/, doors: ['client/wallet/', 'server/ledger/', 'server/identity/'] },
  {
    what: 'the database',
    packages: /^(node:sqlite|kysely|pg)(\/|$)/,
    doors: ['server/journal/', 'server/things/', 'server/identity/', 'server/disk/'],
  },
]

export const RULES: readonly Rule[] = [
  {
    name: 'shared-stands-alone',
    why: 'shared/ runs on both sides and in workers, so it knows neither side.',
    refuses: ({ from, to, isPackage }) => side(from) === 'shared' && !isPackage && side(to) !== 'shared',
  },
  {
    name: 'shared-imports-zod-only',
    why: 'A kernel that reads a file, a socket or a library cannot be replayed on both sides.',
    refuses: ({ from, to, isPackage }) =>
      side(from) === 'shared' &&
      isPackage &&
      !isTest(from) &&
      to !== 'zod' &&
      !(to === '@colyseus/schema' && from.endsWith('.view.ts')),
  },
  {
    name: 'shared-goes-downhill',
    why: 'city <- kernel <- systems, civic <- protocol; records <- civic, and look at nobody: a stranger verifies with them.',
    refuses: ({ from, to, isPackage }) =>
      side(from) === 'shared' &&
      !isPackage &&
      side(to) === 'shared' &&
      room(from) !== room(to) &&
      !(DOWNHILL[room(from)] ?? []).includes(room(to)),
  },
  {
    name: 'sides-do-not-meet',
    why: 'Client and server meet in shared/ only.',
    refuses: ({ from, to, isPackage }) =>
      !isPackage &&
      ((side(from) === 'client' && side(to) === 'server') || (side(from) === 'server' && side(to) === 'client')),
  },
  {
    name: 'systems-do-not-reach-into-each-other',
    why: 'A system can be deleted with its folder; systems feel each other through shared/city/outputs.ts.',
    refuses: ({ from, to, isPackage }) => {
      const mine = SYSTEM.exec(from)?.[2]
      const theirs = SYSTEM.exec(to)?.[2]
      return !isPackage && mine !== undefined && theirs !== undefined && mine !== theirs
    },
  },
  {
    name: 'rooms-know-the-list',
    why: 'Rooms know the list of systems (systems/index.ts), never a system.',
    refuses: ({ from, to, isPackage }) =>
      !isPackage && !isTest(from) && !/^(shared|server|client)\/systems\//.test(from) && SYSTEM.test(to),
  },
  ...DOORS.map(({ what, packages, doors }): Rule => ({
    name: `one-door-to-${what.replace('the ', '')}`,
    why: `${what} can be exchanged behind ${doors.join(' and ')}.`,
    refuses: ({ from, to, isPackage }) =>
      isPackage && side(from) !== 'shared' && packages.test(to) && !doors.some((door) => from.startsWith(door)),
  })),
]

/** Globals that would let time, chance or the outside into shared/. */
const IMPURE = new Set([
  'Date',
  'performance',
  'console',
  'crypto',
  'process',
  'globalThis',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
])

/** One line for each violation below `root`, empty when the house is in order. */
export function violations(root: string): string[] {
  const files = ['client', 'server', 'shared'].flatMap((top) => sources(join(root, top)))
  if (files.length === 0) return [`imports: no source file found below ${root}`]
  const found: string[] = []
  const graph = new Map<string, string[]>()
  for (const path of files) {
    const from = relative(root, path).split(sep).join('/')
    const { imports, impure } = read(root, path, from)
    for (const i of imports) {
      for (const rule of RULES) if (rule.refuses(i)) found.push(`${from} -> ${i.to}: ${rule.name}. ${rule.why}`)
    }
    for (const word of impure)
      found.push(`${from}: shared-is-pure. ${word} is clock, chance or I/O; take it as an argument.`)
    graph.set(
      from,
      imports.filter((i) => !i.isPackage && !i.typeOnly).map((i) => i.to),
    )
  }
  for (const cycle of cycles(graph))
    found.push(`${cycle.join(' -> ')}: no-cycles. Files that need each other are one file.`)
  return found
}

/** Every import below `root`, by file. */
export function importsBelow(root: string): Import[] {
  return ['client', 'server', 'shared']
    .flatMap((top) => sources(join(root, top)))
    .flatMap((path) => importsOf(root, relative(root, path).split(sep).join('/')))
}

/** Those of one file, by its path from `root`. */
export const importsOf = (root: string, file: string): readonly Import[] => read(root, join(root, file), file).imports

function sources(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules'))
    .sort()
}

type Seen = { readonly imports: Import[]; readonly impure: string[] }
/** What was read before, by path: the tests read the whole tree again for every planted file. */
const seen = new Map<string, Seen & { readonly text: string }>()

function read(root: string, path: string, from: string): Seen {
  const text = readFileSync(path, 'utf8')
  const before = seen.get(path)
  if (before?.text === text) return before
  const found = { text, ...parse(text, root, path, from) }
  seen.set(path, found)
  return found
}

function parse(text: string, root: string, path: string, from: string): Seen {
  const parsed = parseSync(path, text)
  const imports: Import[] = []
  const add = (specifier: string, typeOnly: boolean): void => {
    const isPackage = !specifier.startsWith('.')
    const to = isPackage
      ? specifier
      : relative(root, normalize(join(dirname(path), specifier)))
          .split(sep)
          .join('/')
    imports.push({ from, to: to.replace(/\?.*$/, ''), isPackage, typeOnly })
  }
  for (const i of parsed.module.staticImports)
    add(i.moduleRequest.value, i.entries.length > 0 && i.entries.every((e) => e.isType))
  for (const e of parsed.module.staticExports)
    for (const entry of e.entries) if (entry.moduleRequest) add(entry.moduleRequest.value, entry.isType)
  const impure = new Set<string>()
  const checkPurity = side(from) === 'shared' && !isTest(from)
  new Visitor({
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') add(node.source.value, false)
    },
    NewExpression(node) {
      // new Worker(new URL('./x.ts', import.meta.url)) is an import too.
      const [first] = node.arguments
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL' || first?.type !== 'Literal') return
      if (typeof first.value === 'string' && first.value.startsWith('.')) add(first.value, false)
    },
    Identifier(node) {
      if (checkPurity && IMPURE.has(node.name)) impure.add(node.name)
    },
    MemberExpression(node) {
      if (!checkPurity || node.object.type !== 'Identifier' || node.object.name !== 'Math') return
      if (node.property.type === 'Identifier' && node.property.name === 'random') impure.add('Math.random')
    },
  }).visit(parsed.program)
  return { imports, impure: [...impure] }
}

function cycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>()
  const found: string[][] = []
  const walk = (file: string, path: string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) {
      found.push([...path.slice(at), file])
      return
    }
    if (done.has(file)) return
    done.add(file)
    for (const next of graph.get(file) ?? []) walk(next, [...path, file])
  }
  for (const file of graph.keys()) walk(file, [])
  return found
}
