// What every city system is made of: plain state and pure functions, with no clock, no chance, no network, no engine.
// The server plays it, a fork plays a copy of it, a page may run `check` to preview an act.
import type { z } from 'zod'
import type { City, PointM } from '../city/city.ts'
import type { CityOutputs } from '../city/outputs.ts'
import type { Random } from './random.ts'

/** How much of the city a person may change, least first. Who may chair, vote or sign is the civic kernels' matter. */
export const ROLES = ['visitor', 'participant', 'planner', 'operator'] as const
export type Role = (typeof ROLES)[number]

export const isAtLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least)

/** `name` is what others read of who acted; two people are told apart by `id` alone. */
export type Actor = {
  readonly id: string
  readonly role: Role
  readonly name?: string | undefined
  /** Whose key they came with: whoever holds it may come in anywhere by it, also as somebody else. */
  readonly key?: string | undefined
  /** Signed in: the id is the same wherever they come in. */
  readonly isSignedIn?: true | undefined
}

/** A sentence for the person who acted; it names the thing: "gate north is already open". */
export type Rejection = { readonly reason: string }

/** A measurement from outside (sensor, feed). SI; the key ends in its unit: `inflowM3S`. */
export type Observation = {
  readonly thing: string
  readonly key: string
  readonly value: number
  /** When it was measured, Unix time. */
  readonly atMs: number
}

export type Severity = 'notice' | 'warning' | 'emergency'
export type Alert = {
  readonly id: string
  readonly severity: Severity
  /** In English; in the reader's language the catalogue's sentence of that `key`, with `values` filled in. */
  readonly text: string
  readonly atM: PointM
  readonly key?: string | undefined
  readonly values?: Readonly<Record<string, string | number>> | undefined
}
export type Indicator = { readonly id: string; readonly label: string; readonly value: number; readonly unit: string }

/** `type` is `<system>.<verb><Noun>`. */
export type Command = { readonly type: string }

export interface CitySystem<S, C extends Command> {
  readonly id: string
  /** Raise when a saved state or a journalled command of the old shape can no longer be read; see `migrate`. */
  readonly version: number
  readonly commands: z.ZodType<C>
  readonly leastRole: { readonly [T in C['type']]: Role }

  create(city: City): S
  /** The state that the older `version` saved, as this one knows it. Without, another version begins anew. */
  migrate?(saved: unknown, version: number, city: City): S
  /** Says why not, or null. Changes nothing. Nobody is named as `actor` where a page only previews an act. */
  check(state: S, command: C, city: City, actor?: Actor): Rejection | null
  /** Only after `check` said null and the journal has the command. */
  apply(state: S, command: C, actor: Actor): void
  observe?(state: S, observation: Observation): void
  /** `felt` holds what the systems before this one in the list gave out in this step. */
  step?(state: S, stepS: number, random: Random, city: City, felt: CityOutputs): void
  outputs?(state: S, city: City): Partial<CityOutputs>
  alerts?(state: S, city: City): Alert[]
  indicators?(state: S): Indicator[]
  /**
   * Perturbs what is uncertain, for a member of an ensemble: rain, inflow, roughness. Once, before the member's clock
   * goes; every member draws other numbers, and a member the same ones whatever else it is to try.
   */
  vary?(state: S, random: Random, city: City): void
  /** The command of another system that this one keeps for later; who gives it must be allowed to give that one too. */
  carried?(command: C): Command | null
}

/** A member of the list of systems, which holds many states; only the system itself knows its own. */
export type AnySystem = CitySystem<unknown, Command>
