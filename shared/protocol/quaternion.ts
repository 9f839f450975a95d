// Unit quaternions in 32 bits: the largest component is left out ("smallest three"), the others take 10 bits each.
// Components lie within ±1/sqrt(2), so a step is 0.0014 and the angle's error stays below 0.25 degrees.
// Axes are the city's: x east, y north, z up, right-handed.

export type Quaternion = { x: number; y: number; z: number; w: number }

/** No rotation; a fresh one each time, to be written into. */
export const unturned = (): Quaternion => ({ x: 0, y: 0, z: 0, w: 1 })

const STEPS = 511
const LARGEST = Math.SQRT1_2

/** Packs a rotation; anything that is not one (zero, NaN, infinite) becomes "no rotation". */
export function packQuaternion(q: Readonly<Quaternion>): number {
  let length = Math.hypot(q.x, q.y, q.z, q.w)
  let parts = [q.x, q.y, q.z, q.w]
  if (!(length > 1e-6) || !Number.isFinite(length)) {
    parts = [0, 0, 0, 1]
    length = 1
  }
  let largest = 0
  for (let i = 1; i < 4; i++) if (Math.abs(parts[i] as number) > Math.abs(parts[largest] as number)) largest = i
  // q and -q are the same rotation: the one whose left-out component is positive is sent.
  const scale = ((parts[largest] as number) < 0 ? -1 : 1) / length / LARGEST
  let packed = largest
  for (let i = 0; i < 4; i++) {
    if (i === largest) continue
    const step = Math.round(Math.min(1, Math.max(-1, (parts[i] as number) * scale)) * STEPS) + STEPS
    packed = packed * 1024 + step
  }
  return packed >>> 0
}

/** Unpacks into `into`; every 32-bit number gives a unit quaternion. */
export function unpackQuaternion(packed: number, into: Quaternion): void {
  const largest = (packed >>> 30) & 3
  let a = part(packed >>> 20)
  let b = part(packed >>> 10)
  let c = part(packed)
  const sum = a * a + b * b + c * c
  if (sum > 1) {
    // Only forged bytes come here: the honest three never exceed length 1 by more than rounding.
    const shrink = 1 / Math.sqrt(sum)
    a *= shrink
    b *= shrink
    c *= shrink
  }
  const d = Math.sqrt(Math.max(0, 1 - Math.min(1, sum)))
  into.x = largest === 0 ? d : a
  into.y = largest === 1 ? d : largest === 0 ? a : b
  into.z = largest === 2 ? d : largest === 3 ? c : b
  into.w = largest === 3 ? d : c
}

const part = (bits: number): number => (((bits & 1023) - STEPS) / STEPS) * LARGEST
