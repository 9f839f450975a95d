import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../shared/kernel/system.ts'
import { EMPTY_CITY } from '../../shared/kernel/toy.ts'
import { meeting } from '../../shared/civic/meeting.ts'
import { chair, type Chamber, opened, secretary } from '../../shared/civic/testing.ts'
import { documentRoutes, type DocumentDesk, MAX_DOCUMENT_BYTES } from './documents.ts'
import { LOCKED, makePdf } from './testing-pdf.ts'

let house: Chamber
let dir: string
let url: string
let end: () => Promise<unknown>

const NAMED: Readonly<Record<string, Actor>> = { secretary, chair }
const refused = (reason: string | null) => (reason === null ? null : { status: 403, reason })
const desk: DocumentDesk = {
  documents: (id) => (id === 'plenary-12' ? house.get().documents : null),
  check: async (_, { headers }, command) => {
    const who = NAMED[String(headers['x-who'])]
    if (!who) return { status: 401, reason: 'sign in first' }
    return refused(meeting.check(house.get(), command, EMPTY_CITY, who)?.reason ?? null)
  },
  act: async (_, { headers }, command) => refused(house.act(NAMED[String(headers['x-who'])] as Actor, command)),
}

beforeAll(async () => {
  house = opened()
  dir = await mkdtemp(join(tmpdir(), 'documents-'))
  const app = express().use(documentRoutes(dir, desk))
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/meetings`
  end = () => new Promise((done) => server.close(done))
})
afterAll(async () => {
  await end()
  await rm(dir, { recursive: true })
})

const post = async (bytes: Uint8Array, query: string, who = 'secretary'): Promise<{ status: number; said: string }> => {
  const headers = { 'content-type': 'application/pdf', 'x-who': who }
  const body = new Blob([new Uint8Array(bytes)])
  const answer = await fetch(`${url}/plenary-12/documents?${query}`, { method: 'POST', headers, body })
  const said = (await answer.json()) as { error?: string }
  return { status: answer.status, said: said.error ?? JSON.stringify(said) }
}

const REPORT = makePdf([['School report', 'page one'], ['page two'], ['page three']])

test('keeps a PDF by its hash, counts its pages and gives the same bytes to anybody', async () => {
  const sha256 = createHash('sha256').update(REPORT).digest('hex')
  const { status, said } = await post(REPORT, 'document=report&title=School+report&item=school')
  expect([status, JSON.parse(said)]).toEqual([201, { document: 'report', pages: 3, sha256 }])
  expect(house.get().documents).toMatchObject([{ id: 'report', pages: 3, sha256, item: 'school' }])
  const answer = await fetch(`${url}/plenary-12/documents/report`)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  expect(Buffer.from(await answer.arrayBuffer()).equals(REPORT)).toBe(true)
  const again = await fetch(`${url}/plenary-12/documents/report`, { headers: { 'if-none-match': `"${sha256}"` } })
  expect(again.status).toBe(304)
})

test('says what is wrong with a file that cannot be shown', async () => {
  const query = 'document=other&title=Budget'
  const pages = makePdf([['One']])
  const flat = Buffer.from(pages.toString('latin1').replace('[0 0 595 842]', '[9 9   9   9]'), 'latin1')
  expect(await post(Buffer.from('<html>no</html>'), query)).toEqual({
    status: 422,
    said: '"Budget" is no PDF; save or print it as one',
  })
  expect(await post(makePdf([['One']], LOCKED), query)).toEqual({
    status: 422,
    said: '"Budget" is locked by a password; save it without one, everybody must be able to read it',
  })
  const noise = Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(5000, 7)])
  expect((await post(noise, query)).said).toMatch(/^"Budget" is (no PDF; save|broken: )/)
  // What a reader can mend is taken as it was mended.
  expect([201, 422]).toContain((await post(flat, 'document=mended&title=Mended')).status)
  expect(await post(Buffer.alloc(0), query)).toMatchObject({ status: 400, said: '"Budget" is empty' })
  expect(await post(Buffer.alloc(MAX_DOCUMENT_BYTES + 1), query).catch(() => ({ status: 413 }))).toMatchObject({
    status: 413,
  })
})

test('keeps nothing of who may not, and reads nothing of it', async () => {
  const before = (await readdir(dir, { recursive: true })).length
  const other = makePdf([['Never']])
  expect(await post(other, 'document=x&title=X', 'nobody')).toEqual({ status: 401, said: 'sign in first' })
  expect(await post(other, 'document=x&title=X', 'chair')).toMatchObject({
    status: 403,
    said: expect.stringMatching(/is for secretary or presenter; Chingiz is here as chair/) as string,
  })
  expect(await post(other, 'document=report&title=X')).toMatchObject({ said: 'there is a document report already' })
  expect(await post(other, 'document=x&title=X&item=roof')).toMatchObject({
    said: 'there is no item roof on the agenda',
  })
  expect((await post(other, 'title=X')).said).toMatch(/^document: /)
  expect((await post(other, 'document=../x&title=X')).said).toMatch(/^document: /)
  expect((await readdir(dir, { recursive: true })).length).toBe(before)
  const nowhere = await fetch(`${url}/nowhere/documents/report`)
  expect([nowhere.status, await nowhere.json()]).toEqual([
    404,
    { code: 404, error: 'there is no document report in meeting nowhere' },
  ])
})

test('shows no file but the one that was put to the meeting', async () => {
  const sha256 = createHash('sha256').update(REPORT).digest('hex')
  const file = join(dir, sha256.slice(0, 2), `${sha256}.pdf`)
  const bytes = await readFile(file)
  await writeFile(file, bytes.toString('latin1').replace('page one', 'page 0ne'), 'latin1')
  const answer = await fetch(`${url}/plenary-12/documents/report`)
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([500, 'no-store'])
  await rm(file)
  expect((await fetch(`${url}/plenary-12/documents/report`)).status).toBe(404)
})
