// Ballots signed by wallets that answer as EIP-1193 has it, and by a key of one's own; checked with Ethereum's library.
import { verifyMessage, verifyTypedData, Wallet as Key } from 'ethers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { BALLOT_FIELDS, ballotDomain, ballotMessage } from '../../shared/civic/ballot.ts'
import { openKeyFile, sealKey } from './ethereum.ts'
import { freshKey, keyOf } from './own-key.ts'
import { ownWallet } from './own-wallet.ts'
import { SIGNING, signingDomain, signingMessage } from '../../shared/records/signing.ts'
import { rotationMessage } from '../../shared/records/rotation.ts'
import { keysHere, signBallot, signRecord, signRotation } from './sign.ts'
import { signWith } from './wallets.ts'

const key = new Key(`0x${'7'.repeat(64)}`)
const voter = key.address.toLowerCase()
const domain = ballotDomain({ city: 'toy', chainId: 7 }, () => 'ab'.repeat(32))
const ballot = { questionHash: 'cd'.repeat(32), seat: 'seat-1', choice: 'yes', weight: 2, revision: 1 } as const
type Answers = Record<string, (params: readonly unknown[]) => unknown>

/** A page with one wallet, which says what it was asked. */
function pageWith(answers: Answers): string[] {
  const asked: string[] = []
  const page = new EventTarget()
  const request = ({ method, params = [] }: { method: string; params?: readonly unknown[] }) => {
    asked.push(method)
    const answer = answers[method]
    return answer ? Promise.resolve().then(() => answer(params)) : Promise.reject(new Error(`no ${method}`))
  }
  const detail = { info: { uuid: '1', name: 'Fox' }, provider: { request } }
  page.addEventListener('eip6963:requestProvider', () =>
    page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail })),
  )
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent'] as const)
    vi.stubGlobal(name, page[name].bind(page))
  return asked
}
afterEach(() => void vi.unstubAllGlobals())

const signing: Answers = {
  eth_accounts: () => [key.address],
  eth_chainId: () => '0x7',
  eth_signTypedData_v4: ([address, json]) => {
    const {
      types,
      primaryType,
      domain: under,
      message,
    } = JSON.parse(String(json)) as {
      types: Record<string, { name: string; type: string }[]>
      primaryType: string
      domain: object
      message: Record<string, unknown>
    }
    expect([address, Object.keys(types)]).toEqual([voter, ['EIP712Domain', primaryType]])
    // A wallet hashes the domain by the fields it is told.
    expect(types['EIP712Domain']?.map(({ name }) => name)).toEqual(Object.keys(under))
    return key.signTypedData(under, { [primaryType]: types[primaryType] ?? [] }, message)
  },
}
const no = (code: number) => (): never => {
  throw Object.assign(new Error('User rejected the request.'), { code })
}
const signerOf = (signature: string): string =>
  verifyTypedData(domain, { Ballot: [...BALLOT_FIELDS] }, ballotMessage(ballot, voter), signature).toLowerCase()

describe('a ballot', () => {
  it('is signed by the wallet that has the address open', async () => {
    pageWith(signing)
    const signed = await signBallot(ballot, key.address, domain)
    expect(signed).toMatchObject({ address: voter, signature: expect.stringMatching(/^0x[0-9a-f]{130}$/) })
    expect(signerOf(signed?.signature ?? '')).toBe(voter)
  })

  it('is not signed when its person says no, and nobody is troubled', async () => {
    pageWith({ ...signing, eth_signTypedData_v4: no(4001) })
    expect(await signBallot(ballot, voter, domain)).toBeNull()
    pageWith({ eth_accounts: () => [], eth_requestAccounts: no(4001) })
    expect(await signBallot(ballot, voter, domain)).toBeNull()
  })

  it('says in a sentence that the wallet is on another account or another chain, or that there is none', async () => {
    const other = `0x${'a'.repeat(40)}`
    pageWith({ ...signing, eth_accounts: () => [other], eth_requestAccounts: () => [other] })
    await expect(signBallot(ballot, voter, domain)).rejects.toThrow(
      'Fox has 0xaaaa…aaaa open; this ballot is signed by',
    )
    const asked = pageWith({ ...signing, eth_chainId: () => '0x1', wallet_switchEthereumChain: no(4902) })
    await expect(signBallot(ballot, voter, domain)).rejects.toThrow('Fox is on another chain than this city (7)')
    expect(asked).not.toContain('eth_signTypedData_v4')
    let chain = '0x1'
    pageWith({ ...signing, eth_chainId: () => chain, wallet_switchEthereumChain: () => void (chain = '0x7') })
    expect(await signBallot(ballot, voter, domain)).toMatchObject({ address: voter })
    vi.unstubAllGlobals()
    for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) vi.stubGlobal(name, () => true)
    await expect(signBallot(ballot, voter, domain)).rejects.toThrow(
      'neither this browser nor a wallet in it has that key',
    )
  })
})

describe('a decision record', () => {
  it('is signed under the domain of its board, on a chain the wallet is told of', async () => {
    let chain = '0x1'
    const asked = pageWith({
      ...signing,
      eth_chainId: () => chain,
      wallet_switchEthereumChain: no(4902),
      wallet_addEthereumChain: ([added]) => void (chain = (added as { chainId: string }).chainId),
    })
    vi.stubGlobal('document', { baseURI: 'http://127.0.0.1:2567/' })
    const board = signingDomain({ chainId: 31337, board: `0x${'b'.repeat(40)}`, epoch: 2 })
    const signed = await signRecord({ recordHash: 'cd'.repeat(32), role: 'chair' }, voter, board)
    const message = signingMessage('cd'.repeat(32), 'chair')
    const signer = verifyTypedData(board, { Decision: [...SIGNING] }, message, signed?.signature ?? '')
    expect(signer.toLowerCase()).toBe(voter)
    expect(asked).toContain('wallet_addEthereumChain')
  })
})

describe('a key of one’s own', () => {
  it('is one of the curve whatever bytes it is made of, and never the same twice from chance', () => {
    expect(keyOf(new Uint8Array(48))).toBe(`0x${'1'.padStart(64, '0')}`)
    expect(() => new Key(keyOf(new Uint8Array(48).fill(255)))).not.toThrow()
    expect(freshKey()).not.toBe(freshKey())
  })

  it('signs texts and ballots as a wallet does, and not when its person says no', async () => {
    const wallet = ownWallet(voter, () => Promise.resolve(key.privateKey))
    expect(verifyMessage('Сәлем', await signWith(wallet, voter, 'Сәлем'))).toBe(key.address)
    const typed = { types: { EIP712Domain: [], Ballot: BALLOT_FIELDS }, domain, message: ballotMessage(ballot, voter) }
    const asked = { method: 'eth_signTypedData_v4', params: [voter, JSON.stringify(typed)] }
    expect(signerOf(String(await wallet.provider.request(asked)))).toBe(voter)
    await expect(ownWallet(voter, () => Promise.resolve(null)).provider.request(asked)).rejects.toMatchObject({
      code: 4001,
    })
  })

  it('comes back from its file with the passphrase alone', async () => {
    const file = await sealKey(key.privateKey, 'a long enough phrase')
    expect(file).not.toContain(key.privateKey.slice(2))
    expect(await openKeyFile(file, 'a long enough phrase')).toBe(key.privateKey)
    expect([await openKeyFile(file, 'another phrase'), await openKeyFile('{}', 'x')]).toEqual([null, null])
  })
})

describe('a change of a board’s officers', () => {
  const asked = { seats: [{ who: `0x${'c'.repeat(40)}`, role: 'chair' }], quorum: 2, deadlineS: 2_000_000_000 } as const
  const under = signingDomain({ chainId: 7, board: `0x${'b'.repeat(40)}`, epoch: 3 })

  it('is signed as the contract reads it, its seats in a list', async () => {
    const types: Record<string, { name: string; type: string }[]> = {}
    pageWith({
      eth_accounts: () => [key.address],
      eth_chainId: () => '0x7',
      eth_signTypedData_v4: ([, json]) => {
        const typed = JSON.parse(String(json)) as { types: typeof types; message: Record<string, unknown> }
        const { EIP712Domain: _, ...own } = typed.types
        Object.assign(types, own)
        return key.signTypedData(under, own, typed.message)
      },
    })
    const given = await signRotation(asked, key.address, under)
    expect(Object.keys(types)).toEqual(['Rotation', 'Seat'])
    expect(verifyTypedData(under, types, rotationMessage(asked), given?.signature ?? '')).toBe(key.address)
    expect(await keysHere([voter, asked.seats[0].who])).toEqual([voter])
  })
})

describe('a wallet that is a contract', () => {
  it('is asked for no ballot: the sentence says why, and what to do', async () => {
    const account = {
      kind: 'wallet',
      key: voter,
      made: null,
      isBackedUp: null,
      isContract: true,
      madeMs: 1,
      isThis: true,
    }
    vi.stubGlobal('localStorage', { getItem: () => '1' })
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ accounts: [account] })))
    const asked = pageWith(signing)
    await expect(signBallot(ballot, key.address, domain)).rejects.toThrow('It cannot sign ballots or records')
    expect(asked).toEqual([])
  })
})
