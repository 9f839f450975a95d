// What a person wrote into a text, as the one change of lines an amendment is; and texts from and to a field.
import type { Change } from '../../shared/civic/lines.ts'

/** One line each; what a field adds at the ends is no line. */
export const linesOf = (text: string): string[] =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/^\n+|\s+$/g, '')
    .split('\n')
    .map((line) => line.trimEnd())

/** The smallest run of lines that makes `after` of `before`; null where they are the same. */
export function changeOf(before: readonly string[], after: readonly string[]): Change | null {
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before[from] === after[from]) from++
  let same = 0
  while (same < most - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same++
  const change = { from, to: before.length - same, lines: after.slice(from, after.length - same) }
  return change.from === change.to && change.lines.length === 0 ? null : change
}

/** Lines of a set-up field: `address or id; name; weight; group; deputy's address or id; deputy's name`, or the line that is wrong. */
export type SeatLine = {
  readonly id: string
  readonly name: string
  readonly weight: number
  readonly group: string
  /** Left out where there is none. */
  readonly deputy?: Pick<SeatLine, 'id' | 'name'>
}

export function seatLines(text: string): readonly SeatLine[] | { readonly wrong: string } {
  const seats: SeatLine[] = []
  for (const line of linesOf(text)) {
    if (line.trim() === '') continue
    const [id = '', name = '', weight = '', group = '', deputyId = '', deputyName = ''] = line
      .split(';')
      .map((part) => part.trim())
    const weighs = weight === '' ? 1 : Number(weight)
    if (id === '' || name === '' || !Number.isInteger(weighs) || weighs < 1) return { wrong: line }
    // Half a deputy is none.
    if ((deputyId === '') !== (deputyName === '')) return { wrong: line }
    const deputy = deputyId === '' ? {} : { deputy: { id: deputyId, name: deputyName } }
    seats.push({ id, name, weight: weighs, group, ...deputy })
  }
  return seats
}

/** A wallet's address names who must sign; anything else is an id as the rooms give it. */
export function personOf({ id, name }: Pick<SeatLine, 'id' | 'name'>): {
  readonly id: string
  readonly name: string
  readonly address?: string
} {
  const low = id.toLowerCase()
  return /^0x[0-9a-f]{40}$/.test(low) ? { id: low, name, address: low } : { id, name }
}
