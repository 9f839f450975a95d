// Every observation the store keeps, however it came there, hashed into the tree of the hour in which it was stored, so
// that one reading can be proven later without the others: against the hour's root, which is written down when the hour is
// over and stays when the readings are not kept any more. What is hashed is the text `leafOf` gives, which anybody can make from the API's answer.
// After a crash the tree goes on with what the store has and it has not.
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredObservation, Things } from '../things/contract.ts'
import { HourTree } from './hour-tree.ts'
import { type ApiObservation, leafOf, leafOfApi } from './leaf.ts'
import { leafHashOfText } from './merkle.ts'

export type HourRoot = { readonly hour: string; readonly count: number; readonly root: string }
export type Proof = {
  readonly observationId: number
  /** `2026-11-22T11`, UTC. */
  readonly hour: string
  /** Whether the hour is over and its root will not change. */
  readonly isClosed: boolean
  readonly index: number
  readonly count: number
  /** SHA-256 of 0x00 and the leaf, as it was when the observation was stored; all hashes in hex. */
  readonly leafHash: string
  readonly path: readonly string[]
  readonly root: string
  /** What the store says now, and whether that is what was hashed. */
  readonly leaf: string
  readonly isUnchanged: boolean
}

export type HourTreesOptions = {
  /** The folder of the trees; made when first needed. */
  readonly dir: string
  readonly things: Pick<Things, 'answer' | 'onObservations'>
  readonly now?: () => number
  /** An hour's root is written down. */
  readonly onRoot?: (root: HourRoot) => void
  readonly onFault: (error: unknown) => void
}

const ROOTS_FILE = 'roots.ndjson'
const TREE_FILE = /^(\d{4}-\d{2}-\d{2}T\d{2})\.tree$/
const FLUSH_EVERY_MS = 1000
const HOUR_TEXT = 13
const CATCH_UP_PAGE = 1000
/** Some milliseconds' work. */
const AT_ONCE = 256

type Known = { readonly hour: string; readonly firstId: number; readonly lastId: number }

export class HourTrees {
  private readonly options: HourTreesOptions
  private readonly now: () => number
  private readonly known: Known[] = []
  private current: { readonly hour: string; readonly tree: HourTree } | null = null
  private readonly timer: NodeJS.Timeout
  private readonly quiet: () => void
  private writing: Promise<void> = Promise.resolve()
  /** Stored and not yet hashed. */
  private readonly waiting: StoredObservation[] = []
  private working: NodeJS.Immediate | null = null

  private constructor(options: HourTreesOptions) {
    this.options = options
    this.now = options.now ?? Date.now
    this.quiet = options.things.onObservations((stored) => this.take(stored))
    this.timer = setInterval(() => this.tick(), FLUSH_EVERY_MS)
    this.timer.unref()
  }

  static async open(options: HourTreesOptions): Promise<HourTrees> {
    await mkdir(options.dir, { recursive: true })
    const hours = (await readdir(options.dir)).flatMap((name) => TREE_FILE.exec(name)?.[1] ?? []).sort()
    const trees = new HourTrees(options)
    for (const hour of hours) trees.know(hour)
    await trees.catchUp()
    return trees
  }

  /** Null for an observation that is in no tree. */
  async proof(observationId: number): Promise<Proof | null> {
    this.hash(this.waiting.splice(0))
    const isCurrent = this.current !== null && this.current.tree.firstId <= observationId && this.current.tree.count > 0
    const hour = isCurrent ? this.current?.hour : this.known.find(({ lastId }) => lastId >= observationId)?.hour
    if (hour === undefined) return null
    const isOpen = this.current?.hour === hour
    const tree = isOpen && this.current ? this.current.tree : HourTree.open(this.path(hour))
    try {
      const found = tree.find(observationId)
      if (!found) return null
      const leaf = await this.leafNow(observationId)
      return {
        observationId,
        hour,
        isClosed: !isOpen,
        index: found.index,
        count: found.count,
        leafHash: found.leaf.toString('hex'),
        path: found.path.map((step) => step.toString('hex')),
        root: found.root.toString('hex'),
        leaf,
        isUnchanged: leaf !== '' && leafHashOfText(leaf).equals(found.leaf),
      }
    } finally {
      if (!isOpen) tree.close()
    }
  }

  /** Takes away the hashes of hours of which the store keeps no reading any more; their roots stay. */
  async tidy(): Promise<void> {
    const hours = this.known.slice()
    for (const one of hours) {
      const query = `$filter=id ge ${one.firstId} and id le ${one.lastId}&$top=1&$select=id`
      const { status, body } = await this.ask('Observations', query)
      const { value } = status === 200 ? (JSON.parse(body) as { value?: unknown[] }) : {}
      const at = this.known.indexOf(one)
      if (value?.length !== 0 || at < 0) continue
      this.known.splice(at, 1)
      await rm(this.path(one.hour), { force: true })
    }
  }

  /** The hours that are over, oldest first. */
  async roots(): Promise<HourRoot[]> {
    this.hash(this.waiting.splice(0))
    this.tick()
    await this.writing
    const text = await readFile(join(this.options.dir, ROOTS_FILE), 'utf8').catch(() => '')
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as HourRoot)
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    this.quiet()
    if (this.working) clearImmediate(this.working)
    this.hash(this.waiting.splice(0))
    // The hour goes on with the next start.
    this.current?.tree.close()
    this.current = null
    await this.writing
  }

  /** Thousands may come at once; between some of them the server does other things. */
  private take(stored: readonly StoredObservation[]): void {
    for (const one of stored) this.waiting.push(one)
    this.working ??= setImmediate(() => this.work())
  }

  private work(): void {
    this.working = null
    this.hash(this.waiting.splice(0, AT_ONCE))
    if (this.waiting.length > 0) this.working = setImmediate(() => this.work())
  }

  private hash(stored: readonly StoredObservation[]): void {
    if (stored.length === 0) return
    try {
      const tree = this.treeOfNow()
      for (const one of stored) if (one.id > tree.lastId) tree.add(one.id, leafHashOfText(leafOf(one)))
    } catch (error) {
      this.options.onFault(error)
    }
  }

  private tick(): void {
    try {
      this.current?.tree.flush()
      if (this.current && this.current.hour !== this.hourOfNow()) this.finish()
    } catch (error) {
      this.options.onFault(error)
    }
  }

  private treeOfNow(): HourTree {
    const hour = this.hourOfNow()
    if (this.current && this.current.hour !== hour) this.finish()
    if (!this.current) {
      const again = this.known.findIndex((one) => one.hour === hour)
      if (again >= 0) this.known.splice(again, 1)
      this.current = { hour, tree: HourTree.open(this.path(hour)) }
    }
    return this.current.tree
  }

  /** The hour is over: its root is written down. */
  private finish(): void {
    if (!this.current) return
    const { hour, tree } = this.current
    const { count, firstId, lastId } = tree
    if (count > 0) {
      this.known.push({ hour, firstId, lastId })
      this.writeRoot({ hour, count, root: tree.root().toString('hex') })
    }
    tree.close()
    this.current = null
  }

  private writeRoot(root: HourRoot): void {
    this.writing = this.writing.then(() => this.append(root)).catch(this.options.onFault)
  }

  private async append(root: HourRoot): Promise<void> {
    await appendFile(join(this.options.dir, ROOTS_FILE), `${JSON.stringify(root)}\n`)
    this.options.onRoot?.(root)
  }

  /** Of an earlier run: an hour that was not finished then is finished now. */
  private know(hour: string): void {
    if (hour === this.hourOfNow()) {
      this.treeOfNow()
      return
    }
    const tree = HourTree.open(this.path(hour))
    const { count, firstId, lastId } = tree
    if (count > 0) {
      this.known.push({ hour, firstId, lastId })
      const root = { hour, count, root: tree.root().toString('hex') }
      // Who waits for what is being written waits for this too: it must not be put behind itself.
      this.writing = this.writing
        .then(async () => {
          const text = await readFile(join(this.options.dir, ROOTS_FILE), 'utf8').catch(() => '')
          if (!text.includes(`"hour":"${hour}"`)) await this.append(root)
        })
        .catch(this.options.onFault)
    }
    tree.close()
  }

  /** What was stored and not hashed before a crash. */
  private async catchUp(): Promise<void> {
    for (;;) {
      const lastId = Math.max(-1, this.current?.tree.lastId ?? -1, ...this.known.map((one) => one.lastId))
      // A new folder beside an old store begins with what comes now.
      if (lastId < 0) return
      const query = `$filter=id gt ${lastId}&$orderby=id asc&$top=${CATCH_UP_PAGE}&$expand=Datastream($select=id)`
      const { status, body } = await this.ask('Observations', query)
      const { value = [] } = status === 200 ? (JSON.parse(body) as { value?: ApiObservation[] }) : {}
      if (value.length === 0) return
      const tree = this.treeOfNow()
      for (const one of value)
        if (one['@iot.id'] > tree.lastId) tree.add(one['@iot.id'], leafHashOfText(leafOfApi(one)))
    }
  }

  private async leafNow(id: number): Promise<string> {
    const { status, body } = await this.ask(`Observations(${id})`, '$expand=Datastream($select=id)')
    return status === 200 ? leafOfApi(JSON.parse(body) as ApiObservation) : ''
  }

  private ask(path: string, query: string) {
    const asked = { method: 'GET', version: 'v1.1', path, query: encodeURI(query), root: '' } as const
    return this.options.things.answer(asked)
  }

  private path(hour: string): string {
    return join(this.options.dir, `${hour}.tree`)
  }

  private hourOfNow(): string {
    return new Date(this.now()).toISOString().slice(0, HOUR_TEXT)
  }
}
