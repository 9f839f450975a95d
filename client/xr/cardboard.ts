// What a phone in a viewer of cardboard needs beside webxr-polyfill (2.0.3), which was written for WebGL 1: its bending of
// the picture for the lenses draws into the engine's own context, keeps 16 bits of depth, and hears no tap. Nothing here
// runs where the browser has WebXR of its own.
import type { AbstractEngine } from '@babylonjs/core/Engines/abstractEngine.js'

type Drawing = WebGL2RenderingContext & {
  renderbufferStorage(target: number, format: number, width: number, height: number): void
}

export type Cardboard = {
  /** At the end of each frame, before the polyfill draws. */
  ended(): void
  dispose(): void
}

/** Call before the session is asked for. */
export function mendCardboard(engine: AbstractEngine): Cardboard {
  // oxlint-disable-next-line no-underscore-dangle -- the engine's name of its context
  const gl = (engine as unknown as { _gl: Drawing })._gl
  const storage = gl.renderbufferStorage
  // With a near plane of ten centimetres, 16 bits tell nothing apart beyond the next house.
  gl.renderbufferStorage = (target, format, width, height) =>
    storage.call(gl, target, format === gl.DEPTH_COMPONENT16 ? gl.DEPTH_COMPONENT24 : format, width, height)
  const awake = stayAwake()
  return {
    // Its buffers would be bound into the engine's last vertex array, and stay there.
    ended: () => engine.wipeCaches(true),
    dispose: () => {
      // The context's own again, which lies on its prototype.
      Reflect.deleteProperty(gl, 'renderbufferStorage')
      engine.wipeCaches(true)
      awake.let()
    },
  }
}

/** The screen of a phone nobody touches goes dark; a browser that cannot prevent it is not asked. */
function stayAwake(): { let(): void } {
  let lock: WakeLockSentinel | null = null
  let isOver = false
  void navigator.wakeLock?.request('screen').then(
    (granted) => {
      lock = granted
      if (isOver) void granted.release()
    },
    () => {},
  )
  return {
    let: () => {
      isOver = true
      void lock?.release()
    },
  }
}
