// A keyframe's state as it lies in the database: as it is, or packed where nobody waits for it to be written (runs ahead). A
// state is canonical bytes and never begins as packed ones do, so that either is known by itself; hashes are of the state.
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'

/** Of zlib, with its usual window. */
const PACKED = 0x78
/** Smaller ones are not worth it. */
const LEAST_BYTES = 65_536

export async function packed(state: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (state.length < LEAST_BYTES) return state
  return Uint8Array.from(await promisify(deflate)(state, { level: 1 }))
}

export async function unpacked(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(bytes[0] === PACKED ? await promisify(inflate)(bytes) : bytes)
}
