// The page on which officers of a board propose and sign who comes after them: /board.html?board=ADDRESS. A page of its own, since
// it needs keys and no city. Who only wants to read finds all of it at /chain/boards/ADDRESS without a script.
import { render } from 'preact'
import { language, preferredLanguage } from '../panels/strings.ts'
import { OfficersModel } from './officers-model.ts'
import { OfficersPage } from './page.tsx'
import '../panels/styles/plain.css'
import './officers.css'

const LOOK_EVERY_MS = 4000

const asked = new URLSearchParams(location.search)
language.value = preferredLanguage([asked.get('lang') ?? '', ...navigator.languages])
const address = (asked.get('board') ?? '').toLowerCase()

const model = new OfficersModel(address, {
  ask,
  async sign(rotation, signer, domain) {
    const { signRotation } = await import('../wallet/sign.ts')
    return signRotation(rotation, signer, domain)
  },
  async own(among) {
    const { keysHere } = await import('../wallet/sign.ts')
    return keysHere(among)
  },
  nowMs: Date.now,
})

const root = document.querySelector<HTMLElement>('#page')
if (!root) throw new Error('page: no place for the officers')
render(<OfficersPage model={model} address={address} />, root)
if (address !== '') {
  void model.look()
  setInterval(() => {
    const isAwaited = model.open.value.length > 0 || model.unread.value !== ''
    if (!document.hidden && isAwaited && !model.isBusy.value) void model.look()
  }, LOOK_EVERY_MS)
}

async function ask(path: string, body?: object): Promise<unknown> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  const response = await fetch(path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  const why = (answer as { readonly error?: unknown } | null)?.error
  throw new Error(typeof why === 'string' ? why : `${path} ${response.status}`)
}
