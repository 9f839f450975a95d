// The chain on our own port: what may be asked and what never passes, bounds, the page in three languages, stamps.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { armGate, makeHttpServer } from '../web/gate.ts'
import { originRule } from '../web/origins.ts'
import type { Ledger } from './contract.ts'
import { noLedger } from './no-chain.ts'
import { NodeAway, NodeRefusal } from './node.ts'
import { CHAIN_WORDS } from './page-words.ts'
import { chainRoutes } from './routes.ts'

const HASH = `0x${'ab'.repeat(32)}`
const AT = `0x${'1'.repeat(40)}`
const STAMP = {
  kind: 'hourRoot',
  id: '2026-11-22T11',
  chainId: 31_337,
  contract: AT,
  txHash: HASH,
  blockNumber: 7,
  blockHash: HASH,
  time: '2026-11-22T12:00:01.000Z',
} as const

const servers: Server[] = []
async function served(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

describe('the chain on our own port', () => {
  const passed: [string, unknown][] = []
  const node = {
    ask(method: string, params: readonly unknown[] = []): Promise<unknown> {
      passed.push([method, params])
      if (method === 'eth_getCode') return Promise.reject(new NodeRefusal('execution reverted', 3, '0x1234'))
      if (method === 'net_version') return Promise.reject(new NodeAway('the chain does not answer'))
      if (method === 'eth_getBlockByNumber') return Promise.resolve(params[0] === '0x7' ? { hash: HASH } : null)
      return Promise.resolve('0x7a69')
    },
  }
  const ledger: Ledger = {
    ...noLedger(''),
    chain: { chainId: 31_337, eas: AT, schemaUid: HASH },
    status: () => ({ state: 'ready', why: '', waiting: 0, head: { number: 12, hash: HASH } }),
    stampOf: (hash) => (hash === HASH.slice(2) ? STAMP : null),
  }
  const boards = [
    { body: 'council <b>', address: AT, officers: [{ role: 'chair', address: AT }], quorum: 2, since: STAMP.time },
  ] as const
  let url = ''
  beforeAll(async () => {
    const server = makeHttpServer()
    const app = express().use(
      chainRoutes({ ledger, open: { node, sender: AT, isEmbedded: true, boards: () => boards } }),
    )
    server.on('request', app)
    armGate(server, { allowsOrigin: originRule([]), joinsPerMinute: 100, onRefused: () => undefined })
    url = await served(server)
  })
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/chain`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const ask = async (
    method: string,
    ...params: unknown[]
  ): Promise<{ result?: unknown; error?: { code: number; message: string } }> =>
    (await (await post({ jsonrpc: '2.0', id: 1, method, params })).json()) as never

  it('passes reading on, with gas of our own measure', async () => {
    passed.length = 0
    expect(await ask('eth_chainId')).toEqual({ jsonrpc: '2.0', id: 1, result: '0x7a69' })
    await ask('eth_call', { to: AT, data: '0x1234', gas: '0xffffffff' }, 'latest')
    await ask('eth_getLogs', { address: AT, topics: [HASH, null], fromBlock: '0x0', toBlock: '0x7cf' })
    await ask('eth_getTransactionReceipt', HASH)
    expect(passed).toEqual([
      ['eth_chainId', []],
      ['eth_call', [{ to: AT, data: '0x1234', gas: '0x989680' }, 'latest']],
      ['eth_getLogs', [{ address: AT, topics: [HASH, null], fromBlock: '0x0', toBlock: '0x7cf' }]],
      ['eth_getTransactionReceipt', [HASH]],
    ])
    expect(await ask('eth_getCode', AT, 'latest')).toMatchObject({
      error: { code: 3, message: 'execution reverted', data: '0x1234' },
    })
    expect(await ask('net_version')).toMatchObject({ error: { code: -32_000, message: 'the chain does not answer' } })
  })

  it('lets nothing pass that is not on its list, whatever it is called', async () => {
    passed.length = 0
    for (const method of [
      'eth_sendRawTransaction',
      'eth_sendTransaction',
      'anvil_setBalance',
      'evm_mine',
      'debug_traceCall',
      'hardhat_reset',
      'personal_sign',
      'eth_accounts',
      'txpool_status',
      'constructor',
      '__proto__',
      'ETH_CALL',
    ]) {
      const { error } = await ask(method, {})
      expect(error, method).toMatchObject({ code: -32_601 })
      expect(error?.message).toContain(`${method} is not served here: this chain is for reading`)
    }
    const wrong: [string, ...unknown[]][] = [
      ['eth_call', { to: AT, data: '0x12' }, 'latest', { [AT]: { balance: '0x1' } }],
      ['eth_call', { to: AT, value: '0x1' }],
      ['eth_call', { data: '0x6000' }],
      ['eth_call', { to: AT, data: `0x${'00'.repeat(30_000)}` }],
      ['eth_getLogs', {}, 1],
      ['eth_getLogs', { fromBlock: '0x0', toBlock: '0x7d0' }],
      ['eth_getLogs', { fromBlock: '0x0' }],
      ['eth_getLogs', { fromBlock: 'earliest' }],
      ['eth_getBlockByNumber', 'latest'],
      ['eth_getTransactionReceipt', '0x12'],
    ]
    for (const [method, ...params] of wrong)
      expect(await ask(method, ...params), JSON.stringify(params).slice(0, 80)).toMatchObject({
        error: { code: -32_602 },
      })
    expect((await ask('eth_getLogs', { fromBlock: '0x0' })).error?.message).toBe(
      'eth_getLogs: params.0 asks for the logs of more than 2000 blocks; name fromBlock and toBlock',
    )
    expect(passed).toEqual([])
  })

  it('answers lists, up to a bound, and refuses what is no question', async () => {
    const one = { jsonrpc: '2.0', id: 'a', method: 'eth_blockNumber' }
    expect(await (await post([one, { ...one, id: 2, method: 'nothing' }])).json()).toMatchObject([
      { id: 'a' },
      { id: 2, error: { code: -32_601 } },
    ])
    for (const body of [[], Array.from({ length: 101 }, () => one), 7, null])
      expect((await post(body)).status).toBe(400)
    expect((await post({ ...one, params: ['x'.repeat(200_000)] })).status).toBe(413)
    expect(await (await post({ id: 1 })).json()).toMatchObject({ error: { message: 'a question names its method' } })
  })

  it('is open to any page, one on a disk too, and with nobody’s cookie', async () => {
    const before = await fetch(`${url}/chain`, {
      method: 'OPTIONS',
      headers: { origin: 'null', 'access-control-request-method': 'POST' },
    })
    expect(before.status).toBe(204)
    const answer = await post({ id: 1, method: 'eth_chainId' }, { origin: 'null' })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    // Other parts are not.
    expect((await fetch(`${url}/identity/nonce`, { method: 'POST', headers: { origin: 'null' } })).status).toBe(403)
  })

  it('tells where a hash was stamped', async () => {
    const stamped = await fetch(`${url}/chain/stamps/${HASH}`)
    expect(await stamped.json()).toEqual({ hash: HASH.slice(2), ...STAMP })
    expect((await fetch(`${url}/chain/stamps/${'0'.repeat(64)}`)).status).toBe(404)
    expect((await fetch(`${url}/chain/stamps/x`)).status).toBe(400)
  })

  it('has a page in three languages with the hash to keep and the boards, names as text', async () => {
    for (const [i, language] of ['en', 'ru', 'kk'].entries()) {
      const page = await (await fetch(`${url}/chain?lang=${language}`, { headers: { accept: 'text/html' } })).text()
      expect(page).toContain(`<html lang="${language}">`)
      expect(page).toContain(CHAIN_WORDS.title[i] as string)
      expect(page).toContain(CHAIN_WORDS.cheat_server_could[i] as string)
      expect(page).toContain(HASH)
      expect(page).toContain('council &#60;b&#62;')
      expect(page).not.toMatch(/<script|\{\w+\}/)
    }
    const older = await (await fetch(`${url}/chain?lang=en&block=7`)).text()
    expect(older).toContain('Block 7')
    expect(await (await fetch(`${url}/chain?lang=en&block=8`)).text()).toContain('There is no block 8.')
    expect((await fetch(`${url}/chain?block=x`)).status).toBe(400)
    expect((await fetch(`${url}/chain?lang=de`)).status).toBe(400)
    const json = await fetch(`${url}/chain`, { headers: { accept: 'application/json' } })
    expect(await json.json()).toMatchObject({
      state: 'ready',
      head: { number: 12 },
      chain: { chainId: 31_337 },
      isEmbedded: true,
    })
  })
})

describe('a city without a chain', () => {
  it('says so on its page and to programs, in one sentence', async () => {
    const app = express().use(chainRoutes({ ledger: noLedger('there is no anvil here'), open: null }))
    const url = await served(createServer(app))
    const page = await (await fetch(`${url}/chain?lang=en`, { headers: { accept: 'text/html' } })).text()
    expect(page).toContain(CHAIN_WORDS.state_none[0])
    expect(page).toContain('there is no anvil here')
    expect(page).not.toContain(CHAIN_WORDS.head[0])
    const asked = await fetch(`${url}/chain`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect([asked.status, await asked.json()]).toEqual([404, { code: 404, error: 'there is no anvil here' }])
  })
})
