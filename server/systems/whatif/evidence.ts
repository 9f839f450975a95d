// What a run went in with and came out with, as hashes that anybody with the case file can compute again.
import type { Course, Sample } from '../../../shared/kernel/course.ts'
import { encodeCanonical } from '../../../shared/kernel/canonical.ts'
import type { SystemVersion } from '../../../shared/kernel/input.ts'
import type { Evidence, RunKind } from '../../../shared/systems/whatif/branch.ts'
import { sha256 } from '../../journal/chain.ts'

/** What is done, by whom and when; in order. */
export type Step = { readonly atS: number; readonly command: { readonly type: string }; readonly by: object }

export type Went = Pick<Course, 'forS' | 'stepS' | 'everyS'> & {
  readonly city: string
  readonly cityHash: string
  readonly build: string
  readonly systems: readonly SystemVersion[]
  readonly fork: Evidence['fork']
  readonly steps: readonly Step[]
  readonly member: number
}
export type Came = { readonly stateHash: string; readonly samples: readonly Sample[] }

/** What a run of that kind does: all of it, or the circumstances alone. */
export const stepsOf = <S extends { readonly inBaseline: boolean }>(steps: readonly S[], kind: RunKind): readonly S[] =>
  kind === 'branch' ? steps : steps.filter(({ inBaseline }) => inBaseline)

export function evidenceOf(went: Went, came: Came): Evidence {
  const { city, cityHash, build, fork, steps, member } = went
  const systems = went.systems.map(({ id, version }) => ({ id, version }))
  const interventionsHash = hashOf(steps.map(({ atS, command, by }) => ({ atS, command, by })))
  return {
    city,
    cityHash,
    fork,
    interventionsHash,
    systems,
    build,
    member,
    inputsHash: inputsHash(went, interventionsHash),
    outputsHash: outputsHash(came),
  }
}

/** Of all that decides what comes of it, but for the code that plays it. */
function inputsHash({ cityHash, fork, systems, member, forS, stepS, everyS }: Went, interventionsHash: string): string {
  const clock = { forS, stepS, everyS }
  const kinds = systems.map(({ id, version }) => ({ id, version }))
  return hashOf({ cityHash, stateHash: fork.stateHash, interventionsHash, systems: kinds, member, clock })
}

/** Of the state at the end and of every indicator on the way. */
const outputsHash = ({ stateHash, samples }: Came): string => hashOf({ stateHash, samples })

export const hashOf = (value: unknown): string => sha256(encodeCanonical(value))
