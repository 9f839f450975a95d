// The outline of a multipolygon relation out of the member ways a file holds. Rings that are whole are kept, those
// that are cut are left out and counted; without a whole outer ring there is no outline.
import type { Ledger } from './ledger.ts'
import { isBuilding } from './osm-building-tags.ts'
import { nestRings, stitchRings } from './osm-rings.ts'
import type { OsmData, OsmRelation } from './osm-store.ts'

/** Polygons as node indexes: an outer ring and its holes each, rings open. */
export type Outline = readonly (readonly (readonly number[])[])[]

export function outlineOf(relation: OsmRelation, data: OsmData, ledger: Ledger): Outline | null {
  const what = isBuilding(relation.tags) ? 'buildings' : 'areas'
  if (relation.nested > 0) ledger.drop('members of multipolygons', 'relations, not ways', relation.nested)
  const { refs, refStarts, wayOf, lon7, lat7 } = data
  const outerWays: number[][] = []
  const innerWays: number[][] = []
  let missing = 0
  relation.wayIds.forEach((wayId, i) => {
    const way = wayOf.get(wayId)
    if (way === undefined) missing++
    else
      (relation.isInner[i] ? innerWays : outerWays).push(Array.from(refs.subarray(refStarts[way], refStarts[way + 1])))
  })
  const outer = stitchRings(outerWays)
  const inner = stitchRings(innerWays)
  const isCut = missing > 0 || outer.open > 0 || inner.open > 0
  if (outer.closed.length === 0) {
    ledger.drop(what, isCut ? 'multipolygon whose outline is not whole in this file' : 'multipolygon without ways')
    return null
  }
  if (isCut) ledger.drop(`parts of ${what}`, 'multipolygon rings that are not whole in this file')
  return nestRings(
    [...outer.closed, ...inner.closed],
    (node) => lon7[node] as number,
    (node) => lat7[node] as number,
  )
}
