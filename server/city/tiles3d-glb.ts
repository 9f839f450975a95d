// One tile's content: a glTF 2.0 binary with EXT_mesh_features, EXT_structural_metadata (tiles3d-table.ts),
// KHR_mesh_quantization and EXT_meshopt_compression. Written by hand, since property tables want every view on
// a multiple of eight bytes, which general glTF writers do not give.
import { MeshoptEncoder } from 'meshoptimizer'
import type { Building } from '../../shared/city/city.ts'
import type { TileMesh } from './tiles3d-mesh.ts'
import { SCHEMA, tableColumns } from './tiles3d-table.ts'

export type GlbContent = {
  readonly mesh: TileMesh
  /** In the order of the mesh's feature ids. */
  readonly buildings: readonly Building[]
  /** Shown by viewers, from the manifest's sources. */
  readonly copyright: string
}

const BYTE = 5120
const UNSIGNED_BYTE = 5121
const SHORT = 5122
const UNSIGNED_SHORT = 5123
const UNSIGNED_INT = 5125
const VERTICES = 34962
const INDICES = 34963

export async function encodeGlb({ mesh, buildings, copyright }: GlbContent): Promise<Uint8Array> {
  await MeshoptEncoder.ready
  const bin = new Bin()
  const count = mesh.features.length
  const isSmall = count <= 65_535
  const indices = isSmall ? Uint16Array.from(mesh.indices) : mesh.indices
  const accessors = [
    {
      bufferView: bin.indices(indices),
      componentType: isSmall ? UNSIGNED_SHORT : UNSIGNED_INT,
      count: indices.length,
      type: 'SCALAR',
    },
    {
      bufferView: bin.vertices(padded(mesh.positions, 3), 8),
      componentType: SHORT,
      count,
      type: 'VEC3',
      ...rangeOf(mesh.positions),
    },
    {
      bufferView: bin.vertices(padded(mesh.normals, 3), 4),
      componentType: BYTE,
      normalized: true,
      count,
      type: 'VEC3',
    },
    {
      bufferView: bin.vertices(padded(mesh.colours, 3), 4),
      componentType: UNSIGNED_BYTE,
      normalized: true,
      count,
      type: 'VEC3',
    },
    {
      bufferView: bin.vertices(padded(mesh.features, 1), 4),
      componentType: UNSIGNED_SHORT,
      count,
      type: 'SCALAR',
    },
  ]
  const table = tableColumns(buildings, (bytes) => bin.plain(bytes))
  const json = {
    asset: { version: '2.0', generator: 'Townhall', ...(copyright === '' ? {} : { copyright }) },
    extensionsUsed: [
      'EXT_mesh_features',
      'EXT_meshopt_compression',
      'EXT_structural_metadata',
      'KHR_mesh_quantization',
    ],
    extensionsRequired: ['EXT_meshopt_compression', 'KHR_mesh_quantization'],
    extensions: { EXT_structural_metadata: { schema: SCHEMA, propertyTables: [table] } },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, translation: [0, mesh.baseUpM, 0], scale: [mesh.stepM, mesh.stepM, mesh.stepM] }],
    meshes: [
      {
        primitives: [
          {
            attributes: { POSITION: 1, NORMAL: 2, COLOR_0: 3, _FEATURE_ID_0: 4 },
            indices: 0,
            material: 0,
            extensions: {
              EXT_mesh_features: {
                featureIds: [{ featureCount: buildings.length, attribute: 0, propertyTable: 0 }],
              },
            },
          },
        ],
      },
    ],
    materials: [{ name: 'buildings', pbrMetallicRoughness: { metallicFactor: 0, roughnessFactor: 0.9 } }],
    accessors,
    ...bin.described(),
  }
  return container(JSON.stringify(json), bin.bytes())
}

type Numbers = Int16Array | Int8Array | Uint8Array | Uint16Array

/** Each element filled up to a multiple of four bytes, as glTF's vertices and meshopt want them. */
function padded(values: Numbers, size: number): Uint8Array {
  const width = values.BYTES_PER_ELEMENT
  const stride = (Math.ceil((size * width) / 4) * 4) / width
  const count = values.length / size
  const out = new (values.constructor as new (length: number) => Numbers)(count * stride)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < size; k++) out[i * stride + k] = values[i * size + k] as number
  }
  return new Uint8Array(out.buffer)
}

function rangeOf(positions: Int16Array): { min: number[]; max: number[] } {
  const min = [32_767, 32_767, 32_767]
  const max = [-32_768, -32_768, -32_768]
  positions.forEach((v, i) => {
    min[i % 3] = Math.min(min[i % 3] as number, v)
    max[i % 3] = Math.max(max[i % 3] as number, v)
  })
  return { min, max }
}

/** The binary chunk and its views: compressed ones live in a second, absent buffer of the extension's fallback. */
class Bin {
  private readonly parts: Uint8Array[] = []
  private length = 0
  private fallback = 0
  private readonly views: object[] = []

  /** Uncompressed; returns the view's number. */
  plain(bytes: Uint8Array): number {
    return this.views.push({ buffer: 0, byteOffset: this.put(bytes), byteLength: bytes.length }) - 1
  }

  vertices(bytes: Uint8Array, stride: number): number {
    return this.packed(bytes, { stride, mode: 'ATTRIBUTES' })
  }

  indices(values: Uint16Array | Uint32Array): number {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    return this.packed(bytes, { stride: values.BYTES_PER_ELEMENT, mode: 'TRIANGLES' })
  }

  private packed(bytes: Uint8Array, { stride, mode }: { stride: number; mode: 'ATTRIBUTES' | 'TRIANGLES' }): number {
    const count = bytes.length / stride
    const small = MeshoptEncoder.encodeGltfBuffer(bytes, count, stride, mode)
    const at = this.fallback
    this.fallback += Math.ceil(bytes.length / 8) * 8
    const isVertices = mode === 'ATTRIBUTES'
    const view = {
      buffer: 1,
      byteOffset: at,
      byteLength: bytes.length,
      target: isVertices ? VERTICES : INDICES,
      ...(isVertices ? { byteStride: stride } : {}),
      extensions: {
        EXT_meshopt_compression: {
          buffer: 0,
          byteOffset: this.put(small),
          byteLength: small.length,
          byteStride: stride,
          count,
          mode,
        },
      },
    }
    return this.views.push(view) - 1
  }

  private put(bytes: Uint8Array): number {
    const at = this.length
    this.parts.push(bytes, new Uint8Array((8 - (bytes.length % 8)) % 8))
    this.length = Math.ceil((at + bytes.length) / 8) * 8
    return at
  }

  described(): object {
    return {
      bufferViews: this.views,
      buffers: [
        { byteLength: this.length },
        { byteLength: this.fallback, extensions: { EXT_meshopt_compression: { fallback: true } } },
      ],
    }
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.parts)
  }
}

/** GLB: a header of 12 bytes, then two chunks with headers of 8, each filled up; the second begins at a multiple of 8. */
function container(json: string, bin: Uint8Array): Uint8Array {
  const text = Buffer.from(json)
  const head = Buffer.concat([text, Buffer.alloc((12 - (text.length % 8)) % 8, 0x20)])
  const out = Buffer.alloc(28 + head.length + bin.length)
  out.write('glTF', 0)
  out.writeUInt32LE(2, 4)
  out.writeUInt32LE(out.length, 8)
  out.writeUInt32LE(head.length, 12)
  out.write('JSON', 16)
  head.copy(out, 20)
  out.writeUInt32LE(bin.length, 20 + head.length)
  out.write('BIN\0', 24 + head.length)
  out.set(bin, 28 + head.length)
  return out
}
