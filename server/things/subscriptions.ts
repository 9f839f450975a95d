// Who wants to hear of which changes, by MQTT topic (18-088 clause 14.2.1): `v1.1/Things`, `v1.1/Datastreams(3)/Observations`,
// `v1.1/Things(1)`, `v1.1/Things(1)/description`, with `?$select=…`. A change is what the same path reads after it.
import type { Publication, Version } from './contract.ts'
import type { ThingsDatabase } from './database.ts'
import { NO_OPTIONS, type Options, readOptions } from './options.ts'
import { follow, parsePath, type ResourcePath } from './path.ts'
import { readingOf, sightOf } from './read-service.ts'
import { readPage, type Reading, shapeRows } from './read.ts'
import { bad, missing, Refusal } from './refusal.ts'
import { valueOf } from './shapes.ts'
import type { Change } from './write.ts'

const MAX_TOPICS = 10_000
const TOPIC = /^(v1\.[01])\/([^?]*)(?:\?(.*))?$/

type Subscription = { readonly version: Version; readonly path: ResourcePath; readonly options: Options }
/** What changed of one kind, found by datastream and by id: most topics are of one of these. */
type Touched = {
  readonly all: readonly Change[]
  readonly byDatastream: ReadonlyMap<number | undefined, readonly Change[]>
  readonly byId: ReadonlyMap<number, readonly Change[]>
}

export class Subscriptions {
  private readonly database: ThingsDatabase
  private readonly root: () => string
  private readonly byTopic = new Map<string, Subscription>()

  constructor(database: ThingsDatabase, root: () => string) {
    this.database = database
    this.root = root
  }

  /** Null when it is subscribed, else why it is not. */
  add(topic: string): string | null {
    if (this.byTopic.has(topic)) return null
    if (this.byTopic.size >= MAX_TOPICS) return `there are ${MAX_TOPICS} topics subscribed already`
    try {
      this.byTopic.set(topic, subscriptionOf(topic))
      return null
    } catch (error) {
      if (error instanceof Refusal) return error.message
      throw error
    }
  }

  remove(topic: string): void {
    this.byTopic.delete(topic)
  }

  /** What is to be published after these changes. */
  async publications(changes: readonly Change[]): Promise<Publication[]> {
    const found: Publication[] = []
    if (this.byTopic.size === 0) return found
    const byEntity = new Map(
      [...grouped(changes, ({ entity }) => entity)].map(([entity, all]): [string, Touched] => [
        entity,
        { all, byDatastream: grouped(all, ({ datastreamId }) => datastreamId), byId: grouped(all, ({ id }) => id) },
      ]),
    )
    for (const [topic, subscription] of this.byTopic) {
      const touched = meant(subscription.path, byEntity.get(subscription.path.entity.name))
      if (touched.length === 0) continue
      for (const payload of await this.payloads(subscription, touched)) found.push({ topic, payload })
    }
    return found
  }

  private async payloads({ version, path, options }: Subscription, touched: readonly Change[]): Promise<string[]> {
    const reading = readingOf({ version, root: this.root() }, this.database)
    const { tail } = path
    try {
      const at = await follow(path, reading)
      if (at.kind === 'many') return await payloadsOfMany(at.source, { options, touched }, reading)
      const changed = touched.filter(({ id }) => id === at.id)
      if (changed.length === 0) return []
      if (tail.kind === 'property') {
        const { property } = tail
        const isTouched = changed.some(({ properties }) => properties === null || properties.has(property.name))
        return isTouched ? [JSON.stringify({ [property.name]: valueOf(at.row, property) })] : []
      }
      return (await shapeRows([at.row], { entity: at.entity, options }, reading)).map((one) => JSON.stringify(one))
    } catch (error) {
      // What the topic names does not exist (yet, or any more).
      if (error instanceof Refusal) return []
      throw error
    }
  }
}

function grouped<K>(changes: readonly Change[], keyOf: (change: Change) => K): Map<K, Change[]> {
  const groups = new Map<K, Change[]>()
  for (const change of changes) {
    const group = groups.get(keyOf(change))
    if (group) group.push(change)
    else groups.set(keyOf(change), [change])
  }
  return groups
}

/** Those that the path may see, without asking the database. */
function meant({ steps, entity }: ResourcePath, touched: Touched | undefined): readonly Change[] {
  const [first, second] = steps
  if (!touched || !first) return []
  if (steps.length === 1 && first.id !== null) return touched.byId.get(Number(first.id)) ?? []
  const isOfDatastream = steps.length === 2 && first.name === 'Datastreams' && second?.id === null
  if (!isOfDatastream || entity.name !== 'Observation') return touched.all
  // One that was changed may have come from another datastream.
  return [...(touched.byDatastream.get(Number(first.id)) ?? []), ...(touched.byDatastream.get(undefined) ?? [])]
}

async function payloadsOfMany(
  source: Parameters<typeof readPage>[0],
  { options, touched }: { options: Options; touched: readonly Change[] },
  reading: Reading,
): Promise<string[]> {
  const ids = [...new Set(touched.map(({ id }) => id))]
  const payloads: string[] = []
  for (let i = 0; i < ids.length; i += 1000) {
    const some = ids.slice(i, i + 1000)
    const own: Reading = { ...reading, budget: { left: some.length } }
    const page = await readPage(source, { ...NO_OPTIONS, top: 1000 }, own, some)
    const shaped = await shapeRows(page.rows, { entity: source.entity, options }, own)
    payloads.push(...shaped.map((one) => JSON.stringify(one)))
  }
  return payloads
}

function subscriptionOf(topic: string): Subscription {
  const [, version, path = '', query = ''] = TOPIC.exec(topic) ?? []
  if (version !== 'v1.0' && version !== 'v1.1') throw bad('a topic begins with v1.1/ or v1.0/')
  const sight = sightOf({ version })
  const parsed = parsePath(path, sight)
  if (parsed.tail.kind === 'ref') throw missing('links are not subscribed to')
  if (parsed.tail.kind === 'property' && (parsed.tail.isValue || parsed.tail.inside.length > 0))
    throw missing('only whole properties are subscribed to')
  const { options } = readOptions(query, parsed.entity, sight)
  const { select } = options
  const isMore = options.pairs.some(([name]) => name.startsWith('$') && name !== '$select')
  if (isMore) throw bad('a topic takes $select only')
  return { version, path: parsed, options: { ...NO_OPTIONS, select } }
}
