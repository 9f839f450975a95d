// A table of words, one row a key and one column a language, as catalogues.

type Row = readonly [en: string, ru: string, kk: string]
type Words<K extends string> = { readonly [key in K]: string }

export function columns<K extends string>(
  table: Readonly<Record<K, Row>>,
): { readonly en: Words<K>; readonly ru: Words<K>; readonly kk: Words<K> } {
  const column = (i: 0 | 1 | 2): Words<K> =>
    Object.fromEntries(Object.entries<Row>(table).map(([key, row]) => [key, row[i]])) as Words<K>
  return { en: column(0), ru: column(1), kk: column(2) }
}
