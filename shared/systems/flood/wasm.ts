// From the text of a compiled kernel to its functions and its memory. WebAssembly is arithmetic that is the same on every
// machine: no clock, no chance, no outside.

/** What of WebAssembly is used here; shared/ has neither the types of a browser nor those of Node. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}
export type WasmMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number }

const PAGE_BYTES = 65_536
/** Of a shared memory: 2 GB, some three times what the largest case takes. */
const MOST_PAGES = 32_768
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const modules = new Map<string, object>()

/** A fresh instance of a kernel that imports its memory, one of its own or the one given; what it exports only its user knows. */
export function instantiate(
  base64: string,
  memory: WasmMemory = new WebAssembly.Memory({ initial: 1 }),
): { readonly exports: unknown; readonly memory: WasmMemory } {
  let module = modules.get(base64)
  if (!module) modules.set(base64, (module = new WebAssembly.Module(bytesOf(base64))))
  return { exports: new WebAssembly.Instance(module, { env: { memory } }).exports, memory }
}

/** That threads may share: its buffer is one that is not taken away when it is passed on, and grows in its place. */
export const sharedMemory = (): WasmMemory => new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true })

/** Makes room for `bytes` bytes from the start of the memory. Throws RangeError when there is none. */
export function makeRoom(memory: WasmMemory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES)
  if (missing > 0) memory.grow(missing)
}

function bytesOf(base64: string): Uint8Array {
  const text = base64.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  for (let n = 0, bits = 0, held = 0, to = 0; n < text.length; n++) {
    held = (held << 6) | DIGITS.indexOf(text[n] ?? '')
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[to++] = (held >> bits) & 0xff
  }
  return bytes
}
