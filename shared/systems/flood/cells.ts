// A number of a typed array at a place known to be in it.

/** The index is within: the loops of the flood run over the grid they were made for, and asking each time costs a tenth. */
export const at = (values: Float64Array, index: number): number => values[index] as number
export const at32 = (values: Float32Array, index: number): number => values[index] as number
