// A small drawing in numbered colours: areas, lines, discs, and the few letters that need no language. Whole pixels and nothing
// in between, so that the same lines are the same pixels everywhere.
import { GLYPH_HIGH, GLYPH_WIDE, GLYPHS } from './glyphs.ts'

/** Rows from the top; a pixel is the place of its colour in a palette. */
export type Drawing = { readonly width: number; readonly height: number; readonly pixels: Uint8Array }
/** Pixels from the left and from the top; between two of them is half of one. */
export type Spot = readonly [x: number, y: number]

export const drawing = (width: number, height: number, colour: number): Drawing => ({
  width,
  height,
  pixels: new Uint8Array(width * height).fill(colour),
})

export function put({ width, height, pixels }: Drawing, [x, y]: Spot, colour: number): void {
  if (x >= 0 && y >= 0 && x < width && y < height) pixels[Math.floor(y) * width + Math.floor(x)] = colour
}

export function box(on: Drawing, [left, top]: Spot, [wide, high]: Spot, colour: number): void {
  for (let y = top; y < top + high; y++) for (let x = left; x < left + wide; x++) put(on, [x, y], colour)
}

/** What lies in an odd number of the rings. */
export function area(on: Drawing, rings: readonly (readonly Spot[])[], colour: number): void {
  let [low, high] = [Infinity, -Infinity]
  for (const [, y] of rings.flat()) [low, high] = [Math.min(low, y), Math.max(high, y)]
  const last = Math.min(on.height - 1, Math.floor(high))
  for (let y = Math.max(0, Math.floor(low)); y <= last; y++) {
    const middle = y + 0.5
    const cuts: number[] = []
    for (const ring of rings)
      for (const [i, a] of ring.entries()) {
        const b = ring[(i + 1) % ring.length] as Spot
        if (a[1] <= middle !== b[1] <= middle) cuts.push(a[0] + ((middle - a[1]) / (b[1] - a[1])) * (b[0] - a[0]))
      }
    cuts.sort((a, b) => a - b)
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const to = Math.min(on.width, Math.round(cuts[i + 1] as number))
      for (let x = Math.max(0, Math.round(cuts[i] as number)); x < to; x++) on.pixels[y * on.width + x] = colour
    }
  }
}

/** So many pixels wide; `dash`: drawn and left out in turn, pixels. */
export function line(
  on: Drawing,
  spots: readonly Spot[],
  { colour, wide = 1, dash = 0 }: { readonly colour: number; readonly wide?: number; readonly dash?: number },
): void {
  let gone = 0
  for (let i = 0; i + 1 < spots.length; i++) {
    const [a, b] = [spots[i] as Spot, spots[i + 1] as Spot]
    const long = Math.hypot(b[0] - a[0], b[1] - a[1])
    const steps = Math.max(1, Math.ceil(long * 2))
    for (let step = 0; step <= steps; step++) {
      const part = step / steps
      const isDrawn = dash === 0 || Math.floor((gone + long * part) / dash) % 2 === 0
      if (isDrawn) disc(on, [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part], wide / 2, colour)
    }
    gone += long
  }
}

export function disc(on: Drawing, [x, y]: Spot, radius: number, colour: number): void {
  if (radius <= 0.5) return put(on, [x, y], colour)
  const reach = Math.ceil(radius)
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      const [px, py] = [Math.floor(x) + dx, Math.floor(y) + dy]
      if (Math.hypot(px + 0.5 - x, py + 0.5 - y) <= radius) put(on, [px, py], colour)
    }
}

export const letters = { wide: (text: string, size: number): number => (text.length * (GLYPH_WIDE + 1) - 1) * size }

/** From its upper left corner; letters that are not there are left out. */
export function write(on: Drawing, [x, y]: Spot, text: string, { colour, size }: Ink): void {
  for (const [at, sign] of text.split('').entries()) {
    const rows = GLYPHS[sign] ?? []
    for (const [row, bits] of rows.entries())
      for (let col = 0; col < GLYPH_WIDE; col++)
        if ((bits >> (GLYPH_WIDE - 1 - col)) & 1)
          box(on, [x + (at * (GLYPH_WIDE + 1) + col) * size, y + row * size], [size, size], colour)
  }
}
export type Ink = { readonly colour: number; readonly size: number }

/** The same with a border of another colour, to be read on anything; `[x, y]` is its middle. */
export function writeClear(on: Drawing, [x, y]: Spot, text: string, { edge, ...ink }: Ink & { readonly edge: number }) {
  const left = Math.round(x - letters.wide(text, ink.size) / 2)
  const top = Math.round(y - (GLYPH_HIGH * ink.size) / 2)
  const { size } = ink
  for (const dy of [-size, 0, size])
    for (const dx of [-size, 0, size]) write(on, [left + dx, top + dy], text, { colour: edge, size })
  write(on, [left, top], text, ink)
}
