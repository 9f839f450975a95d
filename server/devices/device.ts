// What a simulated device is: what it says of itself, how often it speaks, what it measures at a moment, and for an
// actuator what it does when it is told to.
import type { PointM } from '../../shared/city/city.ts'
import type { About, Quantity } from '../ingest/about.ts'
import type { Air } from './scenarios.ts'

/** In the words of ingest/about.ts. */
export type SaysOfItself = Partial<Omit<About, 'quantities'>> & {
  readonly name: string
  readonly kind: string
  readonly quantities: readonly Quantity[]
}

export type Device = {
  readonly id: string
  readonly about: SaysOfItself
  readonly atM: PointM
  readonly everyS: number
  /** Null for nothing to say now; `isDue` is false between two periods. */
  read(air: Air, isDue: boolean): Readonly<Record<string, number>> | null
  /** Of an actuator. */
  told?(task: Task, nowMs: number): void
  /** What it has to answer since it was asked last. */
  answers?(nowMs: number): readonly Answer[]
}

export type Task = { readonly taskId: string; readonly parameters: Readonly<Record<string, number>> }
export type Answer = {
  readonly taskId: string
  readonly state: 'accepted' | 'running' | 'done' | 'failed' | 'declined'
  readonly reason?: string
}
