import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { array, asyncProperty, assert as holds, nat, tuple } from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { makeFrame } from './frame.ts'
import { Ledger, Unreadable } from './ledger.ts'
import { readOsm } from './osm-read.ts'
import { denseBlock, denseContent, fileBlock, headerBlock, plainNodesBlock, waysBlock } from './osm-sample.ts'
import type { SampleNode } from './osm-sample.ts'
import type { Reading, Survey } from './survey.ts'

const folder = mkdtempSync(join(tmpdir(), 'osm-pbf-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A house of about 20 m by 30 m, and a street past it. */
const NODES: SampleNode[] = [
  { id: 1, lon: 71.43, lat: 51.13 },
  { id: 2, lon: 71.4303, lat: 51.13 },
  { id: 3, lon: 71.4303, lat: 51.1303 },
  { id: 4, lon: 71.43, lat: 51.1303 },
  { id: 5, lon: 71.429, lat: 51.1295 },
  { id: 6, lon: 71.431, lat: 51.1295, tags: { highway: 'traffic_signals' } },
  { id: 7, lon: 71.433, lat: 51.1295 },
]
const HOUSE = { id: 10, refs: [1, 2, 3, 4, 1], tags: { building: 'house', name: 'Үй №1' }, timeS: 1_500_000_000 }
const STREET = { id: 11, refs: [5, 6, 7], tags: { highway: 'residential' } }

type Result = { reading: Reading; survey: Survey; ledger: Ledger }

async function read(bytes: Buffer, name = 'town.osm.pbf'): Promise<Result> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  const ledger = new Ledger()
  const reading = await readOsm(path, ledger)
  return { reading, survey: reading.survey(makeFrame('EPSG:32642', 71.43, 51.13), ledger), ledger }
}

function reasons({ ledger }: Result): string[] {
  return ledger.list().map(({ what, count, why }) => `${count} ${what}: ${why}`)
}

describe('the .osm.pbf reader', () => {
  it('reads a house, a street and its signal with their places', async () => {
    const { reading, survey } = await read(
      Buffer.concat([headerBlock(), denseBlock(NODES), waysBlock([HOUSE, STREET])]),
    )
    expect(survey.buildings).toHaveLength(1)
    expect(survey.buildings[0]).toMatchObject({ id: 'way/10', name: 'Үй №1', use: 'house' })
    const [west, south] = survey.buildings[0]?.polygons[0]?.[0] ?? []
    expect(Math.hypot(west ?? 99, south ?? 99)).toBeLessThan(0.8)
    expect(survey.roads[0]).toMatchObject({ id: 'way/11', nodeKeys: [5, 6, 7], roadClass: 'residential' })
    expect(survey.points).toMatchObject([{ id: 'node/6', kind: 'signal', nodeKey: 6 }])
    expect(reading.bbox).toEqual([71.429, 51.1295, 71.433, 51.1303])
    expect(reading.source).toMatchObject({ title: 'OpenStreetMap', licence: 'ODbL 1.0', date: '2017-07-14' })
  })

  it('takes the date of the header before that of elements', async () => {
    const header = headerBlock({ timeS: 1_555_000_000 })
    const { reading } = await read(Buffer.concat([header, denseBlock(NODES), waysBlock([HOUSE])]))
    expect(reading.source.date).toBe('2019-04-11')
  })

  it('keeps no mapper’s name or number', async () => {
    const file = Buffer.concat([headerBlock(), denseBlock(NODES), waysBlock([HOUSE, STREET], 'Erika Mustermann')])
    const text = JSON.stringify(await read(file))
    expect(text).not.toContain('Mustermann')
    expect(text).not.toContain('4242')
  })

  it.each(['raw', 'zstd'] as const)('reads %s blocks', async (packing) => {
    const { survey } = await read(Buffer.concat([headerBlock(), denseBlock(NODES, packing), waysBlock([HOUSE])]))
    expect(survey.buildings).toHaveLength(1)
  })

  it('reads nodes written one by one, a file without a header, and one packed with gzip', async () => {
    const { survey } = await read(gzipSync(Buffer.concat([plainNodesBlock(NODES), waysBlock([HOUSE, STREET])])))
    expect([survey.buildings.length, survey.roads.length, survey.points.length]).toEqual([1, 1, 1])
  })

  it('reads negative and unsorted ids, and ways before their nodes', async () => {
    const nodes = NODES.map((node) => ({ ...node, id: -node.id }))
    const house = { ...HOUSE, id: -10, refs: HOUSE.refs.map((ref) => -ref) }
    const file = Buffer.concat([
      waysBlock([house]),
      denseBlock([...nodes.slice(4), ...nodes.slice(0, 4)]),
      headerBlock(),
    ])
    const { survey } = await read(file)
    expect(survey.buildings[0]?.id).toBe('way/-10')
    expect(survey.points[0]?.id).toBe('node/-6')
  })

  it('takes places out of ways when the nodes are left out of the file', async () => {
    const places = HOUSE.refs.map((ref) => [NODES[ref - 1]?.lon, NODES[ref - 1]?.lat] as [number, number])
    const file = Buffer.concat([denseBlock(NODES.slice(5, 6)), waysBlock([{ ...HOUSE, places }])])
    const result = await read(file)
    expect(result.survey.buildings).toHaveLength(1)
    expect(result.survey.points).toHaveLength(1)
    expect(reasons(result)).toEqual([])
  })

  it('keeps the blocks before a cut and says so', async () => {
    const whole = Buffer.concat([headerBlock(), denseBlock(NODES), waysBlock([HOUSE])])
    const result = await read(Buffer.concat([whole, waysBlock([STREET]).subarray(0, 40)]))
    expect(result.survey.buildings).toHaveLength(1)
    expect(result.survey.roads).toHaveLength(0)
    expect(reasons(result)).toEqual(['1 ends of the file: the file ends in the middle of a block'])
  })

  it('keeps the whole ways at the beginning of a cut block', async () => {
    const ways = Array.from({ length: 200 }, (_, i) => ({ ...STREET, id: 1000 + i }))
    const block = waysBlock([HOUSE, ...ways])
    const result = await read(Buffer.concat([headerBlock(), denseBlock(NODES), block.subarray(0, block.length - 60)]))
    expect(result.survey.buildings).toHaveLength(1)
    expect(result.survey.roads.length).toBeGreaterThan(20)
    expect(result.survey.roads.length).toBeLessThan(200)
    expect(reasons(result)).toEqual(['1 ends of the file: the file ends in the middle of a block'])
  })

  it('stops at the empty tail of a download that was never finished', async () => {
    const result = await read(
      Buffer.concat([headerBlock(), denseBlock(NODES), waysBlock([HOUSE]), Buffer.alloc(100_000)]),
    )
    expect(result.survey.buildings).toHaveLength(1)
    expect(reasons(result)).toEqual(['1 ends of the file: a block claims an impossible size, the rest is not read'])
  })

  it('passes over a damaged block and blocks it does not know', async () => {
    const damaged = waysBlock([STREET])
    damaged.fill(0x55, 40)
    const other = fileBlock('OSMIndex', Buffer.from('something else'))
    const result = await read(Buffer.concat([headerBlock(), denseBlock(NODES), damaged, other, waysBlock([HOUSE])]))
    expect(result.survey.buildings).toHaveLength(1)
    expect(reasons(result)[0]).toMatch(/^1 blocks of the file: damaged/)
  })

  it('names a compression it does not know', async () => {
    const result = await read(Buffer.concat([denseBlock(NODES), fileBlock('OSMData', denseContent(NODES), 'lz4')]))
    expect(reasons(result)).toEqual(['1 blocks of the file: damaged: compressed with LZ4, which is not read'])
  })

  it('believes the nodes when the header claims another extent', async () => {
    const header = headerBlock({ bbox: [10, 40, 11, 41] })
    const result = await read(Buffer.concat([header, denseBlock(NODES), waysBlock([HOUSE])]))
    expect(result.reading.bbox).toEqual([71.429, 51.1295, 71.433, 51.1303])
    expect(reasons(result)).toEqual(['1 bounding boxes in the header: most nodes lie outside it, the nodes count'])
  })

  it('drops nodes out of range, far off or repeated, and counts them', async () => {
    const wrong = [
      { id: 20, lon: 191, lat: 51 },
      { id: 21, lon: 51, lat: 95 },
      { id: 22, lon: 0, lat: 0 },
      { id: 1, lon: 71.43, lat: 51.13 },
    ]
    const result = await read(Buffer.concat([denseBlock([...NODES, ...wrong]), waysBlock([HOUSE])]))
    expect(result.survey.buildings).toHaveLength(1)
    expect(result.reading.bbox?.[0]).toBe(71.429)
    expect(reasons(result).sort()).toEqual([
      '1 nodes: given more than once, the last one counts',
      '1 nodes: lie more than 150 km from the rest of the file',
      '2 nodes: latitude or longitude out of range',
    ])
  })

  it('counts a way given twice once', async () => {
    const result = await read(Buffer.concat([denseBlock(NODES), waysBlock([HOUSE, STREET]), waysBlock([HOUSE])]))
    expect(result.survey.buildings).toHaveLength(1)
    expect(reasons(result)).toEqual(['1 ways: given more than once, the last one counts'])
  })

  it('leaves deleted elements of a history file out', async () => {
    const header = headerBlock({ features: ['OsmSchema-V0.6', 'DenseNodes', 'HistoricalInformation'] })
    const nodes = NODES.map((node) => ({ ...node, isVisible: node.id !== 6 }))
    const { survey } = await read(Buffer.concat([header, denseBlock(nodes)]))
    expect(survey.points).toHaveLength(0)
  })

  it('divides a road at a long gap, crosses a short one and counts both', async () => {
    const nodes = [...NODES, { id: 8, lon: 71.44, lat: 51.1295 }, { id: 9, lon: 71.441, lat: 51.1295 }]
    const road = { id: 12, refs: [5, 99, 6, 98, 8, 9], tags: { highway: 'primary' } }
    const result = await read(Buffer.concat([denseBlock(nodes), waysBlock([road])]))
    expect(result.survey.roads.map(({ id, nodeKeys }) => [id, nodeKeys])).toEqual([
      ['way/12', [5, 6]],
      ['way/12.2', [8, 9]],
    ])
    expect(reasons(result)).toEqual([
      '1 points of roads: not in this file, the gap is crossed straight',
      '1 ends of roads: the nodes are not in this file',
    ])
  })

  it('leaves out buildings whose outline is cut or open, and never closes them by force', async () => {
    const cut = { id: 13, refs: [1, 2, 99, 4, 1], tags: { building: 'yes' } }
    const open = { id: 14, refs: [1, 2, 3, 4], tags: { building: 'yes' } }
    const result = await read(Buffer.concat([denseBlock(NODES), waysBlock([cut, open])]))
    expect(result.survey.buildings).toHaveLength(0)
    expect(reasons(result)).toEqual([
      '1 buildings: the outline lacks nodes in this file',
      '1 buildings: the outline does not close',
    ])
  })

  it('mends an outline that crosses itself', async () => {
    const bowTie = { id: 15, refs: [1, 2, 4, 3, 1], tags: { building: 'yes' } }
    const { survey } = await read(Buffer.concat([denseBlock(NODES), waysBlock([bowTie])]))
    expect(survey.buildings[0]?.polygons).toHaveLength(2)
  })

  it('refuses a feature it must know but does not', async () => {
    const header = headerBlock({ features: ['OsmSchema-V0.6', 'Sort.Holographic'] })
    await expect(read(Buffer.concat([header, denseBlock(NODES)]))).rejects.toThrow(
      'town.osm.pbf: it needs "Sort.Holographic", which this reader does not know',
    )
  })

  it('refuses a file that yields nothing, naming the cause', async () => {
    const cut = Buffer.concat([headerBlock(), denseBlock(NODES).subarray(0, 60)])
    await expect(read(cut)).rejects.toThrow(
      'town.osm.pbf: it holds no OpenStreetMap element with a place (ends of the file: the file ends in the middle of a block)',
    )
    await expect(read(Buffer.concat([headerBlock(), waysBlock([HOUSE])]))).rejects.toBeInstanceOf(Unreadable)
  })

  it('survives any change of any byte with a survey or a refusal', async () => {
    const whole = Buffer.concat([headerBlock(), denseBlock(NODES, 'raw'), waysBlock([HOUSE, STREET])])
    const change = tuple(nat(whole.length - 1), nat(255))
    await holds(
      asyncProperty(array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        const result = await read(bytes, 'changed.osm.pbf').catch((error: unknown) => error)
        if (result instanceof Error) expect(result).toBeInstanceOf(Unreadable)
      }),
      { numRuns: 300, seed: 20261122 },
    )
  })
})
