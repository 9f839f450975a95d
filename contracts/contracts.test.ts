// The board's contract: what is deployed is what its source gives; forge plays unit tests, fuzz and an invariant against those
// very bytes; every line and branch is reached; every refusal taken out once is missed by a test (faults.ts). Where npm has no
// forge for the machine only the first is tried.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ATTESTED } from '../shared/records/format.ts'
import { SIGNING } from '../shared/records/signing.ts'
import { boardArtifact, boardSource, compileBoard, DEPLOYED, TRIED } from './compile.ts'
import { faults } from './faults.ts'

const require = createRequire(import.meta.url)
const forge = ((): string | null => {
  try {
    return require.resolve('@foundry-rs/forge-linux-amd64/bin/forge')
  } catch {
    return null
  }
})()

const folder = mkdtempSync(join(tmpdir(), 'townhall-contracts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const published = (name: string): string => {
  const file = `@ethereum-attestation-service/eas-contracts/artifacts/contracts/${name}.sol/${name}.json`
  return (require(file) as { bytecode: string }).bytecode
}

const ENVIRONMENT = {
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  HOME: folder,
  FOUNDRY_OUT: join(folder, 'out'),
  FOUNDRY_CACHE_PATH: join(folder, 'cache'),
  FOUNDRY_FUZZ_FAILURE_PERSIST_DIR: join(folder, 'fuzz'),
  FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR: join(folder, 'invariant'),
  FOUNDRY_TEST_FAILURES_FILE: join(folder, 'failures'),
  EAS_CODE: published('EAS'),
  REGISTRY_CODE: published('SchemaRegistry'),
  ATTESTED,
  DECISION_TYPE: `Decision(${SIGNING.map(({ name, type }) => `${type} ${name}`).join(',')})`,
}

type Ran = { readonly passed: boolean; readonly told: string }

const run = (args: readonly string[], more: Readonly<Record<string, string>>): Promise<Ran> =>
  new Promise((resolve) => {
    const options = { cwd: import.meta.dirname, env: { ...ENVIRONMENT, ...more }, maxBuffer: 64 << 20 }
    execFile(forge as string, args, options, (error, stdout, stderr) =>
      resolve({ passed: error === null, told: stdout + stderr }),
    )
  })

describe('the bytes that are deployed', () => {
  it('are what the compiler makes of the source', () => {
    expect(boardArtifact()).toEqual(compileBoard(boardSource(), DEPLOYED))
  }, 180_000)
})

describe.skipIf(forge === null)('the board (where npm has forge for the machine)', () => {
  it('does as its tests say, and no line or branch of it is left out', async () => {
    const deployed = await run(['test'], { BOARD_CODE: boardArtifact().bytecode })
    expect(deployed.passed, deployed.told).toBe(true)
    const file = join(folder, 'lcov.info')
    const seen = await run(['coverage', '--no-match-coverage', '^test/', '--report', 'lcov', '--report-file', file], {
      FOUNDRY_FUZZ_RUNS: '32',
      FOUNDRY_INVARIANT_RUNS: '2',
    })
    expect(seen.passed, seen.told).toBe(true)
    const told = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const sum = (key: string): number => Number(new RegExp(`^${key}:(\\d+)$`, 'm').exec(told)?.[1])
    expect(told.match(/^DA:\d+,0$|^BRDA:.*,(0|-)$/gm)).toBeNull()
    expect([sum('LH'), sum('BRH'), sum('FNH')]).toEqual([sum('LF'), sum('BRF'), sum('FNF')])
    expect(sum('BRF')).toBeGreaterThan(20)
  }, 300_000)

  it('misses every refusal that is taken out, and other single faults', async () => {
    const { source, names } = faults(boardSource())
    const refusals = boardSource().match(/\brevert \w+\(/g)
    expect(names.filter((name) => name.includes(' of: '))).toHaveLength(refusals?.length ?? 0)
    const BOARD_CODE = compileBoard(source, TRIED).bytecode
    const tried = (fault: number): Promise<Ran> =>
      run(['test', '--fail-fast', '--match-contract', 'CouncilBoardTest'], {
        BOARD_CODE,
        FAULT: String(fault),
        FOUNDRY_FUZZ_RUNS: '4',
      })
    const sound = await tried(0)
    expect(sound.passed, sound.told).toBe(true)
    const missed: string[] = []
    // One after the other: two at once spoil each other's cache of compiled files, and compile again.
    for (const [place, name] of names.entries()) if ((await tried(place + 1)).passed) missed.push(name)
    expect(missed).toEqual([])
  }, 300_000)
})
