// Where on the board one is: the list, a branch, an intervention that is being written; and what one has typed for the next
// branch. Of this page alone.
import { signal } from '@preact/signals'
import type { Values } from '../../panels/interventions.ts'

export type Place =
  | { readonly is: 'list' }
  | { readonly is: 'branch'; readonly branch: string }
  | {
      readonly is: 'step'
      readonly branch: string
      /** Null for one that is not in the branch yet. */
      readonly n: number | null
      /** Id of the kind of intervention. */
      readonly kind: string
      readonly values: Values
      readonly atS: number
      /** Whether it is done without the branch as well. */
      readonly inBaseline: boolean
    }

export const place = signal<Place>({ is: 'list' })
export const hours = signal(1)
export const members = signal(3)
export const measure = signal<'end' | 'peak'>('peak')
/** The branch that is asked about before it goes. */
export const sure = signal('')
/** The branch whose interventions are to be taken over and contradict. */
export const merging = signal('')

export const freshId = (): string => `b-${Date.now().toString(36)}${Math.floor(1296 * Math.random()).toString(36)}`
