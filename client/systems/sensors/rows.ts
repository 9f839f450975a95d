// The sensors as a list reads them: which match what was typed, and each in words. No DOM.
import { momentText, quantityText } from '../../panels/moments.ts'
import { say } from '../../panels/strings.ts'
import type { ThingShown } from '../../panels/time-model.ts'
import { truthText } from '../../panels/words.ts'

export const MOST_ROWS = 40

/** Those whose name or id holds every word that was typed. */
export function matching(things: readonly ThingShown[], typed: string): readonly ThingShown[] {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return things
  return things.filter(({ id, name }) => {
    const text = `${name} ${id}`.toLocaleLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** `Water level: 3.2 m; Water flow: 41 m³/s` */
export function valuesText({ values }: ThingShown): string {
  return values
    .map(({ name, value, unit, isDoubtful }) => {
      const text = quantityText(value, unit)
      return `${name}: ${isDoubtful ? say('doubted', { value: text }) : text}`
    })
    .join('; ')
}

/** `heard 14:05`, `last heard 09:12` of one that has fallen silent, with its truth. */
export function ageText({ heardAtMs, isStale, truth }: ThingShown, zone: string, nowMs: number): string {
  const heard = Number.isNaN(heardAtMs)
    ? say('neverHeard')
    : say(isStale ? 'lastHeard' : 'heardAt', { time: momentText(heardAtMs, zone, nowMs) })
  return `${heard} · ${truthText(truth)}`
}
