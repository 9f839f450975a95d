import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NewObservation, Things } from '../things/contract.ts'
import { openThings } from '../things/things.ts'
import { HourTrees, type Proof } from './hour-trees.ts'
import { isIncluded } from './merkle.ts'

const ELEVEN = Date.UTC(2026, 4, 1, 11, 30)
const HOUR_MS = 3_600_000

let dir = ''
let things: Things
let nowMs = ELEVEN
let faults: unknown[] = []
let datastreamId = 0
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'trees-'))
  things = await openThings({ dir })
  const { datastreams } = await things.ensureThing({
    deviceId: 'gauge-1',
    name: 'Gauge',
    description: 'A gauge',
    datastreams: [
      {
        key: 'levelM',
        name: 'Level',
        description: 'Level',
        unit: { name: 'metre', symbol: 'm', definition: 'urn:m' },
        observedProperty: { name: 'level', definition: 'urn:level', description: 'Level' },
        sensor: { name: 'probe', description: 'A probe', metadata: 'none' },
      },
    ],
  })
  datastreamId = datastreams['levelM'] ?? 0
})
/** Trees of its own for each test, over one store. */
let folder = 0
beforeEach(() => {
  nowMs = ELEVEN
  faults = []
  folder++
})
afterAll(async () => {
  await things.close()
  rmSync(dir, { recursive: true, force: true })
})

const open = () =>
  HourTrees.open({
    dir: join(dir, `trees-${folder}`),
    things,
    now: () => nowMs,
    onFault: (error) => faults.push(error),
  })
const PLACE = {
  name: 'Bridge',
  description: 'A bridge',
  encodingType: 'application/geo+json',
  feature: { type: 'Point', coordinates: [71.4, 51.1] },
}
let n = 0
async function store(count: number, more: Partial<NewObservation> = {}): Promise<number[]> {
  const all = Array.from({ length: count }, () => ({ datastreamId, atMs: ELEVEN + ++n, result: n / 8, ...more }))
  return (await things.append(all)).ids.map((id) => id ?? 0)
}
const holds = ({ index, count, path, root, leafHash }: Proof): boolean => {
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
  return isIncluded(bytes(leafHash), { index, count, path: path.map(bytes), root: bytes(root) })
}

describe('the trees of hours', () => {
  it('write down the root of an hour that is over, and prove its readings against it ever after', async () => {
    const trees = await open()
    const first = await store(300)
    const within = await trees.proof(first[7] ?? 0)
    expect(within).toMatchObject({ hour: '2026-05-01T11', isClosed: false, index: 7, count: 300, isUnchanged: true })
    nowMs += HOUR_MS
    const second = await store(5)
    const [root] = await trees.roots()
    expect(root).toMatchObject({ hour: '2026-05-01T11', count: 300 })
    const proof = await trees.proof(first[7] ?? 0)
    expect(proof).toMatchObject({ isClosed: true, root: root?.root, isUnchanged: true })
    expect(holds(proof as Proof)).toBe(true)
    expect(await trees.proof(second[4] ?? 0)).toMatchObject({ hour: '2026-05-01T12', index: 4, isClosed: false })
    expect(await trees.proof(9999)).toBeNull()
    await trees.close()
    expect(faults).toEqual([])
  })

  it('hash what stands in the store: any result, raw, quality, parameters', async () => {
    const trees = await open()
    const ids = [
      ...(await store(1, { result: null, raw: 'NaN', quality: { code: 'notANumber', codes: ['notANumber'] } })),
      ...(await store(1, { result: 0.1 + 0.2, raw: '11.81', parameters: { rawUnit: 'in', rawAtMs: 5 } })),
      ...(await store(1, { result: 1e21 })),
      ...(await store(1, { atMs: ELEVEN + 900_000.6 })),
      ...(await store(1, { result: -0.000001234 })),
      ...(await store(1, { result: 'текст "и" знаки' })),
      ...(await store(1, { result: { b: [1, null, true], a: 'x' } })),
      ...(await store(1, { result: true })),
    ]
    for (const id of ids) {
      const proof = await trees.proof(id)
      expect([proof?.leaf, proof?.isUnchanged]).toEqual([proof?.leaf, true])
      expect(holds(proof as Proof)).toBe(true)
    }
    await trees.close()
  })

  it('hash what other clients store over the API', async () => {
    const trees = await open()
    const body = {
      result: 1.5,
      phenomenonTime: '2026-05-01T11:00:00Z/2026-05-01T11:10:00Z',
      parameters: { by: 'hand' },
      FeatureOfInterest: PLACE,
    }
    const made = await things.createAt(`Datastreams(${datastreamId})/Observations`, body, 'v1.1')
    expect(made.status).toBe(201)
    const id = Number(/\((\d+)\)$/.exec(made.location ?? '')?.[1])
    await expect.poll(() => trees.proof(id)).toMatchObject({ isUnchanged: true })
    await trees.close()
  })

  it('go on within the hour after a restart, and finish one that ended meanwhile', async () => {
    const before = await open()
    await store(10)
    await before.close()
    const within = await open()
    const more = await store(10)
    expect(await within.proof(more[9] ?? 0)).toMatchObject({ hour: '2026-05-01T11', index: 19, count: 20 })
    await within.close()
    nowMs += 2 * HOUR_MS
    const later = await open()
    expect(await later.roots()).toEqual([expect.objectContaining({ hour: '2026-05-01T11', count: 20 })])
    await later.close()
    const again = await open()
    expect(await again.roots()).toHaveLength(1)
    expect(readdirSync(join(dir, `trees-${folder}`)).filter((name) => name.endsWith('.tree'))).toEqual([
      '2026-05-01T11.tree',
    ])
    await again.close()
  })

  it('go when no reading of their hour is kept any more; the root stays', async () => {
    const trees = await open()
    const gone = await store(5)
    expect(await trees.proof(gone[4] ?? 0)).toMatchObject({ index: 4 })
    nowMs += HOUR_MS
    const [kept = 0] = await store(5)
    expect(await trees.proof(kept)).toMatchObject({ index: 0 })
    nowMs += HOUR_MS
    expect(await trees.roots()).toHaveLength(2)
    const erase = async (id: number | undefined): Promise<void> => {
      const path = `Observations(${id})`
      await things.answer({ method: 'DELETE', version: 'v1.1', path, query: '', root: '' })
    }
    for (const id of gone.slice(1)) await erase(id)
    await trees.tidy()
    expect(await trees.proof(gone[0] ?? 0)).toMatchObject({ isUnchanged: true })
    expect(await trees.proof(gone[1] ?? 0)).toMatchObject({ isUnchanged: false, leaf: '' })
    await erase(gone[0])
    await trees.tidy()
    expect(await trees.proof(gone[0] ?? 0)).toBeNull()
    expect(await trees.proof(kept)).toMatchObject({ index: 0, count: 5, isUnchanged: true })
    expect(await trees.roots()).toHaveLength(2)
    await trees.close()
    expect(readdirSync(join(dir, `trees-${folder}`)).filter((name) => name.endsWith('.tree'))).toHaveLength(1)
    expect(faults).toEqual([])
  })

  it('take in what was stored while nobody hashed', async () => {
    const before = await open()
    await store(3)
    await before.close()
    const missed = await store(1500)
    const after = await open()
    expect(await after.proof(missed[1499] ?? 0)).toMatchObject({ index: 1502, count: 1503, isUnchanged: true })
    await after.close()
    expect(faults).toEqual([])
  })
})
