// The wrist menu's page of who one is: a guest asks for letters and types them on their phone, which lends the headset its
// session; whoever was lent one sees as whom they speak and can give it back. Data for list-view.ts, no engine.
import type { PanelModel } from '../panels/model.ts'
import { proofText } from '../panels/proof-text.ts'
import { say } from '../panels/strings.ts'
import { identity } from '../wallet/identity-model.ts'
import type { Item } from './list-view.ts'

export function identityItems(model: PanelModel): Item[] {
  const { pairing } = identity
  const me = identity.me.value
  const code = pairing.code.value
  const trouble = pairing.trouble.value || identity.trouble.value
  if (me)
    return [
      text(say('identityAs', { name: me.name || model.name.value || say('identityNoName') }), 2),
      text(say('identityProof', { proof: proofText(me.account) })),
      ...(me.maySign ? [] : [text(say('identityLent'), 3)]),
      button(say('signOut'), () => void identity.signOut()),
    ]
  if (code !== '')
    return [
      { kind: 'text', label: code, isLarge: true },
      text(say('usePhoneTip', { address: location.host }), 5),
      button(say('usePhoneAgain'), () => void pairing.begin()),
      button(say('residencyNot'), () => pairing.stop()),
    ]
  return [
    text(say('identityGuest'), 4),
    ...(trouble === '' ? [] : [text(trouble, 3)]),
    button(say('usePhone'), () => void pairing.begin()),
  ]
}

const text = (label: string, lines = 1): Item => ({ kind: 'text', label, lines })
const button = (label: string, press: () => void): Item => ({ kind: 'button', label, press, isWide: true })
