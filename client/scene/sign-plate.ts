// A line of text on a dark plate with round corners, drawn into a cell of a texture: names of people, words of alerts.
import { SIGN_FONT } from './floating-quads.ts'
import { cut } from './text-lines.ts'

export type Plate = {
  readonly fontPx: number
  /** Of the plate, 0 to 1. */
  readonly opacity: number
  /** Of the cell, pixels of the texture. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Gives how wide what was drawn is, pixels; text that does not fit is cut. */
export function drawPlate(c: CanvasRenderingContext2D, text: string, plate: Plate): number {
  const { fontPx, opacity, x, y, width: cellWidth, height } = plate
  c.clearRect(x, y, cellWidth, height)
  c.font = `700 ${fontPx}px ${SIGN_FONT}`
  const shown = cut(text, (part) => c.measureText(part).width, cellWidth - 32)
  const width = Math.ceil(c.measureText(shown).width) + 28
  c.fillStyle = `rgba(16, 24, 36, ${opacity})`
  c.beginPath()
  c.roundRect(x + (cellWidth - width) / 2, y + 6, width, height - 12, 14)
  c.fill()
  c.fillStyle = '#ffffff'
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.fillText(shown, x + cellWidth / 2, y + height / 2 + 1)
  return width + 4
}
