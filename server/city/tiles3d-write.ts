// Writes a city's buildings as a 3D Tiles 1.1 tileset: tileset.json and one glTF binary a tile, in EPSG:4978.
// Every tile has a matrix of its own, so each lies on the ellipsoid where the projected frame says it does.
// Written to a folder beside the target and renamed at the end, so a failure leaves nothing.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Affine, apply } from '../../shared/city/ecef.ts'
import { Unreadable } from './ledger.ts'
import type { CityPackage } from './package.ts'
import { encodeGlb } from './tiles3d-glb.ts'
import { meshOf } from './tiles3d-mesh.ts'
import { ecefFromFrame, frameOf, relativeTo } from './tiles3d-place.ts'
import { type TileNode, buildTree } from './tiles3d-tree.ts'

export type TilesetReport = {
  readonly tiles: number
  /** Buildings and building parts in the finest tiles. */
  readonly buildings: number
  readonly bytes: number
  readonly levels: number
  readonly rootErrorM: number
}

/** Of the specification's tile, what is written here. */
export type TilesetTile = {
  readonly boundingVolume: { readonly box: readonly number[] }
  readonly geometricError: number
  readonly refine?: 'REPLACE'
  readonly transform: readonly number[]
  readonly content?: { readonly uri: string }
  readonly children?: readonly TilesetTile[]
}

const FOLDER = 'content'

export async function writeTileset(
  out: string,
  pack: Pick<CityPackage, 'dir' | 'manifest' | 'city'>,
): Promise<TilesetReport> {
  checkTilesetTarget(out)
  const { manifest } = pack
  const tree = buildTree(pack.city, manifest.tiles)
  if (tree === null) throw new Unreadable(pack.dir, 'the city has no buildings to export')
  const target = resolve(out)
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`)
  mkdirSync(dirname(target), { recursive: true })
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(join(partial, FOLDER), { recursive: true })
  try {
    const attribution = [...new Set(manifest.sources.map((s) => s.attribution).filter((a) => a !== ''))]
    const writer = new Writer(partial, frameOf(manifest), attribution.join('; '))
    const root = await writer.tile(tree, null)
    const tileset = {
      asset: {
        version: '1.1',
        extras: {
          generator: 'Townhall',
          name: manifest.name,
          attribution,
          licence: [...new Set(manifest.sources.map((s) => s.licence).filter((l) => l !== ''))],
          // Heights are those of this datum, not moved to the ellipsoid.
          heightDatum: manifest.datum,
          frame: { crs: manifest.crs, ...manifest.origin },
        },
      },
      geometricError: Math.max(1, tree.errorM * 2),
      root: root.json,
    }
    const text = `${JSON.stringify(tileset)}\n`
    writeFileSync(join(partial, 'tileset.json'), text)
    if (existsSync(target)) {
      const old = `${partial}-old`
      renameSync(target, old)
      renameSync(partial, target)
      rmSync(old, { recursive: true, force: true })
    } else renameSync(partial, target)
    return { ...writer.report, bytes: writer.report.bytes + Buffer.byteLength(text), rootErrorM: tree.errorM }
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw error
  }
}

/** Throws unless `out` is free, empty or an older tileset of ours: nothing else is ever replaced. */
export function checkTilesetTarget(out: string): void {
  if (!existsSync(out)) return
  let names: string[]
  try {
    names = readdirSync(out)
  } catch {
    throw new Unreadable(out, 'is a file, not a folder for a tileset')
  }
  const foreign = names.find((name) => name !== 'tileset.json' && name !== FOLDER)
  const deeper = names.includes(FOLDER)
    ? namesIn(join(out, FOLDER)).find((name) => !/^[\d-]+\.glb$/.test(name))
    : undefined
  if (foreign ?? deeper ?? (names.length > 0 && !names.includes('tileset.json') ? names[0] : undefined)) {
    throw new Unreadable(out, `is a folder with other things in it (${foreign ?? deeper ?? names[0]}); name a new one`)
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return [basename(dir)]
  }
}

type Box = { readonly low: readonly number[]; readonly high: readonly number[] }
type Written = { readonly json: TilesetTile; readonly box: Box }

class Writer {
  readonly report = { tiles: 0, buildings: 0, bytes: 0, levels: 0 }
  private readonly dir: string
  private readonly frame: ReturnType<typeof frameOf>
  private readonly copyright: string

  constructor(dir: string, frame: ReturnType<typeof frameOf>, copyright: string) {
    this.dir = dir
    this.frame = frame
    this.copyright = copyright
  }

  async tile(node: TileNode, parent: Affine | null): Promise<Written> {
    const place = ecefFromFrame(this.frame, node.atM)
    const mesh = meshOf(node.buildings, node.atM)
    const boxes: Box[] = mesh === null ? [] : [{ low: mesh.lowM, high: mesh.highM }]
    const children: TilesetTile[] = []
    for (const child of node.children) {
      const { json, box } = await this.tile(child, place)
      children.push(json)
      boxes.push(carried(box, json.transform))
    }
    let content: { uri: string } | undefined
    if (mesh !== null) {
      const uri = `${FOLDER}/${node.level}-${node.x}-${node.y}.glb`
      const bytes = await encodeGlb({ mesh, buildings: node.buildings, copyright: this.copyright })
      writeFileSync(join(this.dir, uri), bytes)
      this.report.tiles++
      this.report.bytes += bytes.length
      this.report.levels = Math.max(this.report.levels, node.level + 1)
      if (node.children.length === 0) this.report.buildings += node.buildings.length
      content = { uri }
    }
    const box = union(boxes)
    const json: TilesetTile = {
      boundingVolume: { box: boxNumbers(box) },
      geometricError: node.errorM,
      ...(parent === null ? { refine: 'REPLACE' as const } : {}),
      transform: parent === null ? place : relativeTo(parent, place),
      ...(content === undefined ? {} : { content }),
      ...(children.length === 0 ? {} : { children }),
    }
    return { json, box }
  }
}

function union(boxes: readonly Box[]): Box {
  // A leaf whose outlines all vanish still needs a volume: a point at its middle.
  if (boxes.length === 0) return { low: [0, 0, 0], high: [0, 0, 0] }
  const side = (pick: (...all: number[]) => number, of: 'low' | 'high'): number[] =>
    [0, 1, 2].map((k) => pick(...boxes.map((b) => b[of][k] as number)))
  return { low: side(Math.min, 'low'), high: side(Math.max, 'high') }
}

/** The box around a box seen through a matrix. */
function carried({ low, high }: Box, matrix: Affine): Box {
  const corners = Array.from({ length: 8 }, (_, i) =>
    apply(matrix, [0, 1, 2].map((k) => ((i >> k) & 1 ? high[k] : low[k]) as number) as [number, number, number]),
  )
  return union(corners.map((c) => ({ low: c, high: c })))
}

/** Middle, then half axes, as the specification's box has them. */
function boxNumbers({ low, high }: Box): number[] {
  const middle = low.map((l, k) => (l + (high[k] as number)) / 2)
  const half = low.map((l, k) => Math.max(0.5, ((high[k] as number) - l) / 2))
  return [...middle, half[0] as number, 0, 0, 0, half[1] as number, 0, 0, 0, half[2] as number].map(
    (v) => Math.round(v * 1000) / 1000,
  )
}
