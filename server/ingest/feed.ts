// What the live twin hears of the store's many readings: believed ones of now, thinned to one a second and quantity, one a
// minute of slow ones, and less while nothing changes; a few may come before their time, so that what is new is heard at
// once. What moves is told with both halves of its place. Devices become known to the twin by commands of the server; the
// same again is not sent. The journal holds what is told here, so less is more.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Actor, Command, Observation } from '../../shared/kernel/system.ts'
import type { StoredObservation } from '../things/contract.ts'
import { boundsOf, type About, type Quantity } from './about.ts'
import { symbolOfKey } from './description.ts'
import type { Device } from './devices.ts'
import { isBelieved } from './ingest.ts'

export type FeedOptions = {
  /** The live city; null for one without time. */
  readonly twin: {
    act(
      timeline: string,
      act: { command: Command; actor: Actor; intent: string },
    ): Promise<{ readonly ok: boolean; readonly reason?: string }>
    observe(observation: Observation): Promise<{ readonly ok: boolean }>
  }
  readonly device: (id: string) => Device | undefined
  readonly onFault: (error: unknown) => void
  readonly now?: () => number
}

/** What a device says of a task (`devices/{deviceId}/answers`). */
export const DeviceAnswer = z.object({
  taskId: z.string().regex(/^[A-Za-z0-9][\w-]{0,39}$/, { error: 'is not the id of a task' }),
  state: z.enum(['accepted', 'running', 'done', 'failed', 'declined']),
  reason: z.string().trim().max(160).optional(),
})
export type DeviceAnswer = z.infer<typeof DeviceAnswer>

export type Feed = {
  heard(stored: readonly StoredObservation[]): void
  known(device: Device): void
  /** What a device answered to a task. */
  answered(deviceId: string, answer: DeviceAnswer): Promise<void>
  counts(): { readonly told: number; readonly held: number }
  /** When the twin has been told what was to be told. */
  close(): Promise<void>
}

const LIVE = 'live'
const SERVER: Actor = { id: 'server', role: 'operator' }
const FAST_MS = 1000
const SLOW_MS = 60_000
/** A quantity that is expected less often is slow. */
const SLOW_FROM_S = 30
/** An unchanged value is told again after so long: less than the half minute after which it counts as stale. */
const AGAIN_MS = 20_000
/** Readings come with a clock of their own; a second may be a little short. */
const SLACK_MS = 100
/** So many may come before their time, once; then each waits for its own. */
const BEFORE_TIME = 3
const OLD_MS = 60_000
/** The twin is behind: what is measured meanwhile is in the store. */
const MAX_WAITING = 2000
const DEFAULT_RANGE = 1e6
const STEPS = 1000
/** The twin could not record or has not answered: it is asked again. */
const NOT_YET = /^not recorded|has not answered/
const PLACE = new Set(['eastM', 'northM'])
const MOVED_M = 0.1

type Placing = {
  readonly deviceId: string
  readonly command: Command
  readonly slot: string
  readonly hash: string
  readonly tries: number
}
/** `nextMs`: when the next would come in the usual pace. */
type Told = { atMs: number; value: number; nextMs: number }

export function startFeed({ twin, device, onFault, now = Date.now }: FeedOptions): Feed {
  const told = new Map<string, Map<string, Told>>()
  const placed = new Map<string, string>()
  let placing: Promise<void> = Promise.resolve()
  let waiting = 0
  let toldCount = 0
  let heldCount = 0
  const idles: (() => void)[] = []
  const agains = new Set<NodeJS.Timeout>()
  let isClosed = false

  const tell = (observation: Observation): void => {
    waiting++
    toldCount++
    twin
      .observe(observation)
      .catch(onFault)
      .finally(() => {
        waiting--
        if (waiting === 0) idles.splice(0).forEach((done) => done())
      })
  }
  const command = (deviceId: string, one: Command): void => {
    const slot = `${one.type} ${deviceId}`
    const hash = createHash('sha256').update(JSON.stringify(one)).digest('hex').slice(0, 16)
    if (placed.get(slot) === hash) return
    placed.set(slot, hash)
    place({ deviceId, command: one, slot, hash, tries: 0 })
  }
  /** One after the other: a thousand devices that wake at once are no burst. What the twin says no to, it said. */
  const place = (what: Placing): void => {
    const { deviceId, command: one, slot, hash, tries } = what
    const intent = `${one.type}-${deviceId}-${hash}${tries === 0 ? '' : `-${tries}`}`
    placing = placing.then(async () => {
      const verdict = await twin.act(LIVE, { command: one, actor: SERVER, intent })
      if (verdict.ok || isClosed || placed.get(slot) !== hash || !NOT_YET.test(verdict.reason ?? '')) return
      const timer = setTimeout(() => {
        agains.delete(timer)
        place({ ...what, tries: tries + 1 })
      }, AGAIN_MS)
      agains.add(timer)
    }, onFault)
    placing = placing.catch(onFault)
  }

  return {
    heard(stored) {
      const nowMs = now()
      const onTheMove = movedIn(stored, told)
      for (const { thing, key, result, atMs, quality } of stored) {
        if (thing === null || key === null || !isBelieved({ result, ...(quality ? { quality } : {}) })) continue
        const of = device(thing)
        const quantity = of?.about.quantities.find((one) => one.key === key)
        if (!of || !quantity || nowMs - atMs > OLD_MS) continue
        let mine = told.get(thing)
        if (!mine) told.set(thing, (mine = new Map()))
        const value = Number(result)
        if (
          waiting > MAX_WAITING ||
          !isTold(mine, { quantity, value, atMs, isMoving: onTheMove.has(`${thing} ${atMs}`) })
        ) {
          heldCount++
          continue
        }
        const nextMs = Math.max(mine.get(key)?.nextMs ?? 0, atMs) + gapOf(quantity)
        mine.set(key, { atMs, value, nextMs })
        tell({ thing, key, value, atMs })
      }
    },
    known({ id, about }) {
      const sensor = placement(id, about)
      if (sensor) command(id, sensor)
      const equipment = equipping(id, about)
      if (equipment) command(id, equipment)
    },
    async answered(deviceId, { taskId, state, reason }) {
      const one = { type: 'tasks.deviceAnswered', task: taskId, state, ...(reason ? { reason } : {}) }
      const intent = `answer-${taskId}-${state}`
      await twin.act(LIVE, { command: one, actor: { id: `device:${deviceId}`, role: 'operator' }, intent })
    },
    counts: () => ({ told: toldCount, held: heldCount }),
    async close() {
      isClosed = true
      for (const timer of agains) clearTimeout(timer)
      await placing
      if (waiting > 0) await new Promise<void>((done) => idles.push(done))
    },
  }
}

/** Things and moments at which one half of a place or the other is a new one: both halves are told then, or neither. */
function movedIn(
  stored: readonly StoredObservation[],
  told: ReadonlyMap<string, ReadonlyMap<string, Told>>,
): Set<string> {
  const moved = new Set<string>()
  for (const { thing, key, result, atMs } of stored) {
    if (thing === null || key === null || !PLACE.has(key)) continue
    const last = told.get(thing)?.get(key)
    if (!last || Math.abs(Number(result) - last.value) >= MOVED_M) moved.add(`${thing} ${atMs}`)
  }
  return moved
}

/** Whether this value goes to the twin. */
function isTold(
  mine: ReadonlyMap<string, Told>,
  { quantity, value, atMs, isMoving }: { quantity: Quantity; value: number; atMs: number; isMoving: boolean },
): boolean {
  const last = mine.get(quantity.key)
  if (!last) return true
  const sinceMs = atMs - last.atMs
  if (sinceMs <= 0) return false
  if (atMs < last.nextMs - BEFORE_TIME * gapOf(quantity) - SLACK_MS) return false
  if (sinceMs >= AGAIN_MS) return true
  if (PLACE.has(quantity.key)) return isMoving
  return Math.abs(value - last.value) >= stepOf(quantity)
}

const gapOf = ({ everyS = 0 }: Quantity): number => (everyS >= SLOW_FROM_S ? SLOW_MS : FAST_MS)

function placement(thing: string, about: About): Command | null {
  const { name, kind, eastM, northM, upM = 0, truth, linkId, quantities } = about
  const shown = quantities.filter(({ key }) => !PLACE.has(key) && key !== 'headingRad')
  if (eastM === undefined || northM === undefined || quantities.length === 0) return null
  return {
    type: 'sensors.placeSensor',
    thing,
    name,
    kind,
    eastM,
    northM,
    upM,
    truth,
    quantities: (shown.length > 0 ? shown : quantities).map((quantity) => {
      const [min, max] = rangeOf(quantity)
      const { key, scale = 'level' } = quantity
      return { key, unit: symbolOfKey(key), min, max, step: stepOf(quantity), scale }
    }),
    ...(linkId === undefined ? {} : { linkId }),
  } as Command
}

function equipping(device: string, about: About): Command | null {
  const { name, names, kind, truth, eastM, northM, headingRad, minIntervalS, parameters, readBack } = about
  if (parameters.length === 0 || !readBack || eastM === undefined || northM === undefined) return null
  return {
    type: 'tasks.equipDevice',
    device,
    name: names ?? name,
    kind,
    eastM,
    northM,
    isSimulated: truth === 'synthetic',
    parameters,
    readBack,
    ...(headingRad === undefined ? {} : { headingRad }),
    ...(minIntervalS === undefined ? {} : { minIntervalS }),
  } as Command
}

function rangeOf(quantity: Quantity): readonly [min: number, max: number] {
  const [least, most] = boundsOf(quantity)
  return [Math.max(least, -DEFAULT_RANGE), Math.min(most, DEFAULT_RANGE)]
}

function stepOf(quantity: Quantity): number {
  const [min, max] = rangeOf(quantity)
  return quantity.step ?? (max > min ? (max - min) / STEPS : 1)
}
