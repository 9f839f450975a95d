// Ids for labels and descriptions. Preact's own repeat from one mounted root to the next, and several may be on a page.
import { useMemo } from 'preact/hooks'

let last = 0

export const useOwnId = (): string => useMemo(() => `panel-${++last}`, [])
