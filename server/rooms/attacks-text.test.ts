// Row 25 of the faults and attacks the suite must try, as far as the server goes: markup and direction marks in what
// people type reach others as plain text, no inline script may run, no address leaves the folders that are served.
// A glTF bomb is the loader's to refuse (client/scene); the server never opens one.
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { Said, SAID } from '../../shared/protocol/intent.ts'
import { enter, testTown, type TestTown, until } from './testing.ts'

let town: TestTown
afterEach(() => town?.close())

const HOSTILE: readonly [string, string][] = [
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['Ann\u202etxt.exe', 'Anntxt.exe'],
  ['\u2067Bo\u2069\u200f', 'Bo'],
  ['a\u0000b\u001b[31mc', 'ab[31mc'],
  ['x\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301y', 'x\u0301\u0301\u0301\u0301y'],
]

/** The status of a path as it is written; fetch would tidy it up first. */
const raw = (path: string): Promise<number> =>
  new Promise((heard, fail) => {
    const socket = connect(town.port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${town.port}\r\nConnection: close\r\n\r\n`),
    )
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('close', () => heard(Number(text.slice(9, 12))))
    socket.on('error', fail)
  })

describe('hostile text', () => {
  test('ATTACKS 25: in names and lines is shown as text, without marks of direction', async () => {
    town = await testTown()
    const bystander = await enter(town, 'Bystander')
    const lines: Said[] = []
    bystander.onMessage(SAID, (line: unknown) => lines.push(Said.parse(line)))
    for (const [typed, shown] of HOSTILE) {
      const name = shown.normalize('NFC')
      const one = await enter(town, typed)
      await until(() => bystander.state.people.get(one.sessionId)?.name === name)
      await one.request('intent', { id: 'n', type: 'rename', name: `${typed}!` } as never)
      await until(() => bystander.state.people.get(one.sessionId)?.name === `${name}!`)
      await one.request('intent', { id: 's', type: 'say', text: typed, to: 'all' } as never)
      await until(() => lines.at(-1)?.text === name)
      await one.leave()
    }
    expect(JSON.stringify(bystander.state.toJSON())).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/)
  })

  test('ATTACKS 25: finds a page that lets no inline script run and reads from nowhere else', async () => {
    town = await testTown()
    for (const path of ['/', '/city/manifest.json', '/nothing']) {
      const policy = (await fetch(`${town.origin}${path}`)).headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'")
      const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
      expect(scripts).not.toMatch(/'unsafe-|\*|http|data:/)
      expect(policy).toContain("object-src 'none'")
    }
  })

  test('ATTACKS 25: in addresses leaves no folder that is served', async () => {
    town = await testTown()
    const climbs = ['../', '..%2f', '%2e%2e/', '..\\', '..%5c', '....//', '%252e%252e/']
    for (const folder of ['/', '/assets/', '/city/tiles/', '/context/', '/city/tiles/0/0/'])
      for (const climb of climbs) {
        const status = await raw(`${folder}${climb}${climb}${climb}etc/passwd`)
        expect(status, `${folder}${climb}`).toBeGreaterThanOrEqual(400)
        expect(status, `${folder}${climb}`).toBeLessThan(500)
      }
  })
})
