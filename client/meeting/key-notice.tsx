// For who is known in this meeting by a wallet that is a contract and has no key beside it: why that cannot sign, told before any
// vote, and the way out at hand. With a key linked the server knows them by it, and nothing is shown.
import { useEffect } from 'preact/hooks'
import { proofText } from '../panels/proof-text.ts'
import { say } from '../panels/strings.ts'
import { identity } from '../wallet/identity-model.ts'
import { hasCryptography } from '../wallet/own-key.ts'
import { keylessIn } from './keyless.ts'
import type { Sight } from './sight.ts'

export function KeyNotice({ sight }: { readonly sight: Sight }) {
  const { own } = sight
  useEffect(() => {
    // Without the panel of signing in nobody has asked for one's ways in yet.
    if (own.id.startsWith('0x') && identity.me.value === undefined) void identity.lookAgain()
  }, [own.id])
  const address = keylessIn(sight, identity.accounts.value)
  if (address === null) return null
  return (
    <div class="refusal" role="group" aria-label={say('contractNoKeyTitle')}>
      <p>{say('contractNoKey', { address: proofText(address) })}</p>
      {hasCryptography() ? (
        <div class="buttons">
          <button
            type="button"
            class="primary"
            disabled={identity.isBusy.value}
            onClick={() => void identity.makeKey()}
          >
            {say('ownKeyMake')}
          </button>
        </div>
      ) : (
        <p>{say('noKeysHere')}</p>
      )}
      {identity.trouble.value !== '' && <p role="alert">{identity.trouble.value}</p>}
    </div>
  )
}
