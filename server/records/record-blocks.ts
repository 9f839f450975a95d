// What a record's paper is made of, whichever way it is printed; and what its parts are written from.
import type { RecordHeld } from '../../shared/civic/record-shape.ts'
import type { DiffLine } from '../../shared/civic/lines.ts'
import type { Language } from '../../shared/civic/value-words.ts'
import type { DecisionRecord } from '../../shared/records/format.ts'
import type { FoundPicture } from './pictures.ts'
import type { RecordKey } from './record-words.ts'

export type Block =
  | { readonly is: 'heading'; readonly text: string }
  | { readonly is: 'note'; readonly text: string }
  | { readonly is: 'fields'; readonly rows: readonly Field[] }
  | { readonly is: 'text'; readonly caption: string; readonly lines: readonly DiffLine[] }
  | {
      readonly is: 'table'
      readonly caption: string
      readonly heads: readonly string[]
      readonly rows: readonly (readonly string[])[]
      /** Columns of numbers, from 0. */
      readonly numbers?: readonly number[]
      /** Widths, as shares of the whole. */
      readonly widths?: readonly number[]
    }
  | { readonly is: 'pictures'; readonly list: readonly PictureTold[] }
export type Field = {
  readonly label: string
  readonly value: string
  readonly kind?: 'hash' | 'strong'
  readonly href?: string
}

/** Beside each other; `png` is null where its file is gone or another, which `caption` says then. */
export type PictureTold = { readonly png: Buffer | null; readonly caption: string; readonly alt: string }

export type Paper = {
  readonly title: string
  readonly over: string
  readonly state: string
  readonly isFinal: boolean
  readonly under: string
  readonly blocks: readonly Block[]
}

export type Writing = {
  readonly file: DecisionRecord
  readonly held: RecordHeld
  readonly language: Language
  readonly timeZone: string
  /** Of the scenario. */
  readonly pictures: readonly FoundPicture[]
  /** Why it is not anchored; empty where nothing is known. */
  readonly why: string
}

export type Said = Writing & {
  readonly say: (key: RecordKey, values?: Readonly<Record<string, string | number>>) => string
  /** `1 June 2026, 17:04`. */
  readonly time: (utc: string) => string
  /** `17:04` */
  readonly clock: (utc: string) => string
}

/** Left out where there is nothing to tell. */
export const fields = (rows: readonly (Field | null)[]): Block => ({
  is: 'fields',
  rows: rows.flatMap((row) => (row === null || row.value === '' ? [] : [row])),
})
