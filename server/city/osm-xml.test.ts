import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { array, asyncProperty, assert as holds, nat, tuple } from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { makeFrame } from './frame.ts'
import { Ledger, Unreadable } from './ledger.ts'
import { readOsm } from './osm-read.ts'
import type { Reading, Survey } from './survey.ts'

const folder = mkdtempSync(join(tmpdir(), 'osm-xml-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HOUSE = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="hand">
 <bounds minlat="51.13" minlon="71.43" maxlat="51.1303" maxlon="71.4303"/>
 <node id="-1" lat="51.13" lon="71.43" user="Erika Mustermann" uid="4242" changeset="77" timestamp="2021-03-04T05:06:07Z"/>
 <node id="2" lat="51.13" lon="71.4303"/>
 <node id="3" lat="51.1303" lon="71.4303"/>
 <node id="4" lat="51.1303" lon="71.43"><tag k="natural" v="tree"/><tag k="height" v="7 m"/></node>
 <way id="10" user="Erika Mustermann" timestamp="2020-01-01T00:00:00Z">
  <nd ref="-1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="-1"/>
  <tag k="building" v="yes"/><tag k="height" v="40'"/><tag k="name" v="Бәйтерек &amp; &#8207;שלום"/>
  <tag k="name:kk" v="Бәйтерек"/><tag k="name:en" v="Bayterek"/><tag k="name:__proto__" v="x"/><tag k="note" v="by Mustermann"/>
 </way>
`
const END = '</osm>\n'

type Result = { reading: Reading; survey: Survey; ledger: Ledger }

async function read(content: string | Buffer, name = 'town.osm'): Promise<Result> {
  const path = join(folder, name)
  writeFileSync(path, content)
  const ledger = new Ledger()
  const reading = await readOsm(path, ledger)
  return { reading, survey: reading.survey(makeFrame('EPSG:32642', 71.43, 51.13), ledger), ledger }
}

function reasons({ ledger }: Result): string[] {
  return ledger.list().map(({ what, count, why }) => `${count} ${what}: ${why}`)
}

describe('the .osm reader', () => {
  it('reads names in any script as they stand, feet, and the newest date', async () => {
    const { reading, survey } = await read(HOUSE + END)
    expect(survey.buildings[0]).toMatchObject({
      id: 'way/10',
      name: 'Бәйтерек & \u200fשלום',
      names: { kk: 'Бәйтерек', en: 'Bayterek' },
      heightSource: 'tagged',
    })
    expect(survey.buildings[0]?.heightM).toBeCloseTo(12.192, 6)
    expect(survey.points[0]).toMatchObject({ kind: 'tree', heightM: 7 })
    expect(reading.source).toMatchObject({ date: '2021-03-04', format: 'OSM XML', file: 'town.osm' })
  })

  it('reads the same out of gzip, whatever the name says', async () => {
    const plain = await read(HOUSE + END)
    const packed = await read(gzipSync(HOUSE + END), 'town.osm.gz')
    const misnamed = await read(gzipSync(HOUSE + END), 'town.pbf')
    expect(packed.survey).toEqual(plain.survey)
    expect(misnamed.survey).toEqual(plain.survey)
    expect(packed.reading.source.sha256).not.toBe(plain.reading.source.sha256)
  })

  it('keeps no mapper’s name or number', async () => {
    const text = JSON.stringify(await read(HOUSE + END))
    expect(text).not.toMatch(/Mustermann|4242/)
  })

  it('keeps the elements before a cut, in gzip too', async () => {
    const cut = await read(`${HOUSE}<way id="11"><nd ref="2"/><nd re`)
    expect(cut.survey.buildings).toHaveLength(1)
    expect(reasons(cut)).toEqual(['1 ends of the file: the file ends before its closing tag'])
    const filler = Array.from({ length: 4000 }, (_, i) => `<node id="${i + 100}" lat="51.13${i}" lon="71.43${i * 7}"/>`)
    const packed = gzipSync(`${HOUSE}${filler.join('\n')}${END}`)
    const cutGzip = await read(packed.subarray(0, packed.length - 200), 'cut.osm.gz')
    expect(cutGzip.survey.buildings).toHaveLength(1)
    expect(reasons(cutGzip)).toContain('1 ends of the file: the gzip stream is cut or damaged, read up to there')
  })

  it('passes over malformed places and counts them', async () => {
    const result = await read(
      `${HOUSE}<node id="5" lat="51.13" lon="71.43"><tag k="natural" v="tr&bad;ee"/></node></nod>${END}`,
    )
    expect(result.survey.buildings).toHaveLength(1)
    expect(reasons(result).every((reason) => reason.includes('places in the XML: malformed'))).toBe(true)
    expect(reasons(result).length).toBeGreaterThan(0)
  })

  it('leaves deleted elements, elements without ids and impossible places out', async () => {
    const tree = '<tag k="natural" v="tree"/></node>'
    const extra =
      `<node id="5" action="delete" lat="51.13" lon="71.43">${tree}<node id="6" visible="false">${tree}` +
      `<node lat="51.13" lon="71.43">${tree}<node id="8" lat="here" lon="71.43">${tree}<node id="9" lat="91" lon="71.43">${tree}`
    const result = await read(HOUSE + extra + END)
    expect(result.survey.points.map(({ id }) => id)).toEqual(['node/4'])
    expect(reasons(result)).toEqual(['1 nodes: the id is not a number', '2 nodes: latitude or longitude out of range'])
  })

  it('survives any change of any byte with a survey or a refusal', async () => {
    const whole = Buffer.from(HOUSE + END)
    const change = tuple(nat(whole.length - 1), nat(255))
    await holds(
      asyncProperty(array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        const result = await read(bytes, 'changed.osm').catch((error: unknown) => error)
        if (result instanceof Error) expect(result).toBeInstanceOf(Unreadable)
      }),
      { numRuns: 300, seed: 20261122 },
    )
  })

  it('takes places written into ways, as Overpass does', async () => {
    const corners = ['51.13,71.43', '51.13,71.4303', '51.1303,71.4303', '51.13,71.43'].map((place) => place.split(','))
    const nds = corners.map(([lat, lon], i) => `<nd ref="${(i % 3) + 1}" lat="${lat}" lon="${lon}"/>`)
    const { survey, reading } = await read(
      `<osm><meta osm_base="2023-05-06T07:08:09Z"/><way id="1">${nds.join('')}<tag k="building" v="yes"/></way></osm>`,
    )
    expect(survey.buildings).toHaveLength(1)
    expect(reading.source.date).toBe('2023-05-06')
  })

  it('obeys a declared encoding', async () => {
    const text = HOUSE.replace('UTF-8', 'windows-1251').replace(/ v="Бәйтерек &amp;[^"]*"/, ' v="?"')
    const [before, after] = text.split('v="?"') as [string, string]
    const cyrillic = Buffer.from([0x76, 0x3d, 0x22, 0xc0, 0xf1, 0xf2, 0xe0, 0xed, 0xe0, 0x22])
    const { survey } = await read(Buffer.concat([Buffer.from(before), cyrillic, Buffer.from(after + END)]))
    expect(survey.buildings[0]?.name).toBe('Астана')
  })

  it('cuts names longer than OpenStreetMap allows', async () => {
    const { survey } = await read(HOUSE.replace('Bayterek', '😀'.repeat(5000)) + END)
    expect(survey.buildings[0]?.names?.['en']).toBe('😀'.repeat(255))
  })
})

describe('what is no OpenStreetMap data', () => {
  it.each([
    ['an empty file', '', 'the file is empty'],
    [
      'a web page',
      '<!DOCTYPE html>\n<html><body>Too many requests</body></html>',
      'it is a web page, not OpenStreetMap data',
    ],
    ['other XML', '<gpx version="1.1"></gpx>', "it is XML, but not OpenStreetMap's: its first element is <gpx>"],
    ['a change file', '<osmChange><create/></osmChange>', 'it holds changes (osmChange), not a map extract'],
    ['an extract without elements', '<osm version="0.6"></osm>', 'it holds no OpenStreetMap element with a place'],
    [
      'bzip2',
      Buffer.from('BZh91AY&SY'),
      'it is compressed with bzip2, which is not read: unpack it first (bunzip2), or take the .osm.pbf',
    ],
    [
      'broken gzip',
      Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      'it begins like gzip but cannot be unpacked',
    ],
    ['gzip of nothing', gzipSync(''), 'the gzip file has nothing in it'],
    ['gzip of a web page', gzipSync('<html></html>'), 'it is a web page, not OpenStreetMap data'],
    [
      'JSON',
      '{"type":"FeatureCollection"}',
      'it is JSON, not OpenStreetMap data (.osm.pbf, .osm, .osm.gz or QA tiles)',
    ],
    ['noise', Buffer.alloc(100, 0xa7), 'it is not OpenStreetMap data (.osm.pbf, .osm, .osm.gz or QA tiles)'],
    ['a text', 'latitude,longitude', 'it is not OpenStreetMap data (.osm.pbf, .osm, .osm.gz or QA tiles)'],
  ])('is refused in one sentence: %s', async (_, content, cause) => {
    await expect(read(content, 'input.osm')).rejects.toThrow(`input.osm: ${cause}`)
  })

  it('is refused when it is not there, or a folder without tiles', async () => {
    await expect(readOsm(join(folder, 'nowhere.osm.pbf'), new Ledger())).rejects.toThrow(
      'nowhere.osm.pbf: there is no such file',
    )
    mkdirSync(join(folder, 'tiles'))
    await expect(readOsm(join(folder, 'tiles'), new Ledger())).rejects.toThrow(
      'tiles: the folder holds no vector tiles named zoom-x-y.mvt',
    )
  })
})
