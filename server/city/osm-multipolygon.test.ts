import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeFrame } from './frame.ts'
import { Ledger } from './ledger.ts'
import { readOsm } from './osm-read.ts'
import { denseBlock, relationsBlock, type SampleNode, waysBlock } from './osm-sample.ts'
import type { Survey } from './survey.ts'

const folder = mkdtempSync(join(tmpdir(), 'osm-multipolygon-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function read(bytes: Buffer): Promise<{ survey: Survey; reasons: string[] }> {
  const path = join(folder, 'town.osm.pbf')
  writeFileSync(path, bytes)
  const ledger = new Ledger()
  const survey = (await readOsm(path, ledger)).survey(makeFrame('EPSG:32642', 71.43, 51.13), ledger)
  return { survey, reasons: ledger.list().map(({ what, count, why }) => `${count} ${what}: ${why}`) }
}

describe('multipolygon relations', () => {
  const ring = (id: number, lon: number, lat: number, size: number): SampleNode[] => [
    { id, lon, lat },
    { id: id + 1, lon: lon + size, lat },
    { id: id + 2, lon: lon + size, lat: lat + size },
    { id: id + 3, lon, lat: lat + size },
  ]
  const nodes = [...ring(100, 71.43, 51.13, 0.002), ...ring(200, 71.4305, 51.1305, 0.001)]
  const halves = [
    { id: 1, refs: [100, 101, 102] },
    { id: 2, refs: [100, 103, 102] },
  ]
  const court = { id: 3, refs: [200, 201, 202, 203, 200] }
  const members = [
    { type: 'way', ref: 1, role: 'outer' },
    { type: 'way', ref: 2, role: 'outer' },
    { type: 'way', ref: 3, role: 'inner' },
  ] as const
  const tags = { type: 'multipolygon', building: 'apartments' }

  it('stitches outlines out of several ways and keeps courtyards', async () => {
    const file = [
      denseBlock(nodes),
      waysBlock([...halves, court]),
      relationsBlock([{ id: 7, members: [...members], tags }]),
    ]
    const { survey } = await read(Buffer.concat(file))
    expect(survey.buildings[0]).toMatchObject({ id: 'relation/7', use: 'apartments' })
    expect(survey.buildings[0]?.polygons.map((polygon) => polygon.length)).toEqual([2])
  })

  it('keeps the whole rings of a cut relation and drops one without any, each with a reason', async () => {
    const file = [
      denseBlock(nodes),
      waysBlock([...halves]),
      relationsBlock([
        { id: 7, members: [...members], tags },
        {
          id: 8,
          members: [
            { type: 'way', ref: 1 },
            { type: 'way', ref: 44 },
          ],
          tags,
        },
      ]),
    ]
    const result = await read(Buffer.concat(file))
    expect(result.survey.buildings.map(({ id }) => id)).toEqual(['relation/7'])
    expect(result.reasons).toEqual([
      '1 parts of buildings: multipolygon rings that are not whole in this file',
      '1 buildings: multipolygon whose outline is not whole in this file',
    ])
  })

  it('is not caught in relations that contain each other', async () => {
    const a = { id: 7, members: [...members, { type: 'relation', ref: 8 } as const], tags }
    const b = { id: 8, members: [{ type: 'relation', ref: 7 } as const], tags }
    const result = await read(Buffer.concat([denseBlock(nodes), waysBlock([...halves, court]), relationsBlock([a, b])]))
    expect(result.survey.buildings).toHaveLength(1)
    expect(result.reasons).toContain('2 members of multipolygons: relations, not ways')
  })
})
