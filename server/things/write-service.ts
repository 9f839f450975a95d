// Answers POST, PATCH, PUT and DELETE, each in one transaction: everything it asks for or nothing.
import { sql } from 'kysely'
import type { Actor } from '../../shared/kernel/system.ts'
import { outageOf } from '../journal/outage.ts'
import { inverseOf } from './columns.ts'
import type { Answer, Asked, Json, NewObservation, NewTask, StoredObservation } from './contract.ts'
import type { ThingsDatabase } from './database.ts'
import { checkDepth, isObject, parseJson, type Value } from './exact-json.ts'
import { patched } from './json-patch.ts'
import { type Entity, MODEL } from './model.ts'
import { append, type Appended, emptyMemory, type Memory, streamOf, wordIn } from './observe.ts'
import { NO_OPTIONS, readOptions } from './options.ts'
import { type Found, follow, parsePath, type ResourcePath } from './path.ts'
import { answered, json, linksOf, readingOf, sightOf } from './read-service.ts'
import { readOne, readPage, type Reading, shapeRows } from './read.ts'
import { bad, missing, Refusal } from './refusal.ts'
import { observationsIn } from './result-formats.ts'
import { selfLink, type Shaped, valueOf } from './shapes.ts'
import type { Db, Row, SqlValue } from './tables.ts'
import { change, type Change, create, remove, type Writing } from './write.ts'

const MAX_OBSERVATIONS = 5000
const MAX_DELETED = 100_000

/** What others hear of after a commit. */
export type Heard = {
  readonly changes: readonly Change[]
  readonly observations: readonly StoredObservation[]
  readonly tasks: readonly NewTask[]
}

export class WriteService {
  private readonly database: ThingsDatabase
  private readonly hear: (heard: Heard) => Promise<void>
  private readonly memory: Memory = emptyMemory()
  private readonly texts = new Map<string, string>()

  constructor(database: ThingsDatabase, hear: (heard: Heard) => Promise<void>) {
    this.database = database
    this.hear = hear
  }

  answer(asked: Asked): Promise<Answer> {
    return answered(() => this.dispatch(asked))
  }

  /** Tells `committed` of it before any other. */
  async append(given: readonly NewObservation[], committed: (appended: Appended) => void): Promise<void> {
    const { texts } = this
    try {
      const appended = await this.database.db
        .transaction()
        .execute((db) => append(given, { db, memory: this.memory, texts }))
      committed(appended)
      const changes = appended.features.map((id): Change => ({ entity: 'FeatureOfInterest', id, properties: null }))
      appended.outcome.ids.forEach((id, i) => {
        const datastreamId = given[i]?.datastreamId
        if (id !== null && datastreamId !== undefined)
          changes.push({ entity: 'Observation', id, properties: null, datastreamId })
      })
      await this.hear({ changes, observations: [], tasks: [] })
    } catch (error) {
      this.forget()
      const outage = outageOf(error)
      throw outage === null ? error : new Error(`not stored: ${outage}`, { cause: error })
    }
  }

  /** Runs `work` in a transaction and tells of it when it is committed. */
  async write<T>(asked: Pick<Asked, 'version' | 'by'>, work: (writing: Writing) => Promise<T>): Promise<T> {
    const { say } = this.database
    const changes: Change[] = []
    try {
      const done = await this.database.db
        .transaction()
        .execute((db) => work({ db, say, sight: sightOf(asked), nowMs: Date.now(), changes }))
      await this.hear(await this.heardOf(changes, asked.by ?? null))
      return done
    } finally {
      this.forget()
    }
  }

  private forget(): void {
    this.memory.streams.clear()
    this.memory.areas.clear()
  }

  private async dispatch(asked: Asked): Promise<Answer> {
    this.database.start()
    const isCreating = asked.method === 'POST' && /^\/*CreateObservations\/*$/.test(asked.path)
    if (isCreating) return this.createObservations(asked)
    const sight = sightOf(asked)
    const path = parsePath(asked.path, sight)
    const reading = readingOf(asked, this.database)
    if (path.tail.kind !== 'none') throw new Refusal(405, 'only entities and collections can be written')
    const found = await follow(path, reading)
    switch (asked.method) {
      case 'POST':
        return this.post(asked, found, path)
      case 'PATCH':
      case 'PUT':
        return this.update(asked, found)
      case 'DELETE':
        return this.erase(asked, found, reading)
      case 'GET':
    }
    throw new Error('things: GET is for readers')
  }

  private async post(asked: Asked, found: Found, path: ResourcePath): Promise<Answer> {
    if (found.kind === 'one') throw new Refusal(405, 'a POST goes to a collection')
    const body = bodyOf(asked)
    const { entity, from } = found.source
    if (!isObject(body)) throw bad(`a ${entity.name} is a JSON object`)
    const owner = from && ownerOf(path, asked)
    const back = from && owner ? inverseOf(owner, from.nav.name) : null
    const whole = from && back !== null ? { ...body, [back]: backTo(entity, back, from.id) } : body
    const id = await this.write(asked, (writing) => create(entity, whole, writing))
    const shaped = await this.shaped(entity, id, asked)
    return { ...json(201, shaped), location: selfLink(entity, id, linksOf(asked)) }
  }

  private async update(asked: Asked, found: Found): Promise<Answer> {
    if (found.kind === 'many') throw new Refusal(405, 'a collection cannot be changed as a whole')
    const { entity, id } = found
    const given = bodyOf(asked)
    const isPatch = asked.contentType?.startsWith('application/json-patch+json') ?? false
    const body = isPatch && asked.method === 'PATCH' ? patchBody(found, given) : given
    const mode = asked.method === 'PUT' ? 'replaced' : 'changed'
    await this.write(asked, (writing) => change(entity, { id, body, mode }, writing))
    return json(200, await this.shaped(entity, id, asked))
  }

  private async erase(asked: Asked, found: Found, reading: Reading): Promise<Answer> {
    const entity = found.kind === 'one' ? found.entity : found.source.entity
    let ids = found.kind === 'one' ? [found.id] : []
    if (found.kind === 'many') {
      const { options } = readOptions(asked.query, entity, reading.links.sight)
      if (!options.filter) throw new Refusal(405, 'a collection is deleted by $filter only')
      for (let skip = 0; ; skip += 1000) {
        const wide: Reading = { ...reading, budget: { left: MAX_DELETED } }
        const page = await readPage(found.source, { ...NO_OPTIONS, filter: options.filter, top: 1000, skip }, wide)
        ids = [...ids, ...page.rows.map((row) => Number(row['id']))]
        if (ids.length > MAX_DELETED) throw bad(`at most ${MAX_DELETED} can be deleted at once; narrow the $filter`)
        if (!page.hasMore) break
      }
    }
    await this.write(asked, (writing) => remove(entity, ids, writing))
    return { status: 200, body: '', contentType: 'application/json' }
  }

  /** Each observation for itself: a link for what was made, `error` for what was not. */
  private async createObservations(asked: Asked): Promise<Answer> {
    const bodies = observationsIn(bodyOf(asked))
    if (bodies.length > MAX_OBSERVATIONS) throw bad(`at most ${MAX_OBSERVATIONS} observations can be created at once`)
    const links = linksOf(asked)
    const made = await this.write(asked, async (writing) => {
      const answers: string[] = []
      for (const body of bodies) answers.push(await this.tried(body, writing, links))
      return answers
    })
    return json(201, made)
  }

  private async tried(body: Value, writing: Writing, links: Reading['links']): Promise<string> {
    try {
      return selfLink(MODEL.Observation, await create(MODEL.Observation, body, writing), links)
    } catch (error) {
      if (error instanceof Refusal) return 'error'
      throw error
    }
  }

  private async shaped(entity: Entity, id: number, asked: Asked): Promise<Shaped> {
    const reading = readingOf(asked, this.database)
    const row = await readOne(entity, id, reading)
    if (!row) throw missing(`there is no ${entity.name} ${id}`)
    const [shaped = {}] = await shapeRows([row], { entity, options: NO_OPTIONS }, reading)
    return shaped
  }

  private async heardOf(changes: readonly Change[], by: Actor | null): Promise<Heard> {
    const made = (name: string): number[] =>
      changes.filter(({ entity, properties }) => entity === name && properties === null).map(({ id }) => id)
    const { db, say } = this.database
    const rowsOf = async (table: string, ids: number[]): Promise<Row[]> =>
      ids.length === 0
        ? []
        : (
            await sql<Row>`select * from ${sql.table(table)} where ${say.isAmong(sql.ref('id'), ids)} order by id`.execute(
              db,
            )
          ).rows
    const observations: StoredObservation[] = []
    for (const row of await rowsOf('sta_observation', made('Observation')))
      observations.push(await observationOf(row, { db, memory: this.memory }))
    const tasks: NewTask[] = []
    for (const row of await rowsOf('sta_task', made('Task'))) tasks.push({ ...(await taskOf(row, db)), by })
    return { changes, observations, tasks }
  }
}

function bodyOf({ body = '' }: Asked): Value {
  const value = parseJson(body)
  checkDepth(value)
  return value
}

/** The entity before the last step of a path. */
function ownerOf(path: ResourcePath, asked: Asked): Entity | null {
  const before = path.steps.slice(0, -1).map(({ name, id }) => (id === null ? name : `${name}(${id})`))
  return before.length === 0 ? null : parsePath(before.join('/'), sightOf(asked)).entity
}

/** The link back to the owner, as the entity's navigation has it: one, or a list. */
function backTo(entity: Entity, name: string, id: number): Value {
  const isOne = entity.navs.find((nav) => nav.name === name)?.kind === 'one'
  return isOne ? { '@iot.id': id } : [{ '@iot.id': id }]
}

/** What a JSON Patch makes of the properties: only those that it changed. */
function patchBody({ entity, row }: Extract<Found, { kind: 'one' }>, operations: Value): Value {
  const before: Shaped = {}
  for (const property of entity.properties) {
    const value = valueOf(row, property)
    if (value !== null && !property.isKept) before[property.name] = value
  }
  const after = patched(before, operations)
  if (!isObject(after)) throw bad(`a ${entity.name} is a JSON object`)
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name))
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
  )
  return { ...Object.fromEntries(changed), ...Object.fromEntries(gone.map((name): [string, Value] => [name, null])) }
}

async function observationOf(row: Row, at: { db: Db; memory: Memory }): Promise<StoredObservation> {
  const stream = await streamOf(Number(row['datastream_id']), at)
  const { res_json, res_text, res_num, result_quality, parameters: kept, result_time_ms: resultTimeMs } = row
  const quality = plain(result_quality)
  const parameters = plain(kept)
  // Kept texts are JSON that columns.ts has checked.
  return {
    id: Number(row['id']),
    datastreamId: Number(row['datastream_id']),
    atMs: Number(row['phenomenon_start']),
    result: typeof res_json === 'string' ? plain(res_json) : (res_text ?? res_num ?? null),
    ...(isRecord(quality) ? { quality: quality as NonNullable<NewObservation['quality']> } : {}),
    ...(isRecord(parameters) ? { parameters } : {}),
    ...(typeof resultTimeMs === 'number' ? { resultTimeMs } : {}),
    featureId: Number(row['feature_id']),
    thing: stream?.thing ?? null,
    key: stream?.key ?? null,
  }
}

/** For another thread: numbers as JavaScript has them. */
const plain = (text: SqlValue | undefined): Json => (typeof text === 'string' ? (JSON.parse(text) as Json) : null)

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

async function taskOf(row: Row, db: Db): Promise<Omit<NewTask, 'by'>> {
  const capability = Number(row['capability_id'])
  const query = sql<Row>`select c.properties as own, t.properties as things from sta_tasking_capability c join sta_thing t on t.id = c.thing_id where c.id = ${capability}`
  const names = (await query.execute(db)).rows[0]
  const properties = plain(row['properties'])
  return {
    id: Number(row['id']),
    capabilityId: capability,
    thing: wordIn(names?.['things'], 'deviceId'),
    key: wordIn(names?.['own'], 'key'),
    parameters: plain(row['tasking_parameters']) as NewTask['parameters'],
    properties: isRecord(properties) ? properties : {},
    atMs: Number(row['creation_ms']),
  }
}
