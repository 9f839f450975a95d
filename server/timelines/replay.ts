// Playing what a journal holds: from the nearest keyframe to a given place, into a twin. Changes nothing anywhere.
// What another version of a system played cannot be played again and is refused, but to go on from its end: then the
// system's state at the last keyframe is migrated or begun anew, and what came after it is played as far as it is taken.
import type { City } from '../../shared/city/city.ts'
import type { Input, SystemVersion } from '../../shared/kernel/input.ts'
import type { AnySystem } from '../../shared/kernel/system.ts'
import { Twin } from '../../shared/kernel/twin.ts'
import { sha256 } from '../journal/chain.ts'
import type { Journal } from '../journal/journal.ts'

/** What a timeline is played with. */
export type House = { readonly systems: readonly AnySystem[]; readonly city: City }

/** After the input `seq`, or when the timeline's clock showed `atMs`. */
export type Place = { readonly timeline: string } & ({ readonly seq: number } | { readonly atMs: number })

export type ReplayOptions = {
  /** Every input from the first one on, and every keyframe compared on the way. */
  readonly isWhole?: true
  /** To go on from there: what another version of a system played is taken over. */
  readonly isOpening?: true
  /** Called now and then; throw in it to give up. */
  readonly onProgress?: (seq: number) => void
}

export type Replayed = { readonly twin: Twin; readonly seq: number }
/** Which systems had another version, and how many of their commands since then were not taken. */
export type TakenOver = { readonly others: readonly SystemVersion[]; readonly leftOut: number }

/** As a `seq`: to where the journal ends. */
export const END = Number.MAX_SAFE_INTEGER - 1

const PAGE = 1000

/**
 * Throws when there is no such timeline, a keyframe on the way is not what is played here, or another version of a
 * system played there.
 */
export async function replay(
  journal: Journal,
  house: House,
  to: Place,
  options: ReplayOptions = {},
): Promise<Replayed & TakenOver> {
  const { timeline } = to
  const known = (await journal.call('timelines', undefined)).find(({ header }) => header.timeline === timeline)
  if (!known) throw new Error(`replay: there is no timeline ${timeline}`)
  const { header } = known
  const twin = new Twin(house.systems, house.city, header.seed)
  // What begins with a keyframe, as a fork where it left its parent, cannot be played without.
  const from = await journal.call('keyframe', options.isWhole ? { timeline, seq: -1 } : to)
  const others = from ? twin.load(from.state) : []
  const refuse = (): never => {
    throw new Error(`${timeline} was played with ${said(others)} then, and this build cannot show it`)
  }
  if (others.length > 0 && !options.isOpening) refuse()
  let leftOut = 0
  let seq = (from?.seq ?? 0) - 1
  for (;;) {
    const page = await journal.call('read', { timeline, after: seq, limit: PAGE })
    for (const entry of page) {
      // The chain vouches for the text, and only inputs that parsed were written.
      const input = JSON.parse(entry.input) as Input
      if ('seq' in to ? entry.seq > to.seq : timeOf(input) > to.atMs) return { twin, seq, others, leftOut }
      if (options.isWhole && input.kind === 'keyframe' && sha256(twin.save()) !== input.stateHash)
        throw new Error(`replay: ${timeline} at ${entry.seq} is not the state it was; another build played it`)
      if (input.kind === 'opened') others.push(...(from ? [] : twin.others(input.systems)))
      if (others.length > 0 && !options.isOpening) refuse()
      if (isTaken(twin, input, others)) twin.apply(input)
      else leftOut++
      seq = entry.seq
    }
    options.onProgress?.(seq)
    if (page.length < PAGE) return { twin, seq, others, leftOut }
  }
}

/** A command of an older version may mean nothing now. */
function isTaken(twin: Twin, input: Input, others: readonly SystemVersion[]): boolean {
  if (input.kind !== 'command' || !others.some(({ id }) => input.command.type.startsWith(`${id}.`))) return true
  return 'command' in twin.judge(input.command, input.actor)
}

/** `weather 1 and tides 3` */
const said = (systems: readonly SystemVersion[]): string =>
  systems.map(({ id, version }) => `${id} ${version}`).join(' and ')

const timeOf = (input: Input): number => (input.kind === 'step' || input.kind === 'opened' ? input.atMs : -Infinity)
