// Where people may be in a city, and where newcomers stand.
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
