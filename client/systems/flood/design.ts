// A design storm and a design flood of the river as commands, from the few figures a planner chooses.

export const RAINS_MM_H = [20, 50, 90] as const
export const PEAKS_M3S = [300, 700, 1200] as const
/** Of the peak, before and after it. */
const BASE_SHARE = 0.15

export const designStorm = (mmPerH: number, hours: number) => ({ type: 'flood.setStorm', mmPerH, hours }) as const

/** Rises in the first third and falls over the rest. */
export const designInflow = (peakM3S: number, hours: number) =>
  ({
    type: 'flood.setInflow',
    points: [
      [0, peakM3S * BASE_SHARE],
      [hours / 3, peakM3S],
      [hours, peakM3S * BASE_SHARE],
    ],
  }) as const
