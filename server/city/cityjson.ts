// Reads a CityJSON file into a survey: buildings with measured heights, ground, water, roads as surfaces, trees.
// Left out, and counted: rooms and fittings, tunnels, terrain surfaces, objects of extensions, broken geometry.
import { basename } from 'node:path'
import { axesByCorners } from './cityjson-axes.ts'
import { surveyBuildings } from './cityjson-buildings.ts'
import { type CityFile, type CityObject, openCityJson } from './cityjson-file.ts'
import { surveyThings } from './cityjson-things.ts'
import {
  areaName,
  axesOf,
  crsFault,
  crsFromText,
  heightUnitM,
  isGeographic,
  isLonFirstByName,
  lonLatOf,
  metricCrs,
} from './crs.ts'
import { type Ledger, Unreadable } from './ledger.ts'
import { sha256Of } from './osm-bytes.ts'
import type { Reading } from './survey.ts'

type Box = [minX: number, minY: number, minZ: number, maxX: number, maxY: number, maxZ: number]

/**
 * Opens the file and finds its place on earth; throws `Unreadable` with one sentence when that cannot be.
 * `crs` (`EPSG:7415`) is used only when the file names none.
 */
export async function readCityJson(
  path: string,
  ledger: Ledger,
  options: { readonly crs?: string } = {},
): Promise<Reading> {
  const file = basename(path)
  const city = await openCityJson(path, ledger)
  const crs = crsOf(city, file, options.crs)
  const box = boxOf(city.objects.values())
  const isNorthFirst = box !== null && areAxesSwapped(city, { crs, box, file, ledger })
  if (box) checkExtent(city, { crs, box, ledger })
  const lods = new Set(
    [...city.objects.values()].flatMap((o) => (o.body && o.body.faces.length > 0 ? [o.body.lod] : [])),
  )
  return {
    source: {
      title: city.title || file,
      file,
      format: `CityJSON ${city.version}${lods.size > 0 ? `, LoD ${[...lods].sort((a, b) => a - b).join(', ')}` : ''}`,
      crs,
      licence: "unknown: see the data's publisher",
      attribution: city.contact || city.title || file,
      date: city.date,
      sha256: await sha256Of([path]),
    },
    bbox: box && degreesOf(crs, box, isNorthFirst),
    projectedCrs: metricCrs(crs),
    survey(frame, surveyLedger) {
      const toFrame = frame.fromCrs(crs)
      const place = (x: number, y: number) => (isNorthFirst ? toFrame(y, x) : toFrame(x, y))
      const context = { place, heightUnitM: heightUnitM(crs), ledger: surveyLedger }
      const buildings = surveyBuildings(city.objects, context)
      const things = surveyThings(city.objects, context)
      return {
        buildings: [...buildings, ...things.constructions],
        roads: [],
        areas: things.areas,
        lines: [],
        points: things.points,
      }
    },
  }
}

function crsOf(city: CityFile, file: string, given: string | undefined): string {
  const own = crsFromText(city.crsText)
  if (!own && city.crsText !== '' && !given) {
    throw new Unreadable(
      file,
      `its coordinate reference system "${city.crsText.slice(0, 80)}" is not an EPSG code; give it with --crs EPSG:…`,
    )
  }
  const crs = own ?? given
  if (!crs) {
    throw new Unreadable(
      file,
      'names no coordinate reference system, so its place on earth is not known; give it with --crs EPSG:…',
    )
  }
  const fault = crsFault(crs)
  if (fault) throw new Unreadable(file, fault)
  return crs
}

function boxOf(objects: Iterable<CityObject>): Box | null {
  const box: Box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]
  const take = (points: ArrayLike<number>): void => {
    for (let i = 0; i < points.length; i++) {
      const axis = i % 3
      const v = points[i] as number
      if (v < (box[axis] as number)) box[axis] = v
      if (v > (box[axis + 3] as number)) box[axis + 3] = v
    }
  }
  for (const { body } of objects) {
    for (const face of body?.faces ?? []) for (const ring of face.rings) take(ring)
    take(body?.points ?? [])
  }
  return Number.isFinite(box[0]) ? box : null
}

type Claim = { readonly crs: string; readonly box: Box; readonly file: string; readonly ledger: Ledger }

function areAxesSwapped(city: CityFile, { crs, box, file, ledger }: Claim): boolean {
  const [x, y] = [(box[0] + box[3]) / 2, (box[1] + box[4]) / 2]
  let axes = axesOf(crs, x, y)
  if (axes === 'neither') {
    throw new Unreadable(
      file,
      `its coordinates do not lie where ${crs} is meant for (${areaName(crs)}), in either order of axes`,
    )
  }
  if (axes === 'either' && isGeographic(crs) && !isLonFirstByName(city.crsText)) {
    axes = axesByCorners(city.objects.values()) ?? 'either'
    if (axes === 'either') ledger.drop('files', 'order of axes not certain, taken as longitude first')
  }
  if (axes === 'northFirst') ledger.drop('files', 'axes given north (latitude) first, turned round')
  return axes === 'northFirst'
}

function checkExtent({ extent }: CityFile, { crs, box, ledger }: Omit<Claim, 'file'>): void {
  const marginXY = isGeographic(crs) ? 1e-5 : 1
  if (extent?.some((v, i) => Math.abs(v - (box[i] as number)) > (i % 3 === 2 ? 1 : marginXY))) {
    ledger.drop('extents', 'given extent is not that of the vertices, computed anew')
  }
}

function degreesOf(crs: string, [w, s, , e, n]: Box, isNorthFirst: boolean): Reading['bbox'] {
  const toLonLat = lonLatOf(crs)
  const [x, y] = [(w + e) / 2, (s + n) / 2]
  const around: [number, number][] = [
    [w, s],
    [x, s],
    [e, s],
    [e, y],
    [e, n],
    [x, n],
    [w, n],
    [w, y],
  ]
  const degrees = around.flatMap(([a, b]) => {
    const at = isNorthFirst ? toLonLat(b, a) : toLonLat(a, b)
    return at ? [at] : []
  })
  if (degrees.length === 0) return null
  const lons = degrees.map((d) => d[0])
  const lats = degrees.map((d) => d[1])
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}
