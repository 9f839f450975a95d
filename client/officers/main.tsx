// The page on which officers of a board propose and sign who comes after them: /board.html?board=ADDRESS. A page of its own, since
// it needs keys and no city. Who only wants to read finds all of it at /chain/boards/ADDRESS without a script.
import { render } from 'preact'
import { language, preferredLanguage } from '../panels/strings.ts'
import { asked } from '../session/asked.ts'
import { OfficersModel } from './officers-model.ts'
import { OfficersPage } from './page.tsx'
import '../panels/styles/plain.css'
import '../panels/styles/plain-forms.css'
import './officers.css'

const LOOK_EVERY_MS = 4000

const wanted = new URLSearchParams(location.search)
language.value = preferredLanguage([wanted.get('lang') ?? '', ...navigator.languages])
const address = (wanted.get('board') ?? '').toLowerCase()

const model = new OfficersModel(address, {
  ask: asked,
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
