// The package brings no types; we use its constructor alone, which fills in `navigator.xr` where it is missing.
declare module 'webxr-polyfill' {
  type Config = { readonly cardboardConfig?: { readonly DPDB_URL: string; readonly MOBILE_WAKE_LOCK: boolean } }
  const WebXRPolyfill: new (config?: Config) => object
  export default WebXRPolyfill
}
