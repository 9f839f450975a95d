// The city's alerts for other systems, as CAP 1.2: `GET /alerts.cap` lists what stands now (`?lang=ru` or `kk` in another
// language), `GET /alerts/{id}.cap.xml` is one of them in all languages its sentence is known in, and operators post messages of others to `/alerts/cap`, with their key or signed in. Exercises stay exercises both ways.
import { createHash } from 'node:crypto'
import express, { type Response, Router } from 'express'
import { z } from 'zod'
import type { Manifest } from '../../shared/city/manifest.ts'
import type { Actor, Command } from '../../shared/kernel/system.ts'
import { ALERT_LANGUAGES, type AlertLanguage, alertName, alertSentence } from '../../shared/protocol/alert-words.ts'
import type { Facts } from '../../shared/protocol/facts.ts'
import { makeFrame } from '../city/frame.ts'
import { type AskerRole, onlyFrom } from '../identity/asker.ts'
import { type CapHeard, readCap } from './cap-read.ts'
import { atomXml, CAP_TYPE, type CapInfo, type CapMessage, capXml } from './cap-write.ts'

export type CapOptions = {
  readonly manifest: Pick<Manifest, 'id' | 'name' | 'crs' | 'origin' | 'boundsM' | 'bbox'>
  /** Null while nothing is told. */
  readonly facts: () => Facts | null
  readonly act: (act: {
    readonly command: Command
    readonly actor: Actor
    readonly intent: string
  }) => Promise<{ readonly ok: true; readonly seq: number } | { readonly ok: false; readonly reason: string }>
  readonly roleOf: AskerRole
}

export const MAX_CAP_BYTES = 64 * 1024
const HOUR_MS = 3_600_000
const RADIUS_M = 500
const MOST_TEXT = 160
const SEVERITY = { notice: 'Minor', warning: 'Moderate', emergency: 'Severe' } as const
const URGENCY = { notice: 'Future', warning: 'Expected', emergency: 'Immediate' } as const
const OURS = {
  Extreme: 'emergency',
  Severe: 'emergency',
  Moderate: 'warning',
  Minor: 'notice',
  Unknown: 'notice',
} as const

type Alert = Facts['alerts'][number]

export function capRoutes(options: CapOptions): Router {
  const routes = Router()
  const first = new Map<string, number>()
  const standing = (): readonly { readonly name: string; readonly message: CapMessage }[] => {
    const facts = options.facts()
    const alerts = facts?.alerts ?? []
    for (const id of first.keys()) if (!alerts.some((one) => one.id === id)) first.delete(id)
    return alerts.map((alert) => {
      const sinceMs = sinceOf(alert, facts) ?? first.get(alert.id) ?? facts?.nowMs ?? 0
      first.set(alert.id, sinceMs)
      return { name: alert.id.replaceAll('/', '.'), message: messageOf(alert, sinceMs, options, facts?.nowMs ?? 0) }
    })
  }

  routes.get('/alerts.cap', (request, response) => {
    const language = ALERT_LANGUAGES.find((one) => one === request.query['lang']) ?? 'en'
    const { id, name } = options.manifest
    const all = standing()
    const updatedMs = Math.max(0, ...all.map(({ message }) => message.sentMs)) || (options.facts()?.nowMs ?? 0)
    const entries = all.map(({ name: file, message }) => ({ message, href: `/alerts/${file}.cap.xml`, language }))
    const feed = {
      id: `urn:townhall:${id}:alerts`,
      title: `Alerts of ${name}`,
      href: '/alerts.cap',
      updatedMs,
      entries,
    }
    send(response, 'application/atom+xml', atomXml(feed))
  })
  routes.get('/alerts/:file', (request, response, next) => {
    const name = /^([A-Za-z0-9.-]{1,120})\.cap\.xml$/.exec(request.params.file)?.[1]
    if (name === undefined) return next()
    const found = standing().find((one) => one.name === name)
    if (found) send(response, CAP_TYPE, capXml(found.message))
    else response.status(404).json({ code: 404, error: `there is no alert ${name} now` })
  })

  const body = express.text({ type: ['application/cap+xml', 'application/xml', 'text/xml'], limit: MAX_CAP_BYTES })
  const operators = onlyFrom('operator', options.roleOf, 'alerts are taken from operators: Authorization: Bearer KEY')
  routes.post('/alerts/cap', operators, body, (request, response, next) => {
    const xml: unknown = request.body
    if (typeof xml !== 'string' || xml === '') {
      refuse(response, 415, `a CAP message is sent as ${CAP_TYPE}`)
      return
    }
    let commands: readonly (Command & Readonly<Record<string, unknown>>)[]
    try {
      commands = commandsOf(readCap(xml), options)
    } catch (error) {
      refuse(response, 400, error instanceof Error ? error.message : String(error))
      return
    }
    take(commands, xml, options).then(
      (taken) => {
        if (taken.refused === null) response.status(201).json({ alerts: taken.alerts })
        else refuse(response, 409, taken.refused)
      },
      (error: unknown) => next(error),
    )
  })
  return routes
}

const refuse = (response: Response, code: number, error: string): void =>
  void response.status(code).json({ code, error })

function send(response: Response, type: string, xml: string): void {
  response.setHeader('content-type', `${type}; charset=utf-8`)
  response.setHeader('cache-control', 'no-cache')
  response.end(xml)
}

const Since = z.object({ id: z.string(), sinceMs: z.number().optional(), openedMs: z.number().optional() })

/** When it began, where its system tells rows of it. */
function sinceOf({ id }: Alert, facts: Facts | null): number | null {
  const [system = '', name = ''] = id.split('/')
  const row = facts?.rows?.find((one) => one.id.startsWith(`${system}.`) && one.id.endsWith(`/${name}`))
  const since = row ? Since.safeParse(JSON.parse(row.json)) : null
  return since?.success ? (since.data.sinceMs ?? since.data.openedMs ?? null) : null
}

function messageOf(alert: Alert, sinceMs: number, { manifest }: CapOptions, nowMs: number): CapMessage {
  const { id, severity, text, key = '', values = {} } = alert
  const area = areaOut(alert, manifest)
  const info = (language: AlertLanguage, headline: string): CapInfo => ({
    language,
    category: id.startsWith('weather/') ? 'Met' : id.startsWith('tasks/') ? 'Infra' : 'Env',
    event: alertName(values, language) ?? (headline.split(':')[0] || headline),
    urgency: URGENCY[severity],
    severity: SEVERITY[severity],
    certainty: key.endsWith('To') ? 'Likely' : 'Observed',
    expiresMs: Math.max(nowMs, sinceMs) + HOUR_MS,
    senderName: alertSentence('cap_sender', { name: manifest.name }, language) ?? manifest.name,
    headline: headline.slice(0, MOST_TEXT),
    description: headline,
    area: area(language),
  })
  // What no table says in another language is told in English alone.
  const others = (['ru', 'kk'] as const).flatMap((language) => {
    const sentence = alertSentence(key, values, language)
    return sentence === null ? [] : [info(language, sentence)]
  })
  return {
    identifier: `townhall-${manifest.id}-${id.replaceAll('/', '-')}-${Math.round(sinceMs)}`,
    sender: `${manifest.id}@townhall`,
    sentMs: sinceMs,
    status: key.includes('drill') ? 'Exercise' : 'Actual',
    infos: [info('en', text), ...others],
  }
}

/** In words of a language: what is round the alert, or the whole city where it has no place. */
function areaOut({ atM }: Alert, manifest: CapOptions['manifest']): (language: AlertLanguage) => CapInfo['area'] {
  const { name, crs, origin, bbox } = manifest
  if (atM[0] === 0 && atM[1] === 0) {
    const [west, south, east, north] = bbox
    const around = [[west, south], [east, south], [east, north], [west, north], [west, south]] as const // prettier-ignore
    return () => ({ name, polygon: around })
  }
  const [lon, lat] = makeFrame(crs, origin.lon, origin.lat).toLonLat(atM)
  const circle = { lon, lat, radiusKm: RADIUS_M / 1000 }
  return (language) => ({ name: alertSentence('cap_around', { name, m: RADIUS_M }, language) ?? name, circle })
}

const alertIdOf = (sender: string, identifier: string): string =>
  `cap-${createHash('sha256').update(`${sender},${identifier}`).digest('hex').slice(0, 24)}`

/** What a message asks of the city. Throws a sentence. */
function commandsOf(
  { identifier, sender, status, msgType, sentMs, references, info }: CapHeard,
  { manifest }: CapOptions,
): readonly (Command & Readonly<Record<string, unknown>>)[] {
  if (status === 'System' || status === 'Draft' || msgType === 'Ack' || msgType === 'Error')
    throw new Error(`a CAP message of status ${status} and type ${msgType} is for machines, not for the city`)
  const about = references.map((one) => alertIdOf(one.sender, one.identifier))
  const withdrawn = about.map((alert) => ({ type: 'alerts.withdraw', alert }))
  if (msgType === 'Cancel') {
    if (withdrawn.length === 0) throw new Error(`the CAP message ${identifier} cancels nothing: it has no references`)
    return withdrawn
  }
  if (!info) throw new Error(`the CAP message ${identifier} tells nothing: it has no info`)
  const report = {
    type: 'alerts.report',
    alert: alertIdOf(sender, identifier),
    severity: OURS[info.severity],
    headline: line(info.headline),
    sender: line(sender),
    area: areaOf(info, manifest),
    ...(info.areaName === '' ? {} : { areaName: line(info.areaName) }),
    untilMs: info.expiresMs ?? sentMs + 24 * HOUR_MS,
    isDrill: status !== 'Actual',
  }
  return [...withdrawn, report]
}

/** The circle round all that it names; the whole city where it names nothing. */
function areaOf({ points, areaName }: NonNullable<CapHeard['info']>, { crs, origin, boundsM }: CapOptions['manifest']) {
  const frame = makeFrame(crs, origin.lon, origin.lat)
  const [west, south, east, north] = boundsM
  const all =
    points.length === 0
      ? [
          { eastM: west, northM: south, radiusM: 0 },
          { eastM: east, northM: north, radiusM: 0 },
        ]
      : points.map(({ lon, lat, radiusKm }) => {
          const [eastM, northM] = frame.fromLonLat(lon, lat)
          return { eastM, northM, radiusM: 1000 * radiusKm }
        })
  const eastM = (Math.min(...all.map((one) => one.eastM)) + Math.max(...all.map((one) => one.eastM))) / 2
  const northM = (Math.min(...all.map((one) => one.northM)) + Math.max(...all.map((one) => one.northM))) / 2
  const radiusM = Math.max(...all.map((one) => Math.hypot(one.eastM - eastM, one.northM - northM) + one.radiusM))
  const outM = Math.hypot(Math.max(west - eastM, 0, eastM - east), Math.max(south - northM, 0, northM - north))
  if (!(outM <= radiusM))
    throw new Error(`the area "${areaName.slice(0, 80)}" of the CAP message lies outside this city`)
  // A country's warning is shown in the middle of the city.
  const isWide = radiusM > Math.hypot(east - west, north - south)
  if (isWide) return { eastM: (west + east) / 2, northM: (south + north) / 2, radiusM: Math.min(1e5, radiusM) }
  return { eastM, northM, radiusM: Math.max(1, radiusM) }
}

async function take(
  commands: readonly (Command & Readonly<Record<string, unknown>>)[],
  xml: string,
  { act }: CapOptions,
): Promise<{ readonly alerts: readonly string[]; readonly refused: string | null }> {
  // The same message again is the same act.
  const intent = createHash('sha256').update(xml).digest('hex').slice(0, 32)
  const actor = { id: 'http:operator', role: 'operator', name: 'CAP' } as const
  const alerts: string[] = []
  for (const [n, command] of commands.entries()) {
    const verdict = await act({ command, actor, intent: `cap-${intent}-${n}` })
    // What an update replaces may be gone already.
    const isNeeded = command.type === 'alerts.report' || commands.length === 1
    if (!verdict.ok && isNeeded) return { alerts, refused: verdict.reason }
    if (verdict.ok) alerts.push(String(command['alert']))
  }
  return { alerts, refused: alerts.length > 0 ? null : 'nothing of what the message cancels stands here' }
}

/** One line of text as the city keeps it. */
const line = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, MOST_TEXT)
    .replace(/[\uD800-\uDBFF]$/, '') || '?'
