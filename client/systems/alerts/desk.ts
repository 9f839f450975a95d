// Alerts on the duty desk: what fires first, then what is about to, what cleared and what has no data; who looks after it,
// who silenced it and why. Operators take it up or silence it for an hour.
import { signal } from '@preact/signals'
import { AlertRow } from '../../../shared/systems/alerts/told.ts'
import type { DutyItem, DutySection } from '../../panels/duty-items.ts'
import { paged } from '../../panels/duty-pages.ts'
import type { PanelModel } from '../../panels/model.ts'
import { momentText } from '../../panels/moments.ts'
import { isKey, say } from '../../panels/strings.ts'
import { toldText, wordsText } from '../../panels/told-words.ts'
import { rowsOf } from '../rows.ts'

const HOUR_MS = 3_600_000
const REASONS = ['known', 'maintenance', 'drill'] as const
const WEIGHT = { emergency: 0, warning: 1, notice: 2 } as const
const ORDER = { firing: 0, pending: 1, cleared: 2, normal: 3 } as const

/** Why the next one is silenced. */
const reason = signal<(typeof REASONS)[number]>('known')

export const alertsDesk: DutySection = {
  id: 'alerts',
  title: 'dutyAlerts',
  count: (model) => rows(model).filter(({ phase, silenced }) => phase === 'firing' && silenced === null).length,
  items(model, host) {
    const all = rows(model).toSorted(
      (a, b) => ORDER[a.phase] - ORDER[b.phase] || WEIGHT[a.severity] - WEIGHT[b.severity],
    )
    const isQuiet = (row: AlertRow): boolean => row.phase === 'normal' && row.trouble !== 'error' && !row.silenced
    const loud = all.filter((row) => !isQuiet(row))
    const quiet = all.filter(isQuiet).map((row) => {
      const name = row.name ? wordsText(row.name) : row.id
      return row.trouble ? `${name} (${say(`trouble_${row.trouble}`)})` : name
    })
    return [
      ...(model.time.canOperate.value ? [] : [whyNot(model)]),
      ...(loud.length === 0 ? [{ kind: 'text', label: say('alertsNone') } as const] : []),
      ...paged(
        'alerts',
        loud.map((row) => itemOf(row, model)),
        host,
      ),
      // A surface in a headset has no room for it; there the reason is the last that was chosen.
      ...(model.time.canOperate.value && loud.length > 0 && host === 'screen' ? [choiceOfReason()] : []),
      ...(quiet.length > 0 && host === 'screen'
        ? [{ kind: 'text', label: say('rulesQuiet', { names: [...new Set(quiet)].join(', ') }) } as const]
        : []),
    ]
  },
}

const rows = ({ time }: PanelModel): readonly AlertRow[] => rowsOf(time.facts.value, 'alerts.alert', AlertRow)

/** Why there is nothing to press. */
export const whyNot = ({ time }: PanelModel): DutyItem => ({
  kind: 'text',
  label: say(time.looking.value.is === 'live' ? 'onlyOperators' : 'onlyLive'),
})

function itemOf(row: AlertRow, model: PanelModel): DutyItem {
  const { time } = model
  const at = (ms: number): string => momentText(ms, model.timeZone.value, time.nowMs.value)
  const { id, phase, trouble, sinceMs, acknowledged, silenced, atM, severity } = row
  const name = toldText(row.key, row.values) ?? id
  const command = (type: string, more: object = {}): void => time.acts.command({ type, alert: id, ...more })
  const because =
    silenced && isKey(`silence_${silenced.reason}`)
      ? say(`silence_${silenced.reason}` as 'silence_known')
      : silenced?.reason
  const deeds = [
    ...(atM
      ? [{ shown: say('goTo'), label: say('goNamed', { name }), press: () => model.acts.goTo({ id, atM }) }]
      : []),
    ...(time.canOperate.value && phase === 'firing' && !acknowledged
      ? [
          {
            shown: say('acknowledge'),
            label: say('acknowledgeNamed', { name }),
            isPrimary: true,
            press: () => command('alerts.acknowledge'),
          },
        ]
      : []),
    ...(time.canOperate.value && silenced
      ? [{ shown: say('unsilence'), label: say('unsilenceNamed', { name }), press: () => command('alerts.unsilence') }]
      : []),
    ...(time.canOperate.value && !silenced && (phase === 'firing' || phase === 'pending')
      ? [
          {
            shown: say('silence'),
            label: say('silenceNamed', { name }),
            press: () =>
              command('alerts.silence', { untilMs: Math.round(time.nowMs.value) + HOUR_MS, reason: reason.value }),
          },
        ]
      : []),
  ]
  const detail = [
    say('alertSince', { phase: say(`phase_${phase}`), time: at(sinceMs) }),
    ...(trouble ? [say(`trouble_${trouble}`)] : []),
    ...(acknowledged ? [say('alertSeenBy', { name: acknowledged.by })] : []),
    ...(silenced
      ? [say('alertSilencedBy', { name: silenced.by, time: at(silenced.untilMs), reason: because ?? '' })]
      : []),
  ].join(' · ')
  return { kind: 'row', label: name, detail, ...(phase === 'firing' ? { tone: severity } : {}), deeds }
}

const choiceOfReason = (): DutyItem => ({
  kind: 'choice',
  label: say('silenceWhy'),
  options: REASONS.map((one) => ({
    label: say(`silence_${one}`),
    isOn: reason.value === one,
    press: () => {
      reason.value = one
    },
  })),
})
