// Earth under the ramps that lead up to bridges, where the ground is invented anyway: samples beside a lifted road
// are raised to just under it. Samples next to roads that stay on the ground, and those in water, stay as they are.
import type { RoadLink } from '../../shared/city/city.ts'
import { type Terrain, heightAt } from '../../shared/city/terrain.ts'
import type { Waters } from './finish-waters.ts'

const LIFTED_M = 0.3
/** Beside the carriageway, and how close a road on the ground keeps the earth away. */
const SHOULDER_M = 5
const CLEAR_M = 8
const BELOW_ROAD_M = 0.15

export function embanked(terrain: Terrain, links: readonly RoadLink[], waters: Waters): Terrain {
  const raised = new Map<number, { upM: number; offM: number }>()
  const onGround: RoadLink[] = []
  for (const link of links) {
    if (link.isBridge || link.isTunnel) continue
    const isLifted = link.upM.some(
      (up, i) => up - heightAt(terrain, link.line[i * 2] as number, link.line[i * 2 + 1] as number) > LIFTED_M,
    )
    if (!isLifted) onGround.push(link)
    else {
      eachSample(terrain, link, link.widthM / 2 + SHOULDER_M, (at, offM, upM) => {
        const known = raised.get(at)
        // Between two ramps the lower one rules, or its road would be buried.
        if (!known || upM < known.upM) raised.set(at, { upM, offM: Math.min(offM, known?.offM ?? Infinity) })
      })
    }
  }
  for (const link of onGround) {
    eachSample(terrain, link, link.widthM / 2 + CLEAR_M, (at, offM) => {
      if ((raised.get(at)?.offM ?? -1) > offM * 0.6) raised.delete(at)
    })
  }
  const heightsM = Float32Array.from(terrain.heightsM)
  for (const [at, { upM }] of raised) {
    const e = terrain.westM + (at % terrain.cols) * terrain.cellM
    const n = terrain.southM + Math.floor(at / terrain.cols) * terrain.cellM
    if (waters.surfaceAt(e, n) === null) heightsM[at] = Math.max(heightsM[at] as number, upM - BELOW_ROAD_M)
  }
  return { ...terrain, heightsM }
}

/** Samples of the ground within a distance of the link's line, how far off they are and how high the road is there. */
function eachSample(
  terrain: Terrain,
  link: RoadLink,
  reachM: number,
  each: (at: number, offM: number, upM: number) => void,
): void {
  const { line, upM } = link
  const column = (e: number): number => (e - terrain.westM) / terrain.cellM
  const row = (n: number): number => (n - terrain.southM) / terrain.cellM
  for (let i = 0; i + 1 < upM.length; i++) {
    const [e0, n0, e1, n1] = line.slice(i * 2, i * 2 + 4) as [number, number, number, number]
    const x1 = Math.min(terrain.cols - 1, Math.floor(column(Math.max(e0, e1) + reachM)))
    const y1 = Math.min(terrain.rows - 1, Math.floor(row(Math.max(n0, n1) + reachM)))
    const length2 = (e1 - e0) ** 2 + (n1 - n0) ** 2
    for (let y = Math.max(0, Math.ceil(row(Math.min(n0, n1) - reachM))); y <= y1; y++) {
      for (let x = Math.max(0, Math.ceil(column(Math.min(e0, e1) - reachM))); x <= x1; x++) {
        const e = terrain.westM + x * terrain.cellM
        const n = terrain.southM + y * terrain.cellM
        const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((e - e0) * (e1 - e0) + (n - n0) * (n1 - n0)) / length2))
        const offM = Math.hypot(e - e0 - t * (e1 - e0), n - n0 - t * (n1 - n0))
        if (offM <= reachM) each(y * terrain.cols + x, offM, (upM[i] as number) * (1 - t) + (upM[i + 1] as number) * t)
      }
    }
  }
}
