// The table's cut without a picture: who is told of the disc, also when made later, and who is let go.
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterAll, expect, it } from 'vitest'
import { FieldAgents } from './field-agents.ts'
import { FieldEdges } from './field-edges.ts'
import { FieldRaster } from './field-raster.ts'
import type { CityScene } from './scene.ts'
import { NAME_VERTEX } from './shaders/labels.ts'
import { TABLE_DEFINE, TABLE_UNIFORM } from './shaders/table.ts'
import { VEHICLES_FRAGMENT } from './shaders/vehicles.ts'
import { TableCut } from './table-cut.ts'

const engine = new NullEngine()
afterAll(() => engine.dispose())

const isCut = (material: ShaderMaterial): boolean => material.options.defines.some((one) => one.includes(TABLE_DEFINE))

it('cuts what is there and what comes while the table stands, and lets everything go afterwards', () => {
  const scene = new Scene(engine)
  const material = (name: string, uniforms: string[]): ShaderMaterial =>
    new ShaderMaterial(name, scene, { vertexSource: 'v', fragmentSource: 'f' }, { uniforms })
  const before = material('before', [TABLE_UNIFORM])
  const other = material('other', ['viewProjection'])
  const cut = new TableCut(scene)
  expect([isCut(before), isCut(other)]).toEqual([true, false])
  const later = material('later', ['viewProjection', TABLE_UNIFORM])
  cut.lay(100, -50, 300)
  expect(isCut(later)).toBe(true)
  expect([cut.holds(100, -50), cut.holds(390, -50), cut.holds(410, -50)]).toEqual([true, true, false])
  expect(before.onBindObservable.hasObservers()).toBe(true)
  cut.dispose()
  expect([isCut(before), isCut(later)]).toEqual([false, false])
  expect(before.onBindObservable.hasObservers()).toBe(false)
})

it('every layer of a raster, of roads and of things that move knows the disc', () => {
  const scene = new Scene(engine)
  // Of the city's scene these take the engine's alone.
  const city = { inner: scene } as unknown as CityScene
  const layers = [new FieldRaster(city), new FieldEdges(city, new Promise(() => {})), new FieldAgents(city, () => 0)]
  const shaders = scene.materials.filter((one) => one instanceof ShaderMaterial)
  expect(shaders.map(({ name }) => name).toSorted()).toEqual(['field edges', 'field raster'])
  for (const { name, options, shaderPath } of shaders) {
    expect(options.uniforms, name).toContain(TABLE_UNIFORM)
    expect(JSON.stringify(shaderPath), name).toContain('isOffTable(vWorld)')
  }
  // A vehicle's material comes with the first of its kind; its shader is the city's light.
  for (const shader of [VEHICLES_FRAGMENT, NAME_VERTEX]) expect(shader).toContain('isOffTable(')
  for (const layer of layers) layer.dispose()
})
