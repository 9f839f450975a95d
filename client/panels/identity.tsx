// Who one is: signing in by wallet, passkey or a key of this browser, one's name and roles and where they come from, where one
// is signed in, letting a headset in, and one's own data.
import { useEffect, useState } from 'preact/hooks'
import { identity } from '../wallet/identity-model.ts'
import { hasCryptography } from '../wallet/own-key.ts'
import { hasPasskeys } from '../wallet/passkey.ts'
import type { Me } from '../wallet/shapes.ts'
import { Buttons, Question } from './identity-bits.tsx'
import { ForgetKey, RestoreKey, WaysIn } from './identity-keys.tsx'
import { ResidencyPart } from './identity-residency.tsx'
import type { PanelModel } from './model.ts'
import { useOwnId } from './own-id.ts'
import { proofText } from './proof-text.ts'
import { isKey, say } from './strings.ts'

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
      <p role="status" class={identity.news.value === '' ? 'unseen' : ''}>
        {identity.news.value}
      </p>
      {me === null && <SigningIn model={model} />}
      {me && <SignedIn me={me} model={model} />}
    </div>
  )
}

function SigningIn({ model }: { readonly model: PanelModel }) {
  const wallets = identity.wallets.value
  return (
    <>
      <p>{say('identityGuest')}</p>
      <OwnName model={model} me={null} />
      <div class="buttons">
        {wallets.map((wallet) => (
          <button key={wallet.id} type="button" onClick={() => void identity.signInWith(wallet)}>
            {wallet.icon !== '' && <img src={wallet.icon} alt="" width={20} height={20} />}
            {say('signInWallet', { name: wallet.name })}
          </button>
        ))}
      </div>
      {wallets.length === 0 && <p class="quiet">{say('noWallets')}</p>}
      <Passkeys name={model.name.value} />
      {hasCryptography() && <OwnKeySignIn />}
    </>
  )
}

function Passkeys({ name }: { readonly name: string }) {
  if (!hasPasskeys()) return <p class="quiet">{say('noPasskeys')}</p>
  return (
    <>
      <Buttons
        of={[
          { shown: say('signInPasskey'), does: () => void identity.signInWithPasskey(), isPrimary: true },
          { shown: say('makePasskey'), does: () => void identity.addPasskey(name) },
        ]}
      />
      <p class="quiet">{say('passkeyTip')}</p>
    </>
  )
}

function OwnKeySignIn() {
  return (
    <details open={identity.ownAddress.value !== null}>
      <summary>{say('ownKeySignIn')}</summary>
      <p class="quiet">{say('ownKeySignInTip')}</p>
      <Buttons of={[{ shown: say('ownKeySignIn'), does: () => void identity.signInWithOwnKey() }]} />
      <RestoreKey />
      {identity.ownAddress.value !== null && <ForgetKey />}
    </details>
  )
}

function SignedIn({ me, model }: { readonly me: Me; readonly model: PanelModel }) {
  const proof = proofText(me.account)
  return (
    <>
      <p>{say('identityAs', { name: me.name || model.name.value || say('identityNoName') })}</p>
      <p title={me.account}>{say('identityProof', { proof })}</p>
      {me.maySign && <OwnName model={model} me={me} />}
      <Roles me={me} />
      <Buttons of={[{ shown: say('signOut'), does: () => void identity.signOut() }]} />
      {me.maySign ? <OwnMatters me={me} model={model} /> : <p>{say('identityLent')}</p>}
      <p class="quiet">{say('identityNumber', { person: me.person })}</p>
    </>
  )
}

/** A guest's own, or the one that is kept; the roll's cannot be changed. */
function OwnName({ model, me }: { readonly model: PanelModel; readonly me: Me | null }) {
  const id = useOwnId()
  const [typed, setTyped] = useState<string | null>(null)
  if (me?.isNamed) return <p class="quiet">{say('identityNamed')}</p>
  const shown = typed ?? (me?.name || model.name.value)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setTyped(null)
        model.name.value = shown
        model.acts.rename(shown)
        if (me) void identity.rename(shown)
      }}
    >
      <label for={id}>{say('identityName')}</label>
      <div class="field">
        <input
          id={id}
          type="text"
          name="identity-name"
          autocomplete="nickname"
          maxLength={40}
          value={shown}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit">{say('identityNameSave')}</button>
      </div>
    </form>
  )
}

function Roles({ me }: { readonly me: Me }) {
  if (me.roles.length === 0) return <p class="quiet">{say('identityNoRoles')}</p>
  return (
    <ul class="plain-list">
      {me.roles.map((role) => {
        const key = `role_${role}`
        const name = isKey(key) ? say(key) : role
        return (
          <li key={role}>{say(me.byRoll.includes(role) ? 'identityRoll' : 'identityByResidency', { role: name })}</li>
        )
      })}
    </ul>
  )
}

function OwnMatters({ me, model }: { readonly me: Me; readonly model: PanelModel }) {
  return (
    <>
      <h3>{say('waysIn')}</h3>
      <WaysIn zone={model.timeZone.value} />
      <h3>{say('pairHeadset')}</h3>
      <PairHeadset />
      <h3>{say('mySessions')}</h3>
      <SessionList />
      <h3>{say('residency')}</h3>
      <ResidencyPart lives={me.residency} zone={model.timeZone.value} />
      <h3>{say('ownData')}</h3>
      <OwnData />
    </>
  )
}

function SessionList() {
  return (
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
  )
}

function PairHeadset() {
  const [code, setCode] = useState('')
  const asked = identity.headset.value
  if (asked)
    return (
      <Question
        label={say('pairHeadset')}
        asks={say('pairAsk', { device: asked.device })}
        answers={[
          { shown: say('pairYes'), does: () => void identity.answerHeadset(true), isPrimary: true },
          { shown: say('pairNo'), does: () => void identity.answerHeadset(false) },
        ]}
      />
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
          type="text"
          name="pairing-code"
          aria-label={say('pairCode')}
          value={code}
          maxLength={12}
          autocomplete="off"
          autocapitalize="characters"
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
      <Question
        label={say('eraseData')}
        asks={say('eraseSure')}
        answers={[
          { shown: say('eraseYes'), does: () => void identity.erase() },
          { shown: say('eraseNo'), does: () => setSure(false) },
        ]}
      />
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
