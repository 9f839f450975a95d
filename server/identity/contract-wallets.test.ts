// Wallets that are contracts, on a real chain in a child process, where this machine has one (Linux on x64 from npm).
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AbiCoder, concat, hashMessage, type HDNodeWallet, Interface, Wallet } from 'ethers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ContractWallets, contractWallets } from './contract-wallets.ts'
import type { Page } from './page.ts'
import { Siwe } from './siwe.ts'
import { PRESETS } from '../../shared/civic/presets.ts'
import type { Rules } from '../../shared/civic/rules.ts'
import { testTown, type TestTown } from '../rooms/testing.ts'
import { messageOf, TestBrowser } from './testing.ts'
import { FACTORY_CODE } from './testing-wallets.ts'

const MAGIC = `0x${'6492'.repeat(16)}`
const page: Page = { origin: 'http://localhost:1', domain: 'localhost:1', hostName: 'localhost', isSecure: false }
const calls = new Interface([
  'function make(address owner) returns (address)',
  'function where(address owner) view returns (address)',
  'function setOwner(address next)',
])

describe.runIf(chainProgram() !== null)('a wallet that is a contract', () => {
  let chain: ChildProcess
  let url = ''
  let contracts: ContractWallets
  let siwe: Siwe
  let factory = ''
  let payer = ''
  const owner = Wallet.createRandom()
  const next = Wallet.createRandom()

  const rpc = async <T>(method: string, ...params: unknown[]): Promise<T> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    const { result, error } = (await response.json()) as { result: T; error?: { message: string } }
    if (error) throw new Error(error.message)
    return result
  }
  const send = async (to: string | undefined, data: string): Promise<string> => {
    const hash = await rpc<string>('eth_sendTransaction', { from: payer, data, ...(to === undefined ? {} : { to }) })
    type Receipt = { contractAddress: string | null }
    const receipt = (): Promise<Receipt | null> => rpc('eth_getTransactionReceipt', hash)
    // There is none before it is mined.
    const mined = await vi.waitUntil(receipt, { timeout: 60_000 })
    const { contractAddress } = mined as Receipt
    return contractAddress ?? ''
  }
  const walletOf = async (address: string): Promise<string> => {
    const answer = await rpc<string>('eth_call', { to: factory, data: calls.encodeFunctionData('where', [address]) })
    return calls.decodeFunctionResult('where', answer)[0] as string
  }
  /** As such a wallet answers before its contract is there. */
  const wrapped = (making: string, signature: string): string =>
    concat([AbiCoder.defaultAbiCoder().encode(['address', 'bytes', 'bytes'], [factory, making, signature]), MAGIC])
  const makingOf = (address: string): string => calls.encodeFunctionData('make', [address])
  const enter = async (address: string, sign: (text: string) => Promise<string>) => {
    const text = messageOf(siwe.challenge(page), address)
    return siwe.verify(text, await sign(text), page)
  }

  beforeAll(async () => {
    chain = spawn(chainProgram() as string, ['--host', '127.0.0.1', '--port', '0', '--accounts', '1'])
    url = await new Promise<string>((heard, fail) => {
      let said = ''
      chain.once('error', fail)
      chain.once('exit', () => fail(new Error(`the chain ended: ${said}`)))
      chain.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        const at = /Listening on (\S+)/.exec(said)?.[1]
        if (at !== undefined) heard(`http://${at}`)
      })
    })
    payer = (await rpc<string[]>('eth_accounts'))[0] ?? ''
    factory = await send(undefined, FACTORY_CODE)
    contracts = contractWallets({ rpcUrl: url, chainId: 31_337 })
    siwe = new Siwe({ chainId: 31_337, contracts, nowMs: Date.now })
  })
  afterAll(() => chain.kill())

  it('signs in by what its code says (ERC-1271), until its owner changes', async () => {
    const address = await walletOf(owner.address)
    await send(factory, makingOf(owner.address))
    const byOwner = (text: string): Promise<string> => owner.signMessage(text)
    expect(await enter(address, byOwner)).toEqual({ address, isContract: true })
    await expect(enter(address, (text) => next.signMessage(text))).rejects.toThrow(
      `the contract ${address} does not take that signature`,
    )
    await send(address, calls.encodeFunctionData('setOwner', [next.address]))
    await expect(enter(address, byOwner)).rejects.toThrow('does not take that signature')
    expect(await enter(address, (text) => next.signMessage(text))).toEqual({ address, isContract: true })
  })

  it('signs in before it is there (ERC-6492), and the chain is left as it was', async () => {
    const address = await walletOf(next.address)
    const sign = async (text: string): Promise<string> => wrapped(makingOf(next.address), await next.signMessage(text))
    expect(await enter(address, sign)).toEqual({ address, isContract: true })
    expect(await contracts.isContract(address)).toBe(false)
    // Wrapped still when it is there.
    await send(factory, makingOf(next.address))
    expect(await enter(address, sign)).toEqual({ address, isContract: true })
  })

  it('refuses what makes another wallet, another’s signature, and a wrapping of nonsense', async () => {
    const victim = await walletOf(Wallet.createRandom().address)
    const foreign = async (text: string): Promise<string> =>
      wrapped(makingOf(owner.address), await owner.signMessage(text))
    await expect(enter(victim, foreign)).rejects.toThrow('does not take that signature')
    await expect(enter(victim, () => Promise.resolve(concat(['0x1234', MAGIC])))).rejects.toThrow('does not take')
    const nobody = Wallet.createRandom()
    await expect(enter(nobody.address, (text) => owner.signMessage(text))).rejects.toThrow(
      `the signature is not by the key of ${nobody.address}`,
    )
    const hash = hashMessage('x')
    expect(await contracts.isSignedBy(factory, 'x', hash)).toBe(false)
  })

  it('is asked on its own chain and on no other: the same address may be somebody else’s there', async () => {
    const elsewhere = new Siwe({
      chainId: 1,
      contracts: contractWallets({ rpcUrl: url, chainId: 1 }),
      nowMs: Date.now,
    })
    const address = await walletOf(next.address)
    const text = messageOf(elsewhere.challenge(page), address)
    await expect(elsewhere.verify(text, await next.signMessage(text), page)).rejects.toThrow(
      'the node at RPC_URL is of chain 31337, and this city takes wallets of chain 1',
    )
  })

  describe('at the door of a city', () => {
    const dir = mkdtempSync(join(tmpdir(), 'townhall-contracts-'))
    let town: TestTown
    let address = ''
    const wallet = (by: HDNodeWallet) => ({ address, signMessage: (text: string) => by.signMessage(text) })

    beforeAll(async () => {
      address = await walletOf(owner.address)
      const roll = join(dir, 'roll.json')
      writeFileSync(roll, JSON.stringify({ [address]: ['planner'] }))
      town = await testTown({}, { RPC_URL: url, TOWNHALL_CHAIN_ID: '31337', TOWNHALL_ROLL: roll })
      await send(address, calls.encodeFunctionData('setOwner', [owner.address]))
    })
    afterAll(async () => {
      await town.close()
      rmSync(dir, { recursive: true, force: true })
    })
    const link = async (browser: TestBrowser, of: string, by: Pick<HDNodeWallet, 'signMessage'>, made?: object) => {
      const { body } = await browser.post('/identity/accounts/challenge', { address: of })
      const message = String(body['message'])
      const more = made ? { made } : {}
      return browser.post('/identity/accounts/link', { message, signature: await by.signMessage(message), ...more })
    }

    it('signs in over HTTP with what the roll says of it, and is somebody’s way in when it is linked', async () => {
      const [own, contractAlone] = [new TestBrowser(town.origin), new TestBrowser(town.origin)]
      const key = Wallet.createRandom()
      const { body } = await own.signIn(key)
      expect(await link(own, address, owner)).toMatchObject({ status: 200, body: { address, isContract: true } })
      const { accounts } = (await own.get('/identity/accounts')).body as { accounts: object[] }
      expect(accounts).toMatchObject([
        { key: key.address.toLowerCase(), isContract: false },
        { key: address.toLowerCase(), isContract: true },
      ])
      expect(await contractAlone.signIn(wallet(owner))).toMatchObject({ status: 200, body: { person: body['person'] } })
      const { me } = (await contractAlone.get('/identity')).body as { me: object }
      expect(me).toMatchObject({ way: 'contract', account: address, role: 'planner' })
      expect(await link(own, address, next)).toMatchObject({
        status: 401,
        body: { error: `the contract ${address} does not take that signature` },
      })
      expect(await link(own, address, owner, { by: 'device' })).toMatchObject({ status: 400 })
      // Linked later than it was known: what it is stays known, and it is one person's alone.
      const other = new TestBrowser(town.origin)
      await other.signIn(Wallet.createRandom())
      expect(await link(other, address, owner)).toMatchObject({ status: 409 })
      expect((await own.post('/identity/accounts/remove', { kind: 'wallet', key: address.toLowerCase() })).status).toBe(
        200,
      )
      expect((await contractAlone.get('/identity')).body['me']).toBeNull()
    })

    it('takes a seat by its address, and its ballots and records are signed by the key linked beside it', async () => {
      const browser = new TestBrowser(town.origin)
      const seat = await walletOf(next.address)
      await browser.signIn({ address: seat, signMessage: (text: string) => next.signMessage(text) })
      const id = seat.toLowerCase()
      const meeting = 'm1'
      const setUp = {
        meeting,
        title: 'Plenary',
        body: 'City council',
        rules: { ...(PRESETS.find((one) => one.id === 'board') as Rules), noticeS: 0 },
        chairs: [{ id: 'chair', name: 'Chingiz' }],
        secretaries: [{ id: 'secretary', name: 'Sara' }],
        seats: [{ id: '1', holder: { id, name: 'Aigul', address: id }, deputy: null, weight: 1, group: '' }],
        people: [],
      }
      const key = town.keys.operator
      const posted = await browser.post('/meetings', setUp, { authorization: `Bearer ${key}` })
      expect(posted).toMatchObject({ status: 201 })
      const holder = () => town.meetings.stateOf(meeting)?.about.seats[0]?.holder
      const act = (n: number) =>
        browser.post(`/meetings/${meeting}/commands`, { id: `i${n}`, command: { type: 'meeting.raiseHand' } })
      await act(1)
      expect(holder()?.address).toBe(id)
      const own = Wallet.createRandom()
      expect(await link(browser, own.address, own, { by: 'device' })).toMatchObject({ status: 200 })
      await act(2)
      expect(holder()).toEqual({ id, name: 'Aigul', address: own.address.toLowerCase() })
    })
  })
})

/** Null where there is none. */
function chainProgram(): string | null {
  try {
    const about = createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/package.json')
    return join(about, '../bin/anvil')
  } catch {
    return null
  }
}
