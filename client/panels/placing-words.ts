// What is said of a work while it is placed, for the page, for who hears it and for the menus of a headset. No DOM.
import { distanceText } from './distance.ts'
import type { PanelModel } from './model.ts'
import { numberText, unitText } from './moments.ts'
import { type PlaceTool, type PlacedCommand, SIZES } from './placing-model.ts'
import { directionOf } from './sightings.ts'
import { say } from './strings.ts'

export const toolText = (tool: PlaceTool): string => say(`tool_${tool}`)

export const sizeText = (tool: PlaceTool, size: number): string => {
  const { unit } = SIZES[tool]
  return unit === '%' ? `${numberText(size)} %` : `${numberText(size)} ${unitText(unit)}`
}

const lengthText = (lengthM: number): string => `${numberText(lengthM)} ${unitText('m')}`

/** What to do next; empty while nothing is placed. */
export function placingText({ placing }: PanelModel): string {
  const now = placing.now.value
  if (!now) return ''
  const refusal = placing.refusal.value
  if (refusal !== '') return say(refusal)
  const tool = toolText(now.tool)
  const length = lengthText(placing.lengthM.value)
  const count = now.points.length
  const where = placing.where.value
  const last =
    where === null
      ? ''
      : ` ${say('placingWhere', {
          where: `${distanceText(where.distanceM)}, ${say(`direction_${where.distanceM < 2 ? 'here' : directionOf(where.bearingDeg)}`)}`,
        })}`
  if (count === 0) return say(now.tool === 'breach' ? 'placingAt' : 'placingFirst', { tool })
  if (!placing.canPlace.value || now.tool === 'barrier' || now.tool === 'embankment')
    return say('placingNext', { tool, count, length }) + last
  return say(now.tool === 'breach' ? 'placingReadyAt' : 'placingReady', { tool, length }) + last
}

/** Over what is drawn of it; `lengthM` with the place one points at. */
export function figuresText(tool: PlaceTool, size: number, lengthM: number): string {
  const length = lengthM > 0 && tool !== 'breach' ? [lengthText(lengthM)] : []
  return [...length, sizeText(tool, size)].join(' · ')
}

/** Places with a tool from a menu that knows no branch; `live` sends to the city. */
export function placeWith(model: PanelModel, tool: PlaceTool): void {
  const { placing } = model
  const send = (command: PlacedCommand): void => {
    const taker = placing.taker.peek()
    if (taker) taker.take(command)
    else model.time.acts.command(command)
    model.notice.value = say('placed', { tool: toolText(tool) })
  }
  placing.begin({ tool, onPlaced: send })
}

/** Whose a work will be that is placed from a menu. */
export function takerText({ placing }: PanelModel): string {
  const taker = placing.taker.value
  return taker ? say('placeWorkInto', { name: taker.name }) : say('placeWorkLive')
}
