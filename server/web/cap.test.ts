// Alerts to and from other systems as CAP 1.2: in the schema's order and with its values, exercises as such both ways, and
// nothing taken from who has no key, from bombs of XML, or about other places.
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { type TestTown, testTown, until } from '../rooms/testing.ts'
import { readCap } from './cap-read.ts'
import { atomXml, capTime, type CapInfo, capXml, type CapMessage } from './cap-write.ts'

/** Children of each element in the order of CAP-v1.2.xsd (OASIS, 2010), `!` those that must be there. */
const ORDER: Readonly<Record<string, string>> = {
  alert:
    'identifier! sender! sent! status! msgType! source scope! restriction addresses code note references incidents info',
  info: 'language category! event! responseType urgency! severity! certainty! audience eventCode effective onset expires senderName headline description instruction web contact parameter resource area',
  area: 'areaDesc! polygon circle geocode altitude ceiling',
}
const VALUES: Readonly<Record<string, RegExp>> = {
  sent: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/,
  effective: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/,
  expires: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/,
  status: /^(Actual|Exercise|System|Test|Draft)$/,
  msgType: /^(Alert|Update|Cancel|Ack|Error)$/,
  scope: /^(Public|Restricted|Private)$/,
  category: /^(Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|CBRNE|Other)$/,
  urgency: /^(Immediate|Expected|Future|Past|Unknown)$/,
  severity: /^(Extreme|Severe|Moderate|Minor|Unknown)$/,
  certainty: /^(Observed|Likely|Possible|Unlikely|Unknown)$/,
  identifier: /^[^\s,<&]+$/,
  sender: /^[^\s,<&]+$/,
  circle: /^-?[\d.]+,-?[\d.]+ [\d.]+$/,
  polygon: /^(-?[\d.]+,-?[\d.]+ ){3,}-?[\d.]+,-?[\d.]+$/,
}

/** What is wrong by the schema; empty when nothing is. */
function wrongWith(xml: string): string[] {
  const wrong: string[] = []
  const open: { name: string; children: string[]; text: string }[] = []
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => void wrong.push(error.message))
  parser.on('opentag', ({ local, uri }) => {
    if (uri !== 'urn:oasis:names:tc:emergency:cap:1.2') wrong.push(`${local} is of ${uri}`)
    open.at(-1)?.children.push(local)
    open.push({ name: local, children: [], text: '' })
  })
  parser.on('text', (text) => {
    const last = open.at(-1)
    if (last) last.text += text
  })
  parser.on('closetag', () => {
    const { name, children, text } = open.pop() ?? { name: '', children: [], text: '' }
    const order = (ORDER[name] ?? '').split(' ').filter((one) => one !== '')
    const places = children.map((child) => order.findIndex((one) => one.replace('!', '') === child))
    if (places.some((place) => place < 0)) wrong.push(`${name} has ${children.join()}`)
    if (places.some((place, i) => place < (places[i - 1] ?? 0)))
      wrong.push(`${name} is out of order: ${children.join()}`)
    for (const one of order)
      if (one.endsWith('!') && !children.includes(one.slice(0, -1))) wrong.push(`${name} has no ${one}`)
    const value = VALUES[name]
    if (value && !value.test(text.trim())) wrong.push(`${name} is "${text}"`)
  })
  parser.write(xml).close()
  return wrong
}

const INFO: CapInfo = {
  language: 'en',
  category: 'Env',
  event: 'River level',
  urgency: 'Expected',
  severity: 'Moderate',
  certainty: 'Observed',
  expiresMs: Date.UTC(2026, 10, 22, 13),
  senderName: 'Townhall',
  headline: '</headline><script>alert("1")</script> & \u0000\u0008 \ud83c\udf0a',
  description: ']]> <!-- & -->',
  area: { name: '"Town" <1>', circle: { lon: 71.43, lat: 51.13, radiusKm: 0.5 } },
}
const MESSAGE: CapMessage = {
  identifier: 'one <two>, three & four',
  sender: 'city@townhall',
  sentMs: Date.UTC(2026, 10, 22, 12),
  status: 'Exercise',
  infos: [INFO, { ...INFO, language: 'ru', event: 'Уровень реки', headline: 'Уровень реки & <b>' }],
}

describe('a CAP message', () => {
  it('keeps to the schema whatever its texts hold, and comes back as it was', () => {
    const xml = capXml(MESSAGE)
    expect(wrongWith(xml)).toEqual([])
    const { headline } = INFO
    expect(readCap(xml)).toMatchObject({
      identifier: 'one-two>-three-four',
      status: 'Exercise',
      msgType: 'Alert',
      sentMs: MESSAGE.sentMs,
      info: {
        severity: 'Moderate',
        // eslint-disable-next-line no-control-regex
        headline: headline.replace(/[\u0000-\u0008]/g, ''),
        points: [{ lon: 71.43, lat: 51.13, radiusKm: 0.5 }],
      },
    })
    const polygon = { name: 'All', polygon: [[71, 51], [72, 51], [72, 52], [71, 51]] as const } // prettier-ignore
    expect(wrongWith(capXml({ ...MESSAGE, status: 'Actual', infos: [{ ...INFO, area: polygon }] }))).toEqual([])
    expect(capTime(MESSAGE.sentMs)).toBe('2026-11-22T12:00:00-00:00')
  })

  it('is listed in a feed that is well-formed', () => {
    const entries = [{ message: MESSAGE, href: '/alerts/a.cap.xml?x="1"&y', language: 'ru' }]
    const xml = atomXml({ id: 'urn:town', title: '<Town>', href: '/alerts.cap', updatedMs: 0, entries })
    expect(xml).toContain('<title>Уровень реки &amp; &lt;b&gt;</title>')
    const names: string[] = []
    const parser = new SaxesParser({ xmlns: true })
    parser.on('error', (error) => {
      throw error
    })
    parser.on('opentag', ({ local, uri }) => void names.push(uri === 'http://www.w3.org/2005/Atom' ? local : uri))
    parser.write(xml).close()
    expect(names.join(' ')).toBe('feed id title updated author name link entry id title updated link summary')
  })

  const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><alert>&b;</alert>`
  const told = (inner: string): string => `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${inner}</alert>`
  it.each([
    ['', 'root element'],
    ['no xml', 'not well-formed'],
    [bomb, 'document type'],
    ['<!DOCTYPE alert SYSTEM "file:///etc/passwd"><alert/>', 'document type'],
    [told('&b;'), 'not well-formed'],
    ['<alert/>', 'is none'],
    ['<feed xmlns="http://www.w3.org/2005/Atom"/>', 'is none'],
    [told('<a>'.repeat(20) + '</a>'.repeat(20)), 'nested'],
    [told('<a/>'.repeat(3000)), 'more than 2000'],
    [told('<x:y xmlns:x="urn:x"><x:z/></x:y>'.repeat(1500)), 'more than 2000'],
    [told('<identifier>a b</identifier>'), 'identifier'],
    [capXml(MESSAGE).replace('Exercise', 'Perhaps'), 'status'],
    [capXml(MESSAGE).replace('-00:00</sent>', 'Z</sent>'), 'sent'],
    [capXml(MESSAGE).replace(/<circle>.*<\/circle>/, '<circle>91,0 1</circle>'), 'place'],
    [capXml(MESSAGE).replace(/<circle>.*<\/circle>/, '<circle>9,0 -1</circle>'), 'circle'],
    [capXml(MESSAGE).replace('</alert>', ''), 'not well-formed'],
  ])('is refused with a sentence: %s', (xml, why) => {
    expect(() => readCap(xml)).toThrow(why)
  })
})

describe('the routes of alerts', () => {
  let town: TestTown
  const PATIENCE_MS = 60_000
  beforeAll(async () => {
    town = await testTown({}, { TOWNHALL_SYSTEMS: 'weather,alerts' })
    await until(() => (town.twin.live().facts?.seq ?? 0) > 1, PATIENCE_MS)
  })
  afterAll(() => town.close())

  const later = (hours: number): string => capTime(Date.now() + hours * 3_600_000)
  const message = (identifier: string, more: Readonly<Record<string, string>> = {}): string => {
    const given = { status: 'Exercise', type: 'Alert', lat: '51.13', refs: '', expires: later(1), ...more }
    return `<?xml version="1.0"?><cap:alert xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"><cap:identifier>${identifier}</cap:identifier>
      <cap:sender>met@example.org</cap:sender><cap:sent>${later(0)}</cap:sent><cap:status>${given.status}</cap:status>
      <cap:msgType>${given.type}</cap:msgType><cap:scope>Public</cap:scope>${given.refs}
      <cap:info><cap:language>ru</cap:language><cap:category>Met</cap:category><cap:event>Буря</cap:event><cap:urgency>Immediate</cap:urgency>
      <cap:severity>Extreme</cap:severity><cap:certainty>Likely</cap:certainty><cap:expires>${given.expires}</cap:expires>
      <cap:headline>Буря &amp; град &lt;b&gt;</cap:headline>
      <cap:area><cap:areaDesc>Left bank</cap:areaDesc><cap:circle>${given.lat},71.43 0.4</cap:circle></cap:area></cap:info></cap:alert>`
  }
  const post = (xml: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${town.origin}/alerts/cap`, {
      method: 'POST',
      body: xml,
      headers: { 'content-type': 'application/cap+xml', authorization: `Bearer ${town.keys.operator}`, ...headers },
    })
  const errorOf = async (answer: Response): Promise<string> => ((await answer.json()) as { error: string }).error
  const alerts = () => town.twin.live().facts?.alerts ?? []
  const feed = async (): Promise<string[]> =>
    [...(await (await fetch(`${town.origin}/alerts.cap`)).text()).matchAll(/rel="alternate"[^>]*href="([^"]+)"/g)].map(
      ([, href]) => href as string,
    )

  test('take an exercise from an operator, show it at its place as a drill, and give it out as an exercise', async () => {
    const answer = await post(message('ex-1'))
    expect([answer.status, await answer.json()]).toEqual([
      201,
      { alerts: [expect.stringMatching(/^cap-[0-9a-f]{24}$/)] },
    ])
    await until(() => alerts().length === 1, PATIENCE_MS)
    expect(alerts()[0]).toMatchObject({
      severity: 'emergency',
      key: 'alert_drill',
      values: { headline: 'Буря & град <b>', sender: 'met@example.org' },
    })
    const [e = 9, n = 9] = alerts()[0]?.atM ?? []
    expect(Math.hypot(e, n)).toBeLessThan(2)
    const [href = ''] = await feed()
    const out = await fetch(`${town.origin}${href}`)
    expect([out.status, out.headers.get('content-type')]).toEqual([200, 'application/cap+xml; charset=utf-8'])
    const xml = await out.text()
    expect(wrongWith(xml)).toEqual([])
    expect(readCap(xml)).toMatchObject({ status: 'Exercise', info: { severity: 'Severe' } })
    expect([...xml.matchAll(/<language>(\w+)<\/language>/g)].map(([, one]) => one)).toEqual(['en', 'ru', 'kk'])
    expect(xml).toContain('<headline>Учения: Буря &amp; град &lt;b&gt; (met@example.org)</headline>')
    expect(xml).toContain('<headline>Жаттығу: Буря')
    expect(xml).toMatch(/<areaDesc>.*, 500 м вокруг<\/areaDesc>/)
    expect(await (await fetch(`${town.origin}/alerts.cap?lang=kk`)).text()).toContain('<title>Жаттығу: Буря')
    expect(await (await fetch(`${town.origin}${href}`)).text()).toContain(readCap(xml).identifier)
  })

  test('take the same message as the same act, an update in place of what it names, and a cancellation', async () => {
    expect((await post(message('ex-2'))).status).toBe(201)
    expect((await post(message('ex-2'))).status).toBe(201)
    const refs = (id: string): string => `<cap:references>met@example.org,${id},${later(0)}</cap:references>`
    expect((await post(message('ex-3', { type: 'Update', status: 'Actual', refs: refs('ex-2') }))).status).toBe(201)
    await until(() => alerts().length === 2 && alerts().some(({ key }) => key === 'alert_report'), PATIENCE_MS)
    expect((await post(message('ex-4', { type: 'Cancel', refs: refs('ex-3') }))).status).toBe(201)
    expect((await post(message('ex-5', { type: 'Cancel', refs: refs('ex-1') }))).status).toBe(201)
    await until(() => alerts().length === 0, PATIENCE_MS)
    expect(await feed()).toEqual([])
    expect((await post(message('ex-6', { type: 'Cancel', refs: refs('ex-1') }))).status).toBe(409)
  })

  test('refuse without the key of an operator, other types, too much, and what is not for this city', async () => {
    for (const authorization of ['', `Bearer ${town.keys.planner}`, 'Bearer x', `Basic ${town.keys.operator}`])
      expect([401, 403]).toContain((await post(message('no'), { authorization })).status)
    expect((await post(message('no'), { 'content-type': 'application/json' })).status).toBe(415)
    expect((await post(`<!--${'x'.repeat(70_000)}-->`)).status).toBe(413)
    expect((await post('<!DOCTYPE a><a/>')).status).toBe(400)
    expect(await errorOf(await post(message('far', { lat: '41.13' })))).toContain('outside this city')
    expect(await errorOf(await post(message('sys', { status: 'System' })))).toContain('for machines')
    expect(await errorOf(await post(message('old', { expires: later(-1) })))).toContain('is over already')
    expect((await fetch(`${town.origin}/alerts/nothing.cap.xml`)).status).toBe(404)
    expect((await fetch(`${town.origin}/alerts/cap`)).status).toBe(404)
    expect(alerts()).toEqual([])
  })
})
