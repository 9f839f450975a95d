// The rules on the duty desk as data: what each waits for in the reader's language, and taken away only when asked twice.
import { afterEach, expect, it } from 'vitest'
import { DEFAULT_RULES } from '../../../shared/systems/alerts/default-rules.ts'
import { type Acts, PanelModel } from '../../panels/model.ts'
import { language } from '../../panels/strings.ts'
import { rulesDesk, rulesOf } from './rules.tsx'

const commands: unknown[] = []
function desk(role: 'operator' | 'visitor'): PanelModel {
  const model = new PanelModel({} as Acts)
  const rows = DEFAULT_RULES.map((rule) => ({ id: `alerts.rule/${rule.id}`, json: JSON.stringify(rule) }))
  model.time.live.value = { nowMs: 1, seq: 1, alerts: [], indicators: [], gauges: [], rows }
  model.time.role.value = role
  model.time.acts = { ...model.time.acts, command: (command) => void commands.push(command) }
  return model
}
const deeds = (model: PanelModel, host: 'screen' | 'headset' = 'screen') =>
  rulesDesk.items(model, host).flatMap((item) => (item.kind === 'row' ? [...item.deeds] : []))

afterEach(() => {
  language.value = 'en'
})

it('says what each rule waits for', () => {
  const model = desk('operator')
  expect(rulesOf(model)).toEqual(DEFAULT_RULES)
  const told = (): string[] =>
    rulesDesk.items(model, 'screen').flatMap((item) => (item.kind === 'row' ? [`${item.label}: ${item.detail}`] : []))
  expect(told()[0]).toBe('River level: Warning: Water level: is above a level 3.5 m, for 60 s')
  language.value = 'ru'
  expect(told()[0]).toBe('Уровень реки: Предупреждение: Уровень воды: выше уровня 3,5 м, в течение 60 с')
})

it('takes a rule away when asked twice, and only for operators', () => {
  const model = desk('operator')
  const press = (label: string): void =>
    deeds(model)
      .find((one) => one.label === label)
      ?.press()
  press('Remove the rule: Heat')
  expect(commands).toEqual([])
  press('Yes, remove the rule: Heat')
  expect(commands).toEqual([{ type: 'alerts.removeRule', rule: 'heat' }])
  expect(deeds(model, 'headset').map(({ shown }) => shown)).not.toContain('Change')
  const visitor = desk('visitor')
  expect(deeds(visitor)).toEqual([])
  expect(rulesDesk.items(visitor, 'screen')[0]).toMatchObject({ kind: 'text' })
})
