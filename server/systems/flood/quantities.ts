// What values of the flood are and how they are coloured, for what is shown and for what is drawn.
import type { Quantity } from '../../../shared/protocol/fields-info.ts'

export const quantity = (
  key: string,
  unit: string,
  [min, max, step]: readonly [number, number, number],
  scale: string,
) => ({ key, unit, min, max, step, scale }) satisfies Quantity

export const DEPTH_LAYER = 'flood.depth'
export const DEPTH = quantity('depth', 'm', [0, 20, 0.01], 'water')
