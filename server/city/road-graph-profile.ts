// (first version: the ground only)
import type { Area, FlatLine, Line, RoadLink } from '../../shared/city/city.ts'
import { type Terrain, heightAt } from '../../shared/city/terrain.ts'
import type { RoadGraph } from './road-graph.ts'

export function heightsOf(input: RoadGraph & { lines: readonly Line[]; areas: readonly Area[]; terrain: Terrain }): {
  links: RoadLink[]
  lines: { line: FlatLine; upM: number[] }[]
} {
  const ups = (line: FlatLine): number[] => {
    const upM: number[] = []
    for (let i = 0; i + 1 < line.length; i += 2)
      upM.push(heightAt(input.terrain, line[i] as number, line[i + 1] as number))
    return upM
  }
  return {
    links: input.links.map((l) => ({ ...l, upM: ups(l.line) })),
    lines: input.lines.map((l) => ({ line: l.line, upM: ups(l.line) })),
  }
}
