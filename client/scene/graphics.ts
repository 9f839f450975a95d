// Whether this browser draws in three dimensions, and whether its processor does it: asked once, without the engine.

export type Graphics = { readonly canDraw: boolean; readonly isSoftware: boolean }

/** Renderers that compute the picture on the processor, by the names they give themselves. */
export const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i

let known: Graphics | null = null

export const graphics = (): Graphics => (known ??= probe())

function probe(): Graphics {
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    if (!context) return { canDraw: false, isSoftware: false }
    const names = context.getExtension('WEBGL_debug_renderer_info')
    const renderer = names ? String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)) : ''
    context.getExtension('WEBGL_lose_context')?.loseContext()
    return { canDraw: true, isSoftware: SOFTWARE.test(renderer) }
  } catch {
    return { canDraw: false, isSoftware: false }
  }
}
