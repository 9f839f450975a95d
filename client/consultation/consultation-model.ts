// What the page of a consultation shows and asks for; no DOM. What it is and what is one's own is the server's to tell; which
// statement is next, and why one may not answer, follows from both.
import { computed, signal } from '@preact/signals'
import type { ConsultationCommand, Opinion } from '../../shared/civic/consultation-shape.ts'
import type { ConsultationListed, ConsultationOwn, ConsultationTold } from '../../shared/protocol/consultations.ts'
import { rowText, VotesFile } from '../../shared/records/consultation-files.ts'

export type ConsultationMeans = {
  /** Without a body it only reads. Rejects with a sentence. */
  readonly ask: (path: string, body?: object) => Promise<unknown>
  /** With the key the page was opened by. Rejects with a sentence. */
  readonly setUp: (given: ConsultationGiven) => Promise<unknown>
  /** In hex; null where this page cannot. */
  readonly sha256: (text: string) => Promise<string | null>
  /** A new one each time. */
  readonly newId: () => string
}

export type ConsultationGiven = Omit<Extract<ConsultationCommand, { type: 'consultation.setUp' }>, 'type'>
type SignedIn = Extract<ConsultationOwn, { isSignedIn: true }>
export type WhyNot = 'guest' | 'lent' | 'resident' | 'notYet' | 'over'

export class ConsultationModel {
  readonly id: string
  private readonly means: ConsultationMeans
  /** Null while it is asked for. */
  readonly told = signal<ConsultationTold | null>(null)
  /** Null while it is asked for. */
  readonly own = signal<ConsultationOwn | null>(null)
  readonly trouble = signal('')
  /** That one's statement has come in. */
  readonly hasSent = signal(false)
  readonly isBusy = signal(false)
  /** One's leaf among the published votes. */
  readonly leaf = signal<{ readonly hash: string; readonly isIn: boolean } | null>(null)

  readonly me = computed((): SignedIn | null => (this.own.value?.isSignedIn === true ? this.own.value : null))
  readonly isModerator = computed(() => this.me.value?.isLent === false && this.me.value.roles.includes('moderator'))
  readonly isOfficer = computed(() => this.me.value?.isLent === false && this.me.value.roles.includes('officer'))
  /** Null where one may say and answer now, and while nobody knows. */
  readonly whyNot = computed((): WhyNot | null => {
    const [told, own] = [this.told.value, this.own.value]
    if (!told || !own) return null
    if (told.life === 'draft' || told.life === 'announced') return 'notYet'
    if (told.life !== 'collecting') return 'over'
    if (!own.isSignedIn) return 'guest'
    if (own.isLent) return 'lent'
    return told.area !== null && !own.roles.includes('resident') ? 'resident' : null
  })
  readonly mayAnswer = computed(() => this.me.value !== null && this.told.value !== null && this.whyNot.value === null)
  /** The first that one has not answered. */
  readonly next = computed(() => {
    const { opinions = {} } = this.me.value ?? {}
    return this.told.value?.statements.find(({ id }) => !Object.hasOwn(opinions, id)) ?? null
  })
  readonly answered = computed(() => {
    const { opinions = {} } = this.me.value ?? {}
    return this.told.value?.statements.filter(({ id }) => Object.hasOwn(opinions, id)).length ?? 0
  })

  constructor(id: string, means: ConsultationMeans) {
    this.id = id
    this.means = means
  }

  /** Never rejects. */
  async look(): Promise<void> {
    try {
      const path = `/consultations/${this.id}`
      // Answers of our own server; what it sends was checked where it came in.
      const [told, own] = await Promise.all([this.means.ask(path), this.means.ask(`${path}/own`)])
      if (this.told.value?.seq !== (told as ConsultationTold).seq) this.told.value = told as ConsultationTold
      if (JSON.stringify(own) !== JSON.stringify(this.own.value)) this.own.value = own as ConsultationOwn
      if (!this.isBusy.value && this.told.value) this.trouble.value = ''
      await this.findLeaf()
    } catch (error) {
      this.trouble.value = error instanceof Error ? error.message : String(error)
    }
  }

  /** False when it was refused; why is in `trouble`. */
  async act(type: string, more: object = {}): Promise<boolean> {
    if (this.isBusy.value) return false
    this.isBusy.value = true
    this.trouble.value = ''
    this.hasSent.value = false
    try {
      const command = { type: `consultation.${type}`, ...more }
      const verdict = await this.means.ask(`/consultations/${this.id}/commands`, { id: this.means.newId(), command })
      const { ok, reason } = verdict as { readonly ok: boolean; readonly reason?: string }
      if (!ok) throw new Error(reason)
      await this.look()
      return true
    } catch (error) {
      this.trouble.value = error instanceof Error ? error.message : String(error)
      return false
    } finally {
      this.isBusy.value = false
    }
  }

  async submit(text: string): Promise<boolean> {
    this.hasSent.value = await this.act('submit', { statement: this.means.newId(), text })
    return this.hasSent.value
  }

  vote(statement: string, choice: Opinion): Promise<boolean> {
    return this.act('vote', { statement, choice })
  }

  /** Statements of one title are a group. */
  report(titles: ReadonlyMap<string, string>): Promise<boolean> {
    const groups = new Map<string, string[]>()
    for (const [statement, given] of titles) {
      const title = given.trim()
      groups.set(title, [...(groups.get(title) ?? []), statement])
    }
    const list = [...groups].map(([title, statements], i) => ({ id: `g${i + 1}`, title, statements }))
    return this.act('report', { groups: list })
  }

  private async findLeaf(): Promise<void> {
    const { me, told } = this
    if (this.leaf.value || !told.value?.hashes || !me.value || me.value.salt === '') return
    const choices = Object.entries(me.value.opinions)
      .map(([statement, choice]) => ({ statement, choice }))
      .sort((a, b) => (a.statement < b.statement ? -1 : 1))
    const hash = await this.means.sha256(rowText({ consultation: this.id, salt: me.value.salt, choices }))
    if (hash === null) return
    const { leaves } = VotesFile.parse(await this.means.ask(`/consultations/${this.id}/votes`))
    this.leaf.value = { hash, isIn: leaves.includes(hash) }
  }
}

export type OpenConsultation = { readonly listed: ConsultationListed; readonly model: ConsultationModel }

const isOpen = ({ life }: ConsultationListed): boolean => life === 'collecting'
/** Asked after one by one. */
const MOST_OPEN = 12

/** What the panel of the city has: the list, and the one that is read. */
export class ConsultationsModel {
  readonly list = signal<readonly ConsultationListed[]>([])
  readonly chosen = signal<ConsultationModel | null>(null)
  readonly isAnyOpen = computed(() => this.list.value.some(isOpen))
  /** Those that ask now, as they were looked into last. */
  readonly open = signal<readonly OpenConsultation[]>([])
  readonly trouble = signal('')
  /** Why the last one was not set up. */
  readonly refused = signal('')
  readonly isBusy = signal(false)
  private readonly means: ConsultationMeans

  constructor(means: ConsultationMeans) {
    this.means = means
  }

  /** Never rejects. */
  async look(): Promise<void> {
    try {
      const { consultations } = (await this.means.ask('/consultations')) as {
        readonly consultations: readonly ConsultationListed[]
      }
      this.list.value = consultations
      this.trouble.value = ''
    } catch (error) {
      this.trouble.value = error instanceof Error ? error.message : String(error)
    }
  }

  /** With what one has answered in those that are open. Never rejects. */
  async lookIntoOpen(): Promise<void> {
    await this.look()
    const before = this.open.peek()
    this.open.value = this.list
      .peek()
      .filter(isOpen)
      .slice(0, MOST_OPEN)
      .map((listed) => {
        const known = before.find(({ model }) => model.id === listed.consultation)?.model
        return { listed, model: known ?? new ConsultationModel(listed.consultation, this.means) }
      })
    await Promise.all(this.open.peek().map(({ model }) => model.look()))
  }

  choose(id: string | null): void {
    this.chosen.value = id === null ? null : new ConsultationModel(id, this.means)
  }

  newId(): string {
    return this.means.newId()
  }

  /** Reads it once it is there; why not is in `refused`. */
  async setUp(given: ConsultationGiven): Promise<void> {
    if (this.isBusy.value) return
    this.isBusy.value = true
    this.refused.value = ''
    try {
      await this.means.setUp(given)
      await this.look()
      this.choose(given.consultation)
    } catch (error) {
      this.refused.value = error instanceof Error ? error.message : String(error)
    } finally {
      this.isBusy.value = false
    }
  }
}
