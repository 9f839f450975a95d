// Alerts: rules as data over what sensors report, each normal, pending, firing or cleared; beside that acknowledged by
// whom, silenced by whom and why, and whether its sensors tell enough. Alerts that others report (CAP) stand beside them.
// Keeps what it needs of observations itself. Who is told by telephone is no matter of this system.
import type { PointM } from '../../city/city.ts'
import type { Actor, CitySystem, Rejection } from '../../kernel/system.ts'
import { DEFAULT_RULES } from './default-rules.ts'
import { judge } from './judge.ts'
import { AlertsCommand, type AlertsState, type Happening, type Phase, type Report, type Watched } from './life.ts'
import { checkRule, type Rule } from './rule.ts'
import { hear, keptFor } from './series.ts'
import { reportTold, ruleTold } from './told.ts'

const MOST_RULES = 100
const MOST_REPORTS = 100
const MOST_HAPPENED = 50
const STALE_S = 900
/** What has cleared stays in the list for so long. */
const CLEARED_MS = 3_600_000
const MOST_SILENCE_MS = 7 * 24 * 3_600_000
const NOBODY_KNOWS: PointM = [0, 0]

export const alerts: CitySystem<AlertsState, AlertsCommand> = {
  id: 'alerts',
  version: 1,
  commands: AlertsCommand,
  leastRole: {
    'alerts.setRule': 'operator',
    'alerts.removeRule': 'operator',
    'alerts.acknowledge': 'operator',
    'alerts.silence': 'operator',
    'alerts.unsilence': 'operator',
    'alerts.report': 'operator',
    'alerts.withdraw': 'operator',
  },

  create: () => ({
    nowMs: 0,
    watched: DEFAULT_RULES.map((rule) => watch(rule, '', 0)),
    reports: [],
    series: [],
    happened: [],
    count: 0,
  }),

  check(state, command) {
    switch (command.type) {
      case 'alerts.setRule':
        if (state.reports.some(({ alert }) => alert === command.rule.id))
          return { reason: `${command.rule.id} is the name of a reported alert; give the rule another` }
        if (state.watched.length >= MOST_RULES && !ruleOf(state, command.rule.id))
          return { reason: `there are ${MOST_RULES} rules; remove one before ${command.rule.id} is set` }
        return checkRule(command.rule)
      case 'alerts.removeRule':
        return ruleOf(state, command.rule) ? null : { reason: `there is no rule ${command.rule}` }
      case 'alerts.acknowledge': {
        const one = standing(state, command.alert)
        if (!one) return { reason: `alert ${command.alert} is not firing` }
        return one.acknowledged ? { reason: `${one.acknowledged.by} looks after alert ${command.alert} already` } : null
      }
      case 'alerts.silence':
        return checkSilence(state, command)
      case 'alerts.unsilence':
        return handled(state, command.alert)?.silenced ? null : { reason: `alert ${command.alert} is not silenced` }
      case 'alerts.report':
        if (ruleOf(state, command.alert)) return { reason: `${command.alert} is the name of a rule of this city` }
        if (command.untilMs <= state.nowMs) return { reason: `the reported alert ${command.alert} is over already` }
        if (state.reports.length >= MOST_REPORTS && !reportOf(state, command.alert))
          return { reason: `${MOST_REPORTS} reported alerts stand; withdraw one before ${command.alert}` }
        break
      case 'alerts.withdraw':
        if (!reportOf(state, command.alert)) return { reason: `there is no reported alert ${command.alert}` }
    }
    return null
  },

  apply(state, command, actor) {
    const by = nameOf(actor)
    switch (command.type) {
      case 'alerts.setRule':
        return set(state, command.rule, by)
      case 'alerts.removeRule':
        state.watched = state.watched.filter(({ rule }) => rule.id !== command.rule)
        state.series = keptFor(state.series, state.watched)
        return
      case 'alerts.acknowledge': {
        const one = handled(state, command.alert)
        if (one) one.acknowledged = { by, atMs: state.nowMs }
        return
      }
      case 'alerts.silence': {
        const one = handled(state, command.alert)
        if (one) one.silenced = { by, untilMs: command.untilMs, reason: command.reason }
        return
      }
      case 'alerts.unsilence': {
        const one = handled(state, command.alert)
        if (one) one.silenced = null
        return
      }
      case 'alerts.report': {
        const { type: _, ...reported } = command
        const before = reportOf(state, command.alert)
        const { acknowledged, silenced, fromMs } = before ?? { acknowledged: null, silenced: null, fromMs: state.nowMs }
        state.reports = state.reports.filter((one) => one !== before)
        state.reports.push({ ...reported, by, fromMs, acknowledged, silenced })
        if (!before) note(state, 'reported', command.alert)
        return
      }
      case 'alerts.withdraw':
        state.reports = state.reports.filter(({ alert }) => alert !== command.alert)
        note(state, 'ended', command.alert)
        return
    }
  },

  observe(state, observation) {
    hear(state.series, state.watched, observation, state.nowMs)
  },

  step(state, stepS, _random, _city, felt) {
    state.nowMs = felt.nowMs
    for (const one of state.series) one.atM = felt.thingAtM(one.thing) ?? one.atM
    for (const one of [...state.watched, ...state.reports])
      if (one.silenced && one.silenced.untilMs <= state.nowMs) one.silenced = null
    for (const one of state.watched) go(state, one, stepS)
    for (const { alert } of state.reports.filter(({ untilMs }) => untilMs <= state.nowMs)) note(state, 'ended', alert)
    state.reports = state.reports.filter(({ untilMs }) => untilMs > state.nowMs)
  },

  alerts(state) {
    const fired = state.watched.filter((one) => one.phase === 'firing' && !one.silenced)
    const reported = state.reports.filter(({ silenced }) => !silenced)
    return [
      ...fired.map((one) => ({
        id: `alerts/${one.rule.id}`,
        severity: one.rule.severity,
        atM: placeOf(one),
        ...ruleTold(one),
      })),
      ...reported.map((one) => ({
        id: `alerts/${one.alert}`,
        severity: one.severity,
        atM: [one.area.eastM, one.area.northM] as const,
        ...reportTold(one),
      })),
    ]
  },

  indicators: (state) => [
    {
      id: 'alerts.firing',
      label: 'Alerts firing',
      value: state.watched.filter(({ phase }) => phase === 'firing').length + state.reports.length,
      unit: '',
    },
  ],
}

export const placeOf = ({ rule, cause }: Watched): PointM => cause?.atM ?? rule.atM ?? NOBODY_KNOWS

const nameOf = ({ id, name }: Actor): string => name ?? id
const watch = (rule: Rule, by: string, nowMs: number): Watched => ({
  rule,
  by,
  setMs: nowMs,
  phase: 'normal',
  sinceMs: nowMs,
  heldS: 0,
  trouble: null,
  held: [],
  cause: null,
  acknowledged: null,
  silenced: null,
})

const ruleOf = (state: AlertsState, id: string): Watched | undefined => state.watched.find(({ rule }) => rule.id === id)
const reportOf = (state: AlertsState, id: string): Report | undefined => state.reports.find(({ alert }) => alert === id)
const handled = (state: AlertsState, id: string): Watched | Report | undefined =>
  ruleOf(state, id) ?? reportOf(state, id)

/** What can be looked after: a rule that fires, or a report. */
function standing(state: AlertsState, id: string): Watched | Report | undefined {
  const rule = ruleOf(state, id)
  return rule ? (rule.phase === 'firing' ? rule : undefined) : reportOf(state, id)
}

function checkSilence(state: AlertsState, { alert, untilMs }: { alert: string; untilMs: number }): Rejection | null {
  if (!handled(state, alert)) return { reason: `there is no alert ${alert} to silence` }
  if (untilMs <= state.nowMs) return { reason: `alert ${alert} cannot be silenced until a moment that is over` }
  if (state.nowMs > 0 && untilMs > state.nowMs + MOST_SILENCE_MS)
    return { reason: `alert ${alert} can be silenced for a week at most` }
  return null
}

/** A rule written anew begins anew, in its place in the list. */
function set(state: AlertsState, rule: Rule, by: string): void {
  const at = state.watched.findIndex((one) => one.rule.id === rule.id)
  if (at >= 0) state.watched[at] = watch(rule, by, state.nowMs)
  else state.watched.push(watch(rule, by, state.nowMs))
  state.series = keptFor(state.series, state.watched)
}

function go(state: AlertsState, one: Watched, stepS: number): void {
  const { rule, held } = one
  // A clock that has only begun has heard nothing yet.
  if (one.setMs === 0) one.setMs = state.nowMs
  const look = { series: state.series, nowMs: state.nowMs, staleS: rule.staleS ?? STALE_S, sinceMs: one.setMs, held }
  const { answer, cause } = judge(rule.when, look)
  one.trouble = answer === 'noData' || answer === 'error' ? answer : null
  const turn = (phase: Phase): void => {
    one.phase = phase
    one.sinceMs = state.nowMs
    one.heldS = 0
  }
  if (answer === 'yes') {
    if (one.phase === 'normal' || one.phase === 'cleared') turn('pending')
    else if (one.phase === 'pending') one.heldS = Math.min(one.heldS + stepS, rule.holdS)
    one.cause = cause
    if (one.phase === 'pending' && one.heldS >= rule.holdS) {
      turn('firing')
      one.acknowledged = null
      note(state, 'fired', rule.id)
    }
    return
  }
  if (one.phase === 'pending') turn('normal')
  if (answer === 'no' && one.phase === 'firing') {
    turn('cleared')
    note(state, 'cleared', rule.id)
  }
  if (one.phase === 'cleared' && state.nowMs - one.sinceMs > CLEARED_MS) turn('normal')
}

function note(state: AlertsState, what: Happening['what'], alert: string): void {
  state.happened.push({ n: ++state.count, atMs: state.nowMs, what, alert })
  if (state.happened.length > MOST_HAPPENED) state.happened.shift()
}
