// Drawings are the pixels that were meant, and their PNG is one that others read.
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { area, drawing, letters, line, write, writeClear } from './drawing.ts'
import { pngOf } from './png.ts'

const shown = ({ width, pixels }: ReturnType<typeof drawing>): string[] =>
  Array.from({ length: pixels.length / width }, (_, y) =>
    Array.from(pixels.subarray(y * width, (y + 1) * width), (one) => '.#o'[one]).join(''),
  )

describe('a drawing', () => {
  it('fills a ring and leaves out its hole, and what lies outside of it', () => {
    const on = drawing(8, 6, 0)
    const ring = (left: number, side: number) =>
      [
        [left, left],
        [left + side, left],
        [left + side, left + side],
        [left, left + side],
      ] as const
    area(on, [ring(1, 4), ring(2, 2)], 1)
    area(on, [ring(-20, 5), ring(60, 5)], 1)
    expect(shown(on)).toEqual(['........', '.####...', '.#..#...', '.#..#...', '.####...', '........'])
  })

  it('draws lines, whole or dashed', () => {
    const on = drawing(9, 3, 0)
    const along = (y: number) =>
      [
        [0, y],
        [8.5, y],
      ] as const
    line(on, along(0.5), { colour: 1 })
    line(on, along(2.5), { colour: 1, dash: 3 })
    expect(shown(on).slice(0, 2)).toEqual(['#########', '.........'])
    expect(shown(on)[2]).toMatch(/^#{3,4}\.+#+$/)
  })

  it('writes figures, also over anything', () => {
    const on = drawing(11, 7, 0)
    write(on, [0, 0], '1m', { colour: 1, size: 1 })
    expect(shown(on)[6]).toBe('.###..#.#.#')
    expect(letters.wide('1m', 2)).toBe(22)
    const over = drawing(9, 11, 0)
    writeClear(over, [4.5, 5.5], '1', { colour: 1, edge: 2, size: 1 })
    expect(shown(over).join('')).toMatch(/o#o/)
  })
})

describe('a PNG', () => {
  it('holds head, palette and pixels as the standard has them, and the same bytes each time', () => {
    const on = drawing(3, 2, 1)
    on.pixels[4] = 0
    const png = pngOf(on, [0x102030, 0xffffff])
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]).toEqual([3, 2, 8, 3])
    const at = (name: string): Buffer => {
      const i = png.indexOf(name, 0, 'latin1')
      return png.subarray(i + 4, i + 4 + png.readUInt32BE(i - 4))
    }
    expect([...at('PLTE')]).toEqual([0x10, 0x20, 0x30, 255, 255, 255])
    expect([...inflateSync(at('IDAT'))]).toEqual([0, 1, 1, 1, 0, 1, 0, 1])
    expect(pngOf(on, [0x102030, 0xffffff])).toEqual(png)
  })
})
