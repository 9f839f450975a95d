// For tests only: a city of a few hundred blocks by hand, and a reader of tilesets that shares nothing with the
// writer: glTF through gltf-transform and meshopt's decoder, matrices multiplied here.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodeIO } from '@gltf-transform/core'
import {
  EXTMeshFeatures,
  EXTMeshoptCompression,
  EXTStructuralMetadata,
  type Features,
  KHRMeshQuantization,
  type PropertyTable,
  type StructuralMetadata,
} from '@gltf-transform/extensions'
import { MeshoptDecoder } from 'meshoptimizer'
import type { Building, City, PolygonM } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { makeFrame } from './frame.ts'
import type { TilesetTile } from './tiles3d-write.ts'

const square = (e: number, n: number, sizeM: number): number[] => [
  e,
  n,
  e + sizeM,
  n,
  e + sizeM,
  n + sizeM,
  e,
  n + sizeM,
]

export function building(id: string, polygons: readonly PolygonM[], more: Partial<Building> = {}): Building {
  return {
    id,
    polygons,
    groundM: 340,
    heightM: 12,
    minHeightM: 0,
    heightSource: 'storeys',
    storeys: 4,
    use: 'apartments',
    roof: 'flat',
    roofHeightM: 0,
    source: 0,
    ...more,
  }
}

/** 21 x 21 blocks 200 m apart around the origin, one of them a tower with a court, one a bridge in the air. */
export function blocks(crs: string, lon: number, lat: number): { dir: string; manifest: Manifest; city: City } {
  const buildings: Building[] = []
  for (let i = -10; i <= 10; i++) {
    for (let j = -10; j <= 10; j++) {
      buildings.push(
        building(`way/${(i + 10) * 21 + j + 10}`, [[square(i * 200 + 5, j * 200 + 5, 20 + (i + 10))]], {
          heightM: 6 + Math.abs(i * j),
          storeys: 2 + Math.abs(i),
        }),
      )
    }
  }
  const court = [105, 105, 105, 115, 115, 115, 115, 105]
  buildings.push(
    building('relation/1', [[square(100, 100, 20), court]], {
      name: 'Бәйтерек',
      use: 'office',
      heightM: 90.25,
      heightSource: 'tagged',
      storeys: 25,
      colour: '#336699',
    }),
    building('relation/2', [[square(-150, 100, 30), [-140, 110, -140, 120, -130, 120, -130, 110]]], {
      minHeightM: 30,
      heightM: 40,
      use: 'civic',
    }),
    building('way/whole', [[square(-100, -100, 40)]], { hasParts: true }),
    building('way/part', [[square(-100, -100, 20)]], { isPart: true, heightM: 30 }),
  )
  const frame = makeFrame(crs, lon, lat)
  const manifest: Manifest = {
    format: 1,
    id: 'blocks',
    name: 'Blocks',
    crs,
    origin: frame.origin,
    datum: 'synthetic',
    timeZone: 'UTC',
    bbox: [lon - 0.03, lat - 0.02, lon + 0.03, lat + 0.02],
    boundsM: [-2100, -2100, 2100, 2100],
    spawn: { eastM: 0, northM: 0, headingRad: 0 },
    places: [],
    sources: [
      {
        title: 'Blocks',
        file: 'blocks',
        format: 'by hand',
        crs,
        licence: 'CC0-1.0',
        date: '2026-01',
        sha256: '',
        attribution: 'Block makers',
      },
    ],
    layers: [],
    counts: {
      buildings: buildings.length,
      buildingsWithHeight: 1,
      roadKm: 0,
      drivableKm: 0,
      signals: 0,
      stops: 0,
      trees: 0,
      waterKm2: 0,
    },
    terrain: { truth: 'synthetic', cols: 2, rows: 2, cellM: 8000, westM: -4000, southM: -4000, minM: 340, maxM: 340 },
    tiles: { rootSizeM: 8000, westM: -4000, southM: -4000, maxLevel: 4, count: 1 },
    dropped: [],
  }
  return { dir: 'blocks', manifest, city: { buildings, links: [], nodes: [], areas: [], lines: [], points: [] } }
}

export type Tileset = {
  readonly asset: { readonly version: string; readonly extras: unknown }
  readonly geometricError: number
  readonly root: TilesetTile
}

export const readTileset = (dir: string): Tileset =>
  JSON.parse(readFileSync(join(dir, 'tileset.json'), 'utf8')) as Tileset

/** Every tile with its matrix to EPSG:4978 and its parent. */
export function* walk(
  tile: TilesetTile,
  above: { readonly tile: TilesetTile; readonly matrix: readonly number[] } | null = null,
): Generator<{ tile: TilesetTile; matrix: number[]; parent: TilesetTile | null }> {
  const matrix = above === null ? [...tile.transform] : times(above.matrix, tile.transform)
  yield { tile, matrix, parent: above?.tile ?? null }
  for (const child of tile.children ?? []) yield* walk(child, { tile, matrix })
}

export function times(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, i) => {
    const [row, col] = [i % 4, Math.floor(i / 4)]
    return [0, 1, 2, 3].reduce((sum, k) => sum + (a[k * 4 + row] as number) * (b[col * 4 + k] as number), 0)
  })
}

export const through = (m: readonly number[], p: readonly number[]): [number, number, number] =>
  [0, 1, 2].map(
    (r) =>
      (m[r] as number) * (p[0] as number) +
      (m[4 + r] as number) * (p[1] as number) +
      (m[8 + r] as number) * (p[2] as number) +
      (m[12 + r] as number),
  ) as [number, number, number]

export type ReadGlb = {
  readonly rows: readonly Readonly<Record<string, string | number>>[]
  /** In the tile's frame, z up. */
  readonly vertices: readonly (readonly [number, number, number])[]
  readonly features: readonly number[]
  readonly indices: readonly number[]
  /** The same content without meshopt, for validators that cannot look inside it. */
  readonly plain: Uint8Array
}

export async function readGlb(path: string): Promise<ReadGlb> {
  await MeshoptDecoder.ready
  const io = new NodeIO()
    .registerExtensions([EXTMeshFeatures, EXTMeshoptCompression, EXTStructuralMetadata, KHRMeshQuantization])
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder })
  const document = await io.read(path)
  const [node] = document.getRoot().listNodes()
  const [primitive] = document.getRoot().listMeshes()[0]?.listPrimitives() ?? []
  const position = primitive?.getAttribute('POSITION')
  const feature = primitive?.getAttribute('_FEATURE_ID_0')
  const table = primitive?.getExtension<Features>('EXT_mesh_features')?.listFeatureIDs()[0]?.getPropertyTable()
  const metadata = document.getRoot().getExtension<StructuralMetadata>('EXT_structural_metadata')
  if (!node || !position || !feature || !table || !metadata) throw new Error(`${path}: not a tile of buildings`)
  const matrix = node.getWorldMatrix()
  const vertices = Array.from({ length: position.getCount() }, (_, i) => {
    const [x, y, z] = through(matrix, position.getElement(i, []))
    return [x, -z, y] as const
  })
  for (const extension of document.getRoot().listExtensionsUsed()) {
    if (extension.extensionName === 'EXT_meshopt_compression') extension.dispose()
  }
  return {
    rows: rowsOf(table, metadata),
    vertices,
    features: [...(feature.getArray() ?? [])],
    indices: [...(primitive?.getIndices()?.getArray() ?? [])],
    plain: await io.writeBinary(document),
  }
}

function rowsOf(table: PropertyTable, metadata: StructuralMetadata): Record<string, string | number>[] {
  const schema = metadata.getSchema()
  const kind = schema?.getClass(table.getClass())
  return Array.from({ length: table.getCount() }, (_, row) => {
    const out: Record<string, string | number> = {}
    for (const key of table.listPropertyKeys()) {
      const column = kind?.getProperty(key)
      const property = table.getProperty(key)
      if (!column || !property) throw new Error(`column ${key} is not of the class`)
      const bytes = Buffer.from(property.getValues())
      const offsets = Buffer.from(property.getStringOffsets() ?? [])
      const enumeration = schema?.getEnum(column.getEnumType() ?? '')
      if (column.getType() === 'STRING') {
        out[key] = bytes.toString('utf8', offsets.readUInt32LE(row * 4), offsets.readUInt32LE(row * 4 + 4))
      } else if (enumeration) {
        out[key] =
          enumeration
            .listValues()
            .find((v) => v.getValue() === bytes[row])
            ?.getName() ?? ''
      } else
        out[key] = column.getComponentType() === 'FLOAT32' ? bytes.readFloatLE(row * 4) : bytes.readUInt16LE(row * 2)
    }
    return out
  })
}
