// What a page makes of the facts it is told: a look of the weather, a word of trouble.
import { expect, it } from 'vitest'
import { tellTrouble, weatherOf } from './in-city-twin.ts'
import { type Acts, PanelModel } from './panels/model.ts'
import { NOTHING_TOLD } from './session/twin-side.ts'

const LOOK = ['temperatureC', 'cloud', 'precipitationMmH', 'windEastMS', 'windNorthMS', 'visibilityM', 'snowM', 'wetMm']
const gauges = LOOK.map((key, value) => ({ id: `weather.${key}`, value, unit: '', atMs: 0 }))

it('takes the weather from the gauges, all of them or none', () => {
  expect(weatherOf({ gauges })).toMatchObject({ temperatureC: 0, cloud: 1, visibilityM: 5, wetMm: 7 })
  expect(weatherOf({ gauges: gauges.slice(1) })).toBeNull()
  expect(weatherOf(NOTHING_TOLD.live)).toBeNull()
})

it('says when nothing can be recorded, and stops when it can, whatever else was said meanwhile', () => {
  const model = new PanelModel({} as Acts)
  let trouble = ''
  let told = (): void => {}
  tellTrouble(
    {
      facts: () => NOTHING_TOLD.live,
      trouble: () => trouble,
      onFacts: (heard) => {
        told = heard
        return () => {}
      },
    },
    model,
  )
  expect(model.notice.value).toBe('')
  trouble = 'the disk is full'
  told()
  expect(model.notice.value).toContain('the disk is full')
  trouble = ''
  told()
  expect(model.notice.value).toBe('')
  trouble = 'the moon is full'
  told()
  model.notice.value = 'something else'
  trouble = ''
  told()
  expect(model.notice.value).toBe('something else')
})
