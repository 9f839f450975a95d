// Plants one violation of each house rule in a temporary copy and sees it refused; the house as it is passes.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RULES, violations } from './imports.ts'
import { lockViolations, treeViolations } from './tree.ts'

const root = join(import.meta.dirname, '..')
let copy: string
/** What the rules say of the copy with nothing planted; asked once. */
let before: ReadonlySet<string> | undefined

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'townhall-rules-'))
  for (const side of ['client', 'server', 'shared']) cpSync(join(root, side), join(copy, side), { recursive: true })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** What the rules say with `text` planted at `file` of the copy, less what they say without. */
function planted(files: Record<string, string>): string[] {
  const known = (before ??= new Set(violations(copy)))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    writeFileSync(join(copy, file), text)
  }
  const after = violations(copy).filter((line) => !known.has(line))
  for (const file of Object.keys(files)) rmSync(join(copy, file))
  return after
}

const PLANTS: Record<string, Record<string, string>> = {
  'shared-stands-alone': { 'shared/city/planted.ts': "import { x } from '../../server/main.ts'\nexport const y = x\n" },
  'shared-imports-zod-only': {
    'shared/city/planted.ts': "import { readFileSync } from 'node:fs'\nexport const y = readFileSync\n",
  },
  'shared-goes-downhill': {
    'shared/city/planted.ts': "import { x } from '../protocol/intent.ts'\nexport const y = x\n",
  },
  'sides-do-not-meet': { 'client/scene/planted.ts': "export const y = import('../../server/main.ts')\n" },
  'systems-do-not-reach-into-each-other': {
    'shared/systems/flood/planted.ts': "import { x } from '../traffic/traffic.ts'\nexport const y = x\n",
  },
  'rooms-know-the-list': { 'server/rooms/planted.ts': "export { x } from '../systems/flood/publish.ts'\n" },
  'one-door-to-colyseus': { 'server/web/planted.ts': "import { Room } from '@colyseus/core'\nexport const y = Room\n" },
  'one-door-to-babylon': {
    'client/panels/planted.ts':
      "import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'\nexport const y = Vector3\n",
  },
  'one-door-to-ethers': { 'server/web/planted.ts': "import { Wallet } from 'ethers'\nexport const y = Wallet\n" },
  'one-door-to-database': {
    'server/rooms/planted.ts': "import { DatabaseSync } from 'node:sqlite'\nexport const y = DatabaseSync\n",
  },
}

describe('import rules', () => {
  it('holds in the house as it is', () => {
    expect(violations(root)).toEqual([])
  })

  for (const rule of RULES)
    it(`refuses a planted violation of ${rule.name}`, () => {
      const plant = PLANTS[rule.name]
      if (!plant) throw new Error(`plant a violation of ${rule.name}`)
      expect(planted(plant).some((line) => line.includes(rule.name))).toBe(true)
    })

  it('refuses records that look at the rest of shared', () => {
    const plant = { 'shared/records/planted.ts': "import { x } from '../city/city.ts'\nexport const y = x\n" }
    expect(planted(plant).join()).toContain('shared-goes-downhill')
  })

  it('sees a worker as an import', () => {
    const plant = {
      'client/scene/planted.ts': "export const y = new Worker(new URL('../../server/main.ts', import.meta.url))\n",
    }
    expect(planted(plant).join()).toContain('sides-do-not-meet')
  })

  it('refuses two files that need each other', () => {
    const lines = planted({
      'shared/city/planted-a.ts': "import { b } from './planted-b.ts'\nexport const a = () => b\n",
      'shared/city/planted-b.ts': "import { a } from './planted-a.ts'\nexport const b = () => a\n",
    })
    expect(lines.join()).toContain('no-cycles')
  })
})

describe('purity of shared', () => {
  for (const [word, code] of Object.entries({
    Date: 'export const now = (): number => new Date().getTime()',
    'Math.random': 'export const chance = (): number => Math.random()',
    console: "export const say = (): void => console.log('x')",
    performance: 'export const t = (): number => performance.now()',
    setTimeout: 'export const later = (f: () => void): unknown => setTimeout(f, 1)',
    fetch: "export const get = (): unknown => fetch('/x')",
    process: 'export const home = (): unknown => process.env',
  }))
    it(`refuses ${word}`, () => {
      expect(planted({ 'shared/city/planted.ts': `${code}\n` }).join()).toContain(`shared-is-pure. ${word}`)
    })
})

describe('tree rules', () => {
  const tree = (files: Record<string, string>): string[] => {
    const folder = mkdtempSync(join(tmpdir(), 'townhall-tree-'))
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    const { refused } = treeViolations(folder, Object.keys(files))
    rmSync(folder, { recursive: true })
    return refused
  }

  it('refuses a file of 501 lines', () => {
    expect(tree({ 'server/long.ts': 'export {}\n'.repeat(501) }).join()).toContain('501 lines')
  })
  it('refuses a fourth folder level', () => {
    expect(tree({ 'server/a/b/c/deep.ts': '' }).join()).toContain('deeper than 3')
  })
  it('refuses a folder of helpers', () => {
    expect(tree({ 'server/utils/x.ts': '' }).join()).toContain('says nothing')
  })
  it('refuses a lock file with a gap or a foreign source', () => {
    const lock = {
      packages: {
        '': { name: 'x' },
        'node_modules/a': { integrity: 'sha512-x', optionalDependencies: { 'a-darwin': '1.0.0' } },
        'node_modules/b': { resolved: 'git+ssh://git@example.org/b.git' },
      },
    }
    const lines = lockViolations(JSON.stringify(lock)).join('\n')
    expect(lines).toContain('needs a-darwin 1.0.0')
    expect(lines).toContain('node_modules/b has no integrity')
    expect(lines).toContain('node_modules/b does not come from the npm registry')
  })
})
