// What the tileset says of each building: the schema and the columns of EXT_structural_metadata's property table,
// in the binary table format of OGC 3D Tiles 1.1 (22-025r4): strings are UTF-8 with offsets, uses an enumeration.
import { BUILDING_USES, type Building } from '../../shared/city/city.ts'

export const SCHEMA = {
  id: 'townhall',
  version: '1',
  classes: {
    building: {
      description: 'A building of the city, or a part of one',
      properties: {
        id: { type: 'STRING', required: true, description: 'Identifier of the source, e.g. way/123' },
        name: { type: 'STRING', required: true, description: 'Name, empty where the source has none' },
        use: { type: 'ENUM', enumType: 'buildingUse', required: true, description: 'What it is used for' },
        heightM: {
          type: 'SCALAR',
          componentType: 'FLOAT32',
          required: true,
          description: 'Top above the ground, metres, roof included',
        },
        heightSource: {
          type: 'STRING',
          required: true,
          description: 'How the height is known: measured, tagged, storeys, guessed or drawn',
        },
        storeys: { type: 'SCALAR', componentType: 'UINT16', required: true, description: 'Storeys above ground' },
        groundM: {
          type: 'SCALAR',
          componentType: 'FLOAT32',
          required: true,
          description: 'Ground above the height datum of the city, metres',
        },
      },
    },
  },
  enums: { buildingUse: { valueType: 'UINT8', values: BUILDING_USES.map((name, value) => ({ name, value })) } },
} as const

type Column = { readonly values: number; readonly stringOffsets?: number; readonly stringOffsetType?: 'UINT32' }

/** `store` puts bytes into a buffer view and returns its number. */
export function tableColumns(
  buildings: readonly Building[],
  store: (bytes: Uint8Array) => number,
): {
  class: 'building'
  count: number
  properties: Record<keyof typeof SCHEMA.classes.building.properties, Column>
} {
  const text = (all: readonly string[]): Column => {
    const parts = all.map((one) => Buffer.from(one))
    const offsets = new Uint32Array(all.length + 1)
    parts.forEach((part, i) => (offsets[i + 1] = (offsets[i] as number) + part.length))
    const bytes = Buffer.concat(parts)
    // A buffer view may not be empty; the offsets still say that every string is.
    const values = store(bytes.length === 0 ? new Uint8Array(1) : bytes)
    return { values, stringOffsets: store(new Uint8Array(offsets.buffer)), stringOffsetType: 'UINT32' }
  }
  const floats = (all: readonly number[]): Column => ({ values: store(new Uint8Array(Float32Array.from(all).buffer)) })
  const shorts = Uint16Array.from(buildings, (b) => Math.min(65_535, Math.max(0, Math.round(b.storeys))))
  return {
    class: 'building',
    count: buildings.length,
    properties: {
      id: text(buildings.map((b) => b.id)),
      name: text(buildings.map((b) => b.name ?? '')),
      use: { values: store(Uint8Array.from(buildings, (b) => BUILDING_USES.indexOf(b.use))) },
      heightM: floats(buildings.map((b) => b.heightM)),
      heightSource: text(buildings.map((b) => b.heightSource)),
      storeys: { values: store(new Uint8Array(shorts.buffer)) },
      groundM: floats(buildings.map((b) => b.groundM)),
    },
  }
}
