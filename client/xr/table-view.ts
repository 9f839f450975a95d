// Whether the city is round about one or lies on a table: from the first frame in one's own room (AR); in VR by the menu, in an
// empty room, and back to where one stood. What points at the city is told, and how near and far the eyes see.
import type { TargetCamera } from '@babylonjs/core/Cameras/targetCamera.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { Vec3 } from '../scene/frame.ts'
import type { CityPointing } from './city-pointing.ts'
import type { HeadsetHost, HeadsetKind } from './host.ts'
import type { Stage } from './stage.ts'
import { Table } from './table.ts'
import { TableRoom } from './table-room.ts'

/** Metres of the room. */
const SEEN_M = { city: { near: 0.1, far: 30_000 }, table: { near: 0.03, far: 60 } } as const

export class TableView {
  table: Table | null = null
  private room: TableRoom | null = null
  private readonly given: {
    readonly kind: HeadsetKind
    readonly scene: Scene
    readonly stage: Stage
    readonly host: HeadsetHost
    readonly pointing: CityPointing
    readonly camera: TargetCamera
  }

  constructor(given: TableView['given']) {
    this.given = given
    // Before the first frame tells where the head is, nothing of the city may be seen in one's room.
    if (given.kind === 'ar') this.set()
    else this.see('city')
  }

  /** Lays the city on a table before a head of the room that looks so. */
  open(head: Readonly<Vec3>, headingRad: number): void {
    ;(this.table ?? this.set()).lay(head, headingRad)
  }

  /** The city is round about again. */
  close(): void {
    const { pointing } = this.given
    this.dispose()
    pointing.isShown = pointing.from = null
    this.see('city')
  }

  dispose(): void {
    this.table?.dispose()
    this.room?.dispose()
    this.table = this.room = null
  }

  private set(): Table {
    const { kind, scene, stage, host, pointing } = this.given
    const table = new Table(scene, stage, host)
    this.table = table
    if (kind === 'vr') this.room = new TableRoom(scene, stage.node)
    pointing.isShown = (eastM, northM) => table.holds(eastM, northM)
    pointing.from = (ray) => table.rayFrom(ray)
    this.see('table')
    return table
  }

  private see(view: keyof typeof SEEN_M): void {
    const { camera, host } = this.given
    camera.minZ = SEEN_M[view].near
    camera.maxZ = SEEN_M[view].far
    host.model.headset.value = view
  }
}
