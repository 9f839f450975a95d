import { expect, it } from 'vitest'
import { ACTIONS, capOf, shownActions } from './actions.ts'
import { type Acts, PanelModel } from './model.ts'

const asked: string[] = []
const acts = new Proxy(
  {},
  {
    get:
      (_, name) =>
      (...told: unknown[]) =>
        asked.push([name, ...told].join(' ')),
  },
) as Acts

it('opens every panel there is, and closes it when pressed again', () => {
  const model = new PanelModel(acts)
  const opened = ACTIONS.filter(({ opens }) => opens !== undefined).map((action) => {
    action.run(model)
    const name = model.open.value
    action.run(model)
    expect(model.open.value).toBe(null)
    return name
  })
  expect(new Set(opened)).toEqual(
    new Set([
      'around',
      'chat',
      'consult',
      'duty',
      'emotes',
      'help',
      'layers',
      'light',
      'look',
      'meeting',
      'more',
      'people',
      'settings',
      'time',
      'weather',
      'whatif',
    ]),
  )
})

it('offers a headset only where there is one, and the way out only inside', () => {
  const model = new PanelModel(acts)
  const ids = (): string[] => shownActions(model).map(({ id }) => id)
  expect(ids()).not.toContain('vr')
  model.canEnterVr.value = model.canEnterAr.value = true
  expect(ids()).toEqual(expect.arrayContaining(['vr', 'ar']))
  model.headset.value = 'table'
  expect(ids().filter((id) => ['vr', 'ar', 'leave'].includes(id))).toEqual(['leave'])
})

it('shows nothing of time and weather where the server plays no twin', () => {
  const model = new PanelModel(acts)
  const ids = (): string[] => shownActions(model).map(({ id }) => id)
  const ofTwin = ['light', 'weather', 'layers']
  const word = () => ACTIONS.find(({ id }) => id === 'time')?.word(model)
  expect([ids().filter((id) => ofTwin.includes(id)), word()]).toEqual([[], 'light'])
  const indicators = [{ id: 'weather.wind', label: 'Wind', value: 1, unit: 'm/s' }]
  model.time.live.value = { nowMs: 1, seq: 0, alerts: [], indicators, gauges: [] }
  expect([ids().filter((id) => ofTwin.includes(id)), word()]).toEqual([['light', 'weather'], 'cityTime'])
})

it('says what a press would do now', () => {
  const model = new PanelModel(acts)
  const sit = ACTIONS.find(({ id }) => id === 'sit')
  expect(sit?.word(model)).toBe('sit')
  sit?.run(model)
  model.isSitting.value = true
  expect(sit?.word(model)).toBe('stand')
  sit?.run(model)
  expect(asked).toEqual(['sit true', 'sit false'])
})

it('shows the key that the input acts by', () => {
  expect([capOf('chat'), capOf('around'), capOf('mode'), capOf(undefined)]).toEqual(['Enter', 'T', 'F', null])
})
