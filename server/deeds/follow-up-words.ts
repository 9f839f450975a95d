// Words of what came of a decision, in English, Russian and Kazakh.
import { fill, type Language, type Row, type Values } from '../../shared/civic/value-words.ts'

const WORDS = {
  title: ['What came of it', 'Что из этого вышло', 'Бұдан не шықты'],
  asOf: ['As of {at}.', 'По состоянию на {at}.', '{at} жағдайы бойынша.'],
  tasks: ['Tasks', 'Задания', 'Тапсырмалар'],
  noTasks: ['It asks for no task.', 'Заданий не предусмотрено.', 'Тапсырма көзделмеген.'],
  what: ['What', 'Что', 'Не'],
  who: ['Who', 'Кто', 'Кім'],
  due: ['Due', 'Срок', 'Мерзімі'],
  became: ['What became of it', 'Что стало', 'Не болды'],
  device: ['{device}: {wanted}', '{device}: {wanted}', '{device}: {wanted}'],
  overdue: ['overdue', 'срок прошёл', 'мерзімі өтіп кетті'],
  by: ['by {name}', '{name}', '{name}'],
  read: ['its sensor reads {value} ({at})', 'показание датчика {value} ({at})', 'датчик көрсеткіші {value} ({at})'],
  word_waiting: ['not asked for yet', 'ещё не запрошено', 'әлі сұралмаған'],
  word_requested: ['asked for, waits for a person', 'запрошено, ждёт человека', 'сұралды, адамды күтуде'],
  word_approved: ['approved', 'одобрено', 'мақұлданды'],
  word_sent: ['sent to the device', 'отправлено устройству', 'құрылғыға жіберілді'],
  word_accepted: ['accepted', 'принято', 'қабылданды'],
  word_running: ['under way', 'выполняется', 'орындалуда'],
  word_done: ['done', 'выполнено', 'орындалды'],
  word_failed: ['failed', 'не удалось', 'орындалмады'],
  word_expired: ['expired', 'срок истёк', 'мерзімі бітті'],
  word_declined: ['declined', 'отклонено', 'қабылданбады'],
  works: ['Works in the live city', 'Сооружения в живом городе', 'Тірі қаладағы құрылыстар'],
  work: ['№ and name', '№ и название', '№ және атауы'],
  kind: ['What', 'Что', 'Не'],
  work_placed: ['placed by this decision', 'размещено этим решением', 'осы шешім бойынша қойылды'],
  work_waits: [
    'waits until all tasks are done',
    'ждёт выполнения всех заданий',
    'барлық тапсырманың орындалуын күтуде',
  ],
  work_waitsDay: [
    'placed when the decision takes effect',
    'будет размещено, когда решение вступит в действие',
    'шешім қолданысқа енгенде қойылады',
  ],
  work_refused: ['not placed yet: {why}', 'ещё не размещено: {why}', 'әлі қойылған жоқ: {why}'],
  work_gone: [
    'not placed: another record is in its place',
    'не размещено: решение заменено другим',
    'қойылған жоқ: оның орнында басқа шешім бар',
  ],
  'kind_flood.placeBarrier': ['Barrier or embankment', 'Барьер или дамба', 'Тосқауыл немесе бөгет'],
  'kind_flood.placeGate': ['Gate', 'Затвор', 'Қақпа'],
  'kind_flood.placePump': ['Pump', 'Насос', 'Сорғы'],
  'kind_flood.breach': ['Opening', 'Проран', 'Ашылған жер'],
  'kind_flood.setGate': ['Gate set', 'Положение затвора', 'Қақпа күйі'],
  'kind_flood.removeWork': ['Work removed', 'Сооружение убрано', 'Құрылыс алынды'],
  forecast: [
    'Promised and measured: scenario {scenario}, of {from}, {hours} h ahead',
    'Обещано и измерено: сценарий {scenario}, от {from}, на {hours} ч вперёд',
    'Уәде мен өлшем: {scenario} сценарийі, {from}, {hours} сағат алға',
  ],
  indicator: ['Indicator', 'Показатель', 'Көрсеткіш'],
  without: ['Without it, at most', 'Без мер, не более', 'Шарасыз, ең көбі'],
  promised: ['Promised, at most', 'Обещано, не более', 'Уәде етілгені, ең көбі'],
  measured: ['Measured, at most', 'Измерено, не более', 'Өлшенгені, ең көбі'],
  now: ['Read last', 'Последнее показание', 'Соңғы көрсеткіш'],
  nothing: ['nothing yet', 'пока нет', 'әзірге жоқ'],
  sinceForce: [
    'Measured since {since}, when it came into force; not all tasks are done yet.',
    'Измерено с {since}, когда решение вступило в силу; выполнены ещё не все задания.',
    '{since} бастап, шешім күшіне енгеннен бері өлшенді; тапсырмалардың бәрі әлі орындалған жоқ.',
  ],
  sinceDone: [
    'Measured since {since}, when all its tasks were done.',
    'Измерено с {since}, когда были выполнены все задания.',
    '{since} бастап, барлық тапсырма орындалғаннан бері өлшенді.',
  ],
  sinceEffect: [
    'Measured since {since}, when it took effect.',
    'Измерено с {since}, когда решение вступило в действие.',
    '{since} бастап, шешім қолданысқа енгеннен бері өлшенді.',
  ],
  caution: [
    'The forecast is of one weather, what is measured is of another: they are compared where the same came to pass.',
    'Прогноз сделан для одной погоды, измерено при другой: сравнивать можно там, где произошло то же самое.',
    'Болжам бір ауа райына жасалған, өлшем басқасында алынған: дәл сондай жағдай болған жерде ғана салыстырылады.',
  ],
  file: ['As a file', 'Файлом', 'Файл түрінде'],
} as const satisfies Readonly<Record<string, Row>>

export type FollowUpKey = keyof typeof WORDS

export const isFollowUpKey = (key: string): key is FollowUpKey => Object.hasOwn(WORDS, key)

export const followUpWords =
  (language: Language) =>
  (key: FollowUpKey, values: Values = {}): string =>
    fill(WORDS[key], language, (name) => String(values[name] ?? ''))
