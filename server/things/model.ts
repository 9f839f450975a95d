// The entities of SensorThings 1.1 as data: properties, navigations, tables and what goes with what when something is
// deleted. OGC 18-088 (sensing; clause 8.2, tables 3 to 16 and 25) and OGC 17-079r1 (tasking core). MultiDatastream is left out.

export type EntityName =
  | 'Thing'
  | 'Location'
  | 'HistoricalLocation'
  | 'Datastream'
  | 'Sensor'
  | 'ObservedProperty'
  | 'Observation'
  | 'FeatureOfInterest'
  | 'Actuator'
  | 'TaskingCapability'
  | 'Task'

/**
 * text, number: a column. json: an object, as text. any: any JSON, as text. geo: any JSON, as text, and its geometry in
 * `<column>_geom`. instant: milliseconds in `<column>_ms`. span: an instant or interval in `<column>_start`, `_end`.
 * interval: the same, never an instant. result: `res_num`, `res_text`, `res_json`.
 */
export type PropertyKind = 'text' | 'json' | 'any' | 'geo' | 'instant' | 'span' | 'interval' | 'result'

export type Property = {
  readonly name: string
  readonly kind: PropertyKind
  readonly column: string
  /** Must be given when it is made. */
  readonly isRequired?: true
  /** The server keeps it; what a client gives is put aside. */
  readonly isKept?: true
  /** Shown as null when there is none; others are left out then. */
  readonly isShownEmpty?: true
}

export type Nav = {
  readonly name: string
  readonly to: EntityName
  readonly isRequired?: true
} & (
  | { readonly kind: 'one'; readonly column: string }
  | { readonly kind: 'many'; readonly column: string }
  | { readonly kind: 'linked'; readonly link: string; readonly mine: string; readonly theirs: string }
)

export type Entity = {
  readonly name: EntityName
  readonly set: string
  readonly table: string
  readonly isTasking?: true
  readonly properties: readonly Property[]
  readonly navs: readonly Nav[]
  /** Navigations whose entities go when one of these goes. */
  readonly takesAlong: readonly string[]
}

const NAME: Property = { name: 'name', kind: 'text', column: 'name', isRequired: true }
const DESCRIPTION: Property = { name: 'description', kind: 'text', column: 'description', isRequired: true }
const ENCODING: Property = { name: 'encodingType', kind: 'text', column: 'encoding_type', isRequired: true }
const PROPERTIES: Property = { name: 'properties', kind: 'json', column: 'properties' }
const METADATA: Property = { name: 'metadata', kind: 'any', column: 'metadata', isRequired: true }

const ENTITIES: readonly Entity[] = [
  {
    name: 'Thing',
    set: 'Things',
    table: 'sta_thing',
    properties: [NAME, DESCRIPTION, PROPERTIES],
    // In the order of a deep insert: observations of the datastreams need the place.
    navs: [
      {
        name: 'Locations',
        to: 'Location',
        kind: 'linked',
        link: 'sta_thing_location',
        mine: 'thing_id',
        theirs: 'location_id',
      },
      { name: 'HistoricalLocations', to: 'HistoricalLocation', kind: 'many', column: 'thing_id' },
      { name: 'Datastreams', to: 'Datastream', kind: 'many', column: 'thing_id' },
      { name: 'TaskingCapabilities', to: 'TaskingCapability', kind: 'many', column: 'thing_id' },
    ],
    takesAlong: ['Datastreams', 'HistoricalLocations', 'TaskingCapabilities'],
  },
  {
    name: 'Location',
    set: 'Locations',
    table: 'sta_location',
    properties: [
      NAME,
      DESCRIPTION,
      ENCODING,
      { name: 'location', kind: 'geo', column: 'location', isRequired: true },
      PROPERTIES,
    ],
    navs: [
      {
        name: 'Things',
        to: 'Thing',
        kind: 'linked',
        link: 'sta_thing_location',
        mine: 'location_id',
        theirs: 'thing_id',
      },
      {
        name: 'HistoricalLocations',
        to: 'HistoricalLocation',
        kind: 'linked',
        link: 'sta_historical_location_location',
        mine: 'location_id',
        theirs: 'historical_location_id',
      },
    ],
    takesAlong: ['HistoricalLocations'],
  },
  {
    name: 'HistoricalLocation',
    set: 'HistoricalLocations',
    table: 'sta_historical_location',
    properties: [{ name: 'time', kind: 'instant', column: 'time', isRequired: true }],
    navs: [
      { name: 'Thing', to: 'Thing', kind: 'one', column: 'thing_id', isRequired: true },
      {
        name: 'Locations',
        to: 'Location',
        kind: 'linked',
        link: 'sta_historical_location_location',
        mine: 'historical_location_id',
        theirs: 'location_id',
      },
    ],
    takesAlong: [],
  },
  {
    name: 'Datastream',
    set: 'Datastreams',
    table: 'sta_datastream',
    properties: [
      NAME,
      DESCRIPTION,
      { name: 'observationType', kind: 'text', column: 'observation_type', isRequired: true },
      { name: 'unitOfMeasurement', kind: 'json', column: 'unit_of_measurement', isRequired: true },
      { name: 'observedArea', kind: 'geo', column: 'observed_area', isKept: true },
      { name: 'phenomenonTime', kind: 'interval', column: 'phenomenon', isKept: true },
      { name: 'resultTime', kind: 'interval', column: 'result_time', isKept: true },
      PROPERTIES,
    ],
    navs: [
      { name: 'Thing', to: 'Thing', kind: 'one', column: 'thing_id', isRequired: true },
      { name: 'Sensor', to: 'Sensor', kind: 'one', column: 'sensor_id', isRequired: true },
      {
        name: 'ObservedProperty',
        to: 'ObservedProperty',
        kind: 'one',
        column: 'observed_property_id',
        isRequired: true,
      },
      { name: 'Observations', to: 'Observation', kind: 'many', column: 'datastream_id' },
    ],
    takesAlong: ['Observations'],
  },
  {
    name: 'Sensor',
    set: 'Sensors',
    table: 'sta_sensor',
    properties: [NAME, DESCRIPTION, ENCODING, METADATA, PROPERTIES],
    navs: [{ name: 'Datastreams', to: 'Datastream', kind: 'many', column: 'sensor_id' }],
    takesAlong: ['Datastreams'],
  },
  {
    name: 'ObservedProperty',
    set: 'ObservedProperties',
    table: 'sta_observed_property',
    properties: [
      NAME,
      { name: 'definition', kind: 'text', column: 'definition', isRequired: true },
      DESCRIPTION,
      PROPERTIES,
    ],
    navs: [{ name: 'Datastreams', to: 'Datastream', kind: 'many', column: 'observed_property_id' }],
    takesAlong: ['Datastreams'],
  },
  {
    name: 'Observation',
    set: 'Observations',
    table: 'sta_observation',
    properties: [
      { name: 'phenomenonTime', kind: 'span', column: 'phenomenon' },
      { name: 'resultTime', kind: 'instant', column: 'result_time', isShownEmpty: true },
      { name: 'result', kind: 'result', column: 'res', isRequired: true, isShownEmpty: true },
      { name: 'resultQuality', kind: 'any', column: 'result_quality' },
      { name: 'validTime', kind: 'interval', column: 'valid' },
      { name: 'parameters', kind: 'json', column: 'parameters' },
    ],
    navs: [
      { name: 'Datastream', to: 'Datastream', kind: 'one', column: 'datastream_id', isRequired: true },
      { name: 'FeatureOfInterest', to: 'FeatureOfInterest', kind: 'one', column: 'feature_id' },
    ],
    takesAlong: [],
  },
  {
    name: 'FeatureOfInterest',
    set: 'FeaturesOfInterest',
    table: 'sta_feature',
    properties: [
      NAME,
      DESCRIPTION,
      ENCODING,
      { name: 'feature', kind: 'geo', column: 'feature', isRequired: true },
      PROPERTIES,
    ],
    navs: [{ name: 'Observations', to: 'Observation', kind: 'many', column: 'feature_id' }],
    takesAlong: ['Observations'],
  },
  {
    name: 'Actuator',
    set: 'Actuators',
    table: 'sta_actuator',
    isTasking: true,
    properties: [NAME, DESCRIPTION, ENCODING, METADATA, PROPERTIES],
    navs: [{ name: 'TaskingCapabilities', to: 'TaskingCapability', kind: 'many', column: 'actuator_id' }],
    takesAlong: ['TaskingCapabilities'],
  },
  {
    name: 'TaskingCapability',
    set: 'TaskingCapabilities',
    table: 'sta_tasking_capability',
    isTasking: true,
    properties: [
      NAME,
      DESCRIPTION,
      { name: 'taskingParameters', kind: 'json', column: 'tasking_parameters', isRequired: true },
      PROPERTIES,
    ],
    navs: [
      { name: 'Thing', to: 'Thing', kind: 'one', column: 'thing_id', isRequired: true },
      { name: 'Actuator', to: 'Actuator', kind: 'one', column: 'actuator_id', isRequired: true },
      { name: 'Tasks', to: 'Task', kind: 'many', column: 'capability_id' },
    ],
    takesAlong: ['Tasks'],
  },
  {
    name: 'Task',
    set: 'Tasks',
    table: 'sta_task',
    isTasking: true,
    properties: [
      { name: 'creationTime', kind: 'instant', column: 'creation', isKept: true },
      { name: 'taskingParameters', kind: 'json', column: 'tasking_parameters', isRequired: true },
      PROPERTIES,
    ],
    navs: [
      { name: 'TaskingCapability', to: 'TaskingCapability', kind: 'one', column: 'capability_id', isRequired: true },
    ],
    takesAlong: [],
  },
]

export const MODEL = Object.fromEntries(ENTITIES.map((one) => [one.name, one])) as Readonly<Record<EntityName, Entity>>
const SETS = new Map(ENTITIES.map((one) => [one.set, one]))

/** What a version shows: tasking is in 1.1 only. */
export type Sight = { readonly hasTasking: boolean }

export const entities = (sight: Sight): readonly Entity[] =>
  ENTITIES.filter(({ isTasking }) => sight.hasTasking || !isTasking)

export function entityOfSet(set: string, sight: Sight): Entity | null {
  const entity = SETS.get(set)
  return entity && (sight.hasTasking || !entity.isTasking) ? entity : null
}

export const navsOf = (entity: Entity, sight: Sight): readonly Nav[] =>
  sight.hasTasking ? entity.navs : entity.navs.filter(({ to }) => !MODEL[to].isTasking)

export const navOf = (entity: Entity, name: string, sight: Sight): Nav | null =>
  navsOf(entity, sight).find((nav) => nav.name === name) ?? null

/** In filters the name of one stands for many and the other way round: `HistoricalLocations/Location/name`. */
export const navLike = (entity: Entity, name: string, sight: Sight): Nav | null =>
  navsOf(entity, sight).find((nav) => nav.name === name || nav.to === name || MODEL[nav.to].set === name) ?? null

export const propertyOf = (entity: Entity, name: string): Property | null =>
  entity.properties.find((property) => property.name === name) ?? null
