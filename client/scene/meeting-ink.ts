// Colours and letters of a meeting's boards, large enough to be read from the last row.
import { SIGN_FONT } from './floating-quads.ts'
import { cut } from './text-lines.ts'

export type C = CanvasRenderingContext2D

export const INK = '#f3f6fa'
export const DIM = '#a9b6c8'
export const WARM = '#ffc247'
export const GROUND = '#101a2a'
export const BAND = '#1b2a42'
export const EDGE = 44
/** Colours never stand alone. */
export const SIGNS = { yes: '✓', no: '✕', abstain: '–' } as const

export function font(c: C, px: number, weight: 400 | 700): void {
  c.font = `${weight} ${Math.round(px)}px ${SIGN_FONT}`
}
export const fit = (c: C, text: string, width: number): string => cut(text, (part) => c.measureText(part).width, width)
export function left(c: C, text: string, x: number, y: number, colour: string, most?: number): void {
  c.textAlign = 'left'
  c.fillStyle = colour
  c.fillText(text, x, y, most)
}
export function right(c: C, text: string, x: number, y: number, colour: string): void {
  c.textAlign = 'right'
  c.fillStyle = colour
  c.fillText(text, x, y)
}
