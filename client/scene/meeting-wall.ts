// Draws what a meeting's wall says (meeting/board-words.ts) on a canvas of 1280 by 720: large enough to be read from the last
// row. Colours never stand alone: each choice has its sign, each state its word.
import type { CountRow, VoteOnWall, Wall } from '../meeting/board-words.ts'
import { BAND, type C, DIM, EDGE, fit, font, GROUND, INK, left, right, SIGNS, WARM } from './meeting-ink.ts'
import { wrap } from './text-lines.ts'

const OUTCOMES = { carried: '#25a863', lost: '#e04848', tied: '#e0a526', void: '#8793a5' } as const
const CHOICES = { yes: '#25a863', no: '#e04848', abstain: '#e0a526' } as const
const TONES = { waits: '#41546e', sits: '#1f7a4d', stopped: '#a8590a' } as const
const CLOCKS = { runs: INK, warns: WARM, over: '#ff6b6b', stands: DIM } as const

export function drawWall(c: C, wall: Wall, width: number, height: number): void {
  c.fillStyle = GROUND
  c.fillRect(0, 0, width, height)
  c.textBaseline = 'alphabetic'
  head(c, wall, width)
  const { vote, speaker } = wall
  if (vote) drawVote(c, vote, width, height)
  else if (speaker) drawSpeaker(c, wall, width, height)
  else drawAgenda(c, wall, width, height)
}

function head(c: C, { title, state, tone, here, quorum, isQuorate, item }: Wall, width: number): void {
  c.fillStyle = BAND
  c.fillRect(0, 0, width, 84)
  font(c, 36, 700)
  const chip = c.measureText(state).width + 44
  c.fillStyle = TONES[tone]
  c.beginPath()
  c.roundRect(width - EDGE - chip, 16, chip, 52, 26)
  c.fill()
  left(c, state, width - EDGE - chip + 22, 54, INK)
  font(c, 40, 700)
  left(c, fit(c, title, width - chip - 3 * EDGE), EDGE, 57, INK)
  font(c, 34, 400)
  left(c, here, EDGE, 130, INK)
  const told = c.measureText(here).width
  font(c, 34, isQuorate ? 400 : 700)
  left(c, `${isQuorate ? '✓' : '!'} ${quorum}`, EDGE + told + 40, 130, isQuorate ? DIM : CLOCKS.warns)
  if (!item) return
  font(c, 34, 700)
  left(c, item.head, EDGE, 182, CLOCKS.warns)
  const wide = c.measureText(item.head).width
  left(c, fit(c, item.title, width - 2 * EDGE - wide - 24), EDGE + wide + 24, 182, INK)
}

function drawVote(c: C, vote: VoteOnWall, width: number, height: number): void {
  c.fillStyle = BAND
  c.fillRect(0, 208, width, height - 208)
  font(c, 38, 700)
  left(c, vote.heading, EDGE, 256, vote.outcome === null ? CLOCKS.warns : DIM)
  right(c, vote.clock === '' ? vote.cast : `${vote.cast}   ${vote.clock}`, width - EDGE, 256, INK)
  font(c, 40, 700)
  const lines = wrap(vote.question, (part) => c.measureText(part).width, width - 2 * EDGE, 2)
  for (const [i, line] of lines.entries()) left(c, line, EDGE, 308 + i * 46, INK)
  const top = 308 + lines.length * 46
  const hasResult = vote.result !== ''
  const low = hasResult ? height - 118 : height - (vote.called === '' ? 16 : 72)
  if (vote.rows) counts(c, vote, { top, low, width })
  else {
    font(c, 150, 700)
    left(c, vote.cast, EDGE, top + 110, INK, width - 2 * EDGE)
  }
  if (hasResult) {
    c.fillStyle = OUTCOMES[vote.outcome ?? 'void']
    c.fillRect(0, height - 108, width, 108)
    font(c, 34, 700)
    const told = wrap(vote.result, (part) => c.measureText(part).width, width - 2 * EDGE, 2)
    for (const [i, line] of told.entries())
      left(c, line, EDGE, height - (told.length === 1 ? 42 : 64) + i * 42, '#0b1320')
  } else if (vote.called !== '') {
    font(c, 40, 700)
    left(c, fit(c, vote.called, width - 2 * EDGE), EDGE, height - 26, CLOCKS.warns)
  }
}

type Room = { readonly top: number; readonly low: number; readonly width: number }

function counts(c: C, { rows, groups }: VoteOnWall, { top, low, width }: Room): void {
  const hasGroups = groups.length > 0
  const wide = hasGroups ? width * 0.64 : width - EDGE
  const each = Math.min(110, (low - top) / 3)
  for (const [i, row] of (rows ?? []).entries()) bar(c, row, { y: top + i * each, each, wide })
  if (!hasGroups) return
  font(c, 30, 700)
  right(c, `${SIGNS.yes} : ${SIGNS.no} : ${SIGNS.abstain}`, width - EDGE, top + 30, DIM)
  const step = Math.min(52, (low - top - 36) / groups.length)
  for (const [i, { name, counts: told }] of groups.entries()) {
    const y = top + 36 + (i + 0.72) * step
    font(c, Math.min(36, step * 0.72), 700)
    right(c, told, width - EDGE, y, INK)
    left(c, fit(c, name, width - EDGE - wide - 190), wide + 20, y, DIM)
  }
}

function bar(c: C, { choice, label, count, share }: CountRow, at: { y: number; each: number; wide: number }): void {
  const { y, each, wide } = at
  const digits = Math.min(104, each * 1.05)
  const from = 330
  const to = wide - 150
  const middle = y + each / 2
  font(c, Math.min(40, each * 0.42), 700)
  left(c, SIGNS[choice], EDGE, middle + each * 0.14, CHOICES[choice])
  left(c, label, EDGE + 48, middle + each * 0.14, INK, from - EDGE - 60)
  c.fillStyle = '#2a3b57'
  c.fillRect(from, middle - each * 0.26, to - from, each * 0.52)
  c.fillStyle = CHOICES[choice]
  c.fillRect(from, middle - each * 0.26, (to - from) * Math.min(1, share), each * 0.52)
  font(c, digits, 700)
  right(c, `${count}`, wide, middle + digits * 0.35, INK)
}

function drawSpeaker(c: C, { speaker, next }: Wall, width: number, height: number): void {
  if (!speaker) return
  const { name, kind, clock, is, note } = speaker
  font(c, 34, 400)
  left(c, kind, EDGE, 266, DIM)
  font(c, 78, 700)
  left(c, fit(c, name, width - 2 * EDGE), EDGE, 346, INK)
  font(c, 220, 700)
  left(c, clock, EDGE, 566, CLOCKS[is])
  if (note !== '') {
    const wide = c.measureText(clock).width
    font(c, 54, 700)
    left(c, fit(c, note, width - 3 * EDGE - wide), 2 * EDGE + wide, 540, CLOCKS[is])
  }
  foot(c, next, width, height)
}

function drawAgenda(c: C, { agenda, next }: Wall, width: number, height: number): void {
  const each = Math.min(62, 400 / Math.max(1, agenda.length))
  for (const [i, { n, title, state }] of agenda.entries()) {
    const y = 250 + i * each
    font(c, 34, 400)
    const told = c.measureText(state).width
    right(c, state, width - EDGE, y, DIM)
    font(c, 38, 700)
    left(c, `${n}`, EDGE, y, CLOCKS.warns)
    left(c, fit(c, title, width - 3 * EDGE - 60 - told), EDGE + 60, y, INK)
  }
  foot(c, next, width, height)
}

function foot(c: C, text: string, width: number, height: number): void {
  if (text === '') return
  c.fillStyle = BAND
  c.fillRect(0, height - 84, width, 84)
  font(c, 38, 700)
  left(c, fit(c, text, width - 2 * EDGE), EDGE, height - 30, INK)
}

/** A page of a document on its board, or a sentence in its place; below it what it is. */
export function drawPage(
  c: C,
  shown: {
    readonly picture: CanvasImageSource | null
    readonly widthPx: number
    readonly heightPx: number
    readonly says: string
  },
  line: string,
  size: { readonly width: number; readonly height: number },
): void {
  const { width, height } = size
  const footPx = 64
  c.fillStyle = '#26303d'
  c.fillRect(0, 0, width, height)
  const scale = Math.min(width / Math.max(1, shown.widthPx), (height - footPx) / Math.max(1, shown.heightPx))
  if (shown.picture) {
    const [w, h] = [shown.widthPx * scale, shown.heightPx * scale]
    c.drawImage(shown.picture, (width - w) / 2, (height - footPx - h) / 2, w, h)
  } else {
    font(c, 40, 700)
    const lines = wrap(shown.says, (part) => c.measureText(part).width, width - 2 * EDGE, 4)
    for (const [i, text] of lines.entries()) left(c, text, EDGE, height * 0.4 + i * 52, INK)
  }
  c.fillStyle = GROUND
  c.fillRect(0, height - footPx, width, footPx)
  font(c, 32, 700)
  left(c, '‹', 18, height - 20, CLOCKS.warns)
  right(c, '›', width - 18, height - 20, CLOCKS.warns)
  left(c, fit(c, line, width - 120), 60, height - 22, INK)
}
