// For who reads as a guest: the ways to sign in, beside what it is for.
import { say } from '../panels/strings.ts'
import { identity } from '../wallet/identity-model.ts'
import { hasCryptography } from '../wallet/own-key.ts'
import { hasPasskeys } from '../wallet/passkey.ts'

export function SignIn() {
  const isBusy = identity.isBusy.value
  return (
    <section class="consult-why" aria-label={say('consultGuest')}>
      <p>{say('consultGuest')}</p>
      <div role="alert">{identity.trouble.value !== '' && <p class="refusal">{identity.trouble.value}</p>}</div>
      <div class="buttons">
        {hasPasskeys() && (
          <>
            <button type="button" class="primary" disabled={isBusy} onClick={() => void identity.signInWithPasskey()}>
              {say('signInPasskey')}
            </button>
            <button type="button" disabled={isBusy} onClick={() => void identity.addPasskey('')}>
              {say('makePasskey')}
            </button>
          </>
        )}
        {identity.wallets.value.map((wallet) => (
          <button key={wallet.id} type="button" disabled={isBusy} onClick={() => void identity.signInWith(wallet)}>
            {say('signInWallet', { name: wallet.name })}
          </button>
        ))}
        {hasCryptography() && (
          <button type="button" disabled={isBusy} onClick={() => void identity.signInWithOwnKey()}>
            {say('ownKeySignIn')}
          </button>
        )}
      </div>
    </section>
  )
}
