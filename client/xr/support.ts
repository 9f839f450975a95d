// Whether this browser has a headset to enter; loaded with the page, so it knows no engine.

export async function canEnterHeadset(): Promise<boolean> {
  try {
    return (await navigator.xr?.isSessionSupported('immersive-vr')) === true
  } catch {
    return false
  }
}
