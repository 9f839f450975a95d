// A document on a whole server: through the gate, by the session of who is secretary, and to a guest.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { TestBrowser, type TestWallet, walletsOf } from '../identity/testing.ts'
import { testTown } from '../rooms/testing.ts'
import { aMeeting, rulesOf } from './testing-house.ts'
import { makePdf } from './testing-pdf.ts'

it('takes a document from the secretary who is signed in, of more than a common body, and gives it to a guest', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'townhall-documents-'))
  const town = await testTown({}, { TOWNHALL_DATA: dir, TOWNHALL_SYSTEMS: 'none' })
  try {
    const wallets = await walletsOf('Chingiz', 'Sara', 'Aigul', 'Boris', 'Dana')
    const people = Object.entries(wallets).map(([name, { address }]) => ({ id: address, name }))
    const made = await fetch(`${town.origin}/meetings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${town.keys.operator}` },
      body: JSON.stringify(aMeeting('board-1', people, rulesOf('board'))),
    })
    expect(made.status).toBe(201)
    const pdf = makePdf([['Report', 'x'.repeat(100_000)], ['two']])
    const put = (cookie: string) =>
      fetch(`${town.origin}/meetings/board-1/documents?document=report&title=Report`, {
        method: 'POST',
        headers: { 'content-type': 'application/pdf', origin: town.origin, cookie },
        body: new Blob([new Uint8Array(pdf)]),
      })
    const member = new TestBrowser(town.origin)
    await member.signIn(wallets['Dana'] as TestWallet)
    const sara = new TestBrowser(town.origin)
    await sara.signIn(wallets['Sara'] as TestWallet)
    expect((await put('')).status).toBe(401)
    expect((await put(member.cookie)).status).toBe(403)
    const taken = await put(sara.cookie)
    expect([taken.status, await taken.json()]).toMatchObject([201, { document: 'report', pages: 2 }])
    const read = await fetch(`${town.origin}/meetings/board-1/documents/report`)
    expect(read.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(Buffer.from(await read.arrayBuffer()).equals(pdf)).toBe(true)
  } finally {
    await town.close()
    rmSync(dir, { recursive: true, force: true })
  }
})
