// What each check says, in English, Russian and Kazakh, for people who have never seen a hash. A key without an underscore is
// said when the check holds, or of a limit; one with it names the fault. Names of fields stay as the file has them.
import { CONSULTATION_FAULTS, CONSULTATION_HOLDS } from './verify-words-consultation.ts'
import { FAULTS } from './verify-words-faults.ts'
import { PROOF_FAULTS, PROOF_HOLDS } from './verify-words-proof.ts'
import type { CheckRow } from './verify-words-row.ts'

const HOLDS = {
  format: [
    'The file has every field of a decision record and none besides.',
    'В файле есть все поля записи о решении и нет лишних.',
    'Файлда шешім жазбасының барлық өрісі бар, артығы жоқ.',
  ],
  recordHash: [
    'Nothing in the record has been changed since its fingerprint {hash} was taken.',
    'С тех пор как снят отпечаток {hash}, в записи ничего не изменено.',
    '{hash} таңбасы алынғаннан бері жазбада ештеңе өзгермеген.',
  ],
  outsideHash: [
    'The signatures and the receipt of the chain stand in the file as they were put there.',
    'Подписи и квитанция цепочки стоят в файле такими, какими были внесены.',
    'Қолтаңбалар мен тізбек түбіртегі файлда енгізілген күйінде тұр.',
  ],
  finalText: [
    'The text that was decided is the text that was voted on.',
    'Принят именно тот текст, за который голосовали.',
    'Қабылданған мәтін – дауысқа салынған мәтіннің өзі.',
  ],
  questionHash: [
    'The question stands as it was frozen before the vote.',
    'Вопрос остался таким, каким был закреплён до голосования.',
    'Сұрақ дауыс беруге дейін бекітілген күйінде тұр.',
  ],
  question: [
    'The question is about this motion in this meeting, and asks for what was decided.',
    'Вопрос относится к этому предложению на этом заседании и к тому, что решено.',
    'Сұрақ осы отырыстағы осы ұсынысқа және қабылданған шешімге қатысты.',
  ],
  evidence: [
    'The evidence is what the question was frozen with: {runs} runs of a model, {documents} documents, {observations} series of readings.',
    'Обоснования те же, с которыми закреплён вопрос: прогонов модели – {runs}, документов – {documents}, рядов измерений – {observations}.',
    'Негіздемелер сұрақ бекітілгендегінің өзі: модель жүргізулері – {runs}, құжаттар – {documents}, өлшем қатарлары – {observations}.',
  ],
  scenario: [
    'With and without the measures the model was run on the same footing.',
    'Прогоны с мерами и без них сделаны в равных условиях.',
    'Шаралармен және шараларсыз жүргізулер тең жағдайда жасалған.',
  ],
  reproductions: [
    'Runs of the model were run again {count} times before the vote and came out the same.',
    'До голосования прогоны модели повторили {count} раз, итог тот же.',
    'Дауыс беруге дейін модель жүргізулері {count} рет қайталанып, нәтижесі сол күйінде шықты.',
  ],
  redactions: ['Nothing in the record is hidden.', 'В записи ничего не скрыто.', 'Жазбада ештеңе жасырылмаған.'],
  roll: [
    'The list of voters has {seats} seats, each once, and none of the {recused} who were recused.',
    'В списке голосующих мест – {seats}, каждое один раз; отведённых ({recused}) среди них нет.',
    'Дауыс берушілер тізімінде {seats} орын, әрқайсысы бір рет; шеттетілгендер ({recused}) онда жоқ.',
  ],
  presence: [
    'Of {people} people it is told without contradiction when they were there.',
    'О присутствии людей ({people}) сказано без противоречий.',
    '{people} адамның қатысуы қайшылықсыз көрсетілген.',
  ],
  quorum: [
    'Enough were there: {present} of {total}, {required} were required.',
    'Кворум был: присутствовало {present} из {total}, требовалось {required}.',
    'Кворум болды: {total} ішінен {present} қатысты, қажеттісі {required}.',
  ],
  'ballot.domain': [
    'The ballots were cast for this city and count in no other.',
    'Бюллетени поданы для этого города и нигде больше не действуют.',
    'Бюллетеньдер осы қала үшін берілген, басқа жерде күші жоқ.',
  ],
  'ballot.roll': [
    'Each of the {count} ballots belongs to one seat of the list, and no seat has two.',
    'Каждый из бюллетеней ({count}) относится к одному месту списка, и ни у одного места их не два.',
    '{count} бюллетеньнің әрқайсысы тізімдегі бір орынға тиесілі, ешбір орында екеу емес.',
  ],
  'ballot.weight': [
    'Each ballot has the weight that the list gives its seat.',
    'Вес каждого бюллетеня такой, какой у его места в списке.',
    'Әр бюллетеньнің салмағы тізімдегі орнының салмағына тең.',
  ],
  'ballot.time': [
    'Each ballot was cast while the vote was open.',
    'Каждый бюллетень подан, пока шло голосование.',
    'Әр бюллетень дауыс беру ашық кезде берілген.',
  ],
  'ballot.voter': [
    'Each ballot was cast by who might vote for the seat and was there at that moment.',
    'Каждый бюллетень подал тот, кто мог голосовать за это место и в тот момент присутствовал.',
    'Әр бюллетеньді сол орын үшін дауыс беруге құқылы және сол сәтте қатысып отырған адам берген.',
  ],
  'ballot.signature': [
    '{count} ballots are signed by the voter’s own key, for this very question and choice.',
    'Бюллетеней, подписанных ключом голосующего именно под этот вопрос и выбор: {count}.',
    'Дауыс берушінің өз кілтімен дәл осы сұрақ пен таңдауға қол қойылған бюллетеньдер: {count}.',
  ],
  'ballot.group': [
    'The {count} votes told by group are as many as there are sealed ballots, and no group has more than its seats.',
    'Голосов по группам ({count}) столько же, сколько запечатанных бюллетеней, и ни у одной группы их не больше, чем мест.',
    'Топ бойынша берілген дауыстар ({count}) мөрленген бюллетеньдер санына тең, ешбір топта орнынан артық емес.',
  ],
  'ballot.secret': [
    'Of the {count} secret ballots no two have one mark, and they are no more than there are seats.',
    'Среди тайных бюллетеней ({count}) нет двух с одной отметкой, и их не больше, чем мест.',
    '{count} жасырын бюллетеньнің ішінде белгісі бірдей екеуі жоқ және олар орын санынан аспайды.',
  ],
  ballotsRoot: [
    'The {count} ballots together are those that were sealed when the vote was closed.',
    'Все бюллетени ({count}) вместе – те, что были запечатаны при закрытии голосования.',
    '{count} бюллетень – дауыс беру жабылғанда мөрленгендердің өзі.',
  ],
  tally: [
    'Counted anew: {yes} yes, {no} no, {abstain} abstentions, as the record says.',
    'Пересчитано: «за» – {yes}, «против» – {no}, «воздержались» – {abstain}, как и сказано в записи.',
    'Қайта саналды: «жақтап» – {yes}, «қарсы» – {no}, «қалыс» – {abstain}, жазбадағыдай.',
  ],
  bases: [
    'What shares are taken of is right: {present} present, {entitled} entitled, {members} in all.',
    'Числа, от которых берутся доли, верны: присутствующих – {present}, имеющих право – {entitled}, всего – {members}.',
    'Үлестер есептелетін сандар дұрыс: қатысқаны – {present}, құқылысы – {entitled}, барлығы – {members}.',
  ],
  outcome_carried: [
    'By its rule the motion is carried: {yes} yes, {no} no, {needed} needed.',
    'По правилу предложение принято: «за» – {yes}, «против» – {no}, требовалось {needed}.',
    'Ереже бойынша ұсыныс қабылданды: «жақтап» – {yes}, «қарсы» – {no}, қажеттісі – {needed}.',
  ],
  outcome_lost: [
    'By its rule the motion is lost: {yes} yes, {no} no, {needed} needed.',
    'По правилу предложение не принято: «за» – {yes}, «против» – {no}, требовалось {needed}.',
    'Ереже бойынша ұсыныс қабылданбады: «жақтап» – {yes}, «қарсы» – {no}, қажеттісі – {needed}.',
  ],
  outcome_tie: [
    'The vote was tied, and the tie was broken as the rule has it ({by}).',
    'Голоса разделились поровну, и решено так, как велит правило ({by}).',
    'Дауыстар тең бөлінді, шешім ережедегідей қабылданды ({by}).',
  ],
  times: [
    'All times follow each other as they must.',
    'Все моменты времени идут в должном порядке.',
    'Барлық уақыт тиісті ретпен жүреді.',
  ],
  'attestation.chair': [
    'The chair has signed this record, with the key {signer}.',
    'Председательствующий подписал эту запись ключом {signer}.',
    'Төрағалық етуші осы жазбаға {signer} кілтімен қол қойған.',
  ],
  'attestation.secretary': [
    'The secretary has signed this record, with the key {signer}.',
    'Секретарь подписал эту запись ключом {signer}.',
    'Хатшы осы жазбаға {signer} кілтімен қол қойған.',
  ],
  'attestation.member': [
    '{count} members have signed it as well.',
    'Кроме них, подписей членов: {count}.',
    'Оған қоса мүшелердің қолтаңбалары: {count}.',
  ],
  'anchor.place': [
    'The receipt is of the chain and the board that the record names.',
    'Квитанция – от той цепочки и той коллегии, что названы в записи.',
    'Түбіртек жазбада аталған тізбек пен алқадан.',
  ],
  'anchor.chainId': [
    'The chain that was asked is number {chain}, as the record says.',
    'Опрошенная цепочка – номер {chain}, как в записи.',
    'Сұралған тізбектің нөмірі {chain}, жазбадағыдай.',
  ],
  'anchor.code': [
    'The board and the attestation service exist on it.',
    'Коллегия и служба удостоверений на ней существуют.',
    'Онда алқа да, куәландыру қызметі де бар.',
  ],
  'anchor.attestation': [
    'The board has attested this very fingerprint, as its decision number {number}.',
    'Коллегия удостоверила именно этот отпечаток как своё решение номер {number}.',
    'Алқа дәл осы таңбаны өзінің {number}-шешімі ретінде куәландырған.',
  ],
  'anchor.block': [
    'The block {number} that holds it is still part of the chain.',
    'Блок {number}, где это записано, по-прежнему часть цепочки.',
    'Бұл жазылған {number} блогы әлі тізбектің бөлігі.',
  ],
  'anchor.officers': [
    'The board knows all {count} signers as its officers.',
    'Коллегия знает всех подписавших ({count}) как своих должностных лиц.',
    'Алқа қол қойған {count} адамды өз лауазымды тұлғалары деп таниды.',
  ],
  'anchor.newest': [
    'It is the newest of the {count} decisions of the board.',
    'Это новейшее из решений коллегии (всего {count}).',
    'Бұл – алқаның {count} шешімінің ең жаңасы.',
  ],
  'series.order': [
    'Each of the {count} records follows the one before it.',
    'Каждая из записей ({count}) следует за предыдущей.',
    '{count} жазбаның әрқайсысы алдыңғысынан кейін келеді.',
  ],
  'series.newest': [
    'The board has made {count} decisions, and all of them are here.',
    'Решений коллегии – {count}, и все они здесь.',
    'Алқа {count} шешім қабылдаған, бәрі осында.',
  ],
  'limit.evidence': [
    'The vote rested on no evidence that this record would hold.',
    'Голосование не опиралось ни на какие обоснования в этой записи.',
    'Дауыс беру осы жазбадағы ешқандай негіздемеге сүйенбеген.',
  ],
  'limit.redactions': [
    '{count} personal fields are hidden; that they were so is not shown.',
    'Скрытых личных полей – {count}; что в них было, не показано.',
    'Жасырылған жеке өрістер – {count}; оларда не болғаны көрсетілмейді.',
  ],
  'ballot.unsigned': [
    '{count} of {all} ballots bear no signature, because the list has no key for their voters; for them the city’s own word must do.',
    'Бюллетеней без подписи – {count} из {all}: в списке нет ключей этих людей; за них ручается только сам город.',
    '{all} ішінен {count} бюллетеньде қолтаңба жоқ: тізімде ол адамдардың кілті жоқ; олар үшін қаланың өз сөзі ғана бар.',
  ],
  'ballot.keyUnknown': [
    '{count} ballots are signed by keys that the list does not know.',
    'Бюллетеней, подписанных ключами, которых нет в списке: {count}.',
    'Тізімде жоқ кілттермен қол қойылған бюллетеньдер: {count}.',
  ],
  'limit.byGroup': [
    'Who voted how is not checked: the vote was told by group.',
    'Кто как голосовал, не проверяется: голоса показаны по группам.',
    'Кім қалай дауыс бергені тексерілмейді: дауыстар топ бойынша көрсетілген.',
  ],
  'limit.secret': [
    'That each ballot came from another voter is not shown: the vote was secret, and the city alone gave out its marks.',
    'Что каждый бюллетень – от другого человека, не показано: голосование было тайным, и отметки выдавал сам город.',
    'Әр бюллетень басқа адамнан екені көрсетілмейді: дауыс беру жасырын болды, белгілерді қаланың өзі берді.',
  ],
  'limit.signedAt': [
    'When the officers signed is the city’s own word; their signatures do not bear a time.',
    'Когда подписали должностные лица, говорит сам город: в подписях времени нет.',
    'Лауазымды тұлғалардың қашан қол қойғанын қаланың өзі айтады: қолтаңбаларда уақыт жоқ.',
  ],
  'limit.officers': [
    'Whose keys these are is not shown by the file; compare them with what the body has published: {told}.',
    'Чьи это ключи, файл не показывает; сравните с тем, что опубликовал сам орган: {told}.',
    'Бұл кімнің кілттері екенін файл көрсетпейді; органның өзі жариялағанымен салыстырыңыз: {told}.',
  ],
  'limit.noChain': [
    'The record is anchored nowhere: this city has no chain. Chair and secretary together could have made another.',
    'Запись нигде не закреплена: у города нет цепочки. Председательствующий и секретарь вместе могли бы составить и другую.',
    'Жазба еш жерде бекітілмеген: қалада тізбек жоқ. Төраға мен хатшы бірігіп басқасын да жасай алар еді.',
  ],
  'limit.notAnchored': [
    'The record is signed and not anchored yet.',
    'Запись подписана, но ещё не закреплена в цепочке.',
    'Жазбаға қол қойылған, бірақ әлі тізбекте бекітілмеген.',
  ],
  'limit.anchoredSince': [
    'The chain has anchored it since this file was saved; download it again.',
    'С тех пор как сохранён файл, цепочка её закрепила; скачайте файл заново.',
    'Файл сақталғаннан бері тізбек оны бекітті; файлды қайта жүктеңіз.',
  ],
  'limit.notAsked': [
    'Chain {chain} was not asked. Only it can tell whether the receipt is true and whether there are newer records.',
    'Цепочка {chain} не опрошена. Только она может сказать, верна ли квитанция и нет ли более новых записей.',
    '{chain} тізбегі сұралған жоқ. Түбіртектің рас екенін, жаңарақ жазба бар-жоғын сол ғана айта алады.',
  ],
  'limit.board': [
    'That the board {board} is this body’s own is not shown; compare the address with the published one.',
    'Что коллегия {board} принадлежит этому органу, не показано; сравните адрес с опубликованным.',
    '{board} алқасы осы органдікі екені көрсетілмейді; мекенжайды жарияланғанымен салыстырыңыз.',
  ],
  'limit.rotated': [
    'The officers of the board have changed since (from {epoch} to {now}); it checked these signatures when it attested.',
    'С тех пор состав должностных лиц сменился (с {epoch} на {now}); подписи коллегия проверила, когда удостоверяла.',
    'Содан бері лауазымды тұлғалар ауысты ({epoch} дегеннен {now} дегенге); қолтаңбаларды алқа куәландырғанда тексерген.',
  ],
  'limit.newer': [
    'The board has made {count} newer decisions, {all} in all; whether one of them replaces this is not in this file.',
    'У коллегии есть более новые решения: {count} (всего {all}); заменяет ли одно из них это, в файле не сказано.',
    'Алқаның бұдан жаңа {count} шешімі бар (барлығы {all}); олардың бірі мұны ауыстыра ма, файлда жоқ.',
  ],
  'limit.series': [
    'That no newer record is missing can be told by the chain alone.',
    'Что не утаена более новая запись, может сказать только цепочка.',
    'Жаңарақ жазба жасырылмағанын тізбек қана айта алады.',
  ],
  'limit.outside': [
    'Notice, agenda, rules and the meeting’s journal are named by their fingerprints; to check them one needs them.',
    'Уведомление, повестка, правила и журнал заседания названы отпечатками; чтобы их проверить, нужны они сами.',
    'Хабарлама, күн тәртібі, ережелер мен отырыс журналы таңбаларымен аталған; тексеру үшін олардың өзі керек.',
  ],
  'limit.reproductions': [
    'Of those who ran runs of the model again, {same} came to the same and {other} to something else ({by}). The record hides neither; which is right, it does not show.',
    'Из повторных прогонов модели {same} дали тот же итог, {other} – другой ({by}). Запись не скрывает ни тех ни других; кто прав, она не показывает.',
    'Модельді қайта жүргізгендердің {same} нәтижесі бірдей, {other} нәтижесі басқа ({by}). Жазба ешқайсысын жасырмайды; қайсысы дұрыс екенін көрсетпейді.',
  ],
  'limit.model': [
    'That the model foretells well is not shown; its runs can be repeated from the case file.',
    'Что модель хорошо предсказывает, не показано; её прогоны можно повторить по файлу сценария.',
    'Модельдің дұрыс болжайтыны көрсетілмейді; жүргізулерін сценарий файлынан қайталауға болады.',
  ],
} as const satisfies Record<string, CheckRow>

const WORDS = {
  ...HOLDS,
  ...PROOF_HOLDS,
  ...CONSULTATION_HOLDS,
  ...FAULTS,
  ...PROOF_FAULTS,
  ...CONSULTATION_FAULTS,
}
export type CheckKey = keyof typeof WORDS
export type CheckLanguage = 'en' | 'ru' | 'kk'

const PLACES: Readonly<Record<CheckLanguage, 0 | 1 | 2>> = { en: 0, ru: 1, kk: 2 }

export function sayCheck(
  key: CheckKey,
  values: Readonly<Record<string, string | number>>,
  language: CheckLanguage,
): string {
  return WORDS[key][PLACES[language]].replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  )
}
