// The sentences of alerts in English, Russian and Kazakh: the page says them (client/panels), and so does what goes out to
// other systems (CAP). `{names}` are filled from an alert's values; names of rules and devices are data and come with it.
import type { Facts } from './facts.ts'

export const ALERT_LANGUAGES = ['en', 'ru', 'kk'] as const
export type AlertLanguage = (typeof ALERT_LANGUAGES)[number]

export const ALERT_WORDS = {
  alert_rule: ['{name}', '{name}', '{name}'],
  alert_rule_above: [
    '{name}: {value} {unit}, above {level} {unit}',
    '{name}: {value} {unit}, выше {level} {unit}',
    '{name}: {value} {unit}, {level} {unit} деңгейінен жоғары',
  ],
  alert_rule_below: [
    '{name}: {value} {unit}, below {level} {unit}',
    '{name}: {value} {unit}, ниже {level} {unit}',
    '{name}: {value} {unit}, {level} {unit} деңгейінен төмен',
  ],
  alert_rule_outside: [
    '{name}: {value} {unit}, beyond {level} {unit}',
    '{name}: {value} {unit}, за пределом {level} {unit}',
    '{name}: {value} {unit}, {level} {unit} шегінен тыс',
  ],
  alert_rule_silent: [
    '{name}: nothing heard for {minutes} min',
    '{name}: нет данных {minutes} мин',
    '{name}: {minutes} мин дерек жоқ',
  ],
  alert_rule_changed: [
    '{name}: {value} {unit}, changed by {level} {unit}',
    '{name}: {value} {unit}, изменилось на {level} {unit}',
    '{name}: {value} {unit}, {level} {unit} өзгерді',
  ],
  alert_rule_risingTo: [
    '{name}: {value} {unit}, reaches {level} {unit} in about {minutes} min',
    '{name}: {value} {unit}, достигнет {level} {unit} примерно через {minutes} мин',
    '{name}: {value} {unit}, шамамен {minutes} минутта {level} {unit} жетеді',
  ],
  alert_rule_fallingTo: [
    '{name}: {value} {unit}, falls to {level} {unit} in about {minutes} min',
    '{name}: {value} {unit}, упадёт до {level} {unit} примерно через {minutes} мин',
    '{name}: {value} {unit}, шамамен {minutes} минутта {level} {unit} дейін түседі',
  ],
  alert_report: ['{headline} ({sender})', '{headline} ({sender})', '{headline} ({sender})'],
  alert_drill: ['Drill: {headline} ({sender})', 'Учения: {headline} ({sender})', 'Жаттығу: {headline} ({sender})'],
  alert_told_wind: ['Strong wind of {ms} m/s', 'Сильный ветер, {ms} м/с', 'Қатты жел, {ms} м/с'],
  alert_told_storm: ['Storm: wind of {ms} m/s', 'Буря: ветер {ms} м/с', 'Дауыл: жел {ms} м/с'],
  alert_told_rain: ['Heavy rain: {mmH} mm an hour', 'Сильный дождь: {mmH} мм/ч', 'Қатты жаңбыр: {mmH} мм/сағ'],
  alert_told_snow: ['Heavy snow: {mmH} mm an hour', 'Сильный снег: {mmH} мм/ч', 'Қалың қар: {mmH} мм/сағ'],
  alert_told_fog: ['One sees only {m} m', 'Видно лишь на {m} м', 'Тек {m} м көрінеді'],
  alert_told_cold: ['Severe cold: {degrees} °C', 'Сильный мороз: {degrees} °C', 'Қатты аяз: {degrees} °C'],
  alert_told_heat: ['Heat: {degrees} °C', 'Жара: {degrees} °C', 'Аптап ыстық: {degrees} °C'],
  alert_incident: ['Incident: {name}', 'Инцидент: {name}', 'Оқиға: {name}'],
  alert_incident_drill: ['Drill incident: {name}', 'Учебный инцидент: {name}', 'Жаттығу оқиғасы: {name}'],
  alert_incident_noAnswer: [
    'Incident: {name} kept silent',
    'Инцидент: {name} не ответил',
    'Оқиға: {name} жауап бермеді',
  ],
  alert_incident_noReadBack: [
    'Incident: {name} shows nothing of its task',
    'Инцидент: {name} не показывает выполнения',
    'Оқиға: {name} орындалуын көрсетпейді',
  ],
  alert_incident_contradicts: [
    'Incident: {name}, wanted {wanted}, reads {read}',
    'Инцидент: {name}, задано {wanted}, считано {read}',
    'Оқиға: {name}, {wanted} тапсырылды, {read} оқылды',
  ],
  alert_incident_said: ['Incident: {name}: {reason}', 'Инцидент: {name}: {reason}', 'Оқиға: {name}: {reason}'],
  unit_mps: ['m/s', 'м/с', 'м/с'],
  unit_mmh: ['mm/h', 'мм/ч', 'мм/сағ'],
  unit_m: ['m', 'м', 'м'],
  unit_m3s: ['m³/s', 'м³/с', 'м³/с'],
  unit_ugm3: ['µg/m³', 'мкг/м³', 'мкг/м³'],
  unit_db: ['dB', 'дБ', 'дБ'],
  alertAt: ['{text}, at {thing}', '{text}, датчик {thing}', '{text}, {thing} датчигі'],
  cap_around: ['{name}, {m} m around', '{name}, {m} м вокруг', '{name}, айналасы {m} м'],
  cap_sender: ['Townhall of {name}', 'Townhall города {name}', 'Townhall, {name} қаласы'],
} as const

const UNITS: Readonly<Record<string, keyof typeof ALERT_WORDS>> = {
  'm/s': 'unit_mps',
  'mm/h': 'unit_mmh',
  m: 'unit_m',
  'm³/s': 'unit_m3s',
  'µg/m³': 'unit_ugm3',
  dB: 'unit_db',
}

const wordOf = (key: keyof typeof ALERT_WORDS, language: AlertLanguage): string =>
  ALERT_WORDS[key][ALERT_LANGUAGES.indexOf(language)] ?? ALERT_WORDS[key][0]

/** A sentence of the table; null where it has none of that key. */
export function alertSentence(
  key: string,
  values: NonNullable<Facts['alerts'][number]['values']>,
  language: AlertLanguage,
): string | null {
  if (!Object.hasOwn(ALERT_WORDS, key)) return null
  // Just asked for.
  const sentence = wordOf(key as keyof typeof ALERT_WORDS, language)
  const filled = sentence.replace(/\{(\w+)\}/g, (_whole, name: string) => valueOf(name, values, language))
  const text = filled.replace(/ {2,}/g, ' ').replace(/ ([,.:])/g, '$1')
  const { thing } = values
  if (thing === undefined || key === 'alertAt') return text.trim()
  return alertSentence('alertAt', { text: text.trim(), thing }, language)
}

/** The name of what fires, where somebody wrote it down in that language. */
export const alertName = (
  values: NonNullable<Facts['alerts'][number]['values']>,
  language: AlertLanguage,
): string | null => {
  const name = values[`name_${language}`] ?? values['name']
  return name === undefined ? null : String(name)
}

function valueOf(
  name: string,
  values: NonNullable<Facts['alerts'][number]['values']>,
  language: AlertLanguage,
): string {
  if (name === 'name') return alertName(values, language) ?? ''
  const value = values[name]
  const unit = name === 'unit' && typeof value === 'string' ? UNITS[value] : undefined
  if (unit) return wordOf(unit, language)
  if (typeof value === 'number') return language === 'en' ? String(value) : String(value).replace('.', ',')
  return value ?? ''
}
