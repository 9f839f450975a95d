// Where people may be in a city, where newcomers stand, and whether a wall is between two places.
import { heightAt } from '../../shared/city/terrain.ts'
import type { CityPackage } from '../city/package.ts'
import type { Bounds, Place } from './whereabouts.ts'

const MARGIN_M = 500
const HEADROOM_M = 3000

export function boundsOf({ manifest }: CityPackage): Bounds {
  const [westM, southM, eastM, northM] = manifest.boundsM
  return {
    westM: westM - MARGIN_M,
    southM: southM - MARGIN_M,
    eastM: eastM + MARGIN_M,
    northM: northM + MARGIN_M,
    lowM: manifest.terrain.minM - 100,
    highM: manifest.terrain.maxM + HEADROOM_M,
  }
}

/** Around the city's spawn in a sunflower of 1.5 m, so that newcomers do not stand in each other. */
export function spawnOf({ manifest, terrain }: CityPackage, avatarId: number): Place {
  const { spawn } = manifest
  const k = avatarId % 64
  const angle = k * 2.399_963
  const eastM = spawn.eastM + Math.sin(angle) * 1.5 * Math.sqrt(k)
  const northM = spawn.northM + Math.cos(angle) * 1.5 * Math.sqrt(k)
  return { eastM, northM, upM: heightAt(terrain, eastM, northM), headingRad: spawn.headingRad }
}

/** The outlines of a city's buildings, to ask on foot. */
export class Walls {
  private readonly outlines: readonly (readonly number[])[]
  /** West, south, east, north of each. */
  private readonly boxes: Float64Array

  constructor({ city }: CityPackage) {
    // What stands on legs or hangs above the street is in nobody's way.
    const solid = city.buildings.filter((building) => building.minHeightM < 2)
    this.outlines = solid.flatMap((building) => building.polygons.flat())
    this.boxes = new Float64Array(this.outlines.length * 4)
    for (const [i, ring] of this.outlines.entries()) {
      const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number]
      for (let k = 0; k < ring.length; k += 2) {
        box[0] = Math.min(box[0], ring[k] as number)
        box[1] = Math.min(box[1], ring[k + 1] as number)
        box[2] = Math.max(box[2], ring[k] as number)
        box[3] = Math.max(box[3], ring[k + 1] as number)
      }
      this.boxes.set(box, i * 4)
    }
  }

  /** Whether the straight line between two places crosses an outline. */
  isBetween(a: Spot, b: Spot): boolean {
    const { boxes } = this
    const [west, east] = [Math.min(a.eastM, b.eastM), Math.max(a.eastM, b.eastM)]
    const [south, north] = [Math.min(a.northM, b.northM), Math.max(a.northM, b.northM)]
    for (let i = 0; i < boxes.length; i += 4) {
      if ((boxes[i] as number) > east || (boxes[i + 2] as number) < west) continue
      if ((boxes[i + 1] as number) > north || (boxes[i + 3] as number) < south) continue
      if (crosses(this.outlines[i / 4] as readonly number[], a, b)) return true
    }
    return false
  }
}

type Spot = Pick<Place, 'eastM' | 'northM'>

function crosses(ring: readonly number[], a: Spot, b: Spot): boolean {
  let last: Spot = { eastM: ring.at(-2) as number, northM: ring.at(-1) as number }
  for (let k = 0; k < ring.length; k += 2) {
    const next = { eastM: ring[k] as number, northM: ring[k + 1] as number }
    if (side(a, b, last) !== side(a, b, next) && side(last, next, a) !== side(last, next, b)) return true
    last = next
  }
  return false
}

/** Whether a point lies to the left of the way from one place to another. */
const side = (from: Spot, to: Spot, point: Spot): boolean =>
  (to.eastM - from.eastM) * (point.northM - from.northM) > (to.northM - from.northM) * (point.eastM - from.eastM)
