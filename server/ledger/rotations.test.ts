// Officers of a board changed by themselves, on the city's own chain: proposed, co-signed, sent, and what is refused on the way.
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { TypedDataEncoder } from 'ethers/hash'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { attestationIn, boardIn, roleIn } from '../../shared/records/chain-reader.ts'
import {
  type BoardOfficer,
  ROTATION_TYPES,
  type RotationAsked,
  rotationMessage,
} from '../../shared/records/rotation.ts'
import { signingDomain } from '../../shared/records/signing.ts'
import { readArtifacts } from './artifacts.ts'
import { boardRoutes } from './board-routes.ts'
import { openBoards } from './boards.ts'
import { BOARD_WORDS } from './board-words.ts'
import type { Place } from './contract.ts'
import type { Entry, OutboxFile } from './outbox-file.ts'
import type { RotationTold } from './rotations.ts'
import { eyesOn } from './seen.ts'
import {
  CHAIR,
  closeLedgers,
  decisionOf,
  drop,
  emptyFolder,
  type Key,
  keyOf,
  ledgerIn,
  OFFICERS,
  type Opened,
  PATIENCE,
  PROGRAM,
  ready,
  SECRETARY,
  sha256,
  signed,
} from './testing.ts'

const NEXT_CHAIR = keyOf(0xc4a2)
const MEMBER = keyOf(0x3e3)
const STRANGER = keyOf(0x57a)
const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600

type Told = {
  readonly now: { readonly epoch: number; readonly quorum: number; readonly officers: readonly BoardOfficer[] }
  readonly rotations: readonly RotationTold[]
}

describe.runIf(PROGRAM !== null)('officers of a board', () => {
  const dir = emptyFolder()
  const by = { program: PROGRAM as string }
  let ledger: Opened
  let place: Place
  let server: Server
  let url = ''
  let inHand: string | null = null

  const serve = async (): Promise<void> => {
    server = createServer(express().use(boardRoutes(ledger)))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const open = (): void => {
    ledger = ledgerIn(dir, by)
    ledger.rotations.heed(() => inHand)
  }
  beforeAll(async () => {
    open()
    place = await ledger.boardOf('council', OFFICERS)
    await serve()
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await closeLedgers()
    drop(dir)
  })

  const at = (path = ''): string => `${url}/chain/boards/${place.board}${path}`
  const told = async (): Promise<Told> =>
    (await (await fetch(at(), { headers: { accept: 'application/json' } })).json()) as Told
  const states = async (): Promise<string[]> => (await told()).rotations.map(({ is }) => is)
  const changeOf = (more: Partial<RotationAsked> = {}): RotationAsked => ({
    seats: [
      { who: CHAIR.address, role: 'none' },
      { who: NEXT_CHAIR.address, role: 'chair' },
      { who: MEMBER.address, role: 'member' },
    ],
    quorum: 3,
    deadlineS: inAnHour(),
    ...more,
  })
  const signatureOf = ({ key, address }: Key, asked: RotationAsked, epoch = place.epoch) => {
    const types = Object.fromEntries(
      Object.entries(ROTATION_TYPES).map(([name, of]) => [name, of.map((f) => ({ ...f }))]),
    )
    const domain = { ...signingDomain({ ...place, epoch }) }
    const signature = key.sign(TypedDataEncoder.hash(domain, types, rotationMessage(asked))).serialized
    return { signer: address, signature }
  }
  const post = async (path: string, body: object): Promise<{ status: number; id?: string; error?: string }> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(at(path), { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, ...((await response.json()) as object) }
  }
  const propose = (key: Key, asked: RotationAsked, epoch = place.epoch) =>
    post('/rotations', { ...asked, ...signatureOf(key, asked, epoch) })
  const reader = { rpc: (method: string, params: readonly unknown[]) => ledger.node.ask(method, params) }

  it('are told by the chain, with how many must sign', async () => {
    expect((await told()).now).toMatchObject({ epoch: 1, quorum: 2, officers: OFFICERS })
    expect(await (await fetch(`${url}/chain/boards/0x12`)).json()).toEqual({
      code: 404,
      error: '0x12 is no board of this city; /chain lists them',
    })
  })

  it.each<[string, Key, Partial<RotationAsked>, number, string]>([
    ['by who is no officer', STRANGER, {}, 403, `${STRANGER.address} is no officer of board`],
    ['with the zero address', CHAIR, { seats: [{ who: `0x${'0'.repeat(40)}`, role: 'member' }] }, 400, 'zero address'],
    ['with no address', CHAIR, { seats: [{ who: '0xnobody', role: 'member' }] }, 400, '0xnobody is no address'],
    ['without a chair', CHAIR, { seats: [{ who: CHAIR.address, role: 'none' }] }, 400, 'would have no chair'],
    ['with a quorum over the officers', CHAIR, { quorum: 4 }, 400, 'a quorum of 4 cannot be met by 3 officers'],
    [
      'with one person twice',
      CHAIR,
      {
        seats: [
          { who: MEMBER.address, role: 'member' },
          { who: MEMBER.address, role: 'chair' },
        ],
      },
      400,
      'is named twice',
    ],
    ['that changes nothing', CHAIR, { seats: [], quorum: 2 }, 400, 'changes nothing'],
    ['whose time is over', CHAIR, { deadlineS: 1_700_000_000 }, 400, 'over before anybody could sign'],
    ['for a year', CHAIR, { deadlineS: inAnHour() + 365 * 86_400 }, 400, 'at most 90 days'],
  ])('take no proposal %s, in a sentence', async (_how, key, more, status, sentence) => {
    const asked = changeOf(more)
    // Where there is no address, nothing can be signed.
    const isSignable = asked.seats.every(({ who }) => /^0x[0-9a-f]{40}$/.test(who))
    const proof = isSignable ? signatureOf(key, asked) : { signer: key.address, signature: '0x' }
    const answer = await post('/rotations', { ...asked, ...proof })
    expect(answer).toMatchObject({ status, error: expect.stringContaining(sentence) as string })
    expect((await told()).rotations).toEqual([])
  })

  it('draw up no record while a change is on its way', async () => {
    const [began] = ledger.boards()
    const done = {
      txHash: '',
      blockNumber: 1,
      blockHash: '',
      timeS: 1,
      made: place.board,
      attestation: null,
      others: {},
    }
    const task = { kind: 'board', eas: place.eas, body: 'council', officers: [...OFFICERS], quorum: 2 } as const
    const change = { ...changeOf(), kind: 'rotation', board: place.board, epoch: 1, signatures: [] } as const
    const blank = { tries: [], failed: null }
    const entries = new Map<string, Entry>([
      ['board', { key: 'board', task: { ...task, officers: [...task.officers] }, done, ...blank, tries: [] }],
      [
        'change',
        {
          key: 'change',
          task: { ...change, seats: [...change.seats], signatures: [] },
          done: null,
          ...blank,
          tries: [],
        },
      ],
    ])
    const boards = openBoards({
      file: { entries } as unknown as OutboxFile,
      eyes: eyesOn(ledger.node),
      artifacts: readArtifacts(),
      made: () => Promise.reject(new Error('another board')),
      waitMs: 1000,
      base: () => place,
      why: () => '',
    })
    expect(boards.list()).toMatchObject([{ address: began?.address }])
    await expect(boards.of('council', OFFICERS)).rejects.toThrow(
      'the officers of the board of council are being changed; ask again when that is final',
    )
  })

  it('change when enough of the present ones have signed, and not before what is in hand is anchored', async () => {
    const hash = sha256('by the first officers')
    await ledger.anchorDecision(decisionOf(place, hash))
    const anchor = await vi.waitUntil(() => ledger.anchorOf(hash), PATIENCE)
    const asked = changeOf()
    const { id = '', status } = await propose(CHAIR, asked)
    expect(status).toBe(201)
    // The same again is the same, and a second proposal waits beside it.
    expect(await propose(CHAIR, asked)).toMatchObject({ id })
    const other = changeOf({ quorum: 2 })
    const second = await propose(SECRETARY, other)
    expect((await told()).rotations).toMatchObject([
      { id: second.id, is: 'collecting', missing: { count: 1, chair: true, secretary: false } },
      { id, is: 'collecting', signers: [CHAIR.address], missing: { count: 1, chair: false, secretary: true } },
    ])
    const sign = (key: Key, over = asked, epoch = 1) => post(`/rotations/${id}/sign`, signatureOf(key, over, epoch))
    expect(await sign(STRANGER)).toMatchObject({ status: 403 })
    expect(await sign(SECRETARY, other)).toMatchObject({
      status: 400,
      error: `the signature is not that of ${SECRETARY.address} over this change by the officers of now (epoch 1)`,
    })
    expect(await sign(SECRETARY, asked, 2)).toMatchObject({ status: 400 })
    expect(await post('/rotations/none/sign', signatureOf(SECRETARY, asked))).toMatchObject({ status: 404 })

    inHand = 'record R1 is drawn up for the officers of now, and must be signed and anchored first'
    expect(await sign(SECRETARY)).toMatchObject({ status: 200 })
    expect((await told()).rotations[1]).toMatchObject({ is: 'waits', why: inHand })
    // What is kept outlives a start.
    await closeLedgers()
    server.closeAllConnections()
    server.close()
    open()
    await ready(ledger)
    await serve()
    expect((await told()).rotations[1]).toMatchObject({ is: 'waits', signers: [CHAIR.address, SECRETARY.address] })
    inHand = null
    await ledger.rotations.settle()
    await vi.waitUntil(async () => (await states())[1] === 'done', PATIENCE)

    expect((await told()).now).toMatchObject({
      epoch: 2,
      quorum: 3,
      officers: [
        { role: 'chair', address: NEXT_CHAIR.address },
        { role: 'secretary', address: SECRETARY.address },
        { role: 'member', address: MEMBER.address },
      ],
    })
    expect(await states()).toEqual(['overtaken', 'done'])
    expect(await post(`/rotations/${second.id ?? ''}/sign`, signatureOf(CHAIR, other))).toMatchObject({
      status: 409,
      error: 'the officers have changed since this was proposed; what was signed before counts no more',
    })
    expect(await propose(CHAIR, changeOf({ seats: [], quorum: 2 }), 2)).toMatchObject({ status: 403 })
    expect(await propose(NEXT_CHAIR, changeOf({ seats: [], quorum: 2 }), 1)).toMatchObject({ status: 400 })
    // What the first officers decided stands on the chain as before.
    expect(await attestationIn(reader, place.eas, anchor?.attestationUid ?? '')).toMatchObject({ recordHash: hash })
  })

  it('decide by the new quorum alone, and the body keeps its board', async () => {
    const officers = [...OFFICERS.slice(1), { role: 'chair', address: NEXT_CHAIR.address } as const]
    const now = await ledger.boardOf('council', officers)
    expect(now).toEqual({ ...place, epoch: 2 })
    const old = sha256('by the officers of before')
    await ledger.anchorDecision(decisionOf(place, old))
    await vi.waitUntil(() => ledger.whyNotAnchored(old)?.includes('the contract refuses it'), PATIENCE)
    const recordHash = sha256('by the new officers')
    const of = { place: now, recordHash }
    const signatures = [
      signed(NEXT_CHAIR, 'chair', of),
      signed(SECRETARY, 'secretary', of),
      signed(MEMBER, 'member', of),
    ]
    await ledger.anchorDecision({ ...decisionOf(now, recordHash), signatures })
    await vi.waitUntil(() => ledger.anchorOf(recordHash), PATIENCE)
    expect(await boardIn(reader, place.board)).toEqual({ lastRecordHash: recordHash, decisions: 2, epoch: 2 })
    expect(await roleIn(reader, place.board, CHAIR.address)).toBe(0)
  })

  it('have a page in three languages, names as text', async () => {
    for (const [i, language] of ['en', 'ru', 'kk'].entries()) {
      const page = await (await fetch(at(`?lang=${language}`), { headers: { accept: 'text/html' } })).text()
      expect(page).toContain(`<html lang="${language}">`)
      expect(page).toContain(BOARD_WORDS.now[i] as string)
      expect(page).toContain(BOARD_WORDS.is_overtaken[i] as string)
      expect(page).toContain(NEXT_CHAIR.address)
      expect(page).not.toMatch(/<script|\{\w+\}/)
    }
  })
})

describe('a city without a chain', () => {
  it('has no boards, and says so', async () => {
    const server = createServer(express().use(boardRoutes(null)))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/chain/boards/0x1`)
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { code: 404, error: 'this city has no chain, and no boards on one' },
    ])
    server.closeAllConnections()
    server.close()
  })
})
