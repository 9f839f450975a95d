// A call to gather in words: to a place, or into a moment of a branch, which is named by what this page itself knows of it.
import { SYSTEMS_HERE } from '../systems/index.ts'
import type { PanelModel } from './model.ts'
import { momentText } from './moments.ts'
import { say } from './strings.ts'

export function calledText(call: NonNullable<PanelModel['call']['value']>, model: PanelModel): string {
  const { name, into } = call
  if (!into) return say('called', { name })
  const { timeline, atMs } = into
  const told = SYSTEMS_HERE.map(({ compared }) => compared?.(model, timeline)).find((one) => one)
  const time = momentText(atMs, model.timeZone.value, model.time.nowMs.value)
  return say('whatifCalled', { name, title: told?.b.name ?? timeline, time })
}
