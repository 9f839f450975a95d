// Playing what a journal holds: from the nearest keyframe to a given place, into a twin. Changes nothing anywhere.
import type { City } from '../../shared/city/city.ts'
import type { Input } from '../../shared/kernel/input.ts'
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
  /** Called now and then; throw in it to give up. */
  readonly onProgress?: (seq: number) => void
}

export type Replayed = { readonly twin: Twin; readonly seq: number }

/** As a `seq`: to where the journal ends. */
export const END = Number.MAX_SAFE_INTEGER - 1

const PAGE = 1000

/** Throws when there is no such timeline, or a keyframe on the way is not what is played here. */
export async function replay(
  journal: Journal,
  house: House,
  to: Place,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const { timeline } = to
  const known = (await journal.call('timelines', undefined)).find(({ header }) => header.timeline === timeline)
  if (!known) throw new Error(`replay: there is no timeline ${timeline}`)
  const { header } = known
  const twin = new Twin(house.systems, house.city, header.seed)
  // A fork's first keyframe is where it left its parent: nothing of it can be played without.
  const isWhole = options.isWhole && !header.parent
  const from = isWhole ? null : await journal.call('keyframe', options.isWhole ? { timeline, seq: 0 } : to)
  if (from) twin.load(from.state)
  let seq = (from?.seq ?? 0) - 1
  for (;;) {
    const page = await journal.call('read', { timeline, after: seq, limit: PAGE })
    for (const entry of page) {
      // The chain vouches for the text, and only inputs that parsed were written.
      const input = JSON.parse(entry.input) as Input
      if ('seq' in to ? entry.seq > to.seq : timeOf(input) > to.atMs) return { twin, seq }
      if (options.isWhole && input.kind === 'keyframe' && sha256(twin.save()) !== input.stateHash)
        throw new Error(`replay: ${timeline} at ${entry.seq} is not the state it was; another build played it`)
      twin.apply(input)
      seq = entry.seq
    }
    options.onProgress?.(seq)
    if (page.length < PAGE) return { twin, seq }
  }
}

const timeOf = (input: Input): number => (input.kind === 'step' || input.kind === 'opened' ? input.atMs : -Infinity)
