// Between a context tileset and the loader: every file of it is fetched here, from the tileset's own folder only and never
// more of it than a tile may have; every tile is reckoned (context-budget.ts) before the engine sees a byte of it.
// A plugin of 3d-tiles-renderer: it asks plugins in the order they were registered, this one first.
import { checkTile, TILE_BUDGET, TileRefused } from './context-budget.ts'
import { closeTile, gatherFiles, loadedOf, openTile } from './context-glb.ts'

/** Of an implicit tileset, what the renderer's own plugin keeps with a tile. */
type ImplicitTile = {
  readonly implicitTilingData?: { readonly root?: { readonly implicitTiling?: { readonly subtreeLevels?: unknown } } }
}
export type ParseTile = (
  buffer: ArrayBuffer,
  tile: object,
  extension: string,
  url: string,
  signal: AbortSignal,
) => Promise<unknown>

const CONTENT = /^(glb|gltf|b3dm)$/i

export class ContextGate {
  readonly name = 'TOWNHALL_CONTEXT_GATE'
  /** Before plugins without a priority. */
  readonly priority = -100
  private readonly folder: string
  private readonly parse: ParseTile
  private readonly costs = new WeakMap<object, number>()

  /** `parse` is the renderer's own; `root` the address of the tileset. */
  constructor(root: string, parse: ParseTile) {
    this.folder = new URL('.', root).href
    this.parse = parse
  }

  /** The hook for every file the renderer asks for. */
  fetchData(url: string, options: RequestInit): Promise<Response> {
    return fetchInFolder(url, { folder: this.folder, options, mostBytes: TILE_BUDGET.bytes })
  }

  /** The hook for what came; nothing for kinds that are not meshes, which goes to the next plugin. */
  parseTile(
    buffer: ArrayBuffer,
    tile: object,
    extension: string,
    url: string,
    signal: AbortSignal,
  ): Promise<unknown> | undefined {
    const name = nameOf(url)
    if (/^subtree$/i.test(extension)) {
      checkSubtree(name, buffer, tile)
      return undefined
    }
    return CONTENT.test(extension) ? this.admit(buffer, { tile, extension, url, signal }) : undefined
  }

  /** The hook for the cache: what a tile takes on the graphics card, beside the one the renderer counts. */
  calculateBytesUsed(tile: object): number {
    return this.costs.get(tile) ?? 0
  }

  private async admit(
    buffer: ArrayBuffer,
    { tile, extension, url, signal }: { tile: object; extension: string; url: string; signal: AbortSignal },
  ): Promise<unknown> {
    const name = nameOf(url)
    const came = openTile(name, new Uint8Array(buffer))
    let left = TILE_BUDGET.bytes - buffer.byteLength
    const content = await gatherFiles(name, came, async (uri) => {
      const bytes = await bytesOf(uri, { base: url, folder: this.folder, mostBytes: left, signal })
      left -= bytes.length
      return bytes
    })
    this.costs.set(tile, checkTile(name, loadedOf(content)))
    if (content === came) return this.parse(buffer, tile, extension, url, signal)
    const whole = closeTile(content).buffer
    return this.parse(whole, tile, extension.toLowerCase() === 'gltf' ? 'glb' : extension, url, signal)
  }
}

type Bounds = { readonly folder: string; readonly mostBytes: number }

/** A file of the folder, read no further than `mostBytes`. Redirects count where they lead to. */
export async function fetchInFolder(
  url: string,
  { folder, mostBytes, options }: Bounds & { readonly options: RequestInit },
): Promise<Response> {
  const name = nameOf(url)
  const isInside = (address: string): boolean => new URL(address, folder).href.startsWith(folder)
  if (!isInside(url)) throw new TileRefused('outside', name)
  const answer = await fetch(url, options)
  if (answer.url !== '' && !isInside(answer.url)) throw new TileRefused('outside', name)
  const told = Number(answer.headers.get('content-length') ?? 0)
  if (!answer.ok || answer.body === null) return answer
  if (told > mostBytes) {
    await answer.body.cancel()
    throw new TileRefused('bytes', name, told)
  }
  const parts: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  const reader = answer.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length
    if (length > mostBytes) {
      await reader.cancel()
      throw new TileRefused('bytes', name, length)
    }
    parts.push(next.value)
  }
  return new Response(new Blob(parts), { status: answer.status, headers: answer.headers })
}

/** What a glTF names: a file beside it, or bytes in the address itself. */
async function bytesOf(
  uri: string,
  { base, folder, mostBytes, signal }: Bounds & { readonly base: string; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  const name = nameOf(base)
  if (uri.startsWith('data:')) {
    const comma = uri.indexOf(',')
    if (comma < 0 || !uri.slice(0, comma).endsWith(';base64')) throw new TileRefused('unreadable', name)
    return Uint8Array.from(atob(uri.slice(comma + 1)), (letter) => letter.codePointAt(0) ?? 0)
  }
  const url = URL.canParse(uri, base) ? new URL(uri, base).href : ''
  if (url === '') throw new TileRefused('unreadable', name)
  const answer = await fetchInFolder(url, { folder, mostBytes, options: { signal } })
  if (!answer.ok) throw new Error(`${nameOf(url)} of the tile ${name} is not there (${answer.status})`)
  return new Uint8Array(await answer.arrayBuffer())
}

/** A subtree says how many tiles it unfolds to, and may ask for files on its own. */
function checkSubtree(name: string, buffer: ArrayBuffer, tile: ImplicitTile): void {
  const levels = Number(tile.implicitTilingData?.root?.implicitTiling?.subtreeLevels)
  if (!(levels >= 1 && levels <= TILE_BUDGET.levels)) throw new TileRefused('levels', name, levels)
  const data = new DataView(buffer)
  const length = buffer.byteLength < 24 ? Number.NaN : data.getUint32(8, true)
  if (!(24 + length <= buffer.byteLength)) throw new TileRefused('unreadable', name)
  const text = new TextDecoder().decode(new Uint8Array(buffer, 24, length))
  const { buffers } = JSON.parse(text) as { buffers?: unknown }
  for (const one of Array.isArray(buffers) ? (buffers as readonly { uri?: unknown }[]) : [])
    if (typeof one.uri === 'string' && /^[a-z][a-z\d+.-]*:|^[\\/]|\.\.|%2e/i.test(one.uri))
      throw new TileRefused('outside', name)
}

/** The last part of an address, for a sentence. */
const nameOf = (url: string): string => {
  const path = url.split(/[?#]/)[0] ?? url
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path
}
