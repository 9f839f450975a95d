// Runs in a worker: fetches a tile, decodes it, builds its mesh and hands the arrays over without a copy.
import { decodeTile } from '../../shared/city/tile.ts'
import { type TileFacts, type TileMesh, factsOf, meshTile } from './tile-mesh.ts'

export type TileRequest = { readonly key: string; readonly url: string }
export type TileAnswer =
  | { readonly key: string; readonly ok: true; readonly mesh: TileMesh; readonly facts: TileFacts }
  | { readonly key: string; readonly ok: false; readonly why: string }

type Port = {
  addEventListener(type: 'message', heard: (event: MessageEvent<TileRequest>) => void): void
  postMessage(answer: TileAnswer, transfer: Transferable[]): void
}
// The worker's global scope, typed by the two things used here.
const port = globalThis as unknown as Port

port.addEventListener('message', (event) => void answer(event.data))

async function answer({ key, url }: TileRequest): Promise<void> {
  try {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    const tile = decodeTile(new Uint8Array(await response.arrayBuffer()))
    const mesh = meshTile(tile)
    const arrays = [mesh.positions, mesh.normals, mesh.uvs, mesh.surfaces, mesh.colours, mesh.features, mesh.indices]
    port.postMessage(
      { key, ok: true, mesh, facts: factsOf(tile) },
      arrays.map((a) => a.buffer),
    )
  } catch (error) {
    port.postMessage({ key, ok: false, why: error instanceof Error ? error.message : String(error) }, [])
  }
}
