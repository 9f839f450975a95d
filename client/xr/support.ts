// Whether this browser has a headset to enter; loaded with the page, so it knows no engine. A phone whose browser has no
// WebXR can be put into a viewer of cardboard: webxr-polyfill is fetched then, and only then.

type Kind = 'vr' | 'ar'

export async function canEnterHeadset(kind: Kind = 'vr'): Promise<boolean> {
  try {
    await fillIn()
    return (await navigator.xr?.isSessionSupported(`immersive-${kind}`)) === true
  } catch {
    return false
  }
}

let filling: Promise<void> | null = null

/** Whether the browser's own WebXR is missing and a viewer of cardboard stands in. */
export const isCardboard = (): boolean => filling !== null

function fillIn(): Promise<void> {
  if (navigator.xr !== undefined || !isPhone()) return Promise.resolve()
  filling ??= import('webxr-polyfill').then(({ default: WebXRPolyfill }) => {
    const cardboardConfig = {
      // Sizes of phones are those it came with: newer ones would come from another server.
      DPDB_URL: '',
      // It plays a film to keep the screen on; browsers have a wake lock by now (cardboard.ts).
      MOBILE_WAKE_LOCK: false,
    }
    void new WebXRPolyfill({ cardboardConfig })
  })
  return filling
}

/** Something held in a hand that knows how it is turned. */
const isPhone = (): boolean => navigator.maxTouchPoints > 0 && 'DeviceOrientationEvent' in window

/** iOS asks before a page may know how the phone is turned; must follow a tap. Elsewhere nothing happens. */
export async function askMotion(): Promise<void> {
  const motion = window.DeviceOrientationEvent as unknown as { requestPermission?: () => Promise<string> } | undefined
  if (!motion?.requestPermission) return
  await motion.requestPermission().catch(() => 'denied')
}
