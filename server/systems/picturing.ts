// Pictures of a scenario for people who were not there: the same place at the same moment without and with what is done in it,
// drawn from what its runs showed. A city system whose layer can be drawn has one.
import type { City } from '../../shared/city/city.ts'

export type Pictured = {
  /** PNG. */
  readonly before: Uint8Array
  readonly after: Uint8Array
  /** Of the moment, after the beginning. */
  readonly atS: number
}

export type PictureWish = {
  readonly city: City
  /** Ids of what the city shows: what is not among them was not recorded. */
  readonly layers: readonly string[]
  /** Of their recordings. */
  readonly folders: { readonly before: string; readonly after: string }
  readonly fromMs: number
  readonly hours: number
  /** What is done, in order: the first is called 1 on the picture. */
  readonly interventions: readonly { readonly command: { readonly type: string }; readonly inBaseline: boolean }[]
}

/** Null where this system has nothing to draw there, or its recordings are gone. */
export type Picturing = (wish: PictureWish) => Promise<Pictured | null>
