// Walks over the tree of a filter: what it joins by `and`, which paths it has, and which way they begin.
import type { Expression } from './expression.ts'
import { type Entity, type Nav, navLike, propertyOf, type Sight } from './model.ts'

type Path = Extract<Expression, { kind: 'path' }>
/** Where paths begin. */
export type Start = { readonly entity: Entity; readonly sight: Sight }

export function conjuncts(filter: Expression): Expression[] {
  return filter.kind === 'and' ? [...conjuncts(filter.a), ...conjuncts(filter.b)] : [filter]
}

/** The first navigation of a path, or null when it stays with the row itself (`Datastream/id` is a column of it). */
function firstNav(path: Path, { entity, sight }: Start): Nav | null {
  const [first, second] = path.steps
  if (!first || propertyOf(entity, first.name)) return null
  const nav = navLike(entity, first.name, sight)
  const isId = path.steps.length === 2 && (second?.name === 'id' || second?.name === '@iot.id')
  return nav?.kind === 'one' && isId ? null : nav
}

export const navsIn = (expression: Expression, start: Start): Nav[] =>
  pathsIn(expression).flatMap((path) => firstNav(path, start) ?? [])

export const hasOwn = (expression: Expression, start: Start): boolean =>
  pathsIn(expression).some((path) => firstNav(path, start) === null)

/** `Datastreams/id eq null` is true where there are none: that needs the row itself. */
export function hasNull(expression: Expression): boolean {
  const parts = 'a' in expression ? [expression.a, ...('b' in expression ? [expression.b] : [])] : []
  return expression.kind === 'null' || parts.some(hasNull)
}

/** The same tree without the first step of its paths. */
export function stepped(expression: Expression): Expression {
  switch (expression.kind) {
    case 'path':
      return { kind: 'path', steps: expression.steps.slice(1) }
    case 'call':
      return { ...expression, given: expression.given.map(stepped) }
    case 'compare':
    case 'reckon':
    case 'and':
    case 'or':
      return { ...expression, a: stepped(expression.a), b: stepped(expression.b) }
    case 'not':
      return { ...expression, a: stepped(expression.a) }
    case 'null':
    case 'number':
    case 'text':
    case 'bool':
    case 'instant':
    case 'interval':
    case 'duration':
    case 'geo':
  }
  return expression
}

function pathsIn(expression: Expression): Path[] {
  switch (expression.kind) {
    case 'path':
      return [expression]
    case 'call':
      return expression.given.flatMap(pathsIn)
    case 'compare':
    case 'reckon':
    case 'and':
    case 'or':
      return [...pathsIn(expression.a), ...pathsIn(expression.b)]
    case 'not':
      return pathsIn(expression.a)
    case 'null':
    case 'number':
    case 'text':
    case 'bool':
    case 'instant':
    case 'interval':
    case 'duration':
    case 'geo':
  }
  return []
}
