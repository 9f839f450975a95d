// The tables of the things and the steps that make them, for SQLite and Postgres alike. A migration that has run anywhere
// is never edited: add another. All names begin with `sta_`, so that a Postgres can hold the journal too.
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { migrateTables } from '../journal/migrations.ts'
import type { Dialect } from '../journal/tables.ts'
import { sqlDialect } from './sql-dialect.ts'

export type SqlValue = string | number | null
export type Row = Readonly<Record<string, SqlValue>>
/** Rows are read and written by the model's columns, not by types of their own. */
export type Tables = Record<string, Record<string, SqlValue>>
export type Db = Kysely<Tables>

export const migrate = (db: Db, dialect: Dialect): Promise<void> =>
  migrateTables(db, { room: 'things', dialect, migrations: migrations(dialect), prefix: 'sta_' })

function migrations(dialect: Dialect): Record<string, Migration> {
  const integer = dialect === 'sqlite' ? 'integer' : 'bigint'
  const real = dialect === 'sqlite' ? 'real' : 'double precision'
  const { identity } = sqlDialect(dialect)
  const table = (name: string, columns: readonly string[]): string => {
    const typed = columns.map((column) => {
      const [word = '', rule = ''] = column.split('!')
      const type = /_(id|ms|start|end)$/.test(word) ? integer : word === 'res_num' ? real : 'text'
      return `${word} ${type} ${rule === '' ? '' : 'not null'}`
    })
    return `create table ${name} (id ${identity}, ${typed.join(', ')})`
  }
  const link = (name: string, mine: string, theirs: string): string[] => [
    `create table ${name} (${mine} ${integer} not null, ${theirs} ${integer} not null, primary key (${mine}, ${theirs}))`,
    `create index ${name}_back on ${name} (${theirs}, ${mine})`,
  ]
  const index = (of: string, ...columns: string[]): string =>
    `create index ${of}_${columns[0] ?? ''} on ${of} (${columns.join(', ')})`
  const statements = [
    table('sta_thing', ['name!1', 'description!1', 'properties', 'device_id_text']),
    'create unique index sta_thing_device on sta_thing (device_id_text)',
    table('sta_location', [
      'name!1',
      'description!1',
      'encoding_type!1',
      'location!1',
      'location_geom',
      'properties',
      'feature_id',
    ]),
    index('sta_location', 'feature_id'),
    ...link('sta_thing_location', 'thing_id', 'location_id'),
    table('sta_historical_location', ['time_ms!1', 'thing_id!1']),
    index('sta_historical_location', 'thing_id', 'time_ms'),
    ...link('sta_historical_location_location', 'historical_location_id', 'location_id'),
    table('sta_sensor', ['name!1', 'description!1', 'encoding_type!1', 'metadata!1', 'properties']),
    table('sta_observed_property', ['name!1', 'definition!1', 'description!1', 'properties']),
    table('sta_datastream', [
      'name!1',
      'description!1',
      'observation_type!1',
      'unit_of_measurement!1',
      'properties',
      'observed_area',
      'observed_area_geom',
      'phenomenon_start',
      'phenomenon_end',
      'result_time_start',
      'result_time_end',
      'thing_id!1',
      'sensor_id!1',
      'observed_property_id!1',
    ]),
    index('sta_datastream', 'thing_id'),
    index('sta_datastream', 'sensor_id'),
    index('sta_datastream', 'observed_property_id'),
    table('sta_feature', ['name!1', 'description!1', 'encoding_type!1', 'feature!1', 'feature_geom', 'properties']),
    table('sta_observation', [
      'datastream_id!1',
      'phenomenon_start!1',
      'phenomenon_end!1',
      'result_time_ms',
      'res_num',
      'res_text',
      'res_json',
      'result_quality',
      'valid_start',
      'valid_end',
      'parameters',
      'feature_id!1',
      'raw_key',
    ]),
    // Also what tells a repeat: `raw_key` is null for what did not come from a device, and nulls are all different.
    'create unique index sta_observation_at on sta_observation (datastream_id, phenomenon_start, raw_key)',
    index('sta_observation', 'phenomenon_start', 'phenomenon_end'),
    index('sta_observation', 'res_num'),
    index('sta_observation', 'feature_id'),
    table('sta_actuator', ['name!1', 'description!1', 'encoding_type!1', 'metadata!1', 'properties']),
    table('sta_tasking_capability', [
      'name!1',
      'description!1',
      'properties',
      'tasking_parameters!1',
      'thing_id!1',
      'actuator_id!1',
    ]),
    index('sta_tasking_capability', 'thing_id'),
    index('sta_tasking_capability', 'actuator_id'),
    table('sta_task', ['creation_ms!1', 'tasking_parameters!1', 'properties', 'capability_id!1']),
    index('sta_task', 'capability_id'),
  ]
  return {
    '1-things': {
      async up(db: Kysely<unknown>) {
        for (const statement of statements) await sql.raw(statement).execute(db)
      },
    },
    '2-kept': {
      async up(db: Kysely<unknown>) {
        await sql.raw(table('sta_kept', ['datastream_id!1', 'thinned_ms!1'])).execute(db)
        await sql.raw('create unique index sta_kept_datastream on sta_kept (datastream_id)').execute(db)
      },
    },
  }
}
