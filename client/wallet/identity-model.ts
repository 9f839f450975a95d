// What the panel of signing in shows and asks for; no DOM. Whatever fails ends in one sentence, `trouble`; whoever signs in
// comes into the room anew, which `onSignedIn` hears; who signs out is put out of it by the server and comes back as a guest.
import { signal } from '@preact/signals'
import { say } from '../panels/strings.ts'
import { link, linkedAccounts, makeOwnKey, restoreCopy, sealedCopy } from './accounts.ts'
import { askIdentity } from './ask.ts'
import { Doing, sentenceOf } from './doing.ts'
import { deviceAddress, forgetDeviceKey, freshKey, keepOnDevice, openDeviceKey } from './own-key.ts'
import { ownWallet } from './own-wallet.ts'
import { Pairing } from './pairing.ts'
import { makePasskey, usePasskey } from './passkey.ts'
import { type Credential, holderFile, present, readCredential } from './residency.ts'
import type { Account, Me, OpenSession } from './shapes.ts'
import { rememberSignedIn, ticketForRoom } from './ticket.ts'
import { addressOf, findWallets, signWith, type Wallet } from './wallets.ts'

export class IdentityModel extends Doing<string> {
  /** Null for a guest, undefined while nobody knows. */
  readonly me = signal<Me | null | undefined>(undefined)
  readonly sessions = signal<readonly OpenSession[]>([])
  readonly accounts = signal<readonly Account[]>([])
  /** Of the key that lies in this browser; null for none. */
  readonly ownAddress = signal<string | null>(null)
  /** That was brought and not yet shown. */
  readonly credential = signal<Credential | null>(null)
  readonly wallets = signal<readonly Wallet[]>([])
  /** A headset that asks to be let in, while one decides. */
  readonly headset = signal<{ readonly code: string; readonly device: string } | null>(null)
  /** This page as the headset that asks. */
  readonly pairing = new Pairing(() => this.signedIn())
  onSignedIn: () => void = () => {}

  ticket(): Promise<string> {
    return ticketForRoom()
  }

  /** While the panel is open; gives the way to stop. */
  open(): () => void {
    void this.look()
    return findWallets((wallet) => {
      const others = this.wallets.value.filter(({ id }) => id !== wallet.id)
      this.wallets.value = [...others, wallet]
    })
  }

  signInWith(wallet: Wallet): Promise<void> {
    return this.doing(async () => {
      const address = await addressOf(wallet)
      if (address === null) return
      const { message } = await askIdentity('/wallet/challenge', (shapes) => shapes.Text, { address })
      const signature = await signWith(wallet, address, message)
      await askIdentity('/wallet', (shapes) => shapes.Anything, { message, signature })
      await this.signedIn()
    })
  }

  signInWithPasskey(): Promise<void> {
    return this.doing(async () => {
      const answer = await usePasskey(await askIdentity('/passkey/challenge', (shapes) => shapes.PasskeyOptions, {}))
      if (answer === null) return
      await askIdentity('/passkey', (shapes) => shapes.Anything, answer)
      await this.signedIn()
    })
  }

  /** For oneself, or to begin with one. */
  addPasskey(name: string): Promise<void> {
    return this.doing(async () => {
      const options = await askIdentity('/passkey/new', (shapes) => shapes.PasskeyOptions, { name })
      const answer = await makePasskey(options)
      if (answer === null) return
      await askIdentity('/passkey/add', (shapes) => shapes.Anything, answer)
      await this.signedIn()
    })
  }

  /** With the key that lies in this browser, or a new one. */
  async signInWithOwnKey(): Promise<void> {
    let address = this.ownAddress.value
    await this.doing(async () => {
      address ??= await keepOnDevice(freshKey())
      this.ownAddress.value = address
    })
    if (address === null) return
    const wallet = ownWallet(address, openDeviceKey)
    await this.signInWith(wallet)
    const account = this.accounts.value.find(({ key }) => key === address)
    if (account?.made !== null) return
    // The account is told what the key is, so that other browsers say where it lies.
    await this.doing(async () => {
      await link(wallet, account.key, { by: 'device' })
      await this.refresh()
    })
  }

  linkWallet(wallet: Wallet): Promise<void> {
    return this.doing(async () => {
      const address = await addressOf(wallet)
      if (address === null) return
      const { isContract } = await link(wallet, address)
      await this.changed()
      if (isContract) this.news.value = say('contractLinked')
    })
  }

  /** To sign ballots with, for who has no wallet. */
  makeKey(): Promise<void> {
    return this.doing(async () => {
      const by = await makeOwnKey(this.accounts.value)
      if (by === null) return
      await this.changed()
      this.news.value = say(by === 'passkey' ? 'ownKeyByPasskey' : 'ownKeyByDevice')
    })
  }

  removeAccount({ kind, key }: Account): Promise<void> {
    return this.doing(async () => {
      await askIdentity('/accounts/remove', (shapes) => shapes.Anything, { kind, key })
      await this.changed()
    })
  }

  /** The file's text; null when it did not come so far. */
  async saveKey(account: Account, passphrase: string): Promise<string | null> {
    let text: string | null = null
    await this.doing(async () => {
      text = await sealedCopy(account, passphrase)
    })
    return text
  }

  /** Puts a key on this device; who is signed in has it linked as well. */
  restoreKey(text: string, passphrase: string): Promise<void> {
    return this.doing(async () => {
      const address = await restoreCopy(text, passphrase)
      this.ownAddress.value = address
      if (this.me.value && !this.accounts.value.some(({ key }) => key === address)) {
        await link(ownWallet(address, openDeviceKey), address, { by: 'device' })
        await this.changed()
      }
      this.news.value = say('keyRestored')
    })
  }

  forgetKey(): Promise<void> {
    return this.doing(async () => {
      await forgetDeviceKey()
      this.ownAddress.value = null
    })
  }

  rename(name: string): Promise<void> {
    return this.doing(async () => {
      await askIdentity('/name', (shapes) => shapes.Anything, { name })
      await this.refresh()
    })
  }

  /** What the clerk is given; null when this browser keeps no keys. */
  async keyForClerk(): Promise<string | null> {
    let text: string | null = null
    await this.doing(async () => {
      text = await holderFile()
    })
    return text
  }

  bringCredential(text: string): Promise<void> {
    return this.doing(() => {
      this.credential.value = readCredential(text)
      return Promise.resolve()
    })
  }

  showCredential(): Promise<void> {
    const credential = this.credential.value
    return this.doing(async () => {
      if (!credential) return
      const asked = await askIdentity('/residency/challenge', (shapes) => shapes.Nonce, {})
      const presentation = await present(credential, asked, Date.now())
      await askIdentity('/residency', (shapes) => shapes.Anything, { presentation, nonce: asked.nonce })
      this.credential.value = null
      await this.changed()
    })
  }

  removeResidency(): Promise<void> {
    return this.doing(async () => {
      await askIdentity('/residency/remove', (shapes) => shapes.Anything, {})
      await this.changed()
    })
  }

  /** Who one is by now, for whoever shows it without the panel. Never rejects. */
  lookAgain(): Promise<void> {
    return this.doing(() => this.refresh())
  }

  signOut(): Promise<void> {
    return this.doing(async () => {
      // The room closes before the answer is here, and comes back as who one is by then.
      rememberSignedIn(false)
      await askIdentity('/sign-out', (shapes) => shapes.Anything, {})
      await this.refresh()
    })
  }

  endSession(id: string): Promise<void> {
    return this.doing(async () => {
      await askIdentity('/sessions/end', (shapes) => shapes.Anything, { id })
      await this.refresh()
    })
  }

  lookForHeadset(code: string): Promise<void> {
    return this.doing(async () => {
      const { device } = await askIdentity('/pairing/look', (shapes) => shapes.Device, { code })
      this.headset.value = { code, device }
    })
  }

  answerHeadset(isAllowed: boolean): Promise<void> {
    const asked = this.headset.value
    this.headset.value = null
    return this.doing(async () => {
      if (!asked) return
      const { code, device } = asked
      await askIdentity('/pairing/answer', (shapes) => shapes.Device, { code, isAllowed })
      this.news.value = say(isAllowed ? 'pairDone' : 'pairRefused', { device })
    })
  }

  erase(): Promise<void> {
    return this.doing(async () => {
      rememberSignedIn(false)
      await askIdentity('/erase', (shapes) => shapes.Anything, { person: this.me.value?.person ?? '' })
      await this.refresh()
    })
  }

  private async signedIn(): Promise<void> {
    const before = this.me.value?.person
    await this.refresh()
    if (this.me.value?.person !== before) this.onSignedIn()
  }

  /** What one may do may be another now, so one comes in anew. */
  private async changed(): Promise<void> {
    await this.refresh()
    this.onSignedIn()
  }

  private async refresh(): Promise<void> {
    const { me } = await askIdentity('', (shapes) => shapes.Status)
    rememberSignedIn(me !== null)
    this.sessions.value = me ? (await askIdentity('/sessions', (shapes) => shapes.OpenSessions)).sessions : []
    this.accounts.value = me?.maySign === true ? await linkedAccounts() : []
    this.ownAddress.value = await deviceAddress()
    this.me.value = me
  }

  /** Reading alone keeps nobody from pressing meanwhile. */
  private async look(): Promise<void> {
    try {
      await this.refresh()
    } catch (error) {
      this.trouble.value = sentenceOf(error)
    }
  }
}

/** Of this page. */
export const identity = new IdentityModel()
