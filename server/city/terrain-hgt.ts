// SRTM .hgt tiles: a degree square of big-endian 16-bit metres from the north-west, 1201, 1801 or 3601 samples a side,
// edges shared with the neighbours; the name gives the south-west corner; -32768 is a void.
// USGS, "SRTM Collection User Guide" (2015).
import { type GridInput } from './terrain-grid.ts'
import { Unreadable } from './ledger.ts'

/** Bytes of a tile with a sample every half second: finer ones are not made. */
export const LARGEST_HGT = 7201 ** 2 * 2

export const isHgtName = (name: string): boolean => /\.hgt$/i.test(name)

export function readHgt(name: string, bytes: Uint8Array): GridInput {
  const corner = /([NS])(\d{1,2})([EW])(\d{1,3})/i.exec(name)
  if (!corner) throw new Unreadable(name, 'its name does not tell its corner, as N51E071.hgt would')
  const side = Math.round(Math.sqrt(bytes.length / 2))
  if (side < 2 || side * side * 2 !== bytes.length) {
    throw new Unreadable(name, `is not a whole .hgt tile: ${bytes.length} bytes make no square of 16-bit heights`)
  }
  const south = Number(corner[2]) * (corner[1]?.toUpperCase() === 'S' ? -1 : 1)
  const west = Number(corner[4]) * (corner[3]?.toUpperCase() === 'W' ? -1 : 1)
  if (south < -90 || south > 89 || west < -180 || west > 179) {
    throw new Unreadable(name, 'the corner in its name is not on the earth')
  }
  const step = 1 / (side - 1)
  return {
    file: name,
    format: `SRTM .hgt, ${Math.round(3600 * step * 10) / 10} arc seconds`,
    crs: 'EPSG:4326',
    projection: '+proj=longlat +datum=WGS84 +no_defs',
    datum: 'EGM96',
    cols: side,
    rows: side,
    values: bigEndian(bytes),
    nodata: -32_768,
    scale: 1,
    offset: 0,
    affine: { x0: west, ax: step, bx: 0, y0: south + 1, ay: 0, by: -step },
    isPoint: true,
  }
}

function bigEndian(bytes: Uint8Array): Int16Array {
  const copy = Buffer.from(bytes)
  // A copy of its own starts at an even place.
  const own = copy.byteOffset % 2 === 0 ? copy : Buffer.from(Uint8Array.from(bytes).buffer)
  const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
  if (isLittle) own.swap16()
  return new Int16Array(own.buffer, own.byteOffset, own.length / 2)
}
