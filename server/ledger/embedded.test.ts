// The embedded chain under what happens to files and processes: kills, torn and changed lines, a program that ends, a disk that
// takes nothing more, snapshots that are damaged, a folder of another chain.
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Random } from '../../shared/kernel/random.ts'
import { type EmbeddedChain, openEmbedded } from './embedded.ts'
import { openSender } from './sender.ts'
import { drop, emptyFolder, PATIENCE, PROGRAM } from './testing.ts'
import { killWriters } from './testing-kill.ts'

const KEY = `0x${'3'.repeat(64)}`

describe.runIf(PROGRAM !== null)('the embedded chain', () => {
  const dir = emptyFolder()
  const log = join(dir, 'blocks.log')
  const sender = openSender(dir, KEY)
  const notes: string[] = []
  let chain: EmbeddedChain
  const open = (more: { chainId?: number; snapshotEvery?: number } = {}): Promise<EmbeddedChain> =>
    openEmbedded({ dir, chainId: 31_337, program: PROGRAM as string, note: (text) => void notes.push(text), ...more })
  const send = async (to = chain): Promise<string> => {
    const nonce = Number(await to.ask('eth_getTransactionCount', [sender.address, 'latest']))
    const { raw } = sender.sign({
      chainId: 31_337,
      nonce,
      to: `0x${'4'.repeat(40)}`,
      data: '0x01',
      gasLimit: 50_000n,
      maxFee: 0n,
      tip: 0n,
    })
    return String(await to.ask('eth_sendRawTransaction', [raw]))
  }
  const blockOf = async (hash: string): Promise<string | undefined> =>
    ((await chain.ask('eth_getTransactionReceipt', [hash])) as { blockHash: string } | null)?.blockHash
  /** Of the log as it is, with something done to it; the log is put back. */
  const refusedWith = async (change: (text: string) => string): Promise<string> => {
    await chain.close()
    const text = readFileSync(log, 'utf8')
    writeFileSync(log, change(text))
    const why = await open().then(
      async (opened) => (await opened.close(), 'opened'),
      (error: unknown) => (error as Error).message,
    )
    writeFileSync(log, text)
    chain = await open()
    return why
  }

  beforeAll(async () => {
    chain = await open()
    await send()
  })
  afterAll(async () => {
    await chain.close()
    drop(dir)
  })

  it('stands still while nothing is sent, and refuses what is no transaction or out of turn', async () => {
    const head = chain.head()
    await expect(chain.ask('eth_sendRawTransaction', ['0x1234'])).rejects.toThrow('that is no signed transaction')
    const late = sender.sign({
      chainId: 31_337,
      nonce: 9,
      to: null,
      data: '0x',
      gasLimit: 60_000n,
      maxFee: 0n,
      tip: 0n,
    })
    await expect(chain.ask('eth_sendRawTransaction', [late.raw])).rejects.toThrow('nonce too high')
    const poor = sender.sign({ chainId: 31_337, nonce: 1, to: null, data: '0x', gasLimit: 1n, maxFee: 0n, tip: 0n })
    await expect(chain.ask('eth_sendRawTransaction', [poor.raw])).rejects.toThrow(/gas/)
    expect(chain.head()).toEqual(head)
    expect(readFileSync(log, 'utf8').split('\n').length).toBe(2)
  })

  it('loses nothing it acknowledged when everything is killed at any moment', async () => {
    await chain.close()
    const seed = 20_261_123
    const random = new Random(seed)
    const told = await killWriters(dir, { rounds: 3, key: KEY, chance: () => random.next() })
    chain = await open()
    expect(told.size, `seed ${seed}`).toBeGreaterThan(3)
    for (const [hash, block] of told) expect(await blockOf(hash), `seed ${seed}`).toBe(block)
  })

  it('cuts off a last line that was torn, which was nobody’s', async () => {
    const head = chain.head()
    expect(await refusedWith((text) => `${text}{"block":99,"ti`)).toBe('opened')
    expect(await refusedWith((text) => `${text}${'\0'.repeat(40)}\n`)).toBe('opened')
    expect(chain.head()).toEqual(head)
    await send()
    expect(chain.head().number).toBe(head.number + 1)
  })

  it('refuses a changed byte with the place, whichever line it is in', async () => {
    const changed = (at: (lines: string[]) => number) => (text: string) => {
      const lines = text.split('\n')
      const no = at(lines)
      return lines
        .with(
          no,
          (lines[no] as string).replace(
            /"raw":"0x02f8(.)/,
            (raw, digit) => `${raw.slice(0, -1)}${digit === '0' ? '1' : '0'}`,
          ),
        )
        .join('\n')
    }
    expect(await refusedWith(changed(() => 1))).toBe(
      `line 2 of ${log} is not what was written there: the chain is not opened on it; put back the file as it was`,
    )
    expect(await refusedWith(changed((lines) => lines.length - 2))).toContain('is not what was written there')
    expect(await refusedWith((text) => text.split('\n').toSpliced(1, 1).join('\n'))).toContain(`line 2 of ${log}`)
  })

  it('begins at its snapshot, and from its first line where that is damaged', async () => {
    await chain.close()
    const snapshot = join(dir, 'snapshot.bin')
    rmSync(snapshot, { force: true })
    chain = await open({ snapshotEvery: 2 })
    await send()
    await send()
    await send()
    const head = chain.head()
    expect(existsSync(snapshot)).toBe(true)
    await chain.close()
    chain = await open()
    expect(chain.head()).toEqual(head)
    await chain.close()
    const bytes = readFileSync(snapshot)
    bytes[bytes.length - 9] = (bytes.at(-9) as number) ^ 1
    writeFileSync(snapshot, bytes)
    chain = await open()
    expect(chain.head()).toEqual(head)
    const first = ((await chain.ask('eth_getBlockByNumber', ['0x1', false])) as { transactions: string[] })
      .transactions[0]
    expect(await blockOf(first as string)).toBeDefined()
  })

  it('comes back by itself when the program is ended, and takes up what was asked meanwhile', async () => {
    const head = chain.head()
    process.kill(chain.pid(), 'SIGKILL')
    await vi.waitUntil(async () => (await send().catch(() => null)) !== null, PATIENCE)
    expect(chain.head().number).toBeGreaterThan(head.number)
    expect(notes).toContain('anvil has ended; the embedded chain is played again')
  })

  it('says once why it does not come back, however often it is tried', async () => {
    const text = readFileSync(log, 'utf8')
    const before = notes.length
    writeFileSync(log, text.replace('"block":1', '"block":7'))
    process.kill(chain.pid(), 'SIGKILL')
    const told = (): string[] => notes.slice(before).filter((one) => one.includes('does not come back'))
    await expect.poll(told, PATIENCE).not.toEqual([])
    await new Promise((later) => setTimeout(later, 2500))
    expect(told()).toHaveLength(1)
    writeFileSync(log, text)
    await expect.poll(() => send().catch(() => null), PATIENCE).toMatch(/^0x/)
  }, 30_000)

  it('is not opened as another chain, nor without what it began with', async () => {
    await chain.close()
    await expect(open({ chainId: 5 })).rejects.toThrow(
      `the chain in ${dir} was begun as chain 31337, and the settings name chain 5`,
    )
    const beginning = readFileSync(join(dir, 'genesis.json'))
    rmSync(join(dir, 'genesis.json'))
    await expect(open()).rejects.toThrow('genesis.json is missing beside the log of blocks; put it back')
    writeFileSync(join(dir, 'genesis.json'), beginning.toString().replace(/"hash": "0x./, '"hash": "0xf'))
    await expect(open()).rejects.toThrow('begins with the block')
    writeFileSync(join(dir, 'genesis.json'), beginning)
    chain = await open()
  })

  it('plays a log of long ago to the same head: an engine that does not is refused at a start', async () => {
    const old = emptyFolder()
    appendFileSync(join(old, 'genesis.json'), JSON.stringify(OLD.genesis))
    appendFileSync(join(old, 'blocks.log'), OLD.log.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const again = await openEmbedded({ dir: old, chainId: 31_337, program: PROGRAM as string, note: () => undefined })
    expect(again.head()).toEqual(OLD.head)
    await again.close()
    drop(old)
  })
})

/** Three blocks by anvil 1.7.1: a contract that stores and logs what it is called with, a call of it, a transfer of nothing. */
const OLD = {
  genesis: {
    version: 1,
    chainId: 31337,
    timestamp: 1700000000,
    hardfork: 'cancun',
    engine: 'anvil/v1.7.1',
    hash: '0xb93235a91b67c32120ddffa651831febd3e8d86177f71a5c6be2447765ea5011',
  },
  log: [
    {
      block: 1,
      time: 1790000007,
      hash: '0x7a44a21133f844029b2038365ba2bc448e28d1221bdef5b300149ed20f70b71b',
      raw: '0x02f868827a6980808083030d40808097600b380380600b5f395ff35f35805f555f5260205fa000c080a0759db31f0da752bf701fceec79e3fb8a7b30e30091237a1e3cabec5607d34b3ba0097d108a6df507eec8059f105bf076bade1fa9a5da8892487c5d9adebc0ed013',
      sum: 'a2a95f2c7eb286aada80084d0291045819f65b457f2d2cf35791020a10a95432',
    },
    {
      block: 2,
      time: 1790000014,
      hash: '0xed057a7f594bbb62a972c9e737a7cb9f13752c4a3092b45117ed796656860b47',
      raw: '0x02f885827a6901808083030d4094cf23e7ac4477f4d7b93fea8512afbc21f532dcc680a05a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5ac080a07035e3b28db74af19ee561b9a05a1d0b4ebbc7e70aa1c9b7726cd06752ecdab5a009beec3da4282a8302cc69e931f4057b6e51923fd7c7ad9246d0dd634a1401da',
      sum: '9eca7bee22400b421cdb5d9a8c621983f99a5238b8c0105580da110f80b92601',
    },
    {
      block: 3,
      time: 1790000021,
      hash: '0x3d66dcb2acb72cb9fd93a82c46b116c2610b6a2884fd2791bf111ddfa2447168',
      raw: '0x02f865827a6902808083030d409444444444444444444444444444444444444444448001c080a05b59b879ff9c42ab34985a757eb5e6f7b6d3280b084e9455b7fbb2435c90b2aea027f8d906da27c9af800d23c03373fa8524a86b94c29df454180e1b1baeb686a6',
      sum: '92039027790c7a161d9db27884fc440eb1d025f2debbc7fac714015b73b35b68',
    },
  ],
  head: { number: 3, hash: '0x3d66dcb2acb72cb9fd93a82c46b116c2610b6a2884fd2791bf111ddfa2447168' },
}
