// The flux between two states of shallow water across a face: HLLC with the wave speeds of Einfeldt and of dry fronts
// (Toro 2001, "Shock-Capturing Methods for Free-Surface Shallow Flows", chapter 10).
import { G } from './basin.ts'

/** Volume, momentum across the face and momentum along it, per metre of face; written by `hllc`. */
export type Flux = { mass: number; across: number; along: number }

/** Depths in metres, at least 0; u across the face, v along it, m/s. */
export function hllc(to: Flux, hL: number, uL: number, vL: number, hR: number, uR: number, vR: number): void {
  if (hL <= 0 && hR <= 0) {
    to.mass = to.across = to.along = 0
    return
  }
  const cL = Math.sqrt(G * hL)
  const cR = Math.sqrt(G * hR)
  let sL: number
  let sR: number
  if (hL <= 0) {
    sL = uR - 2 * cR
    sR = uR + cR
  } else if (hR <= 0) {
    sL = uL - cL
    sR = uL + 2 * cL
  } else {
    const u = (uL + uR) / 2 + cL - cR
    const c = Math.abs((cL + cR) / 2 + (uL - uR) / 4)
    sL = Math.min(uL - cL, u - c)
    sR = Math.max(uR + cR, u + c)
  }
  const qL = hL * uL
  const qR = hR * uR
  if (sL >= 0) {
    to.mass = qL
    to.across = qL * uL + (G / 2) * hL * hL
    to.along = qL * vL
    return
  }
  if (sR <= 0) {
    to.mass = qR
    to.across = qR * uR + (G / 2) * hR * hR
    to.along = qR * vR
    return
  }
  const width = 1 / (sR - sL)
  to.mass = (sR * qL - sL * qR + sL * sR * (hR - hL)) * width
  to.across = (sR * (qL * uL + (G / 2) * hL * hL) - sL * (qR * uR + (G / 2) * hR * hR) + sL * sR * (qR - qL)) * width
  // What lies along the face goes with the water, on either side of the contact.
  to.along = to.mass * (to.mass >= 0 ? vL : vR)
}
