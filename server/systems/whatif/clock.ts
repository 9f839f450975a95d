// How closely a run is looked at and shown.

/** Seconds apart; what is short is followed closely. */
export const everyS = (hours: number): number => (hours <= 3 ? 60 : 300)
