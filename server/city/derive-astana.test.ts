// The default city in the repository is as large and as whole as it should be. That it is what its derivation makes is shown
// by .ci/derived.test.ts.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { heightAt } from '../../shared/city/terrain.ts'
import { decodeTile } from '../../shared/city/tile.ts'
import { ASTANA_DIR } from './derive-astana.ts'
import { ASTANA_LANDMARKS } from './derive-astana-landmarks.ts'
import { pointInPolygon } from './ring-shape.ts'
import { type CityPackage, openPackage } from './package.ts'

let kept: CityPackage
beforeAll(async () => {
  kept = await openPackage(ASTANA_DIR)
})

const unpacked = (file: string): Buffer => gunzipSync(readFileSync(file))

describe('the default city', () => {
  it('takes at most 6 MB, no tile over 60 kB', () => {
    const bytes = readdirSync(ASTANA_DIR).reduce((sum, name) => sum + statSync(join(ASTANA_DIR, name)).size, 0)
    expect(bytes).toBeLessThanOrEqual(6_000_000)
    expect(Math.max(...kept.tileIndex.map((t) => t[4]))).toBeLessThan(60_000)
  })

  it('holds all of Astana and names nobody who mapped it', () => {
    expect(kept.manifest).toMatchObject({ id: 'astana', name: 'Astana', crs: 'EPSG:32642', timeZone: 'Asia/Almaty' })
    expect(kept.manifest.counts).toMatchObject({ signals: 428, stops: 390 })
    expect(kept.manifest.counts.buildings).toBeGreaterThan(32_000)
    expect(kept.manifest.counts.drivableKm).toBeCloseTo(1384, 0)
    const text = unpacked(join(ASTANA_DIR, 'places.ndjson.gz')).toString('utf8')
    expect(text).not.toMatch(/"@?(user|uid|changeset|version|timestamp)"/)
    expect(readFileSync(join(ASTANA_DIR, 'LICENSE-ODbL.txt'), 'utf8')).toContain('Open Database License (ODbL) 1.0')
    expect(existsSync(join(ASTANA_DIR, 'manifest.json'))).toBe(true)
  })

  it('says of every layer how true it is', () => {
    const truth = new Map(kept.manifest.layers.map((l) => [l.id, l.truth]))
    expect(truth.get('buildings')).toBe('measured')
    for (const id of ['terrain', 'planted-trees', 'planted-lamps', 'lanes']) expect(truth.get(id)).toBe('synthetic')
    expect(truth.get('landmarks')).toBe('drawn')
    const planted = kept.city.points.filter((p) => p.origin === 'synthetic').length
    const counted = kept.manifest.layers.filter((l) => l.id.startsWith('planted')).reduce((sum, l) => sum + l.count, 0)
    expect(planted).toBe(counted)
  })

  it('draws its landmarks at their published heights', () => {
    const by = new Map(kept.city.buildings.map((b) => [b.id, b]))
    for (const [id, drawn] of ASTANA_LANDMARKS) {
      const b = by.get(id)
      expect(b, id).toBeDefined()
      expect(b?.form).toBe(drawn.form)
      expect([b?.heightM, b?.heightSource]).toEqual([drawn.heightM, 'drawn'])
    }
    expect(by.get('way/230401645')).toMatchObject({ name: 'Астана-Байтерек', form: 'observationTower', heightM: 105 })
  })

  it('meets every link at its nodes without a step, on or above the ground', () => {
    const upAt = new Map<number, number>()
    for (const l of kept.city.links) {
      for (const [node, up] of [
        [l.fromNode, l.upM[0]],
        [l.toNode, l.upM.at(-1)],
      ] as const) {
        expect(Math.abs((upAt.get(node) ?? up ?? 0) - (up as number))).toBeLessThan(0.011)
        upAt.set(node, up as number)
      }
      if (l.isTunnel) continue
      for (const [i, up] of l.upM.entries()) {
        const ground = heightAt(kept.terrain, l.line[i * 2] as number, l.line[i * 2 + 1] as number)
        if (up < ground - 0.3) expect.fail(`${l.id} lies ${ground - up} m under the ground`)
      }
    }
    const bridges = kept.city.links.filter((l) => l.isBridge)
    expect(bridges.length).toBeGreaterThan(150)
  })

  it('lets newcomers stand in the open before Bayterek, and shows sights from outside', () => {
    const { spawn, places } = kept.manifest
    const isInside = (at: readonly [number, number]): boolean =>
      kept.city.buildings.some((b) => b.polygons.some((p) => pointInPolygon(p, at)))
    expect(isInside([spawn.eastM, spawn.northM])).toBe(false)
    const tower = kept.city.buildings.find((b) => b.id === 'way/230401645')?.polygons[0]?.[0] ?? []
    expect(Math.hypot((tower[0] as number) - spawn.eastM, (tower[1] as number) - spawn.northM)).toBeLessThan(200)
    expect(places.length).toBeGreaterThanOrEqual(16)
    for (const place of places) expect(isInside(place.atM), place.id).toBe(false)
  })

  it('decodes at every level', () => {
    for (const [level, x, y] of kept.tileIndex.filter((_, i) => i % 40 === 0)) {
      const tile = decodeTile(gunzipSync(kept.tile(level, x, y) as Uint8Array))
      expect([tile.level, tile.x, tile.y]).toEqual([level, x, y])
    }
  })
})
