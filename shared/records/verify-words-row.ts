// One sentence in three languages.
export type CheckRow = readonly [en: string, ru: string, kk: string]
