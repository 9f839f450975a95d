// Whether this browser can draw elements of the page into a texture: by its own means, or by a picture of SVG with the
// elements inside, which some browsers leave empty and others do not let anybody read. Tried once, with one square.
import type { AbstractEngine } from '@babylonjs/core/Engines/abstractEngine.js'
import { IsHtmlInCanvasUploadSupported } from '@babylonjs/core/Materials/Textures/HTML/htmlTexture.js'

const SQUARE_PX = 8

export function canDrawElements(engine: AbstractEngine): Promise<boolean> {
  if (IsHtmlInCanvasUploadSupported(engine)) return Promise.resolve(true)
  trying ??= tryPicture().catch(() => false)
  return trying
}

let trying: Promise<boolean> | null = null

async function tryPicture(): Promise<boolean> {
  const image = new Image()
  const drawn = new Promise<void>((done, fail) => {
    image.addEventListener('load', () => done())
    image.addEventListener('error', () => fail(new Error('the picture is refused')))
  })
  const inside = `<div xmlns="http://www.w3.org/1999/xhtml" style="width:${SQUARE_PX}px;height:${SQUARE_PX}px;background:#0f0"></div>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SQUARE_PX}" height="${SQUARE_PX}"><foreignObject width="100%" height="100%">${inside}</foreignObject></svg>`
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await drawn
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SQUARE_PX
  const context = canvas.getContext('2d')
  context?.drawImage(image, 0, 0)
  // Throws where the picture taints the canvas: a texture would refuse it too.
  const middle = context?.getImageData(SQUARE_PX / 2, SQUARE_PX / 2, 1, 1).data
  return middle !== undefined && (middle[1] ?? 0) > 200 && (middle[0] ?? 255) < 60
}
