// Hands a tile's numbers to the graphics card as they came from the worker, a byte a value where that is enough.
import { VertexBuffer } from '@babylonjs/core/Buffers/buffer.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { TileMesh } from './tile-mesh.ts'

export function giveVertices(mesh: Mesh, data: Omit<TileMesh, 'low' | 'high'>): void {
  const engine = mesh.getEngine()
  const put = (
    kind: string,
    values: TileMesh['positions' | 'normals' | 'surfaces'],
    size: number,
    isUnit: boolean,
  ): void => {
    const type =
      values instanceof Float32Array
        ? VertexBuffer.FLOAT
        : values instanceof Int8Array
          ? VertexBuffer.BYTE
          : VertexBuffer.UNSIGNED_BYTE
    mesh.setVerticesBuffer(new VertexBuffer(engine, values, kind, { size, type, normalized: isUnit }), true)
  }
  put('position', data.positions, 3, false)
  put('normal', data.normals, 4, true)
  put('uv', data.uvs, 2, false)
  put('surface', data.surfaces, 4, false)
  put('tint', data.colours, 4, true)
  put('feature', data.features, 1, false)
  mesh.setIndices(data.indices, data.features.length)
  mesh.geometry?.clearCachedData()
}
