// The named points of view of the default city that screenshots and the scene benchmark share, so that a picture
// and a figure speak of the same thing. Places are degrees; heights are metres above the ground there.

export type Viewpoint = {
  readonly id: string
  readonly what: string
  readonly lon: number
  readonly lat: number
  readonly aboveGroundM: number
  readonly headingDeg: number
  readonly pitchDeg: number
}

export const VIEWPOINTS: readonly Viewpoint[] = [
  {
    id: 'street',
    what: 'Nurzhol boulevard at eye level, east to Bayterek',
    lon: 71.4262,
    lat: 51.1283,
    aboveGroundM: 1.7,
    headingDeg: 88,
    pitchDeg: 7,
  },
  {
    id: 'crossing',
    what: 'a junction on Kabanbay Batyr avenue at eye level',
    lon: 71.4249,
    lat: 51.1308,
    aboveGroundM: 1.7,
    headingDeg: 150,
    pitchDeg: 2,
  },
  {
    id: 'avenue',
    what: 'Zhubanov street at eye level: kerbs, lanes, trees, shops',
    lon: 71.46055,
    lat: 51.1627,
    aboveGroundM: 1.7,
    headingDeg: 202,
    pitchDeg: 3,
  },
  {
    id: 'roof',
    what: 'from a roof height of 60 m over the boulevard to the river',
    lon: 71.4275,
    lat: 51.1262,
    aboveGroundM: 60,
    headingDeg: 60,
    pitchDeg: -9,
  },
  {
    id: 'river',
    what: 'the Ishim embankment and its bridges from 25 m',
    lon: 71.4385,
    lat: 51.1515,
    aboveGroundM: 25,
    headingDeg: 215,
    pitchDeg: -5,
  },
  {
    id: 'above',
    what: 'from 420 m over the centre',
    lon: 71.4188,
    lat: 51.1195,
    aboveGroundM: 420,
    headingDeg: 40,
    pitchDeg: -24,
  },
]

/** Unix milliseconds of the light in which pictures are taken: Astana (UTC+5 since March 2024), 18 June 2026. */
export const LIGHTS = {
  day: Date.UTC(2026, 5, 18, 5, 30),
  dusk: Date.UTC(2026, 5, 18, 15, 52),
  night: Date.UTC(2026, 5, 18, 18, 30),
} as const
