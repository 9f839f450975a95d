// Tasks of departments on the duty desk: who sees what, and who may say what.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Acts, PanelModel } from '../../panels/model.ts'
import { assignmentsDesk } from './assignments-desk.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const one = {
  id: 'decision-2026-ab12-1',
  what: 'Raise the embankment',
  department: 'Water',
  dueAtMs: NOON - 1000,
  requestedBy: { id: 'decision:2026-ab12', name: 'decision 2026-ab12' },
  requestedMs: NOON - 5000,
  state: 'requested',
  sinceMs: NOON - 5000,
  by: 'decision 2026-ab12',
  note: '',
}
const commands: unknown[] = []

function desk(role: 'operator' | 'participant', me: string, rows: readonly object[] = [one]): PanelModel {
  const model = new PanelModel({} as Acts)
  const { time } = model
  time.live.value = {
    nowMs: NOON,
    seq: 1,
    alerts: [],
    indicators: [],
    gauges: [],
    rows: rows.map((row, i) => ({ id: `tasks.assignment/${i}`, json: JSON.stringify(row) })),
  }
  time.role.value = role
  time.me.value = me
  time.acts = { ...time.acts, command: (command) => void commands.push(command) }
  return model
}
const rows = (model: PanelModel) =>
  assignmentsDesk.items(model, 'screen').flatMap((item) => (item.kind === 'row' ? [item] : []))

afterEach(() => {
  vi.unstubAllGlobals()
  commands.length = 0
})

describe('the duty desk of departments', () => {
  it('says what a decision asked for, and that it is overdue; operators move it on', () => {
    const [row] = rows(desk('operator', 'olga'))
    expect(row).toMatchObject({ label: 'Raise the embankment', tone: 'warning' })
    expect(row?.detail).toMatch(/^Water · waits for the department · overdue since .* · asked by decision 2026-ab12$/)
    expect(row?.deeds.map(({ label }) => label)).toEqual([
      'Raise the embankment: now accepted',
      'Raise the embankment: now declined',
    ])
    for (const deed of row?.deeds ?? []) deed.press()
    expect(commands).toEqual([
      { type: 'tasks.moveAssignment', task: one.id, to: 'accepted' },
      { type: 'tasks.moveAssignment', task: one.id, to: 'declined', note: 'not needed' },
    ])
  })

  it('lets people of a department say it by their session, and nobody else', async () => {
    const posted: unknown[] = []
    let byRoll: readonly string[] = []
    vi.stubGlobal('fetch', (path: string, init: RequestInit = {}) => {
      if (init.method === 'POST') posted.push([path, init.body])
      const me = {
        person: 'p',
        name: 'Anna',
        way: 'wallet',
        account: '0x',
        roles: byRoll,
        byRoll,
        isNamed: false,
        residency: null,
        maySign: true,
      }
      const answer =
        init.method === 'POST'
          ? { code: 409, error: 'task is done already' }
          : { chainId: 1, takesContracts: false, me }
      return Promise.resolve(Response.json(answer))
    })
    const anna = desk('participant', 'p')
    expect(rows(anna)[0]?.deeds).toEqual([])
    byRoll = ['department']
    const works = desk('participant', 'p-works')
    await expect.poll(() => rows(works)[0]?.deeds.length).toBe(2)
    rows(works)[0]?.deeds[0]?.press()
    await expect.poll(() => works.notice.value).toBe('task is done already')
    expect(posted).toEqual([[`/assignments/${one.id}`, '{"to":"accepted"}']])
    expect(commands).toEqual([])
  })

  it('has no buttons for what is over, and says when there is nothing', () => {
    const done = { ...one, state: 'done', by: 'Anna', note: 'By hand' }
    const [row] = rows(desk('operator', 'olga', [done]))
    expect(row?.deeds).toEqual([])
    expect(row?.detail).toContain('done · due')
    expect(row?.detail).toContain('Anna · By hand')
    expect(assignmentsDesk.items(desk('operator', 'olga', []), 'screen')).toEqual([
      { kind: 'text', label: 'No decision has asked a department for anything.' },
    ])
  })
})
