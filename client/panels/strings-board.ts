// The words of the page on which officers of a board propose and sign who comes after them, in all three languages.
import { columns } from './strings-columns.ts'

const WORDS = {
  boardTitle: [
    'Officers of the board: {body}',
    'Должностные лица совета: {body}',
    'Кеңестің лауазымды адамдары: {body}',
  ],
  boardLanguage: ['Language', 'Язык', 'Тіл'],
  boardLoading: ['The chain is being asked…', 'Опрашивается цепочка…', 'Тізбектен сұралуда…'],
  boardNone: [
    'The address of this page names no board. Choose one on the page of the chain.',
    'В адресе этой страницы не назван совет. Выберите его на странице цепочки.',
    'Бұл беттің мекенжайында кеңес аталмаған. Оны тізбек бетінен таңдаңыз.',
  ],
  boardChain: ['To the page of the chain', 'К странице цепочки', 'Тізбек бетіне'],
  boardRead: ['This board in words', 'Этот совет словами', 'Бұл кеңес сөзбен'],
  boardNow: ['In office now', 'В должности сейчас', 'Қазір қызметте'],
  boardQuorumNow: [
    'A change needs {quorum} signatures of these {officers}, a chair’s and a secretary’s among them.',
    'Для смены нужно подписей: {quorum} из {officers}, среди них председателя и секретаря.',
    'Ауысымға {officers} қолдың {quorum} қажет, оның ішінде төраға мен хатшының қолы.',
  ],
  boardAs: ['I sign as', 'Я подписываю как', 'Мен былай қол қоямын'],
  boardAsTip: [
    'Your key must be in this browser, in its wallet, or come from your passkey.',
    'Ваш ключ должен быть в этом браузере, в его кошельке или получаться из ключа доступа.',
    'Кілтіңіз осы браузерде, оның әмиянында болуы немесе кіру кілтіңізден алынуы керек.',
  ],
  boardRole_chair: ['chair', 'председатель', 'төраға'],
  boardRole_secretary: ['secretary', 'секретарь', 'хатшы'],
  boardRole_member: ['member', 'член', 'мүше'],
  boardRole_none: ['leaves', 'уходит', 'кетеді'],
  boardOpen: ['Proposed changes', 'Предложенные смены', 'Ұсынылған ауысымдар'],
  boardOpenNone: ['None is open.', 'Открытых нет.', 'Ашығы жоқ.'],
  boardBefore: ['Earlier changes', 'Прежние смены', 'Бұрынғы ауысымдар'],
  boardChange: ['Change {id}', 'Смена {id}', '{id} ауысымы'],
  boardQuorumThen: [
    'signatures needed then: {quorum}',
    'потом нужно подписей: {quorum}',
    'содан кейін қажетті қол: {quorum}',
  ],
  boardSigners: ['Signed by: {signers}', 'Подписали: {signers}', 'Қол қойғандар: {signers}'],
  boardSign: ['Sign this change', 'Подписать эту смену', 'Осы ауысымға қол қою'],
  boardSigned: ['You have signed this change.', 'Вы подписали эту смену.', 'Сіз бұл ауысымға қол қойдыңыз.'],
  boardIs_collecting: [
    'Collects signatures until {until}. Still to come: {count}.',
    'Собирает подписи до {until}. Осталось: {count}.',
    '{until} дейін қол жинайды. Қалғаны: {count}.',
  ],
  boardIs_waits: [
    'Signed by enough, and waits: {why}',
    'Подписано, но ждёт: {why}',
    'Қол жеткілікті, бірақ күтуде: {why}',
  ],
  boardIs_sending: ['On its way to the chain.', 'Отправляется в цепочку.', 'Тізбекке жіберілуде.'],
  boardIs_done: [
    'Done: the new officers are in office.',
    'Совершена: новый состав в должности.',
    'Жүзеге асты: жаңа құрам қызметте.',
  ],
  boardIs_refused: ['The chain did not take it: {why}', 'Цепочка не приняла: {why}', 'Тізбек қабылдамады: {why}'],
  boardIs_expired: ['Its time was over.', 'Срок истёк.', 'Мерзімі өтті.'],
  boardIs_overtaken: [
    'Other officers came first; its signatures count no more.',
    'Раньше сменились другие; её подписи больше не действуют.',
    'Басқа ауысым бұрын болды; бұл қолдар енді жарамсыз.',
  ],
  boardPropose: ['Propose a change', 'Предложить смену', 'Ауысым ұсыну'],
  boardProposeTip: [
    'Write down who should be in office. What you sign is what differs, and it stands below before you sign.',
    'Укажите, кто должен быть в должности. Подписывается то, что отличается; оно показано ниже до подписи.',
    'Қызметте кім болуы керегін жазыңыз. Қол қойылатыны – айырмасы, ол қол қойғанға дейін төменде тұрады.',
  ],
  boardOfficer: ['Officer {n}', 'Должностное лицо {n}', '{n}-лауазымды адам'],
  boardAddress: ['Address of the key', 'Адрес ключа', 'Кілт мекенжайы'],
  boardRole: ['Role', 'Должность', 'Лауазымы'],
  boardRemove: ['Remove', 'Убрать', 'Алып тастау'],
  boardRemoveNamed: ['Remove {who}', 'Убрать {who}', '{who} алып тастау'],
  boardAdd: ['Add an officer', 'Добавить должностное лицо', 'Лауазымды адам қосу'],
  boardQuorum: ['Signatures needed from then on', 'Сколько подписей нужно потом', 'Содан кейін қажетті қол саны'],
  boardDays: ['Days to collect signatures', 'Дней на сбор подписей', 'Қол жинау күндері'],
  boardDiffers: ['What you sign', 'Что вы подписываете', 'Не нәрсеге қол қоясыз'],
  boardProposeSign: ['Propose and sign', 'Предложить и подписать', 'Ұсынып, қол қою'],
  boardAgain: ['As it is now', 'Как сейчас', 'Қазіргідей'],
  boardProposed: [
    'Proposed. The others can sign it on this page, in their own browsers.',
    'Предложено. Остальные могут подписать на этой странице, в своих браузерах.',
    'Ұсынылды. Қалғандары осы бетте, өз браузерлерінде қол қоя алады.',
  ],
  boardFault_nothing: [
    'Nothing differs from how it is now.',
    'Отличий от нынешнего состава нет.',
    'Қазіргі құрамнан айырмашылық жоқ.',
  ],
  boardFault_many: [
    'At most 100 officers are changed at once.',
    'За раз можно сменить не больше 100 должностных лиц.',
    'Бір жолы 100-ден аспайтын адам ауыстырылады.',
  ],
  boardFault_noChair: [
    'The board would have no chair, and could decide nothing any more.',
    'Совет остался бы без председателя и не смог бы ничего решать.',
    'Кеңес төрағасыз қалып, ештеңе шеше алмас еді.',
  ],
  boardFault_noSecretary: [
    'The board would have no secretary, and could decide nothing any more.',
    'Совет остался бы без секретаря и не смог бы ничего решать.',
    'Кеңес хатшысыз қалып, ештеңе шеше алмас еді.',
  ],
  boardFault_noAddress: [
    '“{who}” is no address: 0x and 40 digits or letters a to f.',
    '«{who}» – не адрес: 0x и 40 цифр или букв от a до f.',
    '«{who}» мекенжай емес: 0x және 40 цифр не a–f әріптері.',
  ],
  boardFault_zeroAddress: [
    'The zero address is nobody’s: an officer has a key of their own.',
    'Нулевой адрес никому не принадлежит: у должностного лица есть свой ключ.',
    'Нөлдік мекенжай ешкімдікі емес: лауазымды адамның өз кілті бар.',
  ],
  boardFault_twice: [
    '{who} is named twice; an officer has one role.',
    '{who} назван дважды; у должностного лица одна должность.',
    '{who} екі рет аталған; адамда бір лауазым болады.',
  ],
  boardFault_stranger: [
    '{who} is no officer of the board and cannot leave it.',
    '{who} не состоит в совете и уйти не может.',
    '{who} кеңесте жоқ, сондықтан кете алмайды.',
  ],
  boardFault_quorum: [
    'The signatures needed must be between 1 and {officers}, the number of officers.',
    'Нужное число подписей – от 1 до {officers}, числа должностных лиц.',
    'Қажетті қол саны 1 мен лауазымды адамдар саны – {officers} арасында болуы керек.',
  ],
  boardFault_days: [
    'Signatures are collected for 1 to 90 days.',
    'Подписи собираются от 1 до 90 дней.',
    'Қол 1 күннен 90 күнге дейін жиналады.',
  ],
} as const

export type BoardKey = keyof typeof WORDS
export const boardWords = columns<BoardKey>(WORDS)
