import { expect, it } from 'vitest'
import { addressOf, findWallets, signWith, type Wallet } from './wallets.ts'

/** A page with wallets that answer as EIP-6963 has it. */
function pageWith(...details: unknown[]): EventTarget {
  const page = new EventTarget()
  page.addEventListener('eip6963:requestProvider', () => {
    for (const detail of details) page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  })
  return page
}
const provider = { request: ({ method, params }: { method: string; params?: readonly unknown[] }) => Promise.resolve(method === 'eth_requestAccounts' ? ['0xabc', '0xdef'] : JSON.stringify(params)) } // prettier-ignore

it('finds every wallet that says it is there, now and later, and leaves out what is none', () => {
  const found: Wallet[] = []
  const info = { uuid: '1', name: 'Fox', icon: 'data:image/png;base64,AA==' }
  const page = pageWith(
    { info, provider },
    { info: { ...info, uuid: '2', name: 'x'.repeat(100), icon: 'https://evil.example/track.png' }, provider },
    { info: { name: 'No id' }, provider },
    { info: { ...info, icon: 'data:text/html,<b>' } },
    null,
    'wallet',
  )
  const stop = findWallets((wallet) => found.push(wallet), page)
  expect(found.map(({ id, name, icon }) => [id, name, icon])).toEqual([
    ['1', 'Fox', info.icon],
    ['2', 'x'.repeat(40), ''],
  ])
  stop()
  page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: { info, provider } }))
  expect(found).toHaveLength(2)
})

it('asks for the first address, and has a text signed as bytes', async () => {
  const wallet: Wallet = { id: '1', name: 'Fox', icon: '', provider }
  expect(await addressOf(wallet)).toBe('0xabc')
  expect(await signWith(wallet, '0xabc', 'Hé')).toBe('["0x48c3a9","0xabc"]')
  expect(await addressOf({ ...wallet, provider: { request: () => Promise.resolve([]) } })).toBeNull()
})
