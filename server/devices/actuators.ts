// Devices that can be told to move: a sluice, pumps, barriers. They take their time, tell where they are while they move,
// can refuse and can fail; what they reached is told by their sensor, not by their word. Which task fails follows from its id
// and the seed, or is said (manner.ts).
import type { City, PointM } from '../../shared/city/city.ts'
import { chance, rounded, seedFor } from './curves.ts'
import type { Answer, Device, Task } from './device.ts'
import type { Manner } from './manner.ts'
import { lengthsAlong, placeAlong } from './roads.ts'
import { distance } from './scenarios.ts'
import type { Site } from './site.ts'

type Actuator = {
  readonly id: string
  readonly names: { readonly en: string; readonly ru: string; readonly kk: string }
  readonly kind: 'sluice' | 'pump' | 'barrier'
  readonly atM: PointM
  readonly headingRad?: number
  /** From end to end. */
  readonly travelS: number
  readonly restShare: number
  /** While it works at full share. */
  readonly powerW: number
}

const KEY = 'positionShare'
const QUIET_EVERY_S = 15
const TOLERANCE = 0.02
const FAILS = 0.02
const FAILS_OFTEN = 0.35
/** Where on its way it stops when it fails. */
const STUCK_AT = 0.4
const START_S = 1

type Acting = Pick<Site, 'seed'> & { readonly failShare: number; readonly haste: number }

export function actuators(site: Site, manner: Manner & { readonly failsOften: boolean }): Device[] {
  const { haste, failing, failingOf, failsOften } = manner
  const shares = { none: 0, some: failsOften ? FAILS_OFTEN : FAILS, always: 1 }
  return places(site).map((one) =>
    actuator(one, { seed: site.seed, haste, failShare: shares[failingOf[one.id] ?? failing] }),
  )
}

function actuator(of: Actuator, { seed, failShare, haste }: Acting): Device {
  const { id, kind, atM, restShare, powerW } = of
  const travelS = of.travelS / haste
  const startS = START_S / haste
  let isNew = true
  let [from, to, startMs] = [restShare, restShare, 0]
  let running: { readonly task: Task; readonly stops: number | null } | null = null
  const pending: Answer[] = []
  const seen = new Set<string>()

  const positionAt = (nowMs: number): number => {
    const goneShare = Math.max(0, (nowMs - startMs) / 1000 - startS) / travelS
    const way = Math.min(Math.abs(to - from), goneShare, running?.stops ?? Infinity)
    return from + Math.sign(to - from) * way
  }
  const settle = (nowMs: number): void => {
    if (!running) return
    const { task, stops } = running
    const isThere = Math.abs(positionAt(nowMs) - to) < 1e-9
    const isStopped = stops !== null && (nowMs - startMs) / 1000 - startS >= stops * travelS
    if (!isThere && !isStopped) return
    const reached = positionAt(nowMs)
    pending.push(
      isThere
        ? { taskId: task.taskId, state: 'done' }
        : {
            taskId: task.taskId,
            state: 'failed',
            reason: `${of.names.en} stopped at ${Math.round(reached * 100)} %: motor overload`,
          },
    )
    from = to = reached
    running = null
  }

  return {
    id,
    atM,
    everyS: 1,
    about: {
      name: of.names.en,
      names: of.names,
      kind,
      description: `Simulated ${kind}`,
      ...(of.headingRad === undefined ? {} : { headingRad: of.headingRad }),
      quantities: [
        { key: KEY, min: 0, max: 1, step: 0.01, everyS: QUIET_EVERY_S, scale: 'level', stuckAfterS: 0 },
        ...(powerW > 0
          ? [{ key: 'powerW', min: 0, max: 2 * powerW, step: 100, everyS: QUIET_EVERY_S, scale: 'water' }]
          : []),
      ],
      parameters: [{ key: KEY, unit: '', min: 0, max: 1 }],
      readBack: { thing: id, key: KEY, tolerance: TOLERANCE, withinS: Math.ceil(travelS * 1.5 + 20) },
      minIntervalS: 5,
    },
    read(air) {
      settle(air.atMs)
      const isQuiet = !isNew && running === null && Math.floor(air.atMs / 1000) % QUIET_EVERY_S !== 0
      if (isQuiet && pending.length === 0) return null
      isNew = false
      const position = positionAt(air.atMs)
      const moving = Number(running !== null)
      const working = kind === 'pump' ? position : moving
      return { [KEY]: rounded(position, 0.001), ...(powerW > 0 ? { powerW: rounded(powerW * working, 1) } : {}) }
    },
    told(task, nowMs) {
      // The same task again is the same task.
      if (seen.has(task.taskId)) return
      seen.add(task.taskId)
      settle(nowMs)
      const { taskId } = task
      const wanted = task.parameters[KEY]
      if (wanted === undefined || !(wanted >= 0 && wanted <= 1)) {
        pending.push({ taskId, state: 'declined', reason: `${of.names.en} goes from 0 to 1` })
        return
      }
      if (running) {
        pending.push({ taskId, state: 'declined', reason: `${of.names.en} is moving` })
        return
      }
      const fails = chance(seedFor(seed, taskId), 1) < failShare
      ;[from, to, startMs] = [positionAt(nowMs), wanted, nowMs]
      running = { task, stops: fails ? STUCK_AT * Math.abs(to - from) : null }
      pending.push({ taskId, state: 'accepted' }, { taskId, state: 'running' })
    },
    answers(nowMs) {
      settle(nowMs)
      return pending.splice(0)
    },
  }
}

function places({ city, district }: Site): Actuator[] {
  const river = nearestRiver(city, district.atM)
  const bridges = city.links
    .filter(
      ({ isBridge, roadClass, line }) => isBridge && roadClass !== 'footway' && near(line, district) < district.radiusM,
    )
    .filter(({ widthM }) => widthM >= 6)
    .sort((a, b) => near(a.line, district) - near(b.line, district) || (a.id < b.id ? -1 : 1))
  const apart: PointM[] = []
  const barriers = bridges.flatMap(({ line }) => {
    const { atM, headingRad } = placeAlong(line, lengthsAlong(line), 0)
    if (apart.length >= 4 || apart.some((other) => distance(other, atM) < 150)) return []
    apart.push(atM)
    return [{ atM, headingRad }]
  })
  const along = (share: number): { atM: PointM; headingRad: number } | null => {
    if (!river) return null
    const lengths = lengthsAlong(river)
    return placeAlong(river, lengths, share * (lengths.at(-1) ?? 0))
  }
  const [sluice, ...pumps] = [along(0.5), along(0.25), along(0.75)]
  return [
    ...(sluice
      ? [
          {
            id: 'sluice-1',
            names: { en: 'River sluice', ru: 'Речной шлюз', kk: 'Өзен шлюзі' },
            kind: 'sluice' as const,
            ...sluice,
            travelS: 40,
            restShare: 0.3,
            powerW: 15_000,
          },
        ]
      : []),
    ...pumps.flatMap((at, i) =>
      at
        ? [
            {
              id: `pump-${i + 1}`,
              names: { en: `Pump ${i + 1}`, ru: `Насос ${i + 1}`, kk: `${i + 1}-сорғы` },
              kind: 'pump' as const,
              ...at,
              travelS: 8,
              restShare: 0,
              powerW: 90_000,
            },
          ]
        : [],
    ),
    ...barriers.map((at, i) => ({
      id: `barrier-${i + 1}`,
      names: { en: `Barrier ${i + 1}`, ru: `Шлагбаум ${i + 1}`, kk: `${i + 1}-шлагбаум` },
      kind: 'barrier' as const,
      ...at,
      travelS: 12,
      /** 1 is open to traffic. */
      restShare: 1,
      powerW: 0,
    })),
  ]
}

function nearestRiver({ lines }: City, atM: PointM): readonly number[] | null {
  const rivers = lines.filter(({ kind, line }) => kind === 'river' && line.length >= 4)
  const [first] = rivers.map(({ line }) => ({ line, awayM: near(line, { atM }) })).sort((a, b) => a.awayM - b.awayM)
  return first?.line ?? null
}

function near(line: readonly number[], { atM }: { readonly atM: PointM }): number {
  let least = Infinity
  for (let i = 0; i + 1 < line.length; i += 2) least = Math.min(least, distance([line[i] ?? 0, line[i + 1] ?? 0], atM))
  return least
}
