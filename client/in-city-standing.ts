// What stands in the city of its systems at the moment one looks at: devices, moved as they are read (or, in a fork, as they
// were tried), and alerts at their place. Pointed at, a device shows its card.
import { effect } from '@preact/signals'
import type { RayM } from '../shared/city/footprint-grid.ts'
import type { PanelModel } from './panels/model.ts'
import { language } from './panels/strings.ts'
import { alertText } from './panels/told-words.ts'
import { AlertMarks } from './scene/alert-marks.ts'
import { DevicesShown } from './scene/devices-shown.ts'
import type { IsShown } from './scene/field-layer.ts'
import type { CityScene } from './scene/scene.ts'
import { SYSTEMS_HERE } from './systems/index.ts'
import type { StandingThing } from './systems/system.ts'

export type StandingInCity = {
  frame(seconds: number): void
  /** Pins the card of the device that is shown and a ray meets before `withinM`; false where there is none. */
  press(ray: RayM, withinM: number, isShown?: IsShown): boolean
  /** How far away such a device is; null where there is none. */
  reachM(ray: RayM, withinM: number, isShown?: IsShown): number | null
  /** For tests: how far each device is drawn, and how many alerts stand in the city. */
  shown(): { readonly devices: Readonly<Record<string, number>>; readonly alerts: number }
}

export function standInCity(
  scene: CityScene,
  model: PanelModel,
  /** Of the highest deck or the ground, where that is known. */
  floorAt: (eastM: number, northM: number) => number,
): StandingInCity {
  const groundAt = (eastM: number, northM: number): number | null =>
    scene.groundAt(eastM, northM) === null ? null : floorAt(eastM, northM)
  const devices = new DevicesShown(scene.inner, groundAt)
  const marks = new AlertMarks(scene.inner, groundAt)
  scene.onSun((sun) => devices.light(sun))
  let things: readonly StandingThing[] = []
  let key = ''
  effect(() => {
    const facts = model.time.facts.value
    const isFork = model.time.looking.value.is === 'fork'
    things = facts ? SYSTEMS_HERE.flatMap((system) => system.things?.(facts, isFork) ?? []) : []
    const now = JSON.stringify(things)
    if (now === key) return
    key = now
    devices.show(things)
  })
  effect(() => {
    const alerts = model.time.facts.value?.alerts ?? []
    // The words are those of the language chosen now.
    void language.value
    // What has no place of its own is the whole city's, and stands in the list alone.
    const placed = alerts.filter(({ atM: [eastM, northM] }) => eastM !== 0 || northM !== 0)
    marks.show(placed.map((alert) => ({ severity: alert.severity, text: alertText(alert), atM: alert.atM })))
  })
  return {
    frame: (seconds) => {
      devices.frame(seconds)
      marks.frame()
    },
    press: (ray, withinM, isShown) => {
      const found = devices.pick(ray, withinM, isShown)
      const thing = found && things.find(({ id }) => id === found.id)
      if (!thing) return false
      model.card.value = thing.card()
      model.isCardPinned.value = true
      return true
    },
    reachM: (ray, withinM, isShown) => devices.pick(ray, withinM, isShown)?.distanceM ?? null,
    shown: () => ({ devices: devices.shares, alerts: marks.shown }),
  }
}
