// For tests only: a small city by hand, a whole server on a free loopback port, and clients that speak to it.
// The clients are Colyseus's own, with the Origin a browser would send.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Client as Sdk, type Room as SdkRoom } from 'colyseus.js'
import { pino } from 'pino'
import { Verdict } from '../../shared/protocol/intent.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import { type CityPackage, openPackage, writePackage } from '../city/package.ts'
import { encodeTerrain } from '../city/package-terrain.ts'
import { type Parts, startTownhall, type Townhall } from '../main.ts'
import { readSettings } from '../settings.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import type { AuditEvent } from './watch.ts'

const ring = (e: number, n: number, sizeM: number): number[] => [e, n, e + sizeM, n, e + sizeM, n + sizeM, e, n + sizeM]

/** Four buildings, three streets, a river and a park around the origin. */
export function toyCity(): CityPackage {
  const source = {
    title: 'A toy city',
    file: 'toy',
    format: 'by hand',
    crs: 'EPSG:32642',
    licence: 'CC0-1.0',
    attribution: 'nobody',
    date: '2026-01',
    sha256: '',
  }
  const building = {
    polygons: [[ring(10, 10, 20)]],
    groundM: 0,
    minHeightM: 0,
    roof: 'flat',
    roofHeightM: 0,
    source: 0,
  } as const
  const link = {
    fromNode: 0,
    toNode: 1,
    upM: [0, 0],
    roadClass: 'primary',
    lanesForward: 2,
    lanesBackward: 2,
    lanesSource: 'synthetic',
    speedKmh: 60,
    speedSource: 'tagged',
    widthM: 14,
    isBridge: false,
    isTunnel: false,
    layer: 0,
    isLit: true,
    source: 0,
  } as const
  return {
    dir: 'toy',
    manifest: {
      format: 1,
      id: 'toy',
      name: 'Toy',
      crs: 'EPSG:32642',
      origin: { eastingM: 0, northingM: 0, lon: 71.43, lat: 51.13 },
      datum: 'synthetic',
      timeZone: 'UTC',
      bbox: [71.4, 51.1, 71.45, 51.15],
      boundsM: [-1000, -1000, 1000, 1000],
      spawn: { eastM: 0, northM: 0, headingRad: 0 },
      places: [{ id: 'bayterek', name: 'Байтерек', atM: [20, 20], building: 'way/1' }],
      sources: [source],
      layers: [],
      counts: {
        buildings: 4,
        buildingsWithHeight: 3,
        roadKm: 1,
        drivableKm: 1,
        signals: 0,
        stops: 1,
        trees: 1,
        waterKm2: 0.1,
      },
      terrain: { truth: 'synthetic', cols: 2, rows: 2, cellM: 2000, westM: -1000, southM: -1000, minM: 0, maxM: 0 },
      tiles: { rootSizeM: 2000, westM: -1000, southM: -1000, maxLevel: 0, count: 1 },
      dropped: [],
    },
    city: {
      buildings: [
        {
          ...building,
          id: 'way/1',
          name: 'Байтерек',
          names: { kk: 'Бәйтерек', en: 'Baiterek Tower' },
          heightM: 105,
          heightSource: 'tagged',
          storeys: 1,
          use: 'culture',
          form: 'observationTower',
        },
        {
          ...building,
          id: 'way/2',
          name: 'Хан Шатыр',
          heightM: 150,
          heightSource: 'tagged',
          storeys: 6,
          use: 'retail',
        },
        {
          ...building,
          id: 'way/3',
          heightM: 27,
          heightSource: 'storeys',
          storeys: 9,
          use: 'apartments',
          address: { street: 'Кабанбай батыра', number: '7/1' },
        },
        { ...building, id: 'way/4', heightM: 6, heightSource: 'guessed', storeys: 2, use: 'unknown' },
      ],
      links: [
        { ...link, id: 'way/10#0', name: 'проспект Кабанбай батыра', line: [0, 0, 300, 0], lengthM: 300 },
        { ...link, id: 'way/10#1', name: 'проспект Кабанбай батыра', line: [300, 0, 900, 0], lengthM: 600 },
        {
          ...link,
          id: 'way/11#0',
          name: 'Qabanbai batyr lane',
          line: [0, 0, 0, 90],
          lengthM: 90,
          roadClass: 'footway',
        },
      ],
      nodes: [],
      areas: [
        { id: 'way/20', kind: 'water', name: 'Ишим', polygons: [[ring(-500, -500, 100)]], surfaceM: -1, source: 0 },
        { id: 'way/21', kind: 'park', name: 'Central Park', polygons: [[ring(-300, 100, 90)]], source: 0 },
      ],
      lines: [{ id: 'way/30', kind: 'powerLine', line: [0, 0, 10, 10], voltageV: 110_000, isBridge: false, source: 0 }],
      points: [
        { id: 'node/1', kind: 'busStop', atM: [5, 5], name: 'Бәйтерек аялдамасы', origin: 'measured', source: 0 },
        { id: 'tree/1', kind: 'tree', atM: [8, 5], heightM: 6, origin: 'synthetic', source: 0 },
      ],
    },
    terrain: { cols: 2, rows: 2, cellM: 2000, westM: -1000, southM: -1000, heightsM: new Float32Array(4) },
    tileIndex: [[0, 0, 0, 0, 23]],
    tilesVersion: 'v1',
    tile: (level, x, y) => (level === 0 && x === 0 && y === 0 ? gzipSync('toy') : null),
  }
}

export type TestTown = Townhall & { readonly origin: string; readonly audits: AuditEvent[]; readonly faults: string[] }

/** A city in which no time passes, for tests of what rooms do by themselves. */
export const stillTwin = (): CityTwin => ({
  layers: [],
  live: () => ({ status: 'playing', facts: null }),
  forks: () => [],
  trouble: () => '',
  act: () => Promise.resolve({ ok: false, reason: 'time stands still here' }),
  recorded: () => Promise.resolve(null),
  observe: () => Promise.resolve({ ok: false, reason: 'time stands still here' }),
  fork: () => Promise.resolve({ ok: false, reason: 'time stands still here' }),
  endFork: () => 'time stands still here',
  startOf: () => Promise.resolve(null),
  bring: () => Promise.reject(new Error('time stands still here')),
  build: 'still',
  systems: [],
  version: () => 0,
  onFrame: () => undefined,
  storagePort: () => null,
  counts: () => ({ inputs: 0, lagS: 0, isPlaying: true, isRecording: true, forks: 0 }),
  close: () => Promise.resolve(),
})

/**
 * The toy city as a package in the folder, for what reads it from there, on its own ground or less of it, which is reckoned
 * sooner; its roads end at nodes it does not have.
 */
export async function toyPackage(dir: string, terrain = toyCity().terrain): Promise<CityPackage> {
  const { manifest, city } = toyCity()
  writePackage(dir, { manifest, city: { ...city, links: [] }, terrainBytes: encodeTerrain(terrain, 0.01), tiles: [] })
  return openPackage(dir)
}

/**
 * A server with the toy city, still unless `env` names its systems; `audits` and `faults` collect what the log would
 * have told. Without a data folder of its own in `env` it has one that goes with it.
 */
export async function testTown(parts: Parts = {}, env: Record<string, string> = {}): Promise<TestTown> {
  const audits: AuditEvent[] = []
  const faults: string[] = []
  const write = (line: string): void => {
    const entry = JSON.parse(line) as { audit?: AuditEvent; where?: string; err?: { message: string } }
    if (entry.audit) audits.push(entry.audit)
    if (entry.where !== undefined) faults.push(`${entry.where}: ${entry.err?.message ?? ''}`)
  }
  const dir = mkdtempSync(join(tmpdir(), 'townhall-test-'))
  const given = { PORT: '0', HOST: '127.0.0.1', TOWNHALL_JOINS_PER_MINUTE: '1000000', TOWNHALL_DATA: join(dir, 'data') }
  const settings = readSettings({ ...given, ...env })
  const log = pino({ level: 'info' }, { write })
  const isStill = env['TOWNHALL_SYSTEMS'] === undefined
  // Things and the line to devices only where a test asks for a port of theirs.
  const without: Parts = env['MQTT_PORT'] === undefined ? { devices: null } : {}
  const own: Parts = {
    ...without,
    ...(isStill ? { city: toyCity(), twin: stillTwin() } : { city: await toyPackage(join(dir, 'city')) }),
  }
  const town = await startTownhall(settings, { ...own, clientDir: '/nowhere', log, ...parts })
  return Object.assign(
    { ...town },
    {
      origin: `http://127.0.0.1:${town.port}`,
      audits,
      faults,
      close: async () => {
        await town.close()
        rmSync(dir, { recursive: true, force: true })
      },
    },
  )
}

export type TestClient = SdkRoom<never, PeopleView>

export function sdkFor(town: Pick<TestTown, 'port' | 'origin'>): Sdk {
  return new Sdk(`ws://127.0.0.1:${town.port}`, { headers: { origin: town.origin } })
}

/** Joins and waits for the first state; reconnection is off unless a test turns it on. */
export async function enter(town: Pick<TestTown, 'port' | 'origin'>, name: string, key?: string): Promise<TestClient> {
  const room: TestClient = await sdkFor(town).join('city', { name, ...(key === undefined ? {} : { key }) }, PeopleView)
  room.reconnection.enabled = false
  room.onMessage('*', () => undefined)
  entered.add(room)
  room.onLeave(() => entered.delete(room))
  await until(() => room.state.people.has(room.sessionId))
  return room
}

let asked = 0
/** Asks for something; the intent's id may be left out. */
export const ask = async (client: TestClient, intent: object): Promise<Verdict> =>
  Verdict.parse(await client.request('intent', { id: `t${++asked}`, ...intent } as never))

const entered = new Set<TestClient>()
/** Takes out whoever `enter` brought in and has not left yet, so that a failing test leaves nobody to the next. */
export async function leaveAll(): Promise<void> {
  await Promise.allSettled([...entered].map((room) => room.leave()))
  entered.clear()
}

/** Waits for something to become true; fails after `withinMs`. */
export async function until(isTrue: () => boolean, withinMs = 60_000): Promise<void> {
  const end = performance.now() + withinMs
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${isTrue.toString()}`)
    await new Promise((next) => setTimeout(next, 5))
  }
}
