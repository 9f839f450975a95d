// Two outcomes of the same moment side by side: which are compared, how they are laid over the city, and which is seen where.
// B is what one looks at, a branch; A is what it is compared with, its baseline or another branch. No DOM;
// client/timeline/compare.ts fills it.
import { computed, signal } from '@preact/signals'
import type { Facts } from '../../shared/protocol/facts.ts'
import type { RasterInfo } from '../../shared/protocol/fields-info.ts'

/**
 * `switch` shows one of the two, `swipe` A left of a line and B right of it, `side` both beside each other, `tables` each on a
 * table of its own.
 */
export const COMPARE_MODES = ['off', 'switch', 'swipe', 'side', 'tables', 'difference'] as const
export type CompareMode = (typeof COMPARE_MODES)[number]
export type SideName = 'a' | 'b'

/** One of the two: whose recording it is, and what people call it. */
export type Compared = { readonly timeline: string; readonly name: string }

/** How far a press of an arrow moves the line, and a page key. */
const STEP = 0.02
const LEAP = 0.1
/** The line stays where it can be taken hold of. */
const EDGE = 0.02

export class CompareModel {
  readonly mode = signal<CompareMode>('off')
  readonly a = signal<Compared | null>(null)
  readonly b = signal<Compared | null>(null)
  /** What B may be compared with, likeliest first. */
  readonly others = signal<readonly Compared[]>([])
  /** The layers whose difference can be shown. */
  readonly rasters = signal<readonly string[]>([])
  /** Which of the two `switch` shows. */
  readonly shown = signal<SideName>('b')
  /** Where the line stands, from 0 at the left to 1 at the right. */
  readonly line = signal(0.5)
  /** The raster whose difference is shown; empty: the first that is there. */
  readonly layer = signal('')
  /** What the colours of the difference mean, once it is drawn. */
  readonly difference = signal<RasterInfo | null>(null)
  /** What was told in A at the moment; null while it is not known. */
  readonly seen = signal<Facts | null>(null)
  /** Whether A is known at the moment one looks at. */
  readonly state = signal<'none' | 'coming' | 'here' | 'notThen'>('none')

  /** Nothing is compared while there is nothing to compare. */
  readonly now = computed<CompareMode>(() => (this.a.value && this.b.value ? this.mode.value : 'off'))
  /** Whether the facts and layers of A stand for those of B. */
  readonly isAShown = computed(() => this.now.value === 'switch' && this.shown.value === 'a')
  /** Whether both are drawn at once. */
  readonly isSplit = computed(() => ['swipe', 'side', 'tables'].includes(this.now.value))

  /** What one looks at, and what it may be compared with; what was chosen before stays where it can. */
  tell(b: Compared | null, others: readonly Compared[]): void {
    const before = this.a.peek()?.timeline
    this.b.value = b
    this.others.value = others
    this.a.value = others.find(({ timeline }) => timeline === before) ?? others[0] ?? null
    if (!b) this.mode.value = 'off'
  }

  choose(timeline: string): void {
    this.a.value = this.others.value.find((one) => one.timeline === timeline) ?? this.a.value
  }

  /** One key: the first press compares by switching and shows A, each other press the other of the two. */
  flip(): void {
    if (!this.a.value || !this.b.value) return
    if (this.mode.value === 'switch') this.shown.value = this.shown.value === 'a' ? 'b' : 'a'
    else {
      this.mode.value = 'switch'
      this.shown.value = 'a'
    }
  }

  /** Puts the line somewhere; it stays in the view. */
  moveLine(share: number): void {
    this.line.value = Math.min(1 - EDGE, Math.max(EDGE, share))
  }

  /** True when the key moves the line. */
  keyOnLine(key: string): boolean {
    const to = lineAfter(key, this.line.value)
    if (to === null) return false
    this.moveLine(to)
    return true
  }
}

/** Where in a view something is pressed; of two views beside each other, in the one it is in: both have the same eye. */
export function screenIn(
  { now }: Pick<CompareModel, 'now'>,
  at: { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number },
): typeof at {
  if (now.peek() !== 'side') return at
  const widthPx = at.widthPx / 2
  return { ...at, widthPx, xPx: at.xPx < widthPx ? at.xPx : at.xPx - widthPx }
}

function lineAfter(key: string, line: number): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return line - STEP
    case 'ArrowRight':
    case 'ArrowUp':
      return line + STEP
    case 'PageDown':
      return line - LEAP
    case 'PageUp':
      return line + LEAP
    case 'Home':
      return 0
    case 'End':
      return 1
  }
  return null
}
