// What the page of a board's officers shows and asks for; no DOM. Who is in office and what was proposed is the server's to tell,
// by the chain; what is signed is put together here, from what the person sees.
import { computed, signal } from '@preact/signals'
import {
  type BoardOfficer,
  type RotationAsked,
  rotationFault,
  type RotationFault,
  type SeatRole,
  seatsBetween,
} from '../../shared/records/rotation.ts'
import { signingDomain, type SigningDomain, type SigningRole } from '../../shared/records/signing.ts'
import { Doing, sentenceOf } from '../wallet/doing.ts'

export type Proposal = RotationAsked & {
  readonly id: string
  readonly signers: readonly string[]
  readonly missing: { readonly count: number } | null
  readonly is: 'collecting' | 'waits' | 'sending' | 'done' | 'refused' | 'expired' | 'overtaken'
  readonly why: string
}
export type BoardTold = {
  readonly body: string
  readonly address: string
  readonly chainId: number
  readonly now: { readonly epoch: number; readonly quorum: number; readonly officers: readonly BoardOfficer[] }
  readonly rotations: readonly Proposal[]
}
type Signed = { readonly address: string; readonly signature: string }

export type OfficersMeans = {
  /** Without a body it only reads. Rejects with a sentence. */
  readonly ask: (path: string, body?: object) => Promise<unknown>
  /** Null when the person said no; rejects with a sentence. */
  readonly sign: (asked: RotationAsked, signer: string, domain: SigningDomain) => Promise<Signed | null>
  /** Which of these addresses have their key here, as far as that is known without asking anybody. */
  readonly own: (among: readonly string[]) => Promise<readonly string[]>
  readonly nowMs: () => number
}

const MOST_DAYS = 90
const DAY_S = 86_400
const USUAL_DAYS = 7
const OPEN: readonly Proposal['is'][] = ['collecting', 'waits', 'sending']
export type PageFault = RotationFault | { readonly is: 'days' }

export class OfficersModel extends Doing<'proposed' | 'signed'> {
  /** Null while it is asked for. */
  readonly board = signal<BoardTold | null>(null)
  /** Who should be in office, as it is written. */
  readonly wanted = signal<readonly BoardOfficer[]>([])
  readonly quorum = signal(2)
  readonly days = signal(USUAL_DAYS)
  /** The officer one signs as; empty for nobody yet. */
  readonly signer = signal('')
  /** Why it is not known how things stand now; empty while it is. */
  readonly unread = signal('')

  /** What would be signed. */
  readonly seats = computed(() => {
    const wanted = this.wanted.value.map(({ role, address }) => ({ role, address: address.trim().toLowerCase() }))
    const now = this.board.value?.now.officers ?? []
    return seatsBetween(now, wanted)
  })
  readonly fault = computed((): PageFault | null => {
    const now = this.board.value?.now
    if (!now) return null
    const names = this.wanted.value.map(({ address }) => address.trim().toLowerCase())
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined) return { is: 'twice', who: twice }
    const days = this.days.value
    const fault = rotationFault(now, { seats: this.seats.value, quorum: this.quorum.value })
    return fault ?? (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS ? null : { is: 'days' })
  })
  readonly open = computed(() => this.board.value?.rotations.filter(({ is }) => OPEN.includes(is)) ?? [])
  readonly over = computed(() => this.board.value?.rotations.filter(({ is }) => !OPEN.includes(is)) ?? [])

  private readonly address: string
  private readonly means: OfficersMeans

  constructor(address: string, means: OfficersMeans) {
    super()
    this.address = address
    this.means = means
  }

  /** First, and again while something is on its way. Rejects never: what does not come is told until it comes. */
  async look(): Promise<void> {
    try {
      await this.read()
      this.unread.value = ''
    } catch (error) {
      this.unread.value = sentenceOf(error)
    }
  }

  private async read(): Promise<void> {
    const before = this.board.value
    const told = (await this.means.ask(`/chain/boards/${this.address}`)) as BoardTold
    this.board.value = told
    // What is being written is left alone, unless it is written about officers of before.
    if (before?.now.epoch !== told.now.epoch) this.begin()
    const officers = told.now.officers.map(({ address }) => address)
    if (!officers.includes(this.signer.value)) {
      const own = await this.means.own(officers)
      this.signer.value = own[0] ?? ''
    }
  }

  /** As it is now. */
  begin(): void {
    const now = this.board.value?.now
    this.wanted.value = now?.officers ?? []
    this.quorum.value = now?.quorum ?? 2
  }

  change(at: number, officer: Partial<BoardOfficer>): void {
    this.wanted.value = this.wanted.value.map((one, i) => (i === at ? { ...one, ...officer } : one))
  }
  remove(at: number): void {
    this.wanted.value = this.wanted.value.filter((_one, i) => i !== at)
  }
  add(role: SigningRole = 'member'): void {
    this.wanted.value = [...this.wanted.value, { role, address: '' }]
  }
  /** Whose address is written here: that of somebody in office stands, where it is not named a second time. */
  mayWrite(at: number): boolean {
    const all = this.wanted.value
    const address = all[at]?.address
    const isInOffice = this.board.value?.now.officers.some((one) => one.address === address) === true
    return !isInOffice || all.findIndex((one) => one.address === address) < at
  }

  propose(): Promise<void> {
    return this.doing(async () => {
      if (this.fault.value) return
      const deadlineS = Math.floor(this.means.nowMs() / 1000) + this.days.value * DAY_S
      const asked = { seats: this.seats.value, quorum: this.quorum.value, deadlineS }
      if (await this.signed('/rotations', asked, asked)) this.news.value = 'proposed'
    })
  }

  sign({ id, seats, quorum, deadlineS }: Proposal): Promise<void> {
    return this.doing(async () => {
      const asked = { seats, quorum, deadlineS }
      if (await this.signed(`/rotations/${id}/sign`, asked, {})) this.news.value = 'signed'
    })
  }

  /** False when the person said no. */
  private async signed(path: string, asked: RotationAsked, body: object): Promise<boolean> {
    const { board, signer, means } = this
    if (!board.value) return false
    const { chainId, address, now } = board.value
    const domain = signingDomain({ chainId, board: address, epoch: now.epoch })
    const given = await means.sign(asked, signer.value, domain)
    if (!given) return false
    const proof = { signer: given.address, signature: given.signature }
    await means.ask(`/chain/boards/${this.address}${path}`, { ...body, ...proof })
    await this.look()
    return true
  }
}

export const ROLES: readonly Exclude<SeatRole, 'none'>[] = ['chair', 'secretary', 'member']
