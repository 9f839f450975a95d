// What a package holds, for a terminal or another program: the contract of `townhall city info --json`.
import { isNominal } from './import-clock.ts'
import type { Manifest } from '../../shared/city/manifest.ts'

export type CityInfo = Manifest['counts'] &
  Pick<Manifest, 'id' | 'name' | 'bbox' | 'crs' | 'timeZone' | 'sources' | 'layers' | 'dropped'> & {
    readonly terrain: { readonly minM: number; readonly maxM: number }
  }

export function infoOf(manifest: Manifest): CityInfo {
  const { id, name, counts, bbox, crs, timeZone, terrain, sources, layers, dropped } = manifest
  return {
    id,
    name,
    ...counts,
    bbox,
    crs,
    timeZone,
    terrain: { minM: terrain.minM, maxM: terrain.maxM },
    sources,
    layers,
    dropped,
  }
}

/** The same as a table for people. */
export function infoText(info: CityInfo): string {
  const rows: [string, string][] = [
    ['buildings', `${count(info.buildings)}, ${count(info.buildingsWithHeight)} with a known height`],
    ['streets and paths', `${count(info.roadKm)} km, ${count(info.drivableKm)} km drivable`],
    ['traffic signals', count(info.signals)],
    ['stops', count(info.stops)],
    ['trees', count(info.trees)],
    ['water', `${count(info.waterKm2)} km2`],
    ['ground', `${info.terrain.minM} to ${info.terrain.maxM} m`],
    ['box', `${info.bbox.map((v) => v.toFixed(5)).join(', ')} (west, south, east, north)`],
    ['frame', info.crs],
    ['time zone', isNominal(info.timeZone) ? `${info.timeZone}, nominal by the longitude` : info.timeZone],
  ]
  const lines = [`${info.name} (${info.id})`, ...table(rows)]
  lines.push(
    '',
    'Sources',
    ...table(info.sources.map((s) => [s.file, [s.format, s.date, s.attribution].filter((t) => t !== '').join(', ')])),
  )
  lines.push('', 'Layers', ...table(info.layers.map((l) => [l.title, `${count(l.count)}, ${l.truth}; ${l.error}`])))
  if (info.dropped.length > 0) {
    lines.push('', 'Left out', ...table(info.dropped.map((d) => [`${count(d.count)} ${d.what}`, d.why])))
  }
  return lines.join('\n')
}

const count = (n: number): string => n.toLocaleString('en-GB')

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([key]) => key.length))
  return rows.map(([key, value]) => `  ${key.padEnd(width)}  ${value}`)
}
