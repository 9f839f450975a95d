// A hand's ray in the city: the building, the bus before it, what lies on the ground, and the same on a table. With the real
// grid, layers and stage, but without a picture (NullEngine).
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterAll, expect, it } from 'vitest'
import { AgentCells } from '../../shared/protocol/fields-agents.ts'
import { AGENTS, RASTER } from '../../shared/protocol/fields-testing.ts'
import { Field } from '../../shared/protocol/fields.ts'
import { RasterCells } from '../../shared/protocol/fields-raster.ts'
import { layersInCity } from '../in-city-layers.ts'
import { type Acts, PanelModel } from '../panels/model.ts'
import { Surroundings } from '../people/surroundings.ts'
import type { CityScene } from '../scene/scene.ts'
import { CityPointing } from './city-pointing.ts'
import { Hands } from './hands.ts'
import type { HeadsetHost } from './host.ts'
import { Pointing } from './pointing.ts'
import { Stage } from './stage.ts'

const engine = new NullEngine()
afterAll(() => engine.dispose())

const BUSES = { ...AGENTS, id: 'sensors.buses', title: 'layerSensors_buses', isNamed: true } as const
const BUS = { layer: BUSES.id, of: { is: 'thing', id: 'bus-12' } }
const about = { id: 'bus-12', name: 'Bus 12', truth: 'synthetic' } as const
const house = (feature: number, eastM: number) => ({
  feature,
  polygons: [[[eastM, -10, eastM + 20, -10, eastM + 20, 10, eastM, 10]]],
  groundM: 0,
  minHeightM: 0,
  heightM: 30,
})

/** A bus 100 m east of the origin, a house behind it, rain on the ground from 1000 m west to 750 m east. */
function given() {
  const inner = new Scene(engine)
  inner.activeCamera = new FreeCamera('eye', new Vector3(0, 1.6, 0), inner)
  const around = new Surroundings([-1000, -1000, 1000, 1000], () => 0)
  around.tileCame('0/0/0', { detail: 0, buildings: [house(7, 150)], decks: [] })
  const model = new PanelModel({} as Acts)
  model.time.layers.value = [BUSES]
  model.time.layersOn.value = [BUSES.id]
  const buses = new Field(0, new AgentCells(BUSES))
  buses.update([{ id: 7, kind: 1, eastM: 100, northM: 0, headingRad: 0, speed: NaN, about, heardAtMs: 1 }], 1)
  const rain = new Field(1, new RasterCells(RASTER))
  rain.update(new Float64Array(70 * 37).fill(1), 1)
  const lit: (number | null)[] = []
  // Of the city's scene these take the engine's, the ground and the sun alone.
  const scene = {
    inner,
    groundAt: () => 0,
    onSun: () => {},
    sun: null,
    highlight: (one: number | null) => lit.push(one),
  }
  const fieldOf = (layer: string): Field | null => (layer === BUSES.id ? buses : rain) as unknown as Field
  const compare = {
    frame: () => {},
    fieldOf,
    leftOf: () => null,
    isSplit: false,
    give: () => {},
    differenceOf: () => '',
    factsOf: () => [],
  }
  const city = scene as unknown as CityScene
  const layers = layersInCity({ model, fieldOf, scene: city, floorAt: () => 0, compare, water: null })
  layers.frame()
  const stage = new Stage(inner)
  const reachThing: HeadsetHost['reachThing'] = (ray, met) => layers.reachM(ray, met)
  const pointing = new CityPointing({ scene, around, model, reachThing } as unknown as HeadsetHost, stage)
  const hands = new Hands(new EventTarget() as XRSession)
  const hand = hands.right
  hand.kind = 'controller'
  let nowMs = 0
  return {
    around,
    hand,
    layers,
    lit,
    model,
    pointing,
    rain: () => {
      model.time.layers.value = [BUSES, RASTER]
      model.time.layersOn.value = [BUSES.id, RASTER.id]
      layers.frame()
    },
    stage,
    aim: (x: number, y: number, z: number): void => {
      const { at } = hand.ray
      const long = Math.hypot(x - at.x, y - at.y, z - at.z)
      Object.assign(hand.ray.dir, { x: (x - at.x) / long, y: (y - at.y) / long, z: (z - at.z) / long })
      pointing.step(hands, new Pointing(hands), (nowMs += 1000))
    },
    pressed: () => layers.pick(pointing.ray, pointing.met(hand, pointing.pick(hand))),
  }
}

it('ends at a bus that comes before the house, which is not lit then; pressed, the bus has its card', () => {
  const { aim, hand, layers, pointing, pressed } = given()
  Object.assign(hand.ray.at, { x: 0, y: 1.5, z: 0 })
  aim(100, 1.5, 0)
  expect(pointing.feature).toBeNull()
  expect(pointing.endOf(hand)).toBeCloseTo(100, 0)
  expect(pressed()).toEqual(BUS)
  expect(layers.cardOf(BUS as never)).toMatchObject({ title: 'Bus 12' })
  aim(100, 25, 0)
  expect(pressed()).toBeNull()
})

it('ends at a house that hides the bus', () => {
  const { around, aim, hand, lit, pointing, pressed } = given()
  around.tileCame('0/0/1', { detail: 0, buildings: [house(8, 50)], decks: [] })
  Object.assign(hand.ray.at, { x: 0, y: 1.5, z: 0 })
  aim(100, 1.5, 0)
  expect([pointing.feature, pointing.endOf(hand)]).toEqual([8, 50])
  expect(lit).toEqual([8])
  expect(pressed()).toBeNull()
})

it('reads what lies on the ground by a controller, and leaves the ground to hands that go there', () => {
  const { aim, hand, pressed, rain } = given()
  rain()
  Object.assign(hand.ray.at, { x: 0, y: 1.5, z: 0 })
  aim(-5, 0, 0)
  expect(pressed()).toMatchObject({ layer: RASTER.id, of: { is: 'place' } })
  hand.kind = 'hand'
  expect(pressed()).toBeNull()
})

it('meets on a table what lies on it, however small the city is, and nothing beside it', () => {
  const { aim, hand, pointing, pressed, rain, stage } = given()
  rain()
  hand.kind = 'hand'
  stage.frame.scale = 4000
  const disc = { eastM: 100, radiusM: 2400 }
  pointing.isShown = (eastM, northM) => Math.hypot(eastM - disc.eastM, northM) <= disc.radiusM
  Object.assign(hand.ray.at, { x: 0.025, y: 0.6, z: 0.4 })
  aim(0.025, 0, 0)
  expect(pressed()).toEqual(BUS)
  expect(pointing.endOf(hand)).toBeCloseTo(Math.hypot(0.6, 0.4), 2)
  aim(0, 0, 0.1)
  expect(pressed()).toMatchObject({ layer: RASTER.id })
  disc.eastM = -3000
  aim(0.025, 0, 0)
  expect([pressed(), pointing.pick(hand), pointing.endOf(hand)]).toEqual([null, null, null])
})
