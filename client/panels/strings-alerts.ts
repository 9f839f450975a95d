// The words of alerts and of the duty desk in all three languages, a table of its own. Names of rules are data; sentences
// that go out to other systems too are in shared/protocol.
import { ALERT_WORDS } from '../../shared/protocol/alert-words.ts'
import { columns } from './strings-columns.ts'
import { RULE_WORDS } from './strings-rules.ts'

const WORDS = {
  ...ALERT_WORDS,
  ...RULE_WORDS,
  duty: ['Duty desk', 'Дежурный пульт', 'Кезекші пульті'],
  dutyShort: ['Duty', 'Дежурство', 'Кезек'],
  dutyAlerts: ['Alerts', 'Оповещения', 'Ескертулер'],
  dutyNext: ['Next page ({page} of {count})', 'Дальше ({page} из {count})', 'Келесі бет ({page} / {count})'],
  dutyCount: ['{name} ({count})', '{name} ({count})', '{name} ({count})'],
  phase_normal: ['normal', 'норма', 'қалыпты'],
  phase_pending: ['about to fire', 'ожидание', 'күтуде'],
  phase_firing: ['firing', 'сработало', 'іске қосылды'],
  phase_cleared: ['cleared', 'снято', 'басылды'],
  trouble_noData: ['no data', 'нет данных', 'дерек жоқ'],
  trouble_error: ['cannot be judged', 'нельзя оценить', 'бағалау мүмкін емес'],
  alertSince: ['{phase} since {time}', '{phase} с {time}', '{time} бастап {phase}'],
  alertSeenBy: ['{name} looks after it', 'занимается {name}', '{name} айналысуда'],
  alertSilencedBy: [
    'silenced by {name} until {time}: {reason}',
    'отключил(а) {name} до {time}: {reason}',
    '{name} {time} дейін өшірді: {reason}',
  ],
  acknowledge: ['I look after it', 'Занимаюсь', 'Айналысамын'],
  acknowledgeNamed: ['I look after: {name}', 'Занимаюсь: {name}', 'Айналысамын: {name}'],
  silence: ['Silence 1 h', 'Отключить на 1 ч', '1 сағ өшіру'],
  silenceNamed: ['Silence for an hour: {name}', 'Отключить на час: {name}', 'Бір сағатқа өшіру: {name}'],
  unsilence: ['Sound again', 'Включить', 'Қосу'],
  unsilenceNamed: ['Sound again: {name}', 'Снова включить: {name}', 'Қайта қосу: {name}'],
  silenceWhy: ['Why it is silenced', 'Почему отключается', 'Неге өшіріледі'],
  silence_known: ['known, being worked on', 'известно, в работе', 'белгілі, жұмыс жүруде'],
  silence_maintenance: ['maintenance', 'обслуживание', 'қызмет көрсету'],
  silence_drill: ['drill', 'учения', 'жаттығу'],
  goNamed: ['Go to: {name}', 'Перейти: {name}', 'Бару: {name}'],
  alertsNone: ['No rule is firing.', 'Ни одно правило не сработало.', 'Ешқандай ереже іске қосылған жоқ.'],
  rulesQuiet: ['Rules that are quiet: {names}', 'Правила в норме: {names}', 'Қалыпты ережелер: {names}'],
  onlyOperators: [
    'Only operators act here; you may look.',
    'Действуют только операторы; вы можете смотреть.',
    'Мұнда тек операторлар әрекет етеді; сіз қарай аласыз.',
  ],
  onlyLive: [
    'This moment is not live; it cannot be changed.',
    'Этот момент не «сейчас»; его нельзя изменить.',
    'Бұл сәт қазіргі емес; оны өзгертуге болмайды.',
  ],
  showDuty: ['Show', 'Показать', 'Көрсету'],
  indicator_alerts_firing: ['Alerts firing', 'Оповещений', 'Ескертулер саны'],
  mark_alerts_fired: ['Alert: {what}', 'Оповещение: {what}', 'Ескерту: {what}'],
  mark_alerts_cleared: ['Cleared: {what}', 'Снято: {what}', 'Басылды: {what}'],
  mark_alerts_reported: ['Alert from outside: {what}', 'Оповещение извне: {what}', 'Сырттан ескерту: {what}'],
  mark_alerts_ended: ['Over: {what}', 'Окончено: {what}', 'Аяқталды: {what}'],
  mark_alerts_acknowledge: ['Somebody looks after {what}', 'Занимаются: {what}', 'Айналысуда: {what}'],
  mark_alerts_silence: ['Silenced: {what}', 'Отключено: {what}', 'Өшірілді: {what}'],
  mark_alerts_unsilence: ['Sounds again: {what}', 'Снова включено: {what}', 'Қайта қосылды: {what}'],
  mark_alerts_setRule: ['Rule set: {what}', 'Правило задано: {what}', 'Ереже қойылды: {what}'],
  mark_alerts_removeRule: ['Rule removed: {what}', 'Правило убрано: {what}', 'Ереже алынды: {what}'],
} as const

export const alertWords = columns(WORDS)
export type AlertKey = keyof typeof WORDS
