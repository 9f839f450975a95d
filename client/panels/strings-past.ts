// The words of a past meeting that is entered again, in all three languages.
import { columns } from './strings-columns.ts'

const WORDS = {
  pastEnter: ['Enter it as it was', 'Войти на прошедшее заседание', 'Өткен отырысқа кіру'],
  pastEnterShort: ['Enter', 'Войти', 'Кіру'],
  pastTitle: ['{title}: as it was', '{title}: как это было', '{title}: қалай өтті'],
  pastWhatIs: [
    'You read what happened and see who was there. Nothing is heard, and nobody’s movements are kept.',
    'Можно прочитать, что происходило, и увидеть, кто был. Звука нет, движения людей не хранятся.',
    'Не болғанын оқып, кімнің қатысқанын көресіз. Дыбыс жоқ, адамдардың қимылы сақталмайды.',
  ],
  pastStep: ['Step {n} of {count}, {time}', 'Шаг {n} из {count}, {time}', '{count} қадамның {n}-қадамы, {time}'],
  pastItem: ['Item: {title}', 'Вопрос: {title}', 'Мәселе: {title}'],
  pastBack: ['Step back', 'Шаг назад', 'Бір қадам артқа'],
  pastOn: ['Next step', 'Следующий шаг', 'Келесі қадам'],
  pastPresent: ['Present ({count}): {names}', 'Присутствуют ({count}): {names}', 'Қатысқандар ({count}): {names}'],
  pastGo: ['Go there', 'Перейти', 'Өту'],
  pastLeave: ['Leave the past meeting', 'Покинуть прошедшее заседание', 'Өткен отырыстан шығу'],
  pastVerify: ['Check the record', 'Проверить запись', 'Жазбаны тексеру'],
  pastVerifying: ['Checking…', 'Проверяется…', 'Тексерілуде…'],
  pastValid: [
    'The record is valid: every check holds, reckoned on this device.',
    'Запись верна: всё сходится, проверено на этом устройстве.',
    'Жазба жарамды: бәрі сәйкес, осы құрылғыда тексерілді.',
  ],
  pastNotValid: [
    'The record is NOT valid: something in it does not agree.',
    'Запись НЕ верна: в ней что-то не сходится.',
    'Жазба жарамсыз: онда бірдеңе сәйкес келмейді.',
  ],
  pastChecks: ['What was checked: {count}', 'Что проверено: {count}', 'Не тексерілді: {count}'],
  pastLimits: ['What this does not show', 'Чего это не показывает', 'Бұл нені көрсетпейді'],
  pastNoScenario: [
    'This decision rested on no scenario.',
    'Это решение не опиралось на сценарий.',
    'Бұл шешім сценарийге сүйенбеген.',
  ],
  pastScenarioGone: [
    'The scenario “{title}” they saw is not recorded any more, or was run anew since.',
    'Сценарий «{title}», который они видели, больше не записан или с тех пор прогнан заново.',
    'Олар көрген «{title}» сценарийі енді жазылмаған немесе содан бері қайта жүргізілген.',
  ],
  pastStandIn: [
    'Stand in the scenario they saw: {title}',
    'Встать внутрь сценария, который они видели: {title}',
    'Олар көрген сценарийдің ішіне кіру: {title}',
  ],
  pastBackToNow: ['Back to the live city', 'Назад в сегодняшний город', 'Қазіргі қалаға оралу'],
} as const satisfies Record<string, readonly [string, string, string]>

export type PastKey = keyof typeof WORDS
export const pastWords = columns<PastKey>(WORDS)
