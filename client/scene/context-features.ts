// Feature ids and their metadata in glTF tiles: EXT_mesh_features (ids by vertex attribute or by vertex number) and
// the property tables of EXT_structural_metadata, which the engine's loader passes over. Id textures and columns of
// arrays or vectors are left out. Also meshopt by its own decoder: no worker that may end in the middle of a tile.
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js'
import { ArrayItem, GLTFLoader } from '@babylonjs/loaders/glTF/2.0/glTFLoader.js'
import type { IGLTFLoaderExtension } from '@babylonjs/loaders/glTF/2.0/glTFLoaderExtension.js'
import {
  registerGLTFExtension,
  unregisterGLTFExtension,
} from '@babylonjs/loaders/glTF/2.0/glTFLoaderExtensionRegistry.js'
import type { IMesh, IMeshPrimitive, INode } from '@babylonjs/loaders/glTF/2.0/glTFLoaderInterfaces.js'
import { MeshoptDecoder } from 'meshoptimizer/decoder'

export type FeatureValue = string | number | boolean
export type FeatureRow = Readonly<Record<string, FeatureValue>>

/** The feature ids of one mesh and what is told of each. */
export type MeshFeatures = {
  featureAt(vertex: number): number
  /** Null where the tile has no table. */
  row(feature: number): FeatureRow | null
}

const known = new WeakMap<AbstractMesh, MeshFeatures>()

export const featuresOf = (mesh: AbstractMesh): MeshFeatures | null => known.get(mesh) ?? null

/** Call once before the first tile is loaded. */
export async function readFeatures(): Promise<void> {
  await MeshoptDecoder.ready
  for (const [name, make] of [
    ['EXT_mesh_features', (loader: GLTFLoader) => new FeatureExtension(loader)],
    ['EXT_meshopt_compression', (loader: GLTFLoader) => new MeshoptExtension(loader)],
  ] as const) {
    unregisterGLTFExtension(name)
    registerGLTFExtension(name, true, make)
  }
  // Draco drops custom attributes, and the decoders of both would come from the engine's makers' servers.
  unregisterGLTFExtension('KHR_draco_mesh_compression')
  unregisterGLTFExtension('KHR_texture_basisu')
}

class FeatureExtension implements IGLTFLoaderExtension {
  readonly name = 'EXT_mesh_features'
  readonly enabled = true
  private readonly loader: GLTFLoader
  private readonly tables = new Map<number, Promise<Table>>()

  constructor(loader: GLTFLoader) {
    this.loader = loader
  }

  dispose(): void {
    this.tables.clear()
  }

  _loadMeshPrimitiveAsync(
    context: string,
    name: string,
    node: INode,
    mesh: IMesh,
    primitive: IMeshPrimitive,
    assign: (mesh: AbstractMesh) => void,
  ): Promise<AbstractMesh> | null {
    return GLTFLoader.LoadExtensionAsync<FeatureIds, AbstractMesh>(
      context,
      primitive,
      this.name,
      async (_inside, { featureIds }) => {
        // oxlint-disable-next-line no-underscore-dangle -- the engine's name of its hook
        const made = await this.loader._loadMeshPrimitiveAsync(context, name, node, mesh, primitive, assign)
        const set = featureIds.find((one) => one.texture === undefined)
        if (!set) return made
        const ids = set.attribute === undefined ? null : await this.ids(context, primitive, set.attribute)
        const table = set.propertyTable === undefined ? null : await this.table(set.propertyTable)
        known.set(made, {
          featureAt: (vertex) => (ids === null ? vertex : (ids[vertex] ?? -1)),
          row: (feature) => table?.row(feature) ?? null,
        })
        return made
      },
    )
  }

  private async ids(context: string, primitive: IMeshPrimitive, attribute: number): Promise<Float64Array> {
    const number = primitive.attributes[`_FEATURE_ID_${attribute}`]
    const accessor = ArrayItem.Get(`${context}/_FEATURE_ID_${attribute}`, this.loader.gltf.accessors, number)
    const bytes = await this.view(accessor.bufferView)
    const width = WIDTHS[accessor.componentType] ?? 4
    const stride = this.loader.gltf.bufferViews?.[accessor.bufferView ?? -1]?.byteStride ?? width
    const data = viewOf(bytes)
    const from = accessor.byteOffset ?? 0
    return Float64Array.from({ length: accessor.count }, (_, i) =>
      component(data, from + i * stride, accessor.componentType),
    )
  }

  private table(index: number): Promise<Table> {
    const made = this.tables.get(index) ?? this.readTable(index)
    this.tables.set(index, made)
    return made
  }

  private async readTable(index: number): Promise<Table> {
    const metadata = this.loader.gltf.extensions?.['EXT_structural_metadata'] as Metadata | undefined
    const table = metadata?.propertyTables?.[index]
    const properties = metadata?.schema?.classes?.[table?.class ?? '']?.properties ?? {}
    const columns = Object.entries(table?.properties ?? {}).flatMap(([key, column]) => {
      const property = properties[key]
      return property === undefined ? [] : [this.column(key, property, { column, metadata })]
    })
    const read = await Promise.all(columns)
    const count = table?.count ?? 0
    return {
      row: (feature) =>
        feature >= 0 && feature < count
          ? Object.fromEntries(read.flatMap(({ key, at }) => (at === null ? [] : [[key, at(feature)]])))
          : null,
    }
  }

  private async column(
    key: string,
    property: Property,
    { column, metadata }: { column: ColumnJson; metadata: Metadata | undefined },
  ): Promise<{ key: string; at: ((row: number) => FeatureValue) | null }> {
    if (property.array === true) return { key, at: null }
    const values = await this.view(column.values)
    const data = viewOf(values)
    if (property.type === 'STRING' && column.stringOffsets !== undefined) {
      const offsets = viewOf(await this.view(column.stringOffsets))
      const type = column.stringOffsetType ?? 'UINT32'
      const at = (row: number): number => scalar(offsets, row, type)
      return { key, at: (row) => text.decode(values.subarray(at(row), at(row + 1))) }
    }
    if (property.type === 'BOOLEAN') return { key, at: (row) => (((values[row >> 3] ?? 0) >> (row & 7)) & 1) === 1 }
    if (property.type === 'ENUM') {
      const kind = metadata?.schema?.enums?.[property.enumType ?? '']
      const names = new Map(kind?.values.map(({ name, value }) => [value, name]))
      return {
        key,
        at: (row) => {
          const value = scalar(data, row, kind?.valueType ?? 'UINT16')
          return names.get(value) ?? value
        },
      }
    }
    if (property.type !== 'SCALAR') return { key, at: null }
    const { componentType = 'FLOAT32', offset = 0, scale = 1 } = { ...property, ...column }
    return { key, at: (row) => offset + scale * scalar(data, row, componentType) }
  }

  private async view(index: number | undefined): Promise<Uint8Array> {
    const view = ArrayItem.Get('/bufferViews', this.loader.gltf.bufferViews, index)
    const { buffer, byteOffset, byteLength } = await this.loader.loadBufferViewAsync(`/bufferViews/${view.index}`, view)
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
  }
}

class MeshoptExtension implements IGLTFLoaderExtension {
  readonly name = 'EXT_meshopt_compression'
  readonly enabled = true
  private readonly loader: GLTFLoader
  private readonly decoded = new Map<string, Promise<Uint8Array>>()

  constructor(loader: GLTFLoader) {
    this.loader = loader
  }

  dispose(): void {
    this.decoded.clear()
  }

  loadBufferViewAsync(
    context: string,
    view: Parameters<GLTFLoader['loadBufferViewAsync']>[1],
  ): Promise<ArrayBufferView> | null {
    return GLTFLoader.LoadExtensionAsync<Meshopt, ArrayBufferView>(context, view, this.name, (_inside, packed) => {
      const made = this.decoded.get(context) ?? this.decode(context, packed)
      this.decoded.set(context, made)
      return made
    })
  }

  private async decode(
    context: string,
    { buffer, byteOffset = 0, byteLength, count, ...how }: Meshopt,
  ): Promise<Uint8Array> {
    const from = ArrayItem.Get(`${context}/buffer`, this.loader.gltf.buffers, buffer)
    const packed = await this.loader.loadBufferAsync(`/buffers/${from.index}`, from, byteOffset, byteLength)
    const out = new Uint8Array(count * how.byteStride)
    const source = new Uint8Array(packed.buffer as ArrayBuffer, packed.byteOffset, packed.byteLength)
    MeshoptDecoder.decodeGltfBuffer(out, count, how.byteStride, source, how.mode, how.filter ?? 'NONE')
    return out
  }
}

type Table = { row(feature: number): FeatureRow | null }
type FeatureIds = {
  readonly featureIds: readonly { attribute?: number; texture?: unknown; propertyTable?: number }[]
}
type Property = {
  readonly type: string
  readonly componentType?: string
  readonly enumType?: string
  readonly array?: boolean
  readonly offset?: number
  readonly scale?: number
}
type ColumnJson = {
  readonly values: number
  readonly stringOffsets?: number
  readonly stringOffsetType?: string
  readonly offset?: number
  readonly scale?: number
}
type Metadata = {
  readonly schema?: {
    readonly classes?: Readonly<Record<string, { readonly properties?: Readonly<Record<string, Property>> }>>
    readonly enums?: Readonly<
      Record<string, { readonly valueType?: string; readonly values: readonly { name: string; value: number }[] }>
    >
  }
  readonly propertyTables?: readonly {
    readonly class: string
    readonly count: number
    readonly properties?: Readonly<Record<string, ColumnJson>>
  }[]
}
type Meshopt = {
  readonly buffer: number
  readonly byteOffset?: number
  readonly byteLength: number
  readonly byteStride: number
  readonly count: number
  readonly mode: string
  readonly filter?: string
}

const text = new TextDecoder()
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** glTF's numbers for component types: byte, short, int, float and their unsigned kin. */
const WIDTHS: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 }
const NAMES: Readonly<Record<number, string>> = {
  5120: 'INT8',
  5121: 'UINT8',
  5122: 'INT16',
  5123: 'UINT16',
  5125: 'UINT32',
  5126: 'FLOAT32',
}

const component = (data: DataView, at: number, type: number): number => READ[NAMES[type] ?? '']?.[1](data, at) ?? -1

function scalar(data: DataView, row: number, type: string): number {
  const [width, read] = READ[type] ?? []
  return width === undefined || read === undefined ? Number.NaN : read(data, row * width)
}

const READ: Readonly<Record<string, readonly [width: number, read: (data: DataView, at: number) => number]>> = {
  INT8: [1, (d, at) => d.getInt8(at)],
  UINT8: [1, (d, at) => d.getUint8(at)],
  INT16: [2, (d, at) => d.getInt16(at, true)],
  UINT16: [2, (d, at) => d.getUint16(at, true)],
  INT32: [4, (d, at) => d.getInt32(at, true)],
  UINT32: [4, (d, at) => d.getUint32(at, true)],
  INT64: [8, (d, at) => Number(d.getBigInt64(at, true))],
  UINT64: [8, (d, at) => Number(d.getBigUint64(at, true))],
  FLOAT32: [4, (d, at) => d.getFloat32(at, true)],
  FLOAT64: [8, (d, at) => d.getFloat64(at, true)],
}
