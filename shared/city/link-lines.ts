// The shapes of a city's links as bytes, in the order in which layers number them: what a page needs to draw values on roads.
// To a decimetre, which no screen shows. Left out: what only the road graph knows (nodes, lanes, speeds).
//
// Links: 'THL1', count varint, then each: width in decimetres varint (0 for a tunnel: nothing is drawn), points varint, and
// of each point zigzag decimetres east, north and up, of the first less the first point of the link before, else less the
// point before.
import { ByteReader, ByteWriter } from './bytes.ts'
import type { RoadLink } from './city.ts'

const MAGIC = [0x54, 0x48, 0x4c, 0x31]
const PARTS_A_M = 10
const LEAST_WIDTH_M = 2
const MOST_LINKS = 2_000_000

export type LinkLines = {
  readonly count: number
  /** Of each link its first point, and one more: where the last one ends. */
  readonly starts: Uint32Array
  /** East, north and up of each point, metres. */
  readonly pointsM: Float32Array
  readonly widthM: Float32Array
}

type Link = Pick<RoadLink, 'line' | 'upM' | 'widthM' | 'isTunnel'>

export function encodeLinkLines(links: readonly Link[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
  for (const byte of MAGIC) out.u8(byte)
  out.varint(links.length)
  const first = [0, 0, 0]
  const before = [0, 0, 0]
  for (const { line, upM, widthM, isTunnel } of links) {
    const points = line.length / 2
    out.varint(isTunnel ? 0 : Math.round(Math.max(LEAST_WIDTH_M, widthM) * PARTS_A_M))
    out.varint(points)
    for (let k = 0; k < 3; k++) before[k] = first[k] as number
    for (let i = 0; i < points; i++)
      for (let k = 0; k < 3; k++) {
        const now = Math.round(((k < 2 ? line[2 * i + k] : upM[i]) ?? 0) * PARTS_A_M)
        out.zigzag(now - (before[k] as number))
        before[k] = now
        if (i === 0) first[k] = now
      }
  }
  return out.finish()
}

/** RangeError when these are no links. */
export function decodeLinkLines(bytes: Uint8Array): LinkLines {
  const from = new ByteReader(bytes)
  if (MAGIC.some((byte) => byte !== from.u8())) throw new RangeError('links: not the links of a city')
  const count = from.varint()
  if (count > MOST_LINKS || count > from.left) throw new RangeError(`links: ${count} links are too many`)
  const starts = new Uint32Array(count + 1)
  const widthM = new Float32Array(count)
  // A point takes three bytes at least.
  const pointsM = new Float32Array(from.left)
  const first = [0, 0, 0]
  const at = [0, 0, 0]
  let end = 0
  for (let link = 0; link < count; link++) {
    widthM[link] = from.varint() / PARTS_A_M
    const points = from.varint()
    if (3 * points > from.left) throw new RangeError('links: more points than bytes')
    for (let k = 0; k < 3; k++) at[k] = first[k] as number
    for (let i = 0; i < points; i++)
      for (let k = 0; k < 3; k++) {
        at[k] = (at[k] as number) + from.zigzag()
        if (i === 0) first[k] = at[k] as number
        pointsM[end++] = (at[k] as number) / PARTS_A_M
      }
    starts[link + 1] = end / 3
  }
  return { count, starts, pointsM: pointsM.slice(0, end), widthM }
}
