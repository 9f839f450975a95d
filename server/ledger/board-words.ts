// The words of a board's page in English, Russian and Kazakh: who its officers are, and how they are changed.
import type { Row } from '../../shared/civic/value-words.ts'

export const BOARD_WORDS = {
  title: ['Officers of the board: {body}', 'Должностные лица совета: {body}', 'Кеңестің лауазымды адамдары: {body}'],
  back: ['What the chain proves', 'Что доказывает цепочка', 'Тізбек нені дәлелдейді'],
  languages: ['Languages', 'Языки', 'Тілдер'],
  now: ['Who is in office now', 'Кто в должности сейчас', 'Қазір кім қызметте'],
  role: ['Role', 'Должность', 'Лауазымы'],
  key: ['Address of the key', 'Адрес ключа', 'Кілт мекенжайы'],
  role_chair: ['chair', 'председатель', 'төраға'],
  role_secretary: ['secretary', 'секретарь', 'хатшы'],
  role_member: ['member', 'член', 'мүше'],
  role_none: ['leaves', 'уходит', 'кетеді'],
  quorum: [
    'A decision or a change of officers needs {quorum} signatures of {officers} officers, a chair’s and a secretary’s among them.',
    'Для решения или смены должностных лиц нужно подписей: {quorum} из {officers}, среди них председателя и секретаря.',
    'Шешімге не лауазымды адамдарды ауыстыруға {officers} қолдың {quorum} қажет, оның ішінде төраға мен хатшының қолы.',
  ],
  epoch: [
    'These are the officers number {epoch} of this board: each change begins a new number, and what was signed under an older one decides nothing any more. Decisions anchored so far: {decisions}.',
    'Это состав номер {epoch}: каждая смена начинает новый номер, и подписанное при прежнем больше ничего не решает. Закреплено решений: {decisions}.',
    'Бұл – {epoch}-құрам: әр ауысым жаңа нөмір бастайды, бұрынғы құрамда қол қойылған нәрсе енді ештеңе шешпейді. Бекітілген шешімдер: {decisions}.',
  ],
  records: [
    'Records that officers of before have signed stay valid: each record names its officers, their number and their keys.',
    'Записи, подписанные прежними должностными лицами, остаются в силе: в каждой названы её должностные лица, номер состава и их ключи.',
    'Бұрынғы лауазымды адамдар қол қойған жазбалар күшінде қалады: әр жазбада оның лауазымды адамдары, құрам нөмірі мен кілттері аталған.',
  ],
  change: ['Propose or sign a change', 'Предложить или подписать смену', 'Ауысым ұсыну немесе оған қол қою'],
  how: [
    'An officer proposes by signing; the others sign in their own browsers. When enough have signed, this server sends the change to the chain. It cannot make one itself: the contract takes signatures of officers and nothing else.',
    'Должностное лицо предлагает смену своей подписью; остальные подписывают в своих браузерах. Когда подписей достаточно, сервер отправляет смену в цепочку. Сам он её сделать не может: контракт принимает только подписи должностных лиц.',
    'Лауазымды адам ауысымды қол қойып ұсынады; қалғандары өз браузерлерінде қол қояды. Қол жеткілікті болғанда сервер ауысымды тізбекке жібереді. Оны өзі жасай алмайды: келісімшарт тек лауазымды адамдардың қолын қабылдайды.',
  ],
  proposals: ['Changes', 'Смены', 'Ауысымдар'],
  none: ['None was proposed yet.', 'Пока ни одной не предложено.', 'Әзірге бірде-бірі ұсынылған жоқ.'],
  proposed: ['Proposed', 'Предложено', 'Ұсынылды'],
  asks: ['Changes', 'Что меняется', 'Не өзгереді'],
  asks_seat: ['{who}: {role}', '{who}: {role}', '{who}: {role}'],
  asks_quorum: ['signatures needed: {quorum}', 'нужно подписей: {quorum}', 'қажетті қол саны: {quorum}'],
  signed: ['Signed by', 'Подписали', 'Қол қойғандар'],
  state: ['State', 'Состояние', 'Күйі'],
  is_collecting: [
    'collects signatures until {until}; still to come: {count}',
    'собирает подписи до {until}; осталось: {count}',
    '{until} дейін қол жинайды; қалғаны: {count}',
  ],
  is_waits: ['signed by enough, and waits: {why}', 'подписано, но ждёт: {why}', 'қол жеткілікті, бірақ күтуде: {why}'],
  is_sending: ['on its way to the chain', 'отправляется в цепочку', 'тізбекке жіберілуде'],
  is_done: ['done', 'совершена', 'жүзеге асты'],
  is_refused: ['the chain did not take it: {why}', 'цепочка не приняла: {why}', 'тізбек қабылдамады: {why}'],
  is_expired: ['its time was over', 'срок истёк', 'мерзімі өтті'],
  is_overtaken: [
    'other officers came first; its signatures count no more',
    'раньше сменились другие; её подписи больше не действуют',
    'басқа ауысым бұрын болды; бұл қолдар енді жарамсыз',
  ],
} as const satisfies Readonly<Record<string, Row>>
export type BoardWord = keyof typeof BOARD_WORDS
