// Which names are shown: street signs by the roadside near the eye, and up to a dozen floating names of places whose
// boxes on the screen do not overlap, heaviest and nearest first. Pure; labels.ts draws.
import type { TileLabel, TilePoint } from '../../shared/city/tile.ts'
import { sceneX, sceneY, sceneZ, type Vec3 } from './frame.ts'
import type { Eye } from './picking.ts'

export type NamePlace = {
  readonly text: string
  readonly kind: TileLabel['kind']
  readonly weight: number
  readonly at: Readonly<Vec3>
}

/** A street sign: foot of its post, and the plate's heading (the way of the street), radians from north. */
export type StreetSign = { readonly text: string; readonly at: Readonly<Vec3>; readonly headingRad: number }

/** Lift of a floating name over its place, metres. */
const LIFT_M: Readonly<Record<TileLabel['kind'], number>> = { street: 0, building: 7, area: 9, stop: 4, place: 8 }
/** A lamp this near to where a sign belongs carries it. */
const LAMP_M = 45
const SPACING_RAD = 0.02
/** The plate over somebody's head, with what may stand over it, as name-signs.ts draws it: it keeps its angle further on. */
const PERSON = { widthM: 1.1, heightM: 0.3, growsFromM: 5.5, goneM: 30 } as const

/** Places with floating names: everything but streets. */
export function namePlaces(labels: readonly TileLabel[]): NamePlace[] {
  return labels
    .filter((l) => l.kind !== 'street' && l.text !== '')
    .map((l) => ({
      text: l.text,
      kind: l.kind,
      weight: l.weight,
      at: { x: sceneX(l.atM[0]), y: sceneY(l.upM + LIFT_M[l.kind]), z: sceneZ(l.atM[1]) },
    }))
}

/** Two signs for each street label, one a side: on the nearest lamp post there, else on a post of their own. */
export function streetSigns(labels: readonly TileLabel[], points: readonly TilePoint[]): StreetSign[] {
  const lamps = points.filter((p) => p.kind === 'lamp')
  const out: StreetSign[] = []
  for (const l of labels) {
    if (l.kind !== 'street' || l.text === '') continue
    // Right of the way, east and north.
    const [re, rn] = [Math.cos(l.headingRad), -Math.sin(l.headingRad)]
    for (const side of [-1, 1]) {
      const off = side * (l.weight >= 120 ? 13 : l.weight >= 85 ? 10.5 : 6.5)
      const e = l.atM[0] + re * off + Math.sin(l.headingRad) * side * 14
      const n = l.atM[1] + rn * off + Math.cos(l.headingRad) * side * 14
      let at: Vec3 = { x: sceneX(e), y: sceneY(l.upM), z: sceneZ(n) }
      let nearest = LAMP_M
      for (const lamp of lamps) {
        const de = lamp.atM[0] - l.atM[0]
        const dn = lamp.atM[1] - l.atM[1]
        const away = Math.hypot(lamp.atM[0] - e, lamp.atM[1] - n)
        if (away >= nearest || (de * re + dn * rn) * side <= 0 || Math.abs(de * re + dn * rn) > 20) continue
        nearest = away
        at = { x: sceneX(lamp.atM[0]), y: sceneY(lamp.upM), z: sceneZ(lamp.atM[1]) }
      }
      out.push({ text: l.text, at, headingRad: l.headingRad })
    }
  }
  return out
}

/** The nearest of a list within a radius of a place in the plan. */
export function nearestOf<T extends { readonly at: Readonly<Vec3> }>(
  all: Iterable<T>,
  from: Readonly<Vec3>,
  limits: { readonly radiusM: number; readonly most: number },
): T[] {
  const found: { item: T; away: number }[] = []
  for (const item of all) {
    const away = Math.hypot(item.at.x - from.x, item.at.z - from.z)
    if (away <= limits.radiusM) found.push({ item, away })
  }
  found.sort((a, b) => a.away - b.away)
  return found.slice(0, limits.most).map((f) => f.item)
}

/** How far a name of some weight is shown, metres. */
const reachOf = (weight: number): number => 140 + weight * 9

/** Middle and size on the screen, whose half is 1. */
type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

export type Shown = { readonly place: NamePlace; readonly awayM: number }

/** The floating names to show; `widthOf` is a text's width over its height. */
export function chooseNames(
  places: Iterable<NamePlace>,
  eye: Eye,
  view: {
    readonly aspect: number
    readonly heightRad: number
    readonly most: number
    readonly widthOf: (text: string) => number
    readonly canSee?: ((from: Readonly<Vec3>, to: Readonly<Vec3>) => boolean) | null
    /** Where people's names are: places give way to them. */
    readonly people?: readonly Readonly<Vec3>[]
  },
): Shown[] {
  const half = Math.tan(eye.fovRad / 2)
  const f = eye.forward
  const u = eye.up
  const r = { x: f.y * u.z - f.z * u.y, y: f.z * u.x - f.x * u.z, z: f.x * u.y - f.y * u.x }
  const onScreen = (at: Readonly<Vec3>): { awayM: number; deep: number; x: number; y: number } => {
    const d = { x: at.x - eye.at.x, y: at.y - eye.at.y, z: at.z - eye.at.z }
    const deep = d.x * f.x + d.y * f.y + d.z * f.z
    return {
      awayM: Math.hypot(d.x, d.y, d.z),
      deep,
      x: (d.x * r.x + d.y * r.y + d.z * r.z) / deep / half / view.aspect,
      y: (d.x * u.x + d.y * u.y + d.z * u.z) / deep / half,
    }
  }
  const people: Box[] = (view.people ?? []).flatMap((at) => {
    const { awayM, deep, x, y } = onScreen(at)
    if (deep < 0.5 || awayM > PERSON.goneM) return []
    const h = (PERSON.heightM * Math.max(1, awayM / PERSON.growsFromM)) / deep / half
    return [{ x, y, w: (h * PERSON.widthM) / PERSON.heightM / view.aspect, h }]
  })
  const seen: (Box & { place: NamePlace; awayM: number; score: number })[] = []
  for (const place of places) {
    const { awayM, deep, x, y } = onScreen(place.at)
    if (awayM > reachOf(place.weight) || awayM < 6 || deep < 2) continue
    if (Math.abs(x) > 0.98 || Math.abs(y) > 0.96) continue
    const h = view.heightRad / half
    const w = (view.widthOf(place.text) * h) / view.aspect
    seen.push({ place, awayM, score: place.weight - 130 * (awayM / reachOf(place.weight)), x, y, w, h })
  }
  seen.sort((a, b) => b.score - a.score)
  const out: typeof seen = []
  const texts = new Set<string>()
  for (const one of seen) {
    if (out.length >= view.most) break
    if (texts.has(one.place.text)) continue
    const isFree = (o: Box): boolean =>
      Math.abs(o.x - one.x) > (o.w + one.w) / 2 + SPACING_RAD || Math.abs(o.y - one.y) > (o.h + one.h) / 2 + SPACING_RAD
    if (!out.every(isFree) || !people.every(isFree) || (view.canSee && !view.canSee(eye.at, one.place.at))) continue
    texts.add(one.place.text)
    out.push(one)
  }
  return out
}
