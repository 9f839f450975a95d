// The alerts of the duty desk by its data: told in the reader's language, taken up and silenced by operators alone.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DutyItem } from '../../panels/duty-items.ts'
import { type Acts, PanelModel } from '../../panels/model.ts'
import { language } from '../../panels/strings.ts'
import { alertsDesk } from './desk.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const alert = {
  id: 'river-high',
  name: { en: 'River level', ru: 'Уровень реки' },
  severity: 'warning',
  phase: 'firing',
  trouble: null,
  sinceMs: NOON,
  key: 'alert_rule_above',
  values: { name: 'River level', name_ru: 'Уровень реки', value: 3.8, level: 3.5, unit: 'm', thing: 'gauge-3' },
  atM: [1, 2],
  isDrill: false,
  acknowledged: null,
  silenced: null,
}
const gone: string[] = []
const commands: Record<string, unknown>[] = []

function desk(role: 'operator' | 'visitor', more: object = {}): PanelModel {
  const model = new PanelModel({ goTo: (hit) => void gone.push(hit.id) } as Partial<Acts> as Acts)
  const rows = [
    { ...alert, ...more },
    { ...alert, id: 'heat', name: { en: 'Heat' }, phase: 'normal', trouble: 'noData' },
  ].map((row) => ({ id: `alerts.alert/${row.id}`, json: JSON.stringify(row) }))
  const { time } = model
  time.live.value = { nowMs: NOON, seq: 1, alerts: [], indicators: [], gauges: [], rows }
  time.role.value = role
  time.acts = { ...time.acts, command: (command) => void commands.push(command) }
  return model
}
function press(model: PanelModel, label: string): void {
  const all = alertsDesk.items(model, 'screen').flatMap((item: DutyItem): { label: string; press(): void }[] => {
    if (item.kind === 'row') return [...item.deeds]
    return item.kind === 'choice' ? [...item.options] : []
  })
  const found = all.find((one) => one.label === label)
  if (!found) throw new Error(`nothing says ${label}: ${all.map((one) => one.label).join(', ')}`)
  found.press()
}

beforeEach(() => {
  commands.length = 0
})
afterEach(() => {
  language.value = 'en'
})

it('tells alerts in the language of the reader, and takes them up', () => {
  const model = desk('operator')
  expect(alertsDesk.count(model)).toBe(1)
  press(model, 'I look after: River level: 3.8 m, above 3.5 m, at gauge-3')
  press(model, 'maintenance')
  press(model, 'Silence for an hour: River level: 3.8 m, above 3.5 m, at gauge-3')
  expect(commands).toMatchObject([
    { type: 'alerts.acknowledge', alert: 'river-high' },
    { type: 'alerts.silence', alert: 'river-high', untilMs: NOON + 3_600_000, reason: 'maintenance' },
  ])
  language.value = 'ru'
  expect(alertsDesk.items(model, 'screen')[0]).toMatchObject({
    label: 'Уровень реки: 3,8 м, выше 3,5 м, датчик gauge-3',
    tone: 'warning',
  })
})

it('says who looks after it and why it is silenced, and lets it sound again', () => {
  const silenced = { by: 'Timur', untilMs: NOON + 60_000, reason: 'maintenance' }
  const model = desk('operator', { acknowledged: { by: 'Olga', atMs: NOON }, silenced })
  expect(alertsDesk.count(model)).toBe(0)
  const [row] = alertsDesk.items(model, 'screen')
  const detail = row?.kind === 'row' ? row.detail : ''
  expect(detail).toMatch(/^firing since .* · Olga looks after it · silenced by Timur until .*: maintenance$/)
  press(model, 'Sound again: River level: 3.8 m, above 3.5 m, at gauge-3')
  expect(commands).toEqual([{ type: 'alerts.unsilence', alert: 'river-high' }])
})

it('shows a visitor everything and lets them go there, no more', () => {
  const items = alertsDesk.items(desk('visitor'), 'screen')
  expect(items[0]).toMatchObject({ kind: 'text', label: expect.stringContaining('Only operators') as string })
  expect(items.at(-1)).toMatchObject({ label: 'Rules that are quiet: Heat (no data)' })
  press(desk('visitor'), 'Go to: River level: 3.8 m, above 3.5 m, at gauge-3')
  expect(gone).toEqual(['river-high'])
  expect(items.flatMap((item) => (item.kind === 'row' ? item.deeds : []))).toHaveLength(1)
})
