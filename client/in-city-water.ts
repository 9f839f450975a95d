// Water that stands in the city: which layers it is drawn from, what of the city holds it (ground and walls of the tiles that
// are loaded) and who wades in it.
import type { Me } from './people/me.ts'
import type { Surroundings } from './people/surroundings.ts'
import type { CityScene } from './scene/scene.ts'
import type { Wader, WaterSurroundings } from './scene/water-layer.ts'
import { SYSTEMS_HERE } from './systems/index.ts'
import type { WaterLayers } from './systems/system.ts'

/** The layers of the water whose level a layer is; undefined for every other layer. */
export const waterOf = (layer: string): WaterLayers | undefined =>
  SYSTEMS_HERE.find(({ water }) => water?.level === layer)?.water

/** What has to come with the layers that are shown, so that they can be drawn. */
export function withCompanions(layers: readonly string[], known: readonly string[]): readonly string[] {
  const more = layers.flatMap((layer) => {
    const water = waterOf(layer)
    return water ? [water.depth, water.east, water.north] : []
  })
  return [...new Set([...layers, ...more.filter((id) => known.includes(id))])]
}

type Square = { readonly westM: number; readonly southM: number; readonly sizeM: number }

export function waterInCity(parts: {
  readonly scene: CityScene
  readonly around: Surroundings
  readonly me: Me
  /** Everybody else in sight. */
  readonly others: () => readonly Wader[]
}): WaterSurroundings {
  const { scene, around, me, others } = parts
  /** Tiles whose walls are known. */
  const walled = new Map<string, Square>()
  let changes = 0
  scene.onTiles({
    tileCame: (key, { detail, westM, southM, sizeM }) => {
      if (detail > 1) return
      walled.set(key, { westM, southM, sizeM })
      changes++
    },
    tileWent: (key) => walled.delete(key),
  })
  const isWalled = (eastM: number, northM: number): boolean => {
    for (const { westM, southM, sizeM } of walled.values())
      if (eastM >= westM && northM >= southM && eastM <= westM + sizeM && northM <= southM + sizeM) return true
    return false
  }
  const own = { eastM: 0, northM: 0, upM: 0 }
  const waders: Wader[] = [own]
  return {
    landAt: (eastM, northM) => {
      const groundM = isWalled(eastM, northM) ? scene.groundAt(eastM, northM) : null
      return groundM === null ? null : { groundM, isBuilding: around.footprints.featureAt(eastM, northM) !== null }
    },
    landChanges: () => changes,
    waders: () => {
      const { body } = me
      own.eastM = body.eastM
      own.northM = body.northM
      own.upM = body.feetUpM
      const rest = others()
      waders.length = 1
      for (const other of rest) waders.push(other)
      return waders
    },
  }
}
