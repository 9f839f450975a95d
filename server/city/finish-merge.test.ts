import { expect, it } from 'vitest'
import type { PolygonM } from '../../shared/city/city.ts'
import { mergeBuildings, settleGrounds } from './finish-merge.ts'
import { Ledger } from './ledger.ts'
import type { SurveyBuilding } from './survey.ts'

const square = (e: number, n: number, size: number): PolygonM[] => [
  [[e, n, e + size, n, e + size, n + size, e, n + size]],
]
const sourced = (source: number, buildings: SurveyBuilding[]) => ({
  source,
  survey: { buildings, roads: [], areas: [], lines: [], points: [] },
})
const mapped = sourced(0, [
  { id: 'way/1', name: 'School', polygons: square(0, 0, 20), use: 'education', storeys: 2, address: { street: 'A' } },
  { id: 'way/2', polygons: square(100, 0, 20), use: 'house' },
])
const surveyed = sourced(1, [
  { id: 'cityjson/a', polygons: square(1, 1, 19), use: 'unknown', heightM: 7, heightSource: 'measured', groundM: 41 },
  { id: 'cityjson/b', polygons: square(200, 0, 20), use: 'unknown', heightM: 9, heightSource: 'measured', groundM: 42 },
])
const level = { cols: 2, rows: 2, cellM: 500, westM: 0, southM: 0, heightsM: new Float32Array(4).fill(1) }

it('lets a surveyed building stand for the mapped one, with its name, use and address', () => {
  const ledger = new Ledger()
  const all = mergeBuildings([mapped, surveyed], ledger).flatMap(({ survey }) => survey.buildings)
  expect(all.map((b) => b.id)).toEqual(['way/2', 'cityjson/a', 'cityjson/b'])
  expect(all[1]).toMatchObject({ name: 'School', use: 'education', heightM: 7, address: { street: 'A' } })
  expect(ledger.list()).toEqual([{ what: 'mapped buildings', count: 1, why: 'a surveyed model stands in their place' }])
})

it('leaves a single source as it is', () => {
  const ledger = new Ledger()
  expect(mergeBuildings([mapped], ledger)).toEqual([mapped])
  expect(mergeBuildings([surveyed], ledger)).toEqual([surveyed])
  expect(ledger.list()).toEqual([])
})

it('brings ground heights of another datum to the terrain, and forgets them over invented ground', () => {
  const grounds = (isInvented: boolean) =>
    settleGrounds([surveyed], level, isInvented).flatMap(({ survey }) => survey.buildings.map((b) => b.groundM))
  expect(grounds(false)).toEqual([0, 1])
  expect(grounds(true)).toEqual([undefined, undefined])
  const near = { ...level, heightsM: new Float32Array(4).fill(41) }
  expect(settleGrounds([surveyed], near, false)).toEqual([surveyed])
})
