// (first version: nothing planted)
import type { City, CityPoint } from '../../shared/city/city.ts'
import type { RectM } from './ring-shape.ts'

export function plant(_city: City, _core: RectM | null): CityPoint[] {
  return []
}
