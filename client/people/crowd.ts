// The others: who they are comes as facts, where they are as poses; this puts both together into bodies to draw.
// Bodies whose poses stopped coming stay a while (they are far off or stand still) and then go.
import { PoseTrack } from './pose-track.ts'
import { lookOf } from './wardrobe.ts'

export type Person = {
  readonly avatarId: number
  readonly name: string
  readonly look: number
}

export type SeenPose = {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  readonly headingRad: number
  readonly headPitchRad: number
  readonly mode: 'walk' | 'fly' | 'sit'
}

/** A body as it stands this moment; the scene draws it. */
export type Figure = {
  id: number
  name: string
  /** Resolved by lookOf. */
  look: number
  eastM: number
  northM: number
  upM: number
  headingRad: number
  pitchRad: number
  speedMs: number
  mode: 'walk' | 'fly' | 'sit'
}

type Other = { readonly figure: Figure; readonly track: PoseTrack; lastMs: number }

const FORGOTTEN_MS = 5000

export class Crowd {
  private readonly others = new Map<number, Other>()
  private readonly shown: Figure[] = []

  /** Everybody here but oneself. */
  know(people: readonly Person[]): void {
    const here = new Set(people.map((person) => person.avatarId))
    for (const id of this.others.keys()) if (!here.has(id)) this.others.delete(id)
    for (const { avatarId, name, look } of people) {
      const other = this.others.get(avatarId)
      if (other) {
        other.figure.name = name
        other.figure.look = lookOf(look, avatarId)
      } else this.others.set(avatarId, newcomer(avatarId, name, look))
    }
  }

  /** A pose that arrived, stamped in server milliseconds. */
  hear(avatarId: number, atMs: number, pose: SeenPose): void {
    const other = this.others.get(avatarId)
    if (!other) return
    other.lastMs = Math.max(other.lastMs, atMs)
    other.figure.mode = pose.mode
    other.track.push(atMs, {
      eastM: pose.eastM,
      northM: pose.northM,
      upM: pose.upM,
      headingRad: pose.headingRad,
      pitchRad: pose.headPitchRad,
    })
  }

  /** The bodies to draw at a server time, nearest to a place first. The list is reused. */
  bodies(serverMs: number, eastM: number, northM: number): readonly Figure[] {
    this.shown.length = 0
    for (const { figure, track, lastMs } of this.others.values())
      if (serverMs - lastMs < FORGOTTEN_MS && track.sample(serverMs, figure)) this.shown.push(figure)
    const away = (f: Figure): number => (f.eastM - eastM) ** 2 + (f.northM - northM) ** 2
    return this.shown.sort((a, b) => away(a) - away(b))
  }
}

const newcomer = (id: number, name: string, look: number): Other => ({
  figure: {
    id,
    name,
    look: lookOf(look, id),
    eastM: 0,
    northM: 0,
    upM: 0,
    headingRad: 0,
    pitchRad: 0,
    speedMs: 0,
    mode: 'walk',
  },
  track: new PoseTrack(),
  lastMs: Number.NEGATIVE_INFINITY,
})
