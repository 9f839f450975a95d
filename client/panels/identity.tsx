// Who one is: signing in by wallet or passkey, where one is signed in, letting a headset in, and one's own data.
import { useEffect, useState } from 'preact/hooks'
import { identity } from '../wallet/identity-model.ts'
import { hasPasskeys } from '../wallet/passkey.ts'
import type { Me } from '../wallet/shapes.ts'
import type { PanelModel } from './model.ts'
import { proofText } from './proof-text.ts'
import { say } from './strings.ts'

export function IdentityPanel({ model }: { readonly model: PanelModel }) {
  useEffect(() => identity.open(), [])
  const me = identity.me.value
  return (
    <div class="identity-panel" aria-busy={identity.isBusy.value}>
      {identity.trouble.value !== '' && (
        <p class="refusal" role="alert">
          {identity.trouble.value}
        </p>
      )}
      {me === null && <SigningIn name={model.name.value} />}
      {me && <SignedIn me={me} />}
    </div>
  )
}

function SigningIn({ name }: { readonly name: string }) {
  const wallets = identity.wallets.value
  return (
    <>
      <p>{say('identityGuest')}</p>
      <div class="buttons">
        {wallets.map((wallet) => (
          <button key={wallet.id} type="button" onClick={() => void identity.signInWith(wallet)}>
            {wallet.icon !== '' && <img src={wallet.icon} alt="" width={20} height={20} />}
            {say('signInWallet', { name: wallet.name })}
          </button>
        ))}
      </div>
      {wallets.length === 0 && <p class="quiet">{say('noWallets')}</p>}
      <Passkeys name={name} isNew />
    </>
  )
}

function Passkeys({ name, isNew }: { readonly name: string; readonly isNew: boolean }) {
  if (!hasPasskeys()) return <p class="quiet">{say('noPasskeys')}</p>
  return (
    <>
      <div class="buttons">
        {isNew && (
          <button type="button" onClick={() => void identity.signInWithPasskey()}>
            {say('signInPasskey')}
          </button>
        )}
        <button type="button" onClick={() => void identity.addPasskey(name)}>
          {say(isNew ? 'makePasskey' : 'addPasskey')}
        </button>
      </div>
      <p class="quiet">{say('passkeyTip')}</p>
    </>
  )
}

function SignedIn({ me }: { readonly me: Me }) {
  const proof = proofText(me.account)
  return (
    <>
      <p>{say('identityAs', { name: me.name || say('identityNoName') })}</p>
      <p title={me.account}>{say('identityProof', { proof })}</p>
      {me.roles.length > 0 && <p>{say('identityRoles', { roles: me.roles.join(', ') })}</p>}
      {me.residency && <p>{say('identityLives', { area: me.residency.area })}</p>}
      <p class="quiet">{say('identityNumber', { person: me.person })}</p>
      <div class="buttons">
        <button type="button" onClick={() => void identity.signOut()}>
          {say('signOut')}
        </button>
      </div>
      {me.maySign ? <OwnMatters /> : <p>{say('identityLent')}</p>}
    </>
  )
}

function OwnMatters() {
  return (
    <>
      <Passkeys name="" isNew={false} />
      <h3>{say('mySessions')}</h3>
      <ul class="rows">
        {identity.sessions.value.map(({ id, way, device, isThis }) => (
          <li class="row-item" key={id}>
            <span class="who">
              {device} <span class="quiet">{isThis ? say('sessionThis') : say(`way_${way}`)}</span>
            </span>
            {!isThis && (
              <button
                type="button"
                aria-label={say('sessionEndNamed', { device })}
                onClick={() => void identity.endSession(id)}
              >
                {say('sessionEnd')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <h3>{say('pairHeadset')}</h3>
      <PairHeadset />
      <h3>{say('ownData')}</h3>
      <OwnData />
    </>
  )
}

function PairHeadset() {
  const [code, setCode] = useState('')
  const asked = identity.headset.value
  if (asked)
    return (
      <div role="group" aria-label={say('pairHeadset')}>
        <p>{say('pairAsk', { device: asked.device })}</p>
        <div class="buttons">
          <button type="button" onClick={() => void identity.answerHeadset(true)}>
            {say('pairYes')}
          </button>
          <button type="button" onClick={() => void identity.answerHeadset(false)}>
            {say('pairNo')}
          </button>
        </div>
      </div>
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setCode('')
        void identity.lookForHeadset(code)
      }}
    >
      <p class="quiet">{say('pairTip')}</p>
      <div class="field">
        <input
          aria-label={say('pairCode')}
          value={code}
          maxLength={12}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <button type="submit">{say('pairLook')}</button>
      </div>
    </form>
  )
}

function OwnData() {
  const [isSure, setSure] = useState(false)
  if (isSure)
    return (
      <div role="group" aria-label={say('eraseData')}>
        <p>{say('eraseSure')}</p>
        <div class="buttons">
          <button type="button" onClick={() => void identity.erase()}>
            {say('eraseYes')}
          </button>
          <button type="button" onClick={() => setSure(false)}>
            {say('eraseNo')}
          </button>
        </div>
      </div>
    )
  return (
    <div class="buttons">
      <a class="as-button" href="/identity/export" download="townhall-me.json">
        {say('exportData')}
      </a>
      <button type="button" onClick={() => setSure(true)}>
        {say('eraseData')}
      </button>
    </div>
  )
}
