// What the panel of signing in shows and asks for; no DOM. Whatever fails ends in one sentence, `trouble`; whoever signs in
// comes into the room anew, which `onSignedIn` hears; who signs out is put out of it by the server and comes back as a guest.
import { signal } from '@preact/signals'
import { askIdentity } from './ask.ts'
import { makePasskey, usePasskey } from './passkey.ts'
import type { Me, OpenSession } from './shapes.ts'
import { rememberSignedIn, ticketForRoom } from './ticket.ts'
import { addressOf, findWallets, signWith, type Wallet } from './wallets.ts'

export class IdentityModel {
  /** Null for a guest, undefined while nobody knows. */
  readonly me = signal<Me | null | undefined>(undefined)
  readonly sessions = signal<readonly OpenSession[]>([])
  readonly wallets = signal<readonly Wallet[]>([])
  readonly trouble = signal('')
  readonly isBusy = signal(false)
  /** A headset that asks to be let in, while one decides. */
  readonly headset = signal<{ readonly code: string; readonly device: string } | null>(null)
  onSignedIn: () => void = () => {}

  ticket(): Promise<string> {
    return ticketForRoom()
  }

  /** While the panel is open; gives the way to stop. */
  open(): () => void {
    void this.doing(() => this.refresh())
    return findWallets((wallet) => {
      const others = this.wallets.value.filter(({ id }) => id !== wallet.id)
      this.wallets.value = [...others, wallet]
    })
  }

  signInWith(wallet: Wallet): Promise<void> {
    return this.doing(async () => {
      const address = await addressOf(wallet)
      if (address === null) return
      const { message } = await askIdentity('/wallet/challenge', (shapes) => shapes.Challenge, { address })
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

  signOut(): Promise<void> {
    return this.doing(async () => {
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
      if (asked) await askIdentity('/pairing/answer', (shapes) => shapes.Device, { code: asked.code, isAllowed })
    })
  }

  erase(): Promise<void> {
    return this.doing(async () => {
      await askIdentity('/erase', (shapes) => shapes.Anything, { person: this.me.value?.person ?? '' })
      await this.refresh()
    })
  }

  private async signedIn(): Promise<void> {
    const before = this.me.value?.person
    await this.refresh()
    if (this.me.value?.person !== before) this.onSignedIn()
  }

  private async refresh(): Promise<void> {
    const { me } = await askIdentity('', (shapes) => shapes.Status)
    this.sessions.value = me ? (await askIdentity('/sessions', (shapes) => shapes.OpenSessions)).sessions : []
    rememberSignedIn(me !== null)
    this.me.value = me
  }

  private async doing(act: () => Promise<void>): Promise<void> {
    if (this.isBusy.value) return
    this.isBusy.value = true
    this.trouble.value = ''
    try {
      await act()
    } catch (error) {
      // A wallet's no is an object with a message.
      const { message } = (error ?? {}) as { message?: unknown }
      this.trouble.value = typeof message === 'string' ? message : String(error)
    } finally {
      this.isBusy.value = false
    }
  }
}

/** Of this page. */
export const identity = new IdentityModel()
