// Draws the board beside a meeting's wall while no document lies on it: the agenda with what is dealt with now, and who is
// here by name. A canvas of 1024 by 1024.
import type { Side } from '../meeting/board-words.ts'
import { BAND, type C, DIM, EDGE, fit, font, GROUND, INK, left, right, SIGNS, WARM } from './meeting-ink.ts'

const NOW = '#24426b'
const HERE = '#5fd08f'
/** Of who is not here: another sign, and paler. */
const AWAY = { sign: '○', colour: '#93a1b6' } as const
const COLUMNS = 2

export function drawSide(c: C, side: Side, width: number, height: number): void {
  c.fillStyle = GROUND
  c.fillRect(0, 0, width, height)
  c.textBaseline = 'alphabetic'
  const rows = Math.ceil(side.people.length / COLUMNS)
  const each = Math.min(78, (height * 0.54 - 110) / Math.max(1, rows))
  const top = Math.max(height * 0.4, height - 24 - 96 - rows * each)
  agenda(c, side, { width, low: top })
  house(c, side, { width, top, each })
}

function band(c: C, text: string, y: number, width: number): void {
  c.fillStyle = BAND
  c.fillRect(0, y, width, 76)
  font(c, 46, 700)
  left(c, fit(c, text, width - 2 * EDGE), EDGE, y + 54, INK)
}

function agenda(c: C, { heading, items, more }: Side, { width, low }: { width: number; low: number }): void {
  band(c, heading, 0, width)
  const each = Math.min(92, (low - 84) / Math.max(1, items.length + (more === '' ? 0 : 1)))
  const px = Math.min(46, each * 0.6)
  for (const [i, { n, title, state, isNow }] of items.entries()) {
    const y = 76 + (i + 0.72) * each
    if (isNow) {
      c.fillStyle = NOW
      c.fillRect(0, 76 + i * each + 2, width, each - 2)
    }
    font(c, px * 0.72, 400)
    const told = c.measureText(state).width
    right(c, state, width - EDGE, y, isNow ? WARM : DIM)
    font(c, px, 700)
    left(c, `${n}`, EDGE, y, WARM)
    font(c, px, isNow ? 700 : 400)
    left(c, fit(c, title, width - 3 * EDGE - 70 - told), EDGE + 70, y, INK)
  }
  if (more === '') return
  font(c, px * 0.85, 400)
  left(c, more, EDGE + 70, 76 + (items.length + 0.72) * each, DIM)
}

function house(c: C, side: Side, { width, top, each }: { width: number; top: number; each: number }): void {
  band(c, side.here, top, width)
  const wide = (width - EDGE) / COLUMNS
  const px = Math.min(48, each * 0.64)
  const rows = Math.ceil(side.people.length / COLUMNS)
  for (const [i, { name, isHere, note }] of side.people.entries()) {
    const x = EDGE + Math.floor(i / rows) * wide
    const y = top + 88 + ((i % rows) + 0.66) * each
    font(c, px, 700)
    left(c, isHere ? SIGNS.yes : AWAY.sign, x, y, isHere ? HERE : AWAY.colour)
    const after = note === '' ? '' : ` · ${note}`
    font(c, px, 400)
    left(c, fit(c, `${name}${after}`, wide - 60 - 20), x + 60, y, isHere ? INK : AWAY.colour)
  }
}
