// The manifest of a city package: what it is, where it lies, where it comes from, how far it can be trusted.
import { z } from 'zod'

export const PACKAGE_FORMAT = 1

/** Measured: surveyed or mapped. Modelled: computed from measured. Synthetic: invented, seeded. Drawn: by hand. */
export const Truth = z.enum(['measured', 'modelled', 'synthetic', 'drawn'])
export type Truth = z.infer<typeof Truth>

export const Source = z.object({
  title: z.string(),
  /** File name without its folder. */
  file: z.string(),
  format: z.string(),
  crs: z.string(),
  licence: z.string(),
  attribution: z.string(),
  /** `YYYY-MM-DD` or `YYYY-MM` of the data, not of the import; empty where the file does not tell. */
  date: z.string(),
  sha256: z.string(),
})
export type Source = z.infer<typeof Source>

/** A layer's card, shown wherever the layer is shown. */
export const LayerCard = z.object({
  id: z.string(),
  title: z.string(),
  truth: Truth,
  /** Indexes into `sources`. */
  sources: z.array(z.number().int().nonnegative()),
  /** What is known of its error, in words. */
  error: z.string(),
  count: z.number().int().nonnegative(),
  note: z.string(),
})
export type LayerCard = z.infer<typeof LayerCard>

export const Dropped = z.object({ what: z.string(), count: z.number().int().positive(), why: z.string() })
export type Dropped = z.infer<typeof Dropped>

export const Manifest = z.object({
  format: z.literal(PACKAGE_FORMAT),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  name: z.string(),
  /** The frame's horizontal CRS, `EPSG:32642`; east and north are its axes. */
  crs: z.string(),
  /** The frame's zero: easting and northing in `crs`, and the same point in degrees WGS 84. */
  origin: z.object({ eastingM: z.number(), northingM: z.number(), lon: z.number(), lat: z.number() }),
  /** Height datum in words, e.g. `NAP`, `NAVD88`, `synthetic`. */
  datum: z.string(),
  /** IANA name, for clocks; `Etc/GMT…` is nominal by the longitude, without borders and summer time. */
  timeZone: z.string(),
  /** W, S, E, N in degrees WGS 84. */
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** W, S, E, N in metres from the origin. */
  boundsM: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Where a newcomer stands and looks, metres and radians clockwise from north. */
  spawn: z.object({ eastM: z.number(), northM: z.number(), headingRad: z.number() }),
  /** Named points of view for tours, screenshots and benchmarks. */
  places: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      atM: z.tuple([z.number(), z.number()]),
      building: z.string().optional(),
    }),
  ),
  sources: z.array(Source),
  layers: z.array(LayerCard),
  counts: z.object({
    buildings: z.number(),
    buildingsWithHeight: z.number(),
    roadKm: z.number(),
    drivableKm: z.number(),
    signals: z.number(),
    stops: z.number(),
    trees: z.number(),
    waterKm2: z.number(),
  }),
  terrain: z.object({
    truth: Truth,
    cols: z.number().int(),
    rows: z.number().int(),
    cellM: z.number(),
    /** South-west sample, metres from the origin. */
    westM: z.number(),
    southM: z.number(),
    minM: z.number(),
    maxM: z.number(),
  }),
  tiles: z.object({
    /** Edge of the root tile, metres, and its south-west corner. */
    rootSizeM: z.number(),
    westM: z.number(),
    southM: z.number(),
    /** Depth of the finest level; its tiles are `rootSizeM / 2 ** maxLevel` wide. */
    maxLevel: z.number().int(),
    count: z.number().int(),
  }),
  dropped: z.array(Dropped),
})
export type Manifest = z.infer<typeof Manifest>
