// The ways in of who is signed in, each with what it is and how to take it away; wallets to link; the key that signs ballots
// for who has no wallet, its copy and its way back.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { identity } from '../wallet/identity-model.ts'
import { hasCryptography } from '../wallet/own-key.ts'
import { hasPasskeys } from '../wallet/passkey.ts'
import type { Account } from '../wallet/shapes.ts'
import { dateText, saveText } from './files.ts'
import { Buttons, Question } from './identity-bits.tsx'
import { useOwnId } from './own-id.ts'
import { proofText } from './proof-text.ts'
import { say } from './strings.ts'

const LEAST_PASSPHRASE = 10

export function WaysIn({ zone }: { readonly zone: string }) {
  const accounts = identity.accounts.value
  const hasOwn = accounts.some(({ made }) => made !== null)
  const hasWallet = accounts.some(({ kind, made, isContract }) => kind === 'wallet' && made === null && !isContract)
  const own = identity.ownAddress.value
  return (
    <>
      <ul class="rows">
        {accounts.map((account) => (
          <Way key={account.key} account={account} zone={zone} />
        ))}
      </ul>
      <div class="buttons">
        {identity.wallets.value.map((wallet) => (
          <button key={wallet.id} type="button" onClick={() => void identity.linkWallet(wallet)}>
            {say('linkWallet', { name: wallet.name })}
          </button>
        ))}
        {hasPasskeys() && (
          <button type="button" onClick={() => void identity.addPasskey('')}>
            {say('addPasskey')}
          </button>
        )}
        {hasCryptography() && !hasOwn && (
          <button type="button" class={hasWallet ? '' : 'primary'} onClick={() => void identity.makeKey()}>
            {say('ownKeyMake')}
          </button>
        )}
      </div>
      {hasCryptography() ? <p class="quiet">{say('ownKeyTip')}</p> : <p class="quiet">{say('noKeysHere')}</p>}
      {hasCryptography() && <RestoreKey />}
      {own !== null && <ForgetKey />}
    </>
  )
}

function nameOf({ kind, key, made, madeMs, isContract }: Account, zone: string): string {
  if (kind === 'passkey') return say('wayInPasskey', { date: dateText(madeMs, zone) })
  if (isContract) return say('wayInContract', { proof: proofText(key) })
  return say(made ? 'wayInOwn' : 'wayInWallet', { proof: proofText(key) })
}

function aboutOf({ key, made, isBackedUp, isThis, isContract }: Account): string {
  const about = [
    ...(isThis ? [say('wayInNow')] : []),
    ...(isContract ? [say('wayInContractTip')] : []),
    ...(isBackedUp === null ? [] : [say(isBackedUp ? 'wayInSynced' : 'wayInSingle')]),
    ...(made?.by === 'passkey' ? [say('wayInOfPasskey')] : []),
    ...(made?.by === 'device' ? [say(key === identity.ownAddress.value ? 'wayInHere' : 'wayInElsewhere')] : []),
  ]
  return about.join(', ')
}

function Way({ account, zone }: { readonly account: Account; readonly zone: string }) {
  const [isSaving, setSaving] = useState(false)
  const { key, made } = account
  const name = nameOf(account, zone)
  const canSave = made?.by === 'passkey' || (made?.by === 'device' && key === identity.ownAddress.value)
  return (
    <li>
      <div class="row-item">
        <span class="who" title={key}>
          {name} <span class="quiet">{aboutOf(account)}</span>
        </span>
        {canSave && (
          <button
            type="button"
            aria-label={say('keySaveNamed', { name })}
            aria-expanded={isSaving}
            onClick={() => setSaving(!isSaving)}
          >
            {say('keySave')}
          </button>
        )}
        <button
          type="button"
          aria-label={say('wayInRemoveNamed', { name })}
          onClick={() => void identity.removeAccount(account)}
        >
          {say('wayInRemove')}
        </button>
      </div>
      {isSaving && <SaveKey account={account} done={() => setSaving(false)} />}
    </li>
  )
}

function SaveKey({ account, done }: { readonly account: Account; readonly done: () => void }) {
  const [passphrase, setPassphrase] = useState('')
  const save = async (): Promise<void> => {
    const text = await identity.saveKey(account, passphrase)
    if (text === null) return
    saveText(text, `townhall-key-${account.key.slice(2, 10)}.json`)
    done()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Passphrase value={passphrase} change={setPassphrase} least={LEAST_PASSPHRASE} isNew>
        <button type="submit" disabled={identity.isBusy.value}>
          {say('keySave')}
        </button>
      </Passphrase>
      <p class="quiet">{say('keySaveTip')}</p>
    </form>
  )
}

type PassphraseProps = {
  readonly value: string
  readonly change: (value: string) => void
  readonly least: number
  readonly isNew?: boolean
  readonly children: ComponentChildren
}
function Passphrase({ value, change, least, isNew = false, children }: PassphraseProps) {
  const id = useOwnId()
  return (
    <>
      <label for={id}>{say('keyPassphrase', { n: least })}</label>
      <div class="field">
        <input
          id={id}
          type="password"
          minLength={least}
          required
          autocomplete={isNew ? 'new-password' : 'current-password'}
          value={value}
          onInput={(event) => change(event.currentTarget.value)}
        />
        {children}
      </div>
    </>
  )
}

export function RestoreKey() {
  const id = useOwnId()
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  return (
    <details>
      <summary>{say('keyRestore')}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void file?.text().then((text) => identity.restoreKey(text, passphrase))
          setPassphrase('')
        }}
      >
        <label for={id}>{say('keyFile')}</label>
        <div class="field">
          <input
            id={id}
            type="file"
            accept="application/json,.json"
            required
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        </div>
        <Passphrase value={passphrase} change={setPassphrase} least={LEAST_PASSPHRASE}>
          <button type="submit" disabled={identity.isBusy.value}>
            {say('keyRestore')}
          </button>
        </Passphrase>
      </form>
    </details>
  )
}

export function ForgetKey() {
  const [isSure, setSure] = useState(false)
  if (!isSure) return <Buttons of={[{ shown: say('ownKeyForget'), does: () => setSure(true) }]} />
  const forget = (): void => {
    setSure(false)
    void identity.forgetKey()
  }
  return (
    <Question
      label={say('ownKeyForget')}
      asks={say('ownKeyForgetSure')}
      answers={[
        { shown: say('ownKeyForget'), does: forget },
        { shown: say('eraseNo'), does: () => setSure(false) },
      ]}
    />
  )
}
