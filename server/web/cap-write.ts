// Alerts as Common Alerting Protocol 1.2 (OASIS, 2010) and the feed that lists them as Atom (RFC 4287). Elements stand in
// the schema's order, an `info` for each language; every text is escaped; times end in an offset, never in Z, as the schema
// wants.

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2'
export const CAP_TYPE = 'application/cap+xml'

export type CapMessage = {
  readonly identifier: string
  readonly sender: string
  readonly sentMs: number
  readonly status: 'Actual' | 'Exercise'
  /** One a language, the first the one that is listed. */
  readonly infos: readonly [CapInfo, ...CapInfo[]]
}
export type CapInfo = {
  readonly language: string
  readonly category: 'Met' | 'Env' | 'Infra' | 'Other'
  readonly event: string
  readonly urgency: 'Immediate' | 'Expected' | 'Future'
  readonly severity: 'Severe' | 'Moderate' | 'Minor'
  readonly certainty: 'Observed' | 'Likely'
  readonly expiresMs: number
  readonly senderName: string
  readonly headline: string
  readonly description: string
  readonly area: { readonly name: string } & CapArea
}
/** Degrees; a circle's radius in kilometres, a polygon closed. */
export type CapArea =
  | { readonly circle: { readonly lon: number; readonly lat: number; readonly radiusKm: number } }
  | { readonly polygon: readonly (readonly [lon: number, lat: number])[] }

export function capXml({ identifier, sender, sentMs, status, infos }: CapMessage): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<alert xmlns="${CAP_NAMESPACE}">`,
    tag('identifier', token(identifier)),
    tag('sender', token(sender)),
    tag('sent', capTime(sentMs)),
    tag('status', status),
    tag('msgType', 'Alert'),
    tag('scope', 'Public'),
    // The standard asks who tells of an exercise to say which.
    ...(status === 'Exercise' ? [tag('note', 'This is an exercise.')] : []),
    ...infos.flatMap((info) => infoLines(info, sentMs)),
    '</alert>',
  ]
  return `${lines.join('\n')}\n`
}

function infoLines(info: CapInfo, sentMs: number): string[] {
  const { area } = info
  return [
    '<info>',
    tag('language', info.language),
    tag('category', info.category),
    tag('event', info.event),
    tag('urgency', info.urgency),
    tag('severity', info.severity),
    tag('certainty', info.certainty),
    tag('effective', capTime(sentMs)),
    tag('expires', capTime(info.expiresMs)),
    tag('senderName', info.senderName),
    tag('headline', info.headline),
    tag('description', info.description),
    '<area>',
    tag('areaDesc', area.name),
    'circle' in area
      ? tag('circle', `${degrees(area.circle.lat)},${degrees(area.circle.lon)} ${area.circle.radiusKm.toFixed(3)}`)
      : tag('polygon', area.polygon.map(([lon, lat]) => `${degrees(lat)},${degrees(lon)}`).join(' ')),
    '</area>',
    '</info>',
  ]
}

export type FeedEntry = { readonly message: CapMessage; readonly href: string; readonly language: string }

export function atomXml(feed: {
  readonly id: string
  readonly title: string
  readonly href: string
  readonly updatedMs: number
  readonly entries: readonly FeedEntry[]
}): string {
  const entries = feed.entries.flatMap(({ message, href, language }) => {
    const info = message.infos.find((one) => one.language === language) ?? message.infos[0]
    return [
      '<entry>',
      tag('id', `${feed.id}:${token(message.identifier)}`),
      tag('title', info.headline),
      tag('updated', capTime(message.sentMs)),
      `<link rel="alternate" type="${CAP_TYPE}" href="${escaped(href)}"/>`,
      tag('summary', info.description),
      '</entry>',
    ]
  })
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    tag('id', feed.id),
    tag('title', feed.title),
    tag('updated', capTime(feed.updatedMs)),
    '<author>',
    tag('name', feed.title),
    '</author>',
    `<link rel="self" type="application/atom+xml" href="${escaped(feed.href)}"/>`,
    ...entries,
    '</feed>',
  ]
  return `${lines.join('\n')}\n`
}

/** `2026-11-22T12:00:00-00:00`: the schema's pattern has no Z. */
export const capTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}-00:00`

const tag = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`
/** What XML 1.0 cannot hold goes; what it would read goes as references. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
/** Identifiers and senders hold no spaces, commas, < or &. */
const token = (text: string): string => text.replace(/[\s,<&]+/g, '-')
const degrees = (v: number): string => v.toFixed(6)
