// The sentences of a meeting's course in English, Russian and Kazakh: `{names}` are filled from an entry's values. Words of the
// program among those values have a table of their own (value-words.ts).
import type { Row } from './value-words.ts'

export const COURSE_WORDS = {
  convened: [
    'Notice was given by {name}.',
    'Извещение о заседании направлено ({name}).',
    '{name} отырыстың шақырылғанын хабарлады.',
  ],
  opened: [
    '{name} opened the meeting; {quorum}.',
    'Заседание открыто, председательствует {name}; {quorum}.',
    '{name} отырысты ашты; {quorum}.',
  ],
  inquorate: [
    'The quorum was lost; {quorum}. No votes are taken.',
    'Кворум утрачен; {quorum}. Голосования не проводятся.',
    'Кворум болмай қалды; {quorum}. Дауыс беру өткізілмейді.',
  ],
  quorate: ['There is a quorum again; {quorum}.', 'Кворум восстановлен; {quorum}.', 'Кворум қайта жиналды; {quorum}.'],
  recess: ['The meeting went into recess ({name}).', 'Объявлен перерыв ({name}).', 'Үзіліс жарияланды ({name}).'],
  moved: [
    '{name} moved the meeting to another place: {room}.',
    'Заседание перенесено в другое место ({name}): {room}.',
    '{name} отырысты басқа жерге көшірді: {room}.',
  ],
  recessChairless: [
    'The meeting went into recess: nobody who may chair it was present.',
    'Заседание прервано: не было никого, кто вправе председательствовать.',
    'Отырыс үзілді: төрағалық етуге құқылы ешкім болмады.',
  ],
  resumed: [
    '{name} resumed the meeting; {quorum}.',
    'Заседание возобновлено, председательствует {name}; {quorum}.',
    '{name} отырысты жалғастырды; {quorum}.',
  ],
  closed: ['{name} closed the meeting.', 'Заседание закрыто ({name}).', '{name} отырысты жапты.'],
  arrived: ['{name} arrived.', 'Прибытие: {name}.', '{name} келді.'],
  keyNoted: [
    '{name}, who is known by a contract wallet, signs with the key {key}, linked to the same account.',
    '{name} (известен по кошельку-контракту) подписывает ключом {key}, привязанным к той же учётной записи.',
    'Келісімшарт-әмиян бойынша белгілі {name} сол тіркелгіге байланған {key} кілтімен қол қояды.',
  ],
  left: ['{name} left.', 'Убытие: {name}.', '{name} кетті.'],
  chairPassed: ['{name} took the chair.', 'Председательствует {name}.', '{name} төрағалық етуге кірісті.'],
  recused: [
    '{name} (seat {seat}) takes no part in the matter: {reason}.',
    '{name} (место {seat}) не участвует в рассмотрении вопроса: {reason}.',
    '{name} ({seat} орны) бұл мәселені қарауға қатыспайды: {reason}.',
  ],
  proxyGiven: [
    'Seat {from} is voted for by seat {to}.',
    'За место {from} по доверенности голосует место {to}.',
    '{from} орны үшін сенімхат бойынша {to} орны дауыс береді.',
  ],
  proxyWithdrawn: [
    'The proxy of seat {from} was withdrawn.',
    'Доверенность места {from} отозвана.',
    '{from} орнының сенімхаты кері қайтарып алынды.',
  ],
  agendaReopened: [
    '{name} opened the agenda for changes.',
    'Повестка дня открыта для изменений ({name}).',
    '{name} күн тәртібін өзгерістер үшін ашты.',
  ],
  itemWithdrawn: [
    'Item "{title}" was withdrawn: {reason}.',
    'Вопрос «{title}» снят с повестки дня: {reason}.',
    '«{title}» мәселесі күн тәртібінен алынып тасталды: {reason}.',
  ],
  itemDeferred: [
    'Item "{title}" was deferred: {reason}.',
    'Рассмотрение вопроса «{title}» отложено: {reason}.',
    '«{title}» мәселесін қарау кейінге қалдырылды: {reason}.',
  ],
  itemTaken: [
    'Item "{title}" was taken.',
    'Начато рассмотрение вопроса «{title}».',
    '«{title}» мәселесін қарау басталды.',
  ],
  itemDone: [
    'Item "{title}" was finished.',
    'Рассмотрение вопроса «{title}» завершено.',
    '«{title}» мәселесін қарау аяқталды.',
  ],
  documentShown: [
    '{name} showed "{title}".',
    'Показан документ «{title}» ({name}).',
    '{name} «{title}» құжатын көрсетті.',
  ],
  motionAdmitted: [
    'Motion {motion} "{title}" by {by} was admitted.',
    'Предложение {motion} «{title}» (автор: {by}) допущено к рассмотрению.',
    '{motion} ұсынысы «{title}» (авторы: {by}) қарауға жіберілді.',
  ],
  motionRuledOut: [
    'Motion {motion} "{title}" was ruled out: {reason}.',
    'Предложение {motion} «{title}» не допущено к рассмотрению: {reason}.',
    '{motion} ұсынысы «{title}» қарауға жіберілмеді: {reason}.',
  ],
  motionMoved: [
    '{name} moved motion {motion} "{title}".',
    'Внесено предложение {motion} «{title}» ({name}).',
    '{name} {motion} ұсынысын «{title}» енгізді.',
  ],
  motionSeconded: [
    '{name} seconded motion {motion}.',
    'Предложение {motion} поддержано ({name}).',
    '{name} {motion} ұсынысын қолдады.',
  ],
  motionDebated: [
    'Debate on motion {motion} was opened.',
    'Открыты прения по предложению {motion}.',
    '{motion} ұсынысы бойынша жарыссөз ашылды.',
  ],
  motionTabled: [
    'Motion {motion} was laid on the table: {reason}.',
    'Рассмотрение предложения {motion} приостановлено: {reason}.',
    '{motion} ұсынысын қарау тоқтатыла тұрды: {reason}.',
  ],
  motionPostponed: [
    'Motion {motion} was postponed: {reason}.',
    'Рассмотрение предложения {motion} перенесено: {reason}.',
    '{motion} ұсынысын қарау басқа уақытқа ауыстырылды: {reason}.',
  ],
  motionReferred: [
    'Motion {motion} was referred: {reason}.',
    'Предложение {motion} направлено в другой орган: {reason}.',
    '{motion} ұсынысы басқа органға жолданды: {reason}.',
  ],
  motionWithdrawn: [
    '{name} withdrew motion {motion}.',
    'Предложение {motion} отозвано ({name}).',
    '{name} {motion} ұсынысын кері қайтарып алды.',
  ],
  motionRecorded: [
    'Motion {motion} ({outcome}) is recorded as {record}.',
    'Решение по предложению {motion} ({outcome}) записано как {record}.',
    '{motion} ұсынысы бойынша шешім ({outcome}) {record} болып тіркелді.',
  ],
  motionSuperseded: [
    'Motion {motion} is superseded by {record}.',
    'Решение по предложению {motion} заменено записью {record}.',
    '{motion} ұсынысы бойынша шешім {record} жазбасымен ауыстырылды.',
  ],
  amendmentAdmitted: [
    'Amendment {amendment} to motion {motion} by {by} was admitted.',
    'Поправка {amendment} к предложению {motion} (автор: {by}) допущена к рассмотрению.',
    '{motion} ұсынысына {amendment} түзетуі (авторы: {by}) қарауға жіберілді.',
  ],
  amendmentDropped: [
    'Amendment {amendment} is moot: {reason}.',
    'Поправка {amendment} беспредметна: {reason}.',
    '{amendment} түзетуі мәнін жоғалтты: {reason}.',
  ],
  amendmentWithdrawn: [
    '{name} withdrew amendment {amendment}.',
    'Поправка {amendment} отозвана ({name}).',
    '{name} {amendment} түзетуін кері қайтарып алды.',
  ],
  spoke: ['{name} spoke ({kind}).', 'Выступление: {name} ({kind}).', '{name} сөз сөйледі ({kind}).'],
  listClosed: ['The list of speakers was closed.', 'Запись на выступления закрыта.', 'Сөз сөйлеушілер тізімі жабылды.'],
  listReopened: [
    'The list of speakers was opened again.',
    'Запись на выступления вновь открыта.',
    'Сөз сөйлеушілер тізімі қайта ашылды.',
  ],
  pointOfOrder: [
    '{name} raised a point of order; it was {ruling}: {reason}.',
    'Замечание по порядку ведения ({name}) {ruling}: {reason}.',
    '{name} отырысты жүргізу тәртібі бойынша ескерту жасады; ескерту {ruling}: {reason}.',
  ],
  pollOpened: [
    'Vote {poll} was opened ({method}): {question}; {quorum}.',
    'Открыто голосование {poll} ({method}): {question}; {quorum}.',
    '{poll} дауыс беруі ашылды ({method}): {question}; {quorum}.',
  ],
  pollPaused: [
    'Vote {poll} was paused: the quorum was lost.',
    'Голосование {poll} приостановлено: кворум утрачен.',
    '{poll} дауыс беруі тоқтатыла тұрды: кворум болмай қалды.',
  ],
  pollContinued: ['Vote {poll} went on.', 'Голосование {poll} продолжено.', '{poll} дауыс беруі жалғасты.'],
  pollClosed: [
    'Vote {poll} was closed ({why}).',
    'Голосование {poll} окончено ({why}).',
    '{poll} дауыс беруі аяқталды ({why}).',
  ],
  pollCounted: ['Vote {poll}: {result}.', 'Голосование {poll}: {result}.', '{poll} дауыс беруі: {result}.'],
  pollVoid: [
    'Vote {poll} is void: {reason}.',
    'Голосование {poll} недействительно: {reason}.',
    '{poll} дауыс беруі жарамсыз: {reason}.',
  ],
  castingVote: [
    '{name} cast the deciding vote in {poll}: {choice}; {outcome}.',
    'Решающий голос в голосовании {poll} ({name}): {choice}; {outcome}.',
    '{name} {poll} дауыс беруінде шешуші дауыс берді: {choice}; {outcome}.',
  ],
  lot: [
    'A lot decided vote {poll} ({how}): {outcome}.',
    'Голосование {poll} решено жребием ({how}): {outcome}.',
    '{poll} дауыс беруі жеребемен шешілді ({how}): {outcome}.',
  ],
  pollCertified: [
    '{name} certified vote {poll}.',
    'Итоги голосования {poll} удостоверены ({name}).',
    '{name} {poll} дауыс беруінің қорытындысын куәландырды.',
  ],
  recordDrawnUp: [
    'The record {record} of motion {motion} was drawn up ({name}).',
    'Составлена запись {record} решения по предложению {motion} ({name}).',
    '{motion} ұсынысы бойынша шешімнің {record} жазбасы жасалды ({name}).',
  ],
  recordSigned: [
    '{name} signed the record {record} ({office}).',
    'Запись {record} подписана: {name} ({office}).',
    '{name} {record} жазбасына қол қойды ({office}).',
  ],
  recordAnchored: [
    'The record {record} is anchored in block {block} of the chain.',
    'Запись {record} закреплена в блоке {block} цепочки.',
    '{record} жазбасы тізбектің {block} блогында бекітілді.',
  ],
  recordPublished: [
    'The record {record} of motion {motion} ({outcome}) is published ({name}).',
    'Запись {record} решения по предложению {motion} ({outcome}) опубликована ({name}).',
    '{motion} ұсынысы бойынша шешімнің ({outcome}) {record} жазбасы жарияланды ({name}).',
  ],
  recordExecuted: [
    'The decision of record {record} is executed.',
    'Решение по записи {record} исполнено.',
    '{record} жазбасындағы шешім орындалды.',
  ],
  recordSuperseded: [
    'The record {record} is superseded by {by}.',
    'Запись {record} заменена записью {by}.',
    '{record} жазбасы {by} жазбасымен ауыстырылды.',
  ],
  remark: ['{text}', '{text}', '{text}'],
} as const satisfies Readonly<Record<string, Row>>
