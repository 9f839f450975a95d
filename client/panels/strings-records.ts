// The words of decision records, their evidence and what is to be done by them, in all three languages, a table of its own.
import { columns } from './strings-columns.ts'

const WORDS = {
  meetTab_records: ['Decisions', 'Решения', 'Шешімдер'],
  recordNone: ['Nothing has been decided yet.', 'Пока ничего не решено.', 'Әзірге ештеңе шешілген жоқ.'],
  recordWhatIs: [
    'A record is one file: what was decided, on what evidence, by whom. Chair and secretary sign it, the chain keeps its hash, and anybody can check it without this city.',
    'Запись о решении — один файл: что решено, на каких данных, кем. Её подписывают председатель и секретарь, блокчейн хранит её хеш, и любой может проверить её без этого города.',
    'Шешім жазбасы — бір файл: не шешілді, қандай деректермен, кім шешті. Оған төраға мен хатшы қол қояды, блокчейн хешін сақтайды, оны кез келген адам осы қаласыз тексере алады.',
  ],
  recordAfter: [
    'Records are drawn up when the meeting is closed.',
    'Записи о решениях составляются после закрытия заседания.',
    'Шешім жазбалары отырыс жабылғаннан кейін жасалады.',
  ],
  recordDrawUp: ['Draw up the record', 'Составить запись о решении', 'Шешім жазбасын жасау'],
  recordSignChair: ['Sign as chair', 'Подписать как председатель', 'Төраға ретінде қол қою'],
  recordSignSecretary: ['Sign as secretary', 'Подписать как секретарь', 'Хатшы ретінде қол қою'],
  recordSignMember: ['Co-sign as a member', 'Подписать как член совета', 'Мүше ретінде қол қою'],
  recordPublish: ['Publish the record', 'Опубликовать запись о решении', 'Шешім жазбасын жариялау'],
  recordPage: ['Read it', 'Прочитать', 'Оқу'],
  recordPdf: ['As PDF', 'В PDF', 'PDF түрінде'],
  recordFile: ['Download the file', 'Скачать файл', 'Файлды жүктеу'],
  recordVerifier: ['The verifier', 'Проверка файла', 'Файлды тексеру'],
  recordSigned: ['Signed by {names}', 'Подписали: {names}', 'Қол қойғандар: {names}'],
  recordUnsigned: ['Nobody has signed it yet.', 'Её ещё никто не подписал.', 'Оған әлі ешкім қол қойған жоқ.'],
  recordHashIs: ['Its hash: {hash}', 'Хеш: {hash}', 'Хеші: {hash}'],
  recordOtherHash: [
    'What the server shows has another hash than what it asks to sign. Do not sign.',
    'То, что показывает сервер, имеет другой хеш, чем то, что он просит подписать. Не подписывайте.',
    'Сервер көрсеткеннің хеші қол қоюға сұрағанынан басқа. Қол қоймаңыз.',
  ],
  recordNoKey: [
    'The record names no key of yours for this office; it cannot be signed with another.',
    'В записи нет вашего ключа для этой должности; другим подписать нельзя.',
    'Жазбада осы қызмет үшін сіздің кілтіңіз жоқ; басқасымен қол қоюға болмайды.',
  ],
  recordIs_drawnUp: ['drawn up', 'составлена', 'жасалды'],
  recordIs_signedByChair: ['signed by the chair', 'подписана председателем', 'төраға қол қойды'],
  recordIs_signed: ['signed by both', 'подписана обоими', 'екеуі де қол қойды'],
  recordIs_anchored: ['anchored', 'внесена в блокчейн', 'блокчейнге жазылды'],
  recordIs_published: ['published', 'опубликована', 'жарияланды'],
  recordIs_inForce: ['in force', 'действует', 'күшінде'],
  recordIs_executed: ['executed', 'исполнена', 'орындалды'],
  recordIs_superseded: ['superseded', 'заменена', 'ауыстырылды'],
  recordAnchored: ['On the chain in block {block}', 'В блокчейне, блок {block}', 'Блокчейнде, {block}-блок'],
  evidenceField: ['It rests on', 'На чём основано', 'Неге негізделген'],
  evidenceConsultation: ['And on a consultation', 'А также на обсуждении', 'Сондай-ақ талқылауда'],
  evidenceConsultationNone: ['on none', 'ни на каком', 'ешбірінде емес'],
  evidenceNone: ['nothing but its text', 'только на тексте', 'мәтіннен басқа ештеңе'],
  evidenceDocuments: ['the documents of this item', 'на документах вопроса', 'мәселенің құжаттары'],
  evidenceBranch: ['the branch "{title}"', 'на варианте «{title}»', '«{title}» нұсқасы'],
  evidenceKept: [
    'Frozen with the question: {hash}. It cannot be exchanged after the vote.',
    'Закреплено вместе с вопросом: {hash}. После голосования это не подменить.',
    'Сұрақпен бірге бекітілді: {hash}. Дауыс беруден кейін ауыстыруға болмайды.',
  ],
  evidenceComes: ['Being put together…', 'Собирается…', 'Жиналуда…'],
  effects: ['If it is carried, this is to be done', 'Если принято, сделать', 'Қабылданса, орындалсын'],
  effectsTip: [
    'Nothing is done by the vote itself: each becomes a task, and a device moves only after a person approves.',
    'Само голосование ничего не делает: каждое станет задачей, а устройство сработает только после одобрения человеком.',
    'Дауыс берудің өзі ештеңе орындамайды: әрқайсысы тапсырма болады, құрылғы адам мақұлдағаннан кейін ғана іске қосылады.',
  ],
  effectDevice: [
    '{device}: {parameters}; {department}, by {time}',
    '{device}: {parameters}; {department}, до {time}',
    '{device}: {parameters}; {department}, {time} дейін',
  ],
  effectDepartment: [
    '{what}; {department}, by {time}',
    '{what}; {department}, до {time}',
    '{what}; {department}, {time} дейін',
  ],
  effectAdd: ['Add a task', 'Добавить задачу', 'Тапсырма қосу'],
  effectAddFrom: [
    'Devices as in the branch "{title}"',
    'Устройства как в варианте «{title}»',
    '«{title}» нұсқасындағы құрылғылар',
  ],
  effectWhat: ['What is to be done', 'Что сделать', 'Не істеу керек'],
  effectWho: ['Department', 'Ведомство', 'Ведомство'],
  effectDue: ['By when', 'Срок', 'Мерзімі'],
  effectRemove: ['Remove: {what}', 'Убрать: {what}', 'Алып тастау: {what}'],
  effectTaken: ['Take off', 'Убрать', 'Алып тастау'],
  effectDuty: ['Duty desk', 'Дежурная служба', 'Кезекші қызмет'],
} as const

export type RecordKey = keyof typeof WORDS

export const recordWords = columns<RecordKey>(WORDS)
