// Where in the city simulated sensors may stand: a district, chosen by a seed, spread out, at real places.
import type { City, PointM } from '../../shared/city/city.ts'
import { Random } from '../../shared/kernel/random.ts'
import { seedFor } from './curves.ts'
import type { Roads } from './roads.ts'
import { distance } from './scenarios.ts'

type District = { readonly atM: PointM; readonly radiusM: number }
export type Site = { readonly city: City; readonly roads: Roads; readonly seed: number; readonly district: District }

export const sorted = <T extends { readonly id: string }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => (a.id < b.id ? -1 : 1))

/** `count` of them, by chance, as far from each other as chance allows. */
export function spread<T extends { readonly atM: PointM }>(all: readonly T[], count: number, random: Random): T[] {
  const chosen: T[] = []
  while (chosen.length < Math.min(count, all.length)) {
    let [best, bestM] = [all[0] as T, -1]
    for (let tries = 0; tries < 12; tries++) {
      const one = all[Math.floor(random.next() * all.length)] as T
      const awayM = chosen.reduce((least, { atM }) => Math.min(least, distance(atM, one.atM)), Infinity)
      if (awayM > bestM && !chosen.includes(one)) [best, bestM] = [one, awayM]
    }
    if (bestM < 0) break
    chosen.push(best)
  }
  return chosen
}

export const inDistrict = ({ district }: Site, atM: PointM): boolean => distance(atM, district.atM) < district.radiusM

type Junction = { readonly node: number; readonly atM: PointM; readonly own: number; readonly i: number }

export function signalJunctions(site: Site, what: string, count: number): Junction[] {
  const random = new Random(seedFor(site.seed, what))
  const nodes = [...site.city.nodes.entries()]
    .filter(([node, { hasSignals, atM }]) => hasSignals && inDistrict(site, atM) && site.roads.into(node).length > 0)
    .map(([node, { atM }]) => ({ node, atM }))
  return spread(nodes, count, random).map((one, i) => ({ ...one, i, own: seedFor(site.seed, `${what} ${one.node}`) }))
}

export const atJunctions = (site: Site, what: string, count: number): Junction[] =>
  signalJunctions(site, what, count).map(({ atM: [eastM, northM], ...rest }) => ({
    ...rest,
    // On the corner, not in the middle of the crossing.
    atM: [eastM + 12, northM + 12],
  }))
