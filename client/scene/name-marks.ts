// The small pictures over heads, drawn on a canvas: a raised hand, a heart, a thumb, a laughing face.

export const MARKS = ['hand', 'heart', 'thumb', 'laugh'] as const
export type Mark = (typeof MARKS)[number]

/** Draws a mark into the square of `size` pixels at `x`, `y`. */
export function drawMark(context: CanvasRenderingContext2D, mark: Mark, x: number, y: number, size: number): void {
  context.save()
  context.translate(x, y)
  context.scale(size / 128, size / 128)
  context.clearRect(0, 0, 128, 128)
  context.lineJoin = context.lineCap = 'round'
  DRAW[mark](context)
  context.restore()
}

const DRAW: { readonly [M in Mark]: (c: CanvasRenderingContext2D) => void } = {
  hand: (c) => {
    badge(c, '#f4b63f')
    c.strokeStyle = c.fillStyle = '#3b2a10'
    bars(c, [
      [44, 66, 44, 45],
      [57, 62, 57, 34],
      [70, 62, 70, 33],
      [83, 66, 83, 43],
      [52, 82, 33, 66],
    ])
    c.beginPath()
    c.roundRect(39, 58, 49, 42, 18)
    c.fill()
  },
  heart: (c) => {
    const path = (): void => {
      c.beginPath()
      c.moveTo(64, 112)
      c.bezierCurveTo(8, 72, 10, 18, 42, 18)
      c.bezierCurveTo(56, 18, 64, 30, 64, 36)
      c.bezierCurveTo(64, 30, 72, 18, 86, 18)
      c.bezierCurveTo(118, 18, 120, 72, 64, 112)
      c.closePath()
    }
    path()
    c.lineWidth = 10
    c.strokeStyle = '#ffffff'
    c.stroke()
    c.fillStyle = '#e0314f'
    c.fill()
    c.beginPath()
    c.ellipse(42, 42, 9, 13, 0.6, 0, 2 * Math.PI)
    c.fillStyle = 'rgba(255, 255, 255, 0.6)'
    c.fill()
  },
  thumb: (c) => {
    badge(c, '#5aa9e6')
    c.strokeStyle = c.fillStyle = '#0f2a43'
    c.lineWidth = 15
    c.beginPath()
    c.moveTo(58, 66)
    c.lineTo(66, 38)
    c.stroke()
    c.beginPath()
    c.roundRect(50, 58, 42, 40, 10)
    c.fill()
    c.beginPath()
    c.roundRect(30, 60, 15, 36, 5)
    c.fill()
  },
  laugh: (c) => {
    badge(c, '#f7cf46')
    c.strokeStyle = c.fillStyle = '#3b2a10'
    c.lineWidth = 7
    for (const x of [45, 83]) {
      c.beginPath()
      c.arc(x, 56, 10, Math.PI, 0)
      c.stroke()
    }
    c.beginPath()
    c.arc(64, 68, 27, 0, Math.PI)
    c.closePath()
    c.fill()
    c.fillStyle = '#ffffff'
    c.fillRect(45, 68, 38, 8)
  },
}

function badge(c: CanvasRenderingContext2D, colour: string): void {
  c.beginPath()
  c.arc(64, 64, 54, 0, 2 * Math.PI)
  c.fillStyle = colour
  c.fill()
  c.lineWidth = 7
  c.strokeStyle = '#ffffff'
  c.stroke()
}

function bars(c: CanvasRenderingContext2D, lines: readonly (readonly [number, number, number, number])[]): void {
  c.lineWidth = 11
  for (const [x0, y0, x1, y1] of lines) {
    c.beginPath()
    c.moveTo(x0, y0)
    c.lineTo(x1, y1)
    c.stroke()
  }
}
