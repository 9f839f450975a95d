// What can be changed in a branch, kind by kind: what it is called, the numbers it takes, and the command that comes of them.
// Systems say which kinds they have (SystemHere); who lists interventions reads commands back through the same kinds.
import type { PlaceTool } from './placing-model.ts'
import { numberText, unitText } from './moments.ts'
import { type Key, say } from './strings.ts'

/** A command of a system, whatever it holds. */
export type Carried = { readonly type: string; readonly [key: string]: unknown }

export type InterventionField = {
  readonly key: string
  readonly label: Key
  readonly unit: string
  readonly least: number
  readonly most: number
  readonly step: number
  readonly first: number
}
export type Values = Readonly<Record<string, number>>

export type InterventionKind = {
  readonly id: string
  readonly title: Key
  readonly fields: readonly InterventionField[]
  /** What happens whatever one does, and is so without the branch as well: weather, a flood wave. */
  readonly isCircumstance?: true
  /** Pointed at in the city; its fields are for changing it later. */
  readonly tool?: PlaceTool
  /** `atMs` is when it is done; `before` is the command that is changed. */
  command(values: Values, given: { readonly atMs: number; readonly before: Carried | null }): Carried
  /** The numbers in a command; null where it is of another kind. */
  values(command: Carried): Values | null
}

export const firstValues = ({ fields }: InterventionKind): Values =>
  Object.fromEntries(fields.map(({ key, first }) => [key, first]))

/** The kind of a command, with its numbers; null where no system here has it. */
export function kindOf(
  kinds: readonly InterventionKind[],
  command: Carried,
): { readonly kind: InterventionKind; readonly values: Values } | null {
  for (const kind of kinds) {
    const values = kind.values(command)
    if (values) return { kind, values }
  }
  return null
}

/** `Storm: 40 mm/h, 2 h`; of what nobody here knows, its type. */
export function interventionText(kinds: readonly InterventionKind[], command: Carried): string {
  const known = kindOf(kinds, command)
  if (!known) return command.type
  const { kind, values } = known
  const said = kind.fields.map(({ key, unit }) => `${numberText(values[key] ?? 0)} ${unitText(unit)}`.trim())
  const name = typeof command['name'] === 'string' && command['name'] !== '' ? ` ${command['name']}` : ''
  return said.length === 0 ? `${say(kind.title)}${name}` : `${say(kind.title)}${name}: ${said.join(', ')}`
}

/** A number that stands in a command under its own name. */
export function numberIn(command: Carried, key: string): number {
  const value = command[key]
  return typeof value === 'number' ? value : NaN
}
