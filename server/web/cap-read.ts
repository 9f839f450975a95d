// Reads one CAP 1.2 message (OASIS, 2010). Refuses document types and entities of its own before anything is expanded, and
// what is too deep or too much; elements of other namespaces (signatures) are passed over. Throws a sentence.
import { SaxesParser } from 'saxes'
import { z } from 'zod'
import { CAP_NAMESPACE } from './cap-write.ts'

type Element = { readonly name: string; readonly children: Element[]; text: string }

const MOST_ELEMENTS = 2000
const MOST_DEEP = 8

const text = z.string().trim().min(1).max(2000)
const token = z.string().regex(/^[^\s,<&]{1,200}$/)
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/, {
    error: 'is no time of CAP, such as 2026-11-22T12:00:00-00:00',
  })
  .transform((given) => Date.parse(given))
  .refine((ms) => Number.isFinite(ms), { error: 'is no time' })

const Area = z.object({
  areaDesc: z.array(text).length(1),
  polygon: z.array(z.string().max(50_000)).max(50).default([]),
  circle: z.array(z.string().max(100)).max(50).default([]),
})
const Info = z.object({
  language: z.array(z.string().max(20)).max(1).default([]),
  event: z.array(text).length(1),
  severity: z.array(z.enum(['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'])).length(1),
  expires: z.array(time).max(1).default([]),
  headline: z.array(text).max(1).default([]),
  area: z.array(Area).max(50).default([]),
})
const Message = z.object({
  identifier: z.array(token).length(1),
  sender: z.array(token).length(1),
  sent: z.array(time).length(1),
  status: z.array(z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft'])).length(1),
  msgType: z.array(z.enum(['Alert', 'Update', 'Cancel', 'Ack', 'Error'])).length(1),
  scope: z.array(z.enum(['Public', 'Restricted', 'Private'])).length(1),
  references: z.array(z.string().max(5000)).max(1).default([]),
  info: z.array(Info).max(20).default([]),
})

export type CapHeard = {
  readonly identifier: string
  readonly sender: string
  readonly sentMs: number
  readonly status: 'Actual' | 'Exercise' | 'System' | 'Test' | 'Draft'
  readonly msgType: 'Alert' | 'Update' | 'Cancel' | 'Ack' | 'Error'
  /** Earlier messages it is about. */
  readonly references: readonly { readonly sender: string; readonly identifier: string }[]
  /** In English where it says so, else the first; null where it tells nothing. */
  readonly info: {
    readonly event: string
    readonly headline: string
    readonly severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown'
    readonly expiresMs: number | null
    readonly areaName: string
    /** Corners of all polygons, and circles with their radius in kilometres; degrees. */
    readonly points: readonly { readonly lon: number; readonly lat: number; readonly radiusKm: number }[]
  } | null
}

export function readCap(xml: string): CapHeard {
  const parsed = Message.safeParse(plain(treeOf(xml)))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue?.path.filter((part) => typeof part === 'string').join('.') ?? ''
    throw new Error(`the CAP message is not understood, ${where}: ${issue?.message ?? ''}`)
  }
  const { identifier, sender, sent, status, msgType, references, info } = parsed.data
  const told = info.find(({ language: [language = 'en'] }) => language.toLowerCase().startsWith('en')) ?? info[0]
  return {
    identifier: identifier[0] as string,
    sender: sender[0] as string,
    sentMs: sent[0] as number,
    status: status[0] as CapHeard['status'],
    msgType: msgType[0] as CapHeard['msgType'],
    references: referencesOf(references[0] ?? ''),
    info: told ? infoOf(told) : null,
  }
}

function infoOf({ event: [event = ''], headline, severity, expires, area }: z.output<typeof Info>): CapHeard['info'] {
  return {
    event,
    headline: headline[0] ?? event,
    severity: severity[0] ?? 'Unknown',
    expiresMs: expires[0] ?? null,
    areaName: area.map(({ areaDesc: [name = ''] }) => name).join(', '),
    points: area.flatMap(({ circle, polygon }) => [...circle.map(circleOf), ...polygon.flatMap(cornersOf)]),
  }
}

/** `sender,identifier,sent` with a space between them. */
const referencesOf = (given: string): CapHeard['references'] =>
  given
    .split(/\s+/)
    .map((one) => one.split(','))
    .flatMap(([sender, identifier]) => (sender && identifier ? [{ sender, identifier }] : []))

function pointOf(given: string): { lon: number; lat: number } {
  const [lat, lon, ...more] = given.split(',').map(Number)
  const isPlace = lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  if (!isPlace || more.length > 0) throw new Error(`the CAP message has a place "${given.slice(0, 40)}", which is none`)
  return { lon, lat }
}

function circleOf(given: string): { lon: number; lat: number; radiusKm: number } {
  const [at = '', radius = ''] = given.trim().split(/\s+/)
  const radiusKm = radius === '' ? Number.NaN : Number(radius)
  if (!(radiusKm >= 0 && radiusKm <= 20_000)) throw new Error(`the CAP message has a circle "${given.slice(0, 40)}"`)
  return { ...pointOf(at), radiusKm }
}

const cornersOf = (given: string) =>
  given
    .trim()
    .split(/\s+/)
    .map((one) => ({ ...pointOf(one), radiusKm: 0 }))

/** Children by name; what has no children is its text. */
function plain({ children, text: own }: Element): unknown {
  if (children.length === 0) return own.trim()
  const by: Record<string, unknown[]> = Object.create(null) as Record<string, unknown[]>
  for (const child of children) (by[child.name] ??= []).push(plain(child))
  return { ...by }
}

function treeOf(xml: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const open: Element[] = []
  let root: Element | null = null
  let count = 0
  /** Depth at which an element of another namespace began. */
  let foreign = 0
  const refuse = (why: string): never => {
    throw new Error(`the CAP message ${why}`)
  }
  parser.on('doctype', () => refuse('has a document type, which is not taken'))
  parser.on('error', (error) => refuse(`is not well-formed XML: ${error.message}`))
  parser.on('opentag', ({ local, uri }) => {
    if (foreign > 0 || uri !== CAP_NAMESPACE) {
      if (root === null) refuse(`is none: its first element is not an alert of ${CAP_NAMESPACE}`)
      foreign++
      if (++count > MOST_ELEMENTS) refuse(`has more than ${MOST_ELEMENTS} elements`)
      return
    }
    if (++count > MOST_ELEMENTS) refuse(`has more than ${MOST_ELEMENTS} elements`)
    if (open.length >= MOST_DEEP) refuse(`is nested more than ${MOST_DEEP} deep`)
    const element: Element = { name: local, children: [], text: '' }
    if (root === null) {
      if (local !== 'alert') refuse(`is none: its first element is not an alert of ${CAP_NAMESPACE}`)
      root = element
    }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const heard = (piece: string): void => {
    const element = open.at(-1)
    if (element && foreign === 0) element.text += piece
  }
  parser.on('text', heard)
  parser.on('cdata', heard)
  parser.on('closetag', () => {
    if (foreign > 0) foreign--
    else open.pop()
  })
  parser.write(xml).close()
  return root ?? refuse('is empty')
}
