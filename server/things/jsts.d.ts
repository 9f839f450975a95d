// Types of the few parts of jsts we use; the package has none for deep imports.
declare module 'jsts/org/locationtech/jts/geom/Geometry.js' {
  export type Envelope = { getMinX(): number; getMinY(): number; getMaxX(): number; getMaxY(): number }
  export type Geometry = {
    getLength(): number
    getDimension(): number
    isEmpty(): boolean
    getEnvelopeInternal(): Envelope
  }
}
declare module 'jsts/org/locationtech/jts/io/GeoJSONReader.js' {
  import type { Geometry } from 'jsts/org/locationtech/jts/geom/Geometry.js'
  export default class GeoJSONReader {
    read(geojson: unknown): Geometry
  }
}
declare module 'jsts/org/locationtech/jts/io/WKTReader.js' {
  import type { Geometry } from 'jsts/org/locationtech/jts/geom/Geometry.js'
  export default class WKTReader {
    read(wkt: string): Geometry
  }
}
declare module 'jsts/org/locationtech/jts/operation/relate/RelateOp.js' {
  import type { Geometry } from 'jsts/org/locationtech/jts/geom/Geometry.js'
  type Matrix = {
    matches(pattern: string): boolean
    isTouches(a: number, b: number): boolean
    isCrosses(a: number, b: number): boolean
    isOverlaps(a: number, b: number): boolean
    isWithin(): boolean
    isContains(): boolean
    isEquals(a: number, b: number): boolean
    isDisjoint(): boolean
    isIntersects(): boolean
  }
  const RelateOp: { relate(a: Geometry, b: Geometry): Matrix }
  export default RelateOp
}
declare module 'jsts/org/locationtech/jts/operation/distance/DistanceOp.js' {
  import type { Geometry } from 'jsts/org/locationtech/jts/geom/Geometry.js'
  const DistanceOp: { distance(a: Geometry, b: Geometry): number }
  export default DistanceOp
}
