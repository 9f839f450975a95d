// The package brings no types; we use its constructor alone, which fills in `navigator.xr` where it is missing.
declare module 'webxr-polyfill' {
  const WebXRPolyfill: new () => object
  export default WebXRPolyfill
}
