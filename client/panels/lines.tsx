// Values over time as lines in one picture, and the sentence that says of one of them what is seen.
import { clockText, numberText } from './moments.ts'
import { language, say } from './strings.ts'

export type LinePoint = readonly [atMs: number, value: number]

const WIDE = 300

export function Lines(props: {
  /** In the order in which they are drawn; `as` names how. */
  readonly lines: readonly { readonly points: readonly LinePoint[]; readonly as?: 'modelled' | 'foreseen' }[]
  /** Marked where it lies between the first and the last. */
  readonly atMs: number
  readonly said: string
  readonly high: number
  readonly pad: number
}) {
  const { lines, atMs, said, high, pad } = props
  const all = lines.flatMap(({ points }) => points)
  const [least, most] = rangeOf(all.map(([, value]) => value))
  const [fromMs, toMs] = rangeOf(all.map(([ms]) => ms))
  const x = (ms: number): number => ((ms - fromMs) / Math.max(1, toMs - fromMs)) * WIDE
  const y = (value: number): number =>
    most === least ? high / 2 : high - pad - ((value - least) / (most - least)) * (high - 2 * pad)
  const path = (points: readonly LinePoint[]): string =>
    points.map(([ms, value], i) => `${i === 0 ? 'M' : 'L'}${x(ms).toFixed(1)} ${y(value).toFixed(1)}`).join('')
  return (
    <svg class="line" viewBox={`0 0 ${WIDE} ${high}`} role="img" aria-label={said} lang={language.value}>
      <line class="grid" x1="0" x2={WIDE} y1={pad} y2={pad} />
      <line class="grid" x1="0" x2={WIDE} y1={high - pad} y2={high - pad} />
      {lines.map(({ points, as }, n) => (
        <path key={n} class={as} d={path(points)} />
      ))}
      {atMs >= fromMs && atMs <= toMs && <line class="at" x1={x(atMs)} x2={x(atMs)} y1="0" y2={high} />}
      <text x="2" y={pad + 12}>
        {numberText(most, spanOf(least, most))}
      </text>
      {most !== least && (
        <text x="2" y={high - pad - 3}>
          {numberText(least, spanOf(least, most))}
        </text>
      )}
    </svg>
  )
}

export const rangeOf = (values: readonly number[]): readonly [least: number, most: number] => [
  Math.min(...values),
  Math.max(...values),
]

/** How far values lie from each other; undefined where they are one. */
export const spanOf = (least: number, most: number): number | undefined => (most > least ? most - least : undefined)

/** From where to where and in which bounds it goes; empty where nothing is known. */
export function lineSaid(points: readonly LinePoint[], name: string, unit: string, zone: string): string {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return ''
  const [least, most] = rangeOf(points.map(([, value]) => value))
  return say('chartSaid', {
    name,
    unit,
    least: numberText(least, spanOf(least, most)),
    most: numberText(most, spanOf(least, most)),
    from: clockText(first[0], zone),
    to: clockText(last[0], zone),
    last: numberText(last[1], spanOf(least, most)),
  })
}
