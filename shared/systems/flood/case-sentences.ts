// The sentences for what cannot be used of a flood's case: the field by its path, what is wrong with it in plain words. What is
// no flood's any more (units mixed up, marks of rasters for no data) is refused here too; what nobody read is named.
import type { z } from 'zod'
import type { Series } from './series.ts'

/** What rasters write where they have no height (GDAL, ESRI). */
const NO_DATA = [-9999, -32768, -99999]
/** What of each is still a flood's; cells of a millimetre are those of small models. */
const WITHIN = {
  dxM: [0.001, 100_000],
  bedM: [-100_000, 100_000],
  manning: [0, 100],
  depthM: [0, 100_000],
  uMS: [-1000, 1000],
  vMS: [-1000, 1000],
  rainMask: [0, 1000],
  endS: [0, 1e9],
  rain: [0, 1e6],
  hydrograph: [-1e9, 1e9],
  qM2S: [-1e6, 1e6],
  levelM: [-100_000, 100_000],
  topM: [-100_000, 100_000],
  openShare: [0, 1],
  m3S: [0, 1e6],
} as const
type Field = keyof typeof WITHIN

/** The sentence if some value is not to be used as the last field of `path`, else null. */
export function beyond(path: string, values: number | ArrayLike<number> | undefined): string | null {
  const field = path.slice(path.lastIndexOf('.') + 1) as Field
  const [least, most] = WITHIN[field]
  const isOne = typeof values === 'number'
  const list = isOne ? [values] : (values ?? [])
  for (let k = 0; k < list.length; k++) {
    const value = list[k] as number
    const inCell = isOne ? '' : ` in cell ${k}`
    if (field === 'bedM' && NO_DATA.includes(value))
      return `${path}: ${value}${inCell} is how rasters mark that no height is known; give one`
    if (value >= least && value <= most) continue
    return least === 0 && value < 0
      ? `${path}: is negative${inCell}`
      : `${path}: ${value}${inCell} is beyond ${value < least ? least : most}`
  }
  return null
}

/** The same of a value that may change with time. */
export function beyondEver(path: string, { value }: Series): string | null {
  for (const one of value) {
    const wrong = beyond(path, one)
    if (wrong !== null) return wrong
  }
  return null
}

/** Fields that are there and mean nothing here, text, sources and expectations aside: a name misspelt would be among them. */
export function ignoredIn(raw: unknown, known: object): readonly string[] {
  if (typeof raw !== 'object' || raw === null) return []
  const isTold = ([name, value]: [string, unknown]): boolean =>
    !(name in known) && typeof value !== 'string' && !/^(_.*|expected|tolerance)$/.test(name)
  return Object.entries(raw)
    .filter(isTold)
    .map(([name]) => name)
}

/** The field, and the library's words with the plain ones where people will meet them. */
export function reasonOf(
  issue: z.core.$ZodIssue | undefined,
  raw: unknown,
  outer: readonly PropertyKey[] = [],
): string {
  const path = [...outer, ...(issue?.path ?? [])]
  const isThere = (one: readonly PropertyKey[]): boolean => valueAt(raw, [...path, ...one]) !== undefined
  if (issue?.code === 'invalid_union' && isThere([])) {
    // The form that goes furthest with what is given says best what is wrong with it.
    const furthest = issue.errors
      .flatMap(([first]) => (first && isThere(first.path) ? [first] : []))
      .reduce<z.core.$ZodIssue | null>((best, one) => (one.path.length > (best?.path.length ?? 0) ? one : best), null)
    if (furthest) return reasonOf(furthest, raw, path)
  }
  return `${path.length === 0 ? 'the case' : path.map(String).join('.')}: ${isThere([]) ? sentenceOf(issue) : 'is missing'}`
}

const valueAt = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  // What is in a thing by its name is asked of whatever it is.
  path.reduce((value: unknown, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], raw)

function sentenceOf(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return 'is unclear'
  const isList = 'origin' in issue && issue.origin === 'array'
  if (issue.code === 'invalid_type')
    return `is not ${issue.expected === 'int' ? 'a whole number' : `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`}`
  if (issue.code === 'too_small') {
    if (isList) return issue.minimum === 1 ? 'is empty' : `has fewer than ${issue.minimum} values`
    return `is less than ${issue.inclusive ? '' : 'or equal to '}${issue.minimum}`
  }
  if (issue.code === 'too_big')
    return isList ? `has more than ${issue.maximum} values` : `is more than ${issue.maximum}`
  if (issue.code === 'invalid_union') return 'is not of a form this field takes'
  if (issue.code === 'invalid_value') return `is none of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'unrecognized_keys') return `nothing here is called ${issue.keys.join(', ')}`
  return issue.message
}
