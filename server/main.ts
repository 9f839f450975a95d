// The server, wired in reading order: settings, the city, its journal and time, its things and the line to their devices,
// the rooms, the web, the gate, the port.
// Starts nothing by itself; server/cli/serve.ts is the command.
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { pino, type Logger } from 'pino'
import { NO_CITY, noCity } from './city/no-city.ts'
import { type CityPackage, openPackage } from './city/package.ts'
import { type CityConsulted, openConsultations } from './consultations/open-consultations.ts'
import { type FolderLock, lockFolder } from './disk/folder-lock.ts'
import { type AskerActor, askerActor, roleIn } from './identity/asker.ts'
import { openIdentity } from './identity/identity.ts'
import { type KeyRing, openKeys } from './identity/keys.ts'
import { whereIs } from './journal/database.ts'
import { type Meetings, openMeetings } from './meetings/open-meetings.ts'
import { type CityDevices, openDevices, writeRule } from './open-devices.ts'
import { type ChainOfCity, openCityLedger } from './open-ledger.ts'
import { openCityEvidence, openRecords, type Records } from './records/open-records.ts'
import type { CityRoom } from './rooms/city-room.ts'
import { type Person, startRooms } from './rooms/rooms.ts'
import type { Watch } from './rooms/watch.ts'
import type { Place } from './rooms/whereabouts.ts'
import type { Settings } from './settings.ts'
import { thingsRoutes } from './things/routes.ts'
import { type CityTwin, LIVE, openCityTwin, REPLAY_FOLDER } from './timelines/city-twin.ts'
import { makeApp } from './web/app.ts'
import { capRoutes } from './web/cap-routes.ts'
import { armGate, makeHttpServer } from './web/gate.ts'
import { makeMetrics } from './web/metrics.ts'
import { originRule } from './web/origins.ts'

export type Townhall = {
  /** `http://localhost:2567` */
  readonly url: string
  readonly port: number
  readonly city: CityPackage
  /** What the links of planners and operators carry. */
  readonly keys: KeyRing['keys']
  readonly twin: CityTwin
  /** Null where they are left out. */
  readonly devices: CityDevices | null
  readonly meetings: Meetings['house']
  readonly consultations: CityConsulted['house']
  readonly records: Records['desk']
  readonly ledger: ChainOfCity['ledger']
  people(): Person[]
  where(avatarId: number): Place | null
  /** Counts and logs an error nobody caught; the city goes on. */
  fault(where: string, error: unknown): void
  /** Tells the rooms, closes every socket with 1001, then the port. Safe to call twice. */
  close(): Promise<void>
}

export type Parts = {
  /** Instead of the package that `TOWNHALL_CITY` names. */
  readonly city?: CityPackage
  readonly clientDir?: string
  readonly log?: Logger
  /** Instead of the city's own time: for tests of rooms that need none. */
  readonly twin?: CityTwin
  /** Null leaves out the city's things and the line to devices: for tests of rooms that need neither. */
  readonly devices?: null
  /** Gateways of this process alone, name to secret: how the simulated devices come in. */
  readonly gateways?: Readonly<Record<string, string>>
  /** Another room of the same kind, for tests that plant faults. */
  readonly room?: typeof CityRoom
  /** Of the data folder, where whoever starts has taken it already. */
  readonly lock?: FolderLock
}

const CLIENT_DIR = resolve(import.meta.dirname, '../dist/client')
const LET_GO_MS = 1500

/** Nothing is read or written before the data folder is ours. Throws one sentence where it does not start. */
export async function startTownhall(settings: Settings, parts: Parts = {}): Promise<Townhall> {
  const lock = parts.lock ?? (await lockFolder(resolve(settings.TOWNHALL_DATA)))
  try {
    const town = await openTownhall(settings, parts)
    return { ...town, close: () => town.close().finally(() => lock.release()) }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function openTownhall(settings: Settings, parts: Parts): Promise<Townhall> {
  const log = parts.log ?? pino({ level: settings.LOG_LEVEL })
  const metrics = makeMetrics(() => ({
    people: rooms.people().length,
    pendingSeats: rooms.pendingSeats(),
    rooms: rooms.isOpen() ? rooms.copies() : 0,
    droppedFrames: rooms.droppedFrames(),
    droppedFieldFrames: rooms.droppedFieldFrames(),
    twin: twin.counts(),
    ingest: devices?.ingest.counts() ?? null,
    meetings: meetings.house.counts(),
    chain: chain.counts(),
  }))
  const fault = (where: string, error: unknown): void => {
    metrics.faults.inc({ where })
    log.error({ err: error, where }, 'survived an error')
  }
  const note = (where: string, text: string): void => log.warn({ where }, text)
  const dir = resolve(settings.TOWNHALL_DATA)
  const city = parts.city ?? (await openCity(settings, dir))
  const keys = await openKeys(dir)
  const { DATABASE_URL: databaseUrl, TOWNHALL_SYSTEMS: systems } = settings
  const twin =
    parts.twin ??
    (await openCityTwin({
      city,
      dir,
      databaseUrl,
      systems,
      ...(settings.TOWNHALL_RUN_CORES === undefined ? {} : { runCores: settings.TOWNHALL_RUN_CORES }),
      onFault: fault,
      onNote: note,
      keep: {
        forkDays: settings.TOWNHALL_FORK_DAYS,
        forks: settings.TOWNHALL_FORKS_KEPT,
        replayDays: settings.TOWNHALL_REPLAY_DAYS,
      },
    }))
  const chain = await openCityLedger(settings, { dir, fault, note }).catch(async (error: unknown) => {
    await twin.close()
    throw error
  })
  const refused = (why: string): void => {
    metrics.refusals.inc({ why: 'device' })
    log.debug({ why }, 'a device was refused')
  }
  // Nobody asks before the port is open.
  const actorOf: AskerActor = (request) => askerActor(keys, identity)(request)
  const roleOf = roleIn(actorOf)
  // Beside the rooms, which must hear the timeline from its first frame on.
  const opening =
    parts.devices === null
      ? Promise.resolve(null)
      : openDevices(settings, {
          city,
          dir,
          twin,
          keys,
          roleOf,
          gateways: parts.gateways ?? {},
          fault,
          refused,
          onHour: (root) => chain.stampHour(root),
          stampOf: (hash) => chain.ledger.stampOf(hash),
        })
  opening.catch(() => undefined)
  const watch: Watch = {
    fault,
    verdict: (outcome) => metrics.verdicts.inc({ outcome }),
    audit: (event) => {
      metrics.audits.inc({ what: event.what })
      log.info({ audit: event }, 'audit')
    },
  }
  const allowsOrigin = originRule(settings.TOWNHALL_ORIGINS)
  const identity = await openIdentity({
    where: databaseUrl === '' ? { dir } : whereIs(databaseUrl),
    roll: settings.TOWNHALL_ROLL,
    clerks: settings.TOWNHALL_CLERKS,
    allowsOrigin,
    chainId: settings.TOWNHALL_CHAIN_ID,
    rpcUrl: settings.RPC_URL,
    audit: (event) => watch.audit(event),
    fault,
  }).catch(async (error: unknown) => {
    await chain.close()
    await twin.close()
    throw error
  })
  // Opened after the meetings, whose journal they are in.
  let consulted: CityConsulted['house'] | null = null
  const evidence = openCityEvidence(dir, {
    twin,
    city: city.city,
    consultations: () => consulted,
    hourRoots: async () => (await opening)?.ingest.hourRoots() ?? [],
    onFault: fault,
  })
  const meetings: Meetings = await openMeetings(settings, {
    city,
    dir,
    twin,
    keys,
    identity,
    fault,
    note,
    checkEvidence: (hashes) => evidence.check(hashes),
    pictured: (hashes, language) => evidence.pictured(hashes, language),
    whyNotAnchored: (recordHash) => chain.ledger.whyNotAnchored(recordHash),
    head: () => chain.ledger.status().head,
  }).catch(async (error: unknown) => {
    await identity.close()
    await chain.close()
    await twin.close()
    throw error
  })
  const consultations: CityConsulted = await openConsultations({
    city,
    dir,
    clientDir: parts.clientDir ?? CLIENT_DIR,
    journal: meetings.journal,
    tenancy: meetings.tenancy,
    keys,
    identity,
    fault,
    note,
  }).catch(async (error: unknown) => {
    await meetings.close()
    await identity.close()
    await chain.close()
    await twin.close()
    throw error
  })
  consulted = consultations.house
  const records: Records = openRecords({
    dir,
    city,
    meetings,
    twin,
    identity,
    roleOf,
    actorOf,
    evidence,
    ledger: chain.ledger,
    fault,
  })
  chain.watch(meetings.house)
  const httpServer = makeHttpServer()
  const rooms = await startRooms({
    httpServer,
    city,
    log,
    roomSize: settings.TOWNHALL_ROOM_SIZE,
    twin,
    meetings: meetings.house,
    keys,
    identity,
    watch,
    ...(parts.room ? { room: parts.room } : {}),
  })

  let devices: CityDevices | null = null
  try {
    devices = await opening
  } catch (error) {
    await rooms.close()
    await records.close()
    await consultations.close()
    await meetings.close()
    await identity.close()
    await chain.close()
    await twin.close()
    throw error
  }
  const app = makeApp({
    city,
    log,
    metrics,
    clientDir: parts.clientDir ?? CLIENT_DIR,
    contextDir: settings.TOWNHALL_CONTEXT,
    replayDir: join(dir, REPLAY_FOLDER),
    ...(devices
      ? {
          things: thingsRoutes({
            things: devices.things,
            writerOf: writeRule(settings, actorOf),
            city,
            mqttUrl: devices.ingest.line?.url,
          }),
          devices: devices.ingest.routes,
          systems: devices.routes,
        }
      : {}),
    alerts: capRoutes({
      manifest: city.manifest,
      facts: () => twin.live().facts,
      act: (act) => twin.act(LIVE, act),
      roleOf,
    }),
    identity: identity.routes,
    meetings: [...meetings.routes, consultations.routes, ...records.routes],
    chain: chain.routes,
    seat: (method, room, options) => rooms.seat(method, room, options),
    parts: () => {
      const { isRecording, isPlaying } = twin.counts()
      return {
        city: true,
        journal: isRecording,
        timeline: isPlaying,
        meetings: meetings.isReady(),
        chain: chain.isReady(),
        ...(devices ? { things: true, devices: devices.ingest.isReady() } : {}),
        rooms: rooms.isOpen(),
        port: httpServer.listening,
      }
    },
    says: () => ({ chain: chain.ledger.status().why }),
  })
  httpServer.on('request', app)
  armGate(httpServer, {
    allowsOrigin,
    joinsPerMinute: settings.TOWNHALL_JOINS_PER_MINUTE,
    onRefused: (why) => metrics.refusals.inc({ why }),
  })

  try {
    await listen(httpServer, settings)
  } catch (error) {
    await rooms.close()
    await records.close()
    await consultations.close()
    await meetings.close()
    await identity.close()
    await devices?.close()
    await chain.close()
    await twin.close()
    throw error
  }
  const { port } = httpServer.address() as AddressInfo
  log.info({ port, city: city.manifest.id }, 'the city is open')

  let closing: Promise<void> | undefined
  return {
    url: `http://localhost:${port}`,
    port,
    city,
    keys: keys.keys,
    twin,
    devices,
    meetings: meetings.house,
    consultations: consultations.house,
    records: records.desk,
    ledger: chain.ledger,
    people: () => rooms.people(),
    where: (avatarId) => rooms.where(avatarId),
    fault,
    close() {
      closing ??= (async () => {
        const closed = new Promise<void>((done) => httpServer.close(() => done()))
        await rooms.close()
        await records.close()
        await consultations.close()
        await meetings.close()
        await identity.close()
        await devices?.close()
        await chain.close()
        const timeEnded = twin.close()
        httpServer.closeIdleConnections()
        const lastly = setTimeout(() => httpServer.closeAllConnections(), LET_GO_MS)
        await closed
        clearTimeout(lastly)
        await timeEnded
        log.info('the city is closed')
      })()
      return closing
    },
  }
}

const openCity = (settings: Settings, dir: string): Promise<CityPackage> =>
  settings.TOWNHALL_CITY === NO_CITY ? noCity(dir) : openPackage(resolve(settings.TOWNHALL_CITY))

function listen(server: ReturnType<typeof makeHttpServer>, { PORT, HOST }: Settings): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') fail(new Error(`port ${PORT} is in use; set PORT to another one`))
      else if (error.code === 'EACCES')
        fail(new Error(`port ${PORT} may not be used by this user; set PORT above 1023`))
      else fail(new Error(`the server cannot listen on ${HOST}:${PORT}: ${error.message}`))
    })
    server.listen(PORT, HOST, () => {
      server.removeAllListeners('error')
      done()
    })
  })
}
