// The words of the page about the chain, in English, Russian and Kazakh, for somebody who does not know chains. What holds of a
// chain of the city's own and of another's node is said apart.
import type { Row } from '../../shared/civic/value-words.ts'

export const CHAIN_WORDS = {
  title: [
    'What the chain proves here, and what it does not',
    'Что здесь доказывает цепочка блоков, а чего не доказывает',
    'Мұндағы блоктар тізбегі нені дәлелдейді, нені дәлелдемейді',
  ],
  languages: ['Languages', 'Языки', 'Тілдер'],
  state_ready: ['The chain works.', 'Цепочка работает.', 'Тізбек жұмыс істеп тұр.'],
  state_waiting: [
    'The chain cannot be used now. Decisions stay “signed, not anchored” and go on by themselves later.',
    'Цепочка сейчас недоступна. Решения остаются «подписанными, не закреплёнными» и будут закреплены позже сами.',
    'Тізбек қазір қолжетімсіз. Шешімдер «қол қойылған, бекітілмеген» күйінде қалып, кейін өздігінен бекітіледі.',
  ],
  state_none: [
    'This city has no chain. Records are signed all the same and can be checked from the file alone.',
    'У этого города нет цепочки. Записи всё равно подписываются, и их можно проверить по одному файлу.',
    'Бұл қаланың тізбегі жоқ. Соған қарамастан жазбаларға қол қойылады, оларды файлдың өзімен тексеруге болады.',
  ],
  why: [
    'Reason, as the program tells it: {why}',
    'Причина, как её сообщает программа: {why}',
    'Себебі, бағдарламаның хабары: {why}',
  ],
  shortly: ['In short', 'Коротко', 'Қысқаша'],
  short_hash: [
    'Every decision has a record: one file with the question, the evidence, the votes and the outcome. From the file a short fingerprint is reckoned (a “hash”). Change one letter and the fingerprint is another.',
    'У каждого решения есть запись: один файл с вопросом, основаниями, голосами и итогом. По файлу вычисляется короткий отпечаток («хеш»). Измените одну букву – и отпечаток будет другим.',
    'Әр шешімнің жазбасы бар: мәселе, негіздер, дауыстар мен қорытынды жазылған бір файл. Файл бойынша қысқа таңба («хеш») есептеледі. Бір әріп өзгерсе, таңба да өзгереді.',
  ],
  short_chain: [
    'The fingerprint is written into a chain of blocks. Each block holds the fingerprint of the block before it, so nothing old can be changed without changing everything after it.',
    'Отпечаток заносится в цепочку блоков. Каждый блок хранит отпечаток предыдущего, поэтому нельзя изменить старое, не изменив всё, что после него.',
    'Таңба блоктар тізбегіне жазылады. Әр блокта алдыңғы блоктың таңбасы бар, сондықтан одан кейінгінің бәрін өзгертпей, ескіні өзгерту мүмкін емес.',
  ],
  short_embedded: [
    'This chain is run by this city alone, on its own server. It is a log in which changes show, not a network of strangers who watch each other.',
    'Эту цепочку ведёт только этот город, на своём сервере. Это журнал, в котором заметны изменения, а не сеть посторонних, следящих друг за другом.',
    'Бұл тізбекті тек осы қала өз серверінде жүргізеді. Ол – өзгерістер көрінетін журнал, бірін-бірі қадағалайтын бөгде адамдардың желісі емес.',
  ],
  short_external: [
    'This chain (number {chain}) is run by others too. This city asks it through one node; ask another node and compare.',
    'Эту цепочку (номер {chain}) ведут и другие. Город обращается к ней через один узел; спросите другой узел и сравните.',
    'Бұл тізбекті (нөмірі {chain}) басқалар да жүргізеді. Қала оған бір торап арқылы жүгінеді; басқа тораптан сұрап, салыстырыңыз.',
  ],
  proves: ['What it proves', 'Что она доказывает', 'Нені дәлелдейді'],
  proves_same: [
    'The record you hold is, letter for letter, the one that chair and secretary signed.',
    'Запись у вас в руках – буква в букву та, которую подписали председатель и секретарь.',
    'Қолыңыздағы жазба – төраға мен хатшы қол қойған жазбамен әрпіне дейін бірдей.',
  ],
  proves_when: [
    'It was there when its block was made. Nobody wrote it afterwards.',
    'Она существовала, когда появился её блок. Её не написали задним числом.',
    'Блогы жасалған кезде жазба бар болған. Оны ешкім кейін жазған жоқ.',
  ],
  proves_once: [
    'One record is decided once, and decisions are numbered. If one is hidden, its number is missing.',
    'По одной записи решают один раз, и решения пронумерованы. Если одно спрятать, не хватит его номера.',
    'Бір жазба бойынша бір-ақ рет шешім қабылданады, шешімдер нөмірленген. Біреуі жасырылса, нөмірі жетіспейді.',
  ],
  proves_stamps: [
    'Documents, published minutes and each hour of sensor readings are unchanged since they were stamped.',
    'Документы, опубликованные протоколы и показания датчиков за каждый час не изменились с момента отметки.',
    'Құжаттар, жарияланған хаттамалар және датчиктердің әр сағаттық көрсеткіштері белгі қойылғаннан бері өзгермеген.',
  ],
  provesNot: ['What it does not prove', 'Чего она не доказывает', 'Нені дәлелдемейді'],
  not_true: [
    'That what is written is true or wise. Unchanged is not the same as true: a sensor may have measured wrongly from the start.',
    'Что написанное верно или разумно. Неизменное – не то же, что верное: датчик мог с самого начала измерять неправильно.',
    'Жазылғанның шындығын не ақылға қонымдылығын. Өзгермеген деген сөз шын деген сөз емес: датчик әуел бастан қате өлшеуі мүмкін.',
  ],
  not_counted: [
    'That the votes were counted rightly. The chain counts nothing: the record holds the ballots, and you can count them again.',
    'Что голоса подсчитаны верно. Цепочка ничего не считает: голоса лежат в записи, и их можно пересчитать.',
    'Дауыстардың дұрыс саналғанын. Тізбек ештеңе санамайды: дауыстар жазбада тұр, оларды қайта санауға болады.',
  ],
  not_free: [
    'That nobody was pressed or paid to vote as they did, or that the right people were on the roll.',
    'Что никого не принуждали и не подкупали, и что в списке голосующих были те, кто должен.',
    'Ешкімге қысым жасалмағанын, ешкім сатып алынбағанын және дауыс берушілер тізімінде тиісті адамдар болғанын.',
  ],
  not_embedded: [
    'That this city has not written the whole chain anew. It could: that is why you should keep the hash below.',
    'Что сам город не переписал цепочку целиком. Он мог бы: поэтому сохраните хеш, указанный ниже.',
    'Қаланың бүкіл тізбекті қайта жазбағанын. Ол мұны жасай алар еді: сондықтан төмендегі хешті сақтап қойыңыз.',
  ],
  cheats: [
    'Who could still cheat, and how it would show',
    'Кто всё же мог бы обмануть и как это обнаружится',
    'Кім бәрібір алдай алар еді және ол қалай білінеді',
  ],
  who: ['Who', 'Кто', 'Кім'],
  could: ['Could do', 'Что мог бы сделать', 'Не істей алар еді'],
  shows: ['How it would show', 'Как обнаружится', 'Қалай білінеді'],
  cheat_server_who: ['Whoever runs this server', 'Тот, кто управляет этим сервером', 'Осы серверді басқаратын адам'],
  cheat_server_could: [
    'write the whole chain anew with other decisions',
    'переписать всю цепочку с другими решениями',
    'бүкіл тізбекті басқа шешімдермен қайта жазу',
  ],
  cheat_server_shows: [
    'the block you noted has another hash, or is not there; so have the receipts of everybody who kept one',
    'у записанного вами блока другой хеш, или его нет; то же увидит каждый, кто сохранил квитанцию',
    'сіз жазып алған блоктың хеші басқа немесе ол жоқ; түбіртегін сақтаған әр адам соны көреді',
  ],
  cheat_ballot_could: [
    'leave out or change a ballot before the record is signed',
    'пропустить или изменить голос до подписания записи',
    'жазбаға қол қойылғанға дейін дауысты түсіріп қалдыру не өзгерту',
  ],
  cheat_ballot_shows: [
    'a signed ballot cannot be changed; who holds a receipt sees that theirs is missing',
    'подписанный голос изменить нельзя; у кого есть квитанция, увидит, что его голоса нет',
    'қол қойылған дауысты өзгертуге болмайды; түбіртегі бар адам өз дауысының жоғын көреді',
  ],
  cheat_officers_who: ['Chair and secretary together', 'Председатель и секретарь вместе', 'Төраға мен хатшы бірігіп'],
  cheat_officers_could: [
    'sign a record that is not what was decided',
    'подписать запись, не соответствующую решению',
    'қабылданған шешімге сәйкес келмейтін жазбаға қол қою',
  ],
  cheat_officers_shows: [
    'the ballots in the record, counted again, give another outcome; those who were there say otherwise',
    'пересчёт голосов из записи даёт другой итог; присутствовавшие скажут иначе',
    'жазбадағы дауыстарды қайта санағанда қорытынды басқа болады; қатысқандар басқаша айтады',
  ],
  cheat_board_who: [
    'Somebody who shows you a record of another board',
    'Тот, кто показывает запись чужого совета',
    'Басқа кеңестің жазбасын көрсеткен адам',
  ],
  cheat_board_could: [
    'have a contract of their own attest anything',
    'подтвердить что угодно собственным контрактом',
    'өз келісімшартымен кез келген нәрсені растау',
  ],
  cheat_board_shows: [
    'its address is not among the boards below, or its officers are not those of your council',
    'его адреса нет среди советов ниже, или его должностные лица не из вашего совета',
    'оның мекенжайы төмендегі кеңестердің арасында жоқ немесе лауазымды адамдары сіздің кеңестікі емес',
  ],
  cheat_sender_who: [
    'Whoever steals the key that sends',
    'Тот, кто украдёт ключ отправителя',
    'Жіберуші кілтін ұрлаған адам',
  ],
  cheat_sender_could: [
    'stamp hashes of their own; decide nothing',
    'ставить отметки на чужие хеши; решать – ничего',
    'өз хештеріне белгі қою; ештеңе шеше алмайды',
  ],
  cheat_sender_shows: [
    'no decision without the signatures of chair and secretary; foreign stamps are in no list of this city',
    'без подписей председателя и секретаря решения нет; чужих отметок нет в списках города',
    'төраға мен хатшының қолынсыз шешім жоқ; бөгде белгілер қаланың тізімдерінде жоқ',
  ],
  cheat_device_who: ['Whoever holds a sensor', 'Тот, у кого в руках датчик', 'Датчик қолында тұрған адам'],
  cheat_device_could: ['send false readings', 'посылать ложные показания', 'жалған көрсеткіш жіберу'],
  cheat_device_shows: [
    'not here: compare it with its neighbours and with your own eyes',
    'здесь – никак: сравните с соседними датчиками и с тем, что видите сами',
    'мұнда білінбейді: көрші датчиктермен және өз көзіңізбен салыстырыңыз',
  ],
  first: ['What to check first', 'Что проверить в первую очередь', 'Алдымен нені тексеру керек'],
  first_keep: [
    'Keep the head hash below, with today’s date: on paper, in a message to a friend, in a newspaper. Later ask here for the same block.',
    'Сохраните указанный ниже хеш последнего блока с сегодняшней датой: на бумаге, в сообщении другу, в газете. Позже спросите здесь тот же блок.',
    'Төмендегі соңғы блоктың хешін бүгінгі күнімен бірге сақтап қойыңыз: қағазға, досыңызға хабарламаға, газетке. Кейін осы жерден сол блокты сұраңыз.',
  ],
  first_verify: [
    'Take a record and check it by yourself, with a program of ours or your own: townhall verify RECORD.json --rpc {rpc}',
    'Возьмите запись и проверьте её сами, нашей программой или своей: townhall verify RECORD.json --rpc {rpc}',
    'Жазбаны алып, өзіңіз тексеріңіз, біздің не өз бағдарламаңызбен: townhall verify RECORD.json --rpc {rpc}',
  ],
  first_board: [
    'Compare the address of the board in the record with the list below, and the officers with what your council tells you elsewhere.',
    'Сравните адрес совета в записи со списком ниже, а должностных лиц – с тем, что ваш совет сообщает в другом месте.',
    'Жазбадағы кеңестің мекенжайын төмендегі тізіммен, лауазымды адамдарды кеңесіңіздің басқа жерде айтқанымен салыстырыңыз.',
  ],
  first_receipt: [
    'If you voted, look for the hash of your receipt in the record.',
    'Если вы голосовали, найдите в записи хеш своей квитанции.',
    'Дауыс берген болсаңыз, жазбадан түбіртегіңіздің хешін іздеңіз.',
  ],
  head: ['Keep this head hash', 'Сохраните этот хеш', 'Осы хешті сақтап қойыңыз'],
  block: ['Block', 'Блок', 'Блок'],
  hash: ['Hash', 'Хеш', 'Хеш'],
  ask: ['Show the hash of an older block', 'Показать хеш более раннего блока', 'Бұрынғы блоктың хешін көрсету'],
  show: ['Show', 'Показать', 'Көрсету'],
  noBlock: ['There is no block {number}.', 'Блока {number} нет.', '{number} блогы жоқ.'],
  here: ['What stands on the chain', 'Что есть в цепочке', 'Тізбекте не бар'],
  chain: ['Chain number', 'Номер цепочки', 'Тізбек нөмірі'],
  eas: ['Attestation service (EAS)', 'Служба подтверждений (EAS)', 'Растау қызметі (EAS)'],
  schema: ['Schema', 'Схема', 'Схема'],
  sender: ['Key that sends', 'Ключ отправителя', 'Жіберуші кілті'],
  boards: ['Boards', 'Советы', 'Кеңестер'],
  body: ['Body', 'Орган', 'Орган'],
  board: ['Address of the board', 'Адрес совета', 'Кеңес мекенжайы'],
  officers: ['Officers when it began', 'Должностные лица при создании', 'Құрылған кездегі лауазымды адамдар'],
  since: ['Since (UTC)', 'С какого времени (UTC)', 'Қашаннан бері (UTC)'],
  noBoards: [
    'There is none yet: a body’s board is made when its first decision is drawn up.',
    'Пока ни одного: совет органа создаётся, когда составляется запись его первого решения.',
    'Әзірге біреуі де жоқ: органның кеңесі алғашқы шешімінің жазбасы жасалғанда құрылады.',
  ],
  moreBoards: [
    'Where a body has two boards, its officers changed without the signatures of the old ones. Ask why.',
    'Если у органа два совета, должностные лица сменились без подписей прежних. Спросите почему.',
    'Бір органның екі кеңесі болса, лауазымды адамдар бұрынғылардың қолынсыз ауысқан. Себебін сұраңыз.',
  ],
  role_chair: ['chair', 'председатель', 'төраға'],
  role_secretary: ['secretary', 'секретарь', 'хатшы'],
  role_member: ['member', 'член', 'мүше'],
} as const satisfies Readonly<Record<string, Row>>
export type ChainWord = keyof typeof CHAIN_WORDS
