// What stands on the duty desk, as data: the page draws it as rows and buttons (duty.tsx), a headset that cannot draw the
// page as a list of its own. Written once by the systems whose desk it is.
import type { ComponentType } from 'preact'
import type { Key } from './strings.ts'
import type { Host } from './host.ts'
import type { PanelModel } from './model.ts'

export type Tone = 'notice' | 'warning' | 'emergency'

export type Deed = {
  /** On the button. */
  readonly shown: string
  /** What it does and to what, for who does not see the row. */
  readonly label: string
  readonly isPrimary?: boolean
  press(): void
}

export type DutyItem =
  | { readonly kind: 'text'; readonly label: string }
  | {
      readonly kind: 'button'
      readonly label: string
      readonly isOn?: boolean
      readonly isPrimary?: boolean
      readonly isDisabled?: boolean
      press(): void
    }
  | {
      readonly kind: 'choice'
      readonly label: string
      readonly options: readonly { readonly label: string; readonly isOn: boolean; press(): void }[]
    }
  | {
      readonly kind: 'row'
      readonly label: string
      readonly detail: string
      readonly tone?: Tone
      readonly deeds: readonly Deed[]
    }

/** One list of the desk. */
export type DutySection = {
  readonly id: string
  readonly title: Key
  /** How much of it wants somebody's eye. */
  count(model: PanelModel): number
  items(model: PanelModel, host: Host): readonly DutyItem[]
  /** Below the list on a page, where one can write. */
  readonly Form?: ComponentType<{ readonly model: PanelModel }>
}
