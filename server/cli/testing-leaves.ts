// For tests: a JSON value with one leaf of it changed, taken away, or one thing put in, one after the other.

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type Changed = { readonly path: string; readonly json: unknown }

/** The value is not touched; parts that are the same are shared. */
export function everyLeafChanged(value: unknown): Changed[] {
  // What came through JSON is JSON.
  return changes(JSON.parse(JSON.stringify(value)) as Json, '')
}

/** Each leaf once, changed so that its form is still good. */
export function eachLeafOnce(value: unknown): Changed[] {
  const seen = new Set<string>()
  return everyLeafChanged(value).filter(({ path }) => {
    const [leaf = '', change] = path.split(' = ')
    if (change === undefined || seen.has(leaf)) return false
    seen.add(leaf)
    return true
  })
}

function changes(value: Json, path: string): Changed[] {
  if (Array.isArray(value)) return inList(value as readonly Json[], path)
  if (typeof value === 'object' && value !== null) return inObject(value as { readonly [key: string]: Json }, path)
  return others(value).map((json) => ({ path: `${path} = ${JSON.stringify(json).slice(0, 40)}`, json }))
}

function inList(list: readonly Json[], path: string): Changed[] {
  const inside = list.flatMap((one, i) =>
    changes(one, `${path}.${i}`).map((it) => ({ ...it, json: list.with(i, it.json as Json) })),
  )
  const [head] = list
  const more = head === undefined ? [] : [{ path: `${path} + 1`, json: [...list, head] }]
  return [...inside, ...more, ...(list.length > 0 ? [{ path: `${path} - 1`, json: list.slice(0, -1) }] : [])]
}

function inObject(object: { readonly [key: string]: Json }, path: string): Changed[] {
  const inside = Object.entries(object).flatMap(([key, one]) => [
    ...changes(one, `${path}.${key}`).map((it) => ({ ...it, json: { ...object, [key]: it.json } })),
    {
      path: `${path} without ${key}`,
      json: Object.fromEntries(Object.entries(object).filter(([other]) => other !== key)),
    },
  ])
  return [...inside, { path: `${path} with more`, json: { ...object, more: 1 } }]
}

/** Of the same kind, so that their form is still good, and of another. */
function others(leaf: null | boolean | number | string): (null | boolean | number | string)[] {
  if (leaf === null) return ['x', 0]
  if (typeof leaf === 'boolean') return [!leaf]
  if (typeof leaf === 'number') return [leaf + 1, Math.max(0, leaf - 1) === leaf ? leaf + 2 : leaf - 1]
  const last = leaf.at(-2) ?? ''
  const turned = /[0-9]/.test(last)
    ? String((Number(last) + 1) % 10)
    : /[a-f]/.test(last)
      ? last === 'a'
        ? 'b'
        : 'a'
      : 'x'
  return [leaf.slice(0, -2) + turned + leaf.slice(-1), `${leaf}x`, '']
    .filter((one) => one !== leaf)
    .concat(leaf === '' ? ['y'] : [])
}
