// Resource paths: `Things(1)/Datastreams(2)/Observations`, `…/result/$value`, `…/$ref` (18-088 clause 9.2), and where they
// lead. A path whose steps do not belong together leads nowhere: 404.
import { sql } from 'kysely'
import { type Entity, entityOfSet, MODEL, type Nav, navOf, type Property, propertyOf, type Sight } from './model.ts'
import { bad, missing, quoted } from './refusal.ts'
import { column } from './filter-sql.ts'
import { readOne, type Reading, type Source, sourceSql } from './read.ts'
import type { Row } from './tables.ts'

type Step = { readonly name: string; readonly id: string | null }
export type Tail =
  | { readonly kind: 'none' | 'ref' }
  | {
      readonly kind: 'property'
      readonly property: Property
      readonly inside: readonly string[]
      readonly isValue: boolean
    }

export type ResourcePath = {
  /** First a set, then navigations. */
  readonly steps: readonly Step[]
  readonly tail: Tail
  /** Of what the last step leads to. */
  readonly entity: Entity
}

const STEP = /^([A-Za-z]+)(?:\((.*)\))?$/
const MAX_STEPS = 12

export function parsePath(path: string, sight: Sight): ResourcePath {
  const words = path.split('/').filter((word) => word !== '')
  if (words.length > MAX_STEPS) throw bad(`a path may have ${MAX_STEPS} steps`)
  const decoded = words.map((word) => {
    try {
      return decodeURIComponent(word)
    } catch {
      throw bad('the path is not encoded as an address is')
    }
  })
  const [first = '', ...rest] = decoded
  const step = stepOf(first)
  let entity = step && entityOfSet(step.name, sight)
  if (!step || !entity) throw missing(`there is no ${quoted(first)}`)
  const steps = [step]
  for (const [i, word] of rest.entries()) {
    const after = rest.slice(i + 1)
    if (word === '$ref') {
      if (after.length > 0) throw bad('nothing comes after $ref')
      return { steps, entity, tail: { kind: 'ref' } }
    }
    const next = stepOf(word)
    const nav: Nav | null = next && navOf(entity, next.name, sight)
    const isCollection = steps.length === 1 || isMany(entityBefore(steps, sight), steps.at(-1)?.name ?? '', sight)
    if (isCollection && steps.at(-1)?.id === null) throw missing(`${quoted(word)} cannot follow a collection`)
    if (next && nav) {
      if (nav.kind === 'one' && next.id !== null) throw missing(`${nav.name} is one; it has no ids`)
      steps.push(next)
      entity = MODEL[nav.to]
      continue
    }
    return { steps, entity, tail: propertyTail(entity, word, after) }
  }
  return { steps, entity, tail: { kind: 'none' } }
}

function stepOf(word: string): Step | null {
  const [, name, id] = STEP.exec(word) ?? []
  return name === undefined ? null : { name, id: id ?? null }
}

/** The entity that the last of the steps starts from. */
function entityBefore(steps: readonly Step[], sight: Sight): Entity | null {
  let entity = entityOfSet(steps[0]?.name ?? '', sight)
  for (const step of steps.slice(1, -1)) {
    const nav: Nav | null = entity && navOf(entity, step.name, sight)
    entity = nav && MODEL[nav.to]
  }
  return entity
}

const isMany = (entity: Entity | null, name: string, sight: Sight): boolean =>
  entity !== null && navOf(entity, name, sight)?.kind !== 'one'

function propertyTail(entity: Entity, word: string, after: readonly string[]): Tail {
  const isValue = after.at(-1) === '$value'
  const inside = (isValue ? after.slice(0, -1) : after).flatMap(withIndexes)
  const [name = '', ...indexes] = withIndexes(word)
  const property = propertyOf(entity, name)
  if (!property) throw missing(`a ${entity.name} has no ${quoted(word)}`)
  return { kind: 'property', property, inside: [...indexes, ...inside], isValue }
}

/** `intArray[1]` is two keys. */
const withIndexes = (word: string): string[] => {
  const [, name = word, indexes = ''] = /^(.*?)((?:\[\d+\])*)$/.exec(word) ?? []
  return [name, ...[...indexes.matchAll(/\d+/g)].map(([index]) => `[${index}]`)]
}

export type Found =
  | { readonly kind: 'one'; readonly entity: Entity; readonly id: number; readonly row: Row }
  | { readonly kind: 'many'; readonly source: Source }

/** Follows the steps; throws 404 where one of them does not exist. */
export async function follow({ steps }: ResourcePath, reading: Reading): Promise<Found> {
  const { sight } = reading.links
  const [first, ...rest] = steps
  const entity = first && entityOfSet(first.name, sight)
  if (!first || !entity) throw missing('there is no such collection')
  let found: Found =
    first.id === null ? { kind: 'many', source: { entity, from: null } } : await one(entity, first.id, reading)
  for (const step of rest) {
    if (found.kind === 'many') throw missing(`${quoted(step.name)} cannot follow a collection`)
    const nav = navOf(found.entity, step.name, sight)
    if (!nav) throw missing(`a ${found.entity.name} has no ${quoted(step.name)}`)
    found = await onward(found, { nav, id: step.id }, reading)
  }
  return found
}

async function one(entity: Entity, idText: string, reading: Reading): Promise<Found> {
  const id = /^\d{1,19}$/.test(idText) ? Number(idText) : -1
  const row = await readOne(entity, id, reading)
  if (!row) throw missing(`there is no ${entity.name} ${quoted(idText)}`)
  return { kind: 'one', entity, id, row }
}

async function onward(
  at: Extract<Found, { kind: 'one' }>,
  { nav, id }: { nav: Nav; id: string | null },
  reading: Reading,
): Promise<Found> {
  const entity = MODEL[nav.to]
  if (nav.kind === 'one') {
    const there = at.row[nav.column]
    if (typeof there !== 'number') throw missing(`${at.entity.name} ${at.id} has no ${nav.name}`)
    return one(entity, String(there), reading)
  }
  const source: Source = { entity, from: { nav, id: at.id } }
  if (id === null) return { kind: 'many', source }
  const found = await one(entity, id, reading)
  if (found.kind !== 'one') return found
  const condition = sourceSql(source) ?? sql`true`
  const query = sql`select 1 from ${sql.table(entity.table)} as e where ${column('e', 'id')} = ${found.id} and ${condition}`
  if ((await query.execute(reading.db)).rows.length === 0)
    throw missing(`${entity.name} ${quoted(id)} is none of ${at.entity.name} ${at.id}`)
  return found
}
