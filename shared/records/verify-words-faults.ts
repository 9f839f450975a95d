// What is said of a check that fails: the part before the underscore is what it is about.
import type { CheckRow } from './verify-words-row.ts'

export const FAULTS = {
  format_wrong: [
    'The file has not the form of a decision record: {path}: {what}.',
    'Файл не имеет вида записи о решении: {path}: {what}.',
    'Файл шешім жазбасының түріне сай емес: {path}: {what}.',
  ],
  recordHash_wrong: [
    'Something in the record was changed: its fingerprint is {hash}, not {told}.',
    'В записи что-то изменено: её отпечаток {hash}, а не {told}.',
    'Жазбада бірдеңе өзгертілген: таңбасы {hash}, {told} емес.',
  ],
  outsideHash_wrong: [
    'A signature or the receipt of the chain was changed in the file.',
    'В файле изменена подпись или квитанция цепочки.',
    'Файлда қолтаңба немесе тізбек түбіртегі өзгертілген.',
  ],
  finalText_wrong: [
    'The final text is not the one that was voted on.',
    'Окончательный текст – не тот, за который голосовали.',
    'Түпкі мәтін дауысқа салынған мәтін емес.',
  ],
  finalText_operative: [
    'What was decided is another text than the one voted on.',
    'Принят не тот текст, за который голосовали.',
    'Дауысқа салынғаннан басқа мәтін қабылданған.',
  ],
  finalText_unamended: [
    'No amendment was carried, yet the text voted on is not the text that was moved.',
    'Ни одна поправка не принята, но голосовали не за тот текст, что был внесён.',
    'Бірде-бір түзету қабылданбаған, бірақ дауысқа салынған мәтін енгізілгендей емес.',
  ],
  questionHash_wrong: [
    'The question was changed after it was frozen.',
    'Вопрос изменён после того, как был закреплён.',
    'Сұрақ бекітілгеннен кейін өзгертілген.',
  ],
  question_meeting: [
    'The question was put in the meeting {asked}, not in {held}.',
    'Вопрос поставлен на заседании {asked}, а не {held}.',
    'Сұрақ {held} емес, {asked} отырысында қойылған.',
  ],
  question_motion: [
    'The question was not about the motion {motion}.',
    'Вопрос был не о предложении {motion}.',
    'Сұрақ {motion} ұсынысы туралы болмаған.',
  ],
  question_options: [
    'The question had other answers than yes, no and abstain.',
    'Ответы были не «за», «против» и «воздержался».',
    'Жауаптар «жақтап», «қарсы», «қалыс» емес болған.',
  ],
  question_effects: [
    'What is to be done is not what was voted on.',
    'Сделать велено не то, за что голосовали.',
    'Істелуге тиіс нәрсе дауысқа салынғандай емес.',
  ],
  evidence_wrong: [
    'The evidence is not what the question was frozen with: it was exchanged or changed.',
    'Обоснования не те, с которыми закреплён вопрос: их подменили или изменили.',
    'Негіздемелер сұрақ бекітілгендегідей емес: ауыстырылған немесе өзгертілген.',
  ],
  scenario_none: [
    'There are runs of a model without a scenario.',
    'Есть прогоны модели, но нет сценария.',
    'Модель жүргізулері бар, бірақ сценарий жоқ.',
  ],
  scenario_noRun: [
    'The scenario has no run with its measures.',
    'У сценария нет ни одного прогона с мерами.',
    'Сценарийде шаралармен жүргізу жоқ.',
  ],
  scenario_twice: [
    'One run of the scenario is told twice.',
    'Один прогон сценария приведён дважды.',
    'Сценарийдің бір жүргізуі екі рет берілген.',
  ],
  scenario_seed: [
    'Run {seed} has no counterpart: with and without measures other cases were tried.',
    'У прогона {seed} нет пары: с мерами и без них испытаны разные случаи.',
    '{seed} жүргізуінің жұбы жоқ: шаралармен және шараларсыз әртүрлі жағдай сыналған.',
  ],
  scenario_build: [
    'Run {seed} ({kind}) was made by another program than the others.',
    'Прогон {seed} ({kind}) сделан не той программой, что остальные.',
    '{seed} жүргізуі ({kind}) қалғандарынан басқа бағдарламамен жасалған.',
  ],
  scenario_inputs: [
    'Run {seed} went out from other assumptions with measures than without.',
    'Прогон {seed} с мерами исходил из других предпосылок, чем без них.',
    '{seed} жүргізуі шаралармен басқа алғышарттардан басталған.',
  ],
  reproductions_late: [
    'That {by} ran it again was added after the vote was opened.',
    'Повторный прогон ({by}) добавлен после открытия голосования.',
    'Қайта жүргізу ({by}) дауыс беру ашылғаннан кейін қосылған.',
  ],
  redactions_path: [
    'A hidden field is named that is not in the record, or twice: {path}.',
    'Названо скрытое поле, которого в записи нет, или дважды: {path}.',
    'Жазбада жоқ немесе екі рет аталған жасырын өріс: {path}.',
  ],
  roll_seat: [
    'Seat {seat} is on the list twice, or both on it and recused.',
    'Место {seat} в списке дважды или и в списке, и отведено.',
    '{seat} орны тізімде екі рет немесе әрі тізімде, әрі шеттетілген.',
  ],
  roll_person: [
    '{person} is on the list with two seats.',
    'За {person} в списке два места.',
    '{person} тізімде екі орынмен тұр.',
  ],
  roll_key: ['The key {key} is on the list twice.', 'Ключ {key} в списке дважды.', '{key} кілті тізімде екі рет тұр.'],
  roll_weight: [
    'The weights of the list are too large to be counted exactly.',
    'Веса списка слишком велики для точного счёта.',
    'Тізім салмақтары дәл санау үшін тым үлкен.',
  ],
  roll_proxy: [
    'The proxy of seat {seat} cannot be: it is of nobody, for itself, a second one, or handed on.',
    'Доверенность места {seat} невозможна: ни от кого, самому себе, вторая или передана дальше.',
    '{seat} орнының сенімхаты мүмкін емес: ешкімнен, өзіне, екінші немесе әрі қарай берілген.',
  ],
  presence_wrong: [
    'When {person} was there contradicts itself.',
    'Сведения о присутствии {person} противоречивы.',
    '{person} қатысқаны туралы мәлімет қайшы.',
  ],
  quorum_total: [
    'The quorum is reckoned of {told}, but the list comes to {reckoned}.',
    'Кворум считан от {told}, а по списку выходит {reckoned}.',
    'Кворум {told} санынан алынған, ал тізім бойынша {reckoned}.',
  ],
  quorum_required: [
    'The quorum is said to be {told}; by its rule it is {reckoned}.',
    'Сказано, что кворум – {told}; по правилу он {reckoned}.',
    'Кворум {told} делінген; ереже бойынша {reckoned}.',
  ],
  quorum_open: [
    'That {told} were present when the vote opened does not agree with who was there.',
    'Что при открытии голосования присутствовало {told}, не согласуется с тем, кто был.',
    'Дауыс беру ашылғанда {told} қатысты деген кімнің болғанымен үйлеспейді.',
  ],
  quorum_close: [
    'That {told} were present when the vote closed does not agree with who was there.',
    'Что при закрытии голосования присутствовало {told}, не согласуется с тем, кто был.',
    'Дауыс беру жабылғанда {told} қатысты деген кімнің болғанымен үйлеспейді.',
  ],
  quorum_none: [
    'There was no quorum: {required} were required.',
    'Кворума не было: требовалось {required}.',
    'Кворум болмаған: қажеттісі {required}.',
  ],
  'ballot.method_wrong': [
    'The ballots are not told as a vote of the kind {method} is told.',
    'Бюллетени приведены не так, как при голосовании вида {method}.',
    'Бюллетеньдер {method} түріндегі дауыс беруге сай берілмеген.',
  ],
  'ballot.domain_wrong': [
    'The ballots were cast for another city.',
    'Бюллетени поданы для другого города.',
    'Бюллетеньдер басқа қала үшін берілген.',
  ],
  'ballot.roll_recused': [
    'Seat {seat} voted and was recused.',
    'Место {seat} голосовало, хотя было отведено.',
    '{seat} орны шеттетілген бола тұра дауыс берген.',
  ],
  'ballot.roll_off': [
    'Seat {seat} voted and is not on the list.',
    'Место {seat} голосовало, но его нет в списке.',
    '{seat} орны дауыс берген, бірақ тізімде жоқ.',
  ],
  'ballot.roll_twice': [
    'Seat {seat} has two ballots.',
    'У места {seat} два бюллетеня.',
    '{seat} орнында екі бюллетень бар.',
  ],
  'ballot.roll_order': [
    'The ballot of seat {seat} does not stand in the order of the list.',
    'Бюллетень места {seat} стоит не по порядку списка.',
    '{seat} орнының бюллетені тізім ретімен тұрған жоқ.',
  ],
  'ballot.weight_wrong': [
    'The ballot of seat {seat} counts {weight}; the list gives it {roll}.',
    'Бюллетень места {seat} посчитан за {weight}, а в списке у него {roll}.',
    '{seat} орнының бюллетені {weight} деп саналған, тізімде {roll}.',
  ],
  'ballot.weight_consent': [
    'Only objections are ballots where silence is consent; that of seat {seat} is none.',
    'Где молчание – согласие, бюллетень лишь возражение; у места {seat} это не так.',
    'Үнсіздік келісім болғанда, бюллетень тек қарсылық; {seat} орнында олай емес.',
  ],
  'ballot.time_wrong': [
    'The ballot of seat {seat} was not cast while the vote was open.',
    'Бюллетень места {seat} подан не во время голосования.',
    '{seat} орнының бюллетені дауыс беру ашық кезде берілмеген.',
  ],
  'ballot.voter_wrong': [
    'The ballot of seat {seat} was cast by {voter}, who could not vote for it at that moment.',
    'Бюллетень места {seat} подал {voter}, кто в тот момент не мог за него голосовать.',
    '{seat} орнының бюллетенін ол сәтте дауыс бере алмайтын {voter} берген.',
  ],
  'ballot.signature_none': [
    'The ballot of seat {seat} is not signed, though the list has a key for its voter.',
    'Бюллетень места {seat} не подписан, хотя ключ голосующего есть в списке.',
    'Тізімде кілті бола тұра, {seat} орнының бюллетеніне қол қойылмаған.',
  ],
  'ballot.signature_other': [
    'The ballot of seat {seat} is signed by {signer}; the list has {address}.',
    'Бюллетень места {seat} подписан {signer}; в списке {address}.',
    '{seat} орнының бюллетеніне {signer} қол қойған; тізімде {address}.',
  ],
  'ballot.signature_wrong': [
    'The ballot of seat {seat} was not signed by the key {signer}: the choice, the question or the signature was changed.',
    'Бюллетень места {seat} не подписан ключом {signer}: изменён выбор, вопрос или подпись.',
    '{seat} орнының бюллетеніне {signer} кілтімен қол қойылмаған: таңдау, сұрақ немесе қолтаңба өзгертілген.',
  ],
  'ballot.group_weight': [
    'The group “{group}” has a vote that none of its seats could give.',
    'В группе «{group}» есть голос, которого не мог подать никто из неё.',
    '«{group}» тобында ешбір орны бере алмайтын дауыс бар.',
  ],
  'ballot.group_leaf': [
    'One sealed ballot is there twice.',
    'Один запечатанный бюллетень стоит дважды.',
    'Бір мөрленген бюллетень екі рет тұр.',
  ],
  'ballot.group_order': [
    'The votes do not stand by group and choice.',
    'Голоса стоят не по группам и выбору.',
    'Дауыстар топ пен таңдау бойынша тұрған жоқ.',
  ],
  'ballot.group_count': [
    'There are {leaves} sealed ballots and {votes} votes.',
    'Запечатанных бюллетеней – {leaves}, а голосов – {votes}.',
    'Мөрленген бюллетень – {leaves}, ал дауыс – {votes}.',
  ],
  'ballot.secret_twice': [
    'Two secret ballots have one mark: somebody voted twice.',
    'У двух тайных бюллетеней одна отметка: кто-то голосовал дважды.',
    'Екі жасырын бюллетеньнің белгісі бір: біреу екі рет дауыс берген.',
  ],
  'ballot.secret_order': [
    'The secret ballots do not stand in the order of their marks.',
    'Тайные бюллетени стоят не по порядку отметок.',
    'Жасырын бюллетеньдер белгілерінің ретімен тұрған жоқ.',
  ],
  'ballot.secret_many': [
    'There are {votes} secret ballots for {seats} seats.',
    'Тайных бюллетеней – {votes}, а мест – {seats}.',
    'Жасырын бюллетень – {votes}, ал орын – {seats}.',
  ],
  'ballot.secret_few': [
    'Fewer than {least} secret ballots tell who voted how; such a vote is void.',
    'Тайных бюллетеней меньше {least}: видно, кто как голосовал; такое голосование недействительно.',
    'Жасырын бюллетень {least} санынан аз: кім қалай дауыс бергені көрінеді; мұндай дауыс беру жарамсыз.',
  ],
  'ballot.secret_weight': [
    'A secret vote has seats of unequal weight.',
    'При тайном голосовании у мест разный вес.',
    'Жасырын дауыс беруде орындардың салмағы әртүрлі.',
  ],
  'ballot.secret_root': [
    'A secret vote has no tree of ballots, yet one is named.',
    'У тайного голосования нет дерева бюллетеней, но оно названо.',
    'Жасырын дауыс беруде бюллетеньдер ағашы болмайды, бірақ ол аталған.',
  ],
  ballotsRoot_wrong: [
    'The {count} ballots are not those that were sealed when the vote was closed: one is missing, added or changed.',
    'Бюллетени ({count}) – не те, что запечатаны при закрытии: какой-то убран, добавлен или изменён.',
    '{count} бюллетень жабылғанда мөрленгендер емес: біреуі алынған, қосылған немесе өзгертілген.',
  ],
  tally_wrong: [
    'Counted anew the ballots come to {yes} yes, {no} no and {abstain} abstentions; the record says otherwise.',
    'При пересчёте: «за» – {yes}, «против» – {no}, «воздержались» – {abstain}; в записи иначе.',
    'Қайта санағанда: «жақтап» – {yes}, «қарсы» – {no}, «қалыс» – {abstain}; жазбада басқаша.',
  ],
  bases_entitled: [
    '{told} are said to be entitled; the list comes to {reckoned}.',
    'Сказано, что право голоса имеют {told}; по списку – {reckoned}.',
    'Құқылылар {told} делінген; тізім бойынша {reckoned}.',
  ],
  bases_members: [
    '{told} members are told; list and recused come to {reckoned}.',
    'Названо членов – {told}; список и отведённые дают {reckoned}.',
    'Мүшелер {told} делінген; тізім мен шеттетілгендер {reckoned} береді.',
  ],
  bases_present: [
    '{told} are said to have been present at the end; it was between {least} and {most}.',
    'Сказано, что в конце присутствовало {told}; было от {least} до {most}.',
    'Соңында {told} қатысты делінген; шын мәнінде {least} мен {most} аралығында.',
  ],
  outcome_saysCarried: [
    'The record says carried; by the rule it is not: {yes} yes, {no} no, {needed} needed.',
    'Сказано, что принято, а по правилу – нет: «за» – {yes}, «против» – {no}, требовалось {needed}.',
    'Қабылданды делінген, ал ереже бойынша жоқ: «жақтап» – {yes}, «қарсы» – {no}, қажеттісі {needed}.',
  ],
  outcome_saysLost: [
    'The record says lost; by the rule it is carried: {yes} yes, {no} no, {needed} needed.',
    'Сказано, что не принято, а по правилу принято: «за» – {yes}, «против» – {no}, требовалось {needed}.',
    'Қабылданбады делінген, ал ереже бойынша қабылданған: «жақтап» – {yes}, «қарсы» – {no}, қажеттісі {needed}.',
  ],
  outcome_noTie: [
    'A tie is said to have been broken where there was none.',
    'Сказано о решении при равенстве голосов, которого не было.',
    'Болмаған дауыс теңдігі шешілді делінген.',
  ],
  outcome_tieWrong: [
    'The vote was tied, and the rule did not have it decided so.',
    'Голоса разделились поровну, и по правилу так решать нельзя.',
    'Дауыстар тең бөлінген, ереже бойынша бұлай шешілмейді.',
  ],
  times_none: ['{field} is no moment: {at}.', '{field} – не момент времени: {at}.', '{field} уақыт емес: {at}.'],
  times_order: [
    '{after} is before {before}.',
    '{then} раньше, чем {before}.',
    '{then} дегені {before} дегеннен бұрын.',
  ],
  times_supersedes: [
    'The record is said to replace itself.',
    'Сказано, что запись заменяет сама себя.',
    'Жазба өзін ауыстырады делінген.',
  ],
  attestation_chairNone: [
    'The chair has not signed it.',
    'Председательствующий её не подписал.',
    'Төрағалық етуші қол қоймаған.',
  ],
  attestation_secretaryNone: ['The secretary has not signed it.', 'Секретарь её не подписал.', 'Хатшы қол қоймаған.'],
  attestation_twice: [
    'The key {signer}, or its role, signed twice.',
    'Ключ {signer} или его роль подписали дважды.',
    '{signer} кілті немесе рөлі екі рет қол қойған.',
  ],
  attestation_officer: [
    '{signer} is not the key of a {role} of this body.',
    '{signer} – не ключ должности {role} этого органа.',
    '{signer} осы органдағы {role} лауазымының кілті емес.',
  ],
  attestation_time: [
    'The key {signer} was not valid at {at}.',
    'Ключ {signer} не действовал в {at}.',
    '{signer} кілті {at} кезінде жарамсыз болған.',
  ],
  attestation_wrong: [
    'The signature is not by {signer}, or not of this record.',
    'Подпись не {signer} или не под этой записью.',
    'Қолтаңба {signer} кілтінікі емес немесе осы жазбаға емес.',
  ],
  'anchor.place_noChain': [
    'There is a receipt of a chain, yet the record names none.',
    'Есть квитанция цепочки, но запись никакой не называет.',
    'Тізбек түбіртегі бар, бірақ жазба ешқайсысын атамайды.',
  ],
  'anchor.place_wrong': [
    'The receipt is of another chain, board or schema than the record names.',
    'Квитанция от другой цепочки, коллегии или схемы, чем названо в записи.',
    'Түбіртек жазбада аталғаннан басқа тізбектен, алқадан немесе схемадан.',
  ],
  'anchor.node_silent': [
    'The chain could not be asked: {why}.',
    'Цепочку не удалось опросить: {why}.',
    'Тізбекті сұрау мүмкін болмады: {why}.',
  ],
  'anchor.chainId_wrong': [
    'The chain that was asked is {is}; the record is anchored on {told}.',
    'Опрошена цепочка {is}, а запись закреплена на {told}.',
    'Сұралған тізбек – {is}, ал жазба {told} тізбегінде бекітілген.',
  ],
  'anchor.code_none': [
    'There is no contract at {address} on this chain.',
    'По адресу {address} на этой цепочке нет контракта.',
    'Бұл тізбекте {address} мекенжайында келісімшарт жоқ.',
  ],
  'anchor.attestation_none': [
    'The chain knows no such attestation.',
    'Цепочка такого удостоверения не знает.',
    'Тізбек мұндай куәлікті білмейді.',
  ],
  'anchor.attestation_other': [
    'What the chain attests is another record.',
    'Цепочка удостоверяет другую запись.',
    'Тізбек басқа жазбаны куәландырады.',
  ],
  'anchor.attestation_attester': [
    'It was attested by {by}, not by the board.',
    'Удостоверила не коллегия, а {by}.',
    'Алқа емес, {by} куәландырған.',
  ],
  'anchor.attestation_schema': [
    'It was attested under another schema.',
    'Удостоверено по другой схеме.',
    'Басқа схема бойынша куәландырылған.',
  ],
  'anchor.attestation_revoked': [
    'The attestation was taken back or runs out.',
    'Удостоверение отозвано или имеет срок.',
    'Куәлік кері алынған немесе мерзімі бар.',
  ],
  'anchor.attestation_early': [
    'It was attested before the record was drawn up.',
    'Удостоверено раньше, чем составлена запись.',
    'Жазба жасалғанға дейін куәландырылған.',
  ],
  'anchor.block_replaced': [
    'Block {number} is not the one of the receipt any more: the chain was written anew.',
    'Блок {number} уже не тот, что в квитанции: цепочка переписана.',
    '{number} блогы түбіртектегідей емес: тізбек қайта жазылған.',
  ],
  'anchor.block_noTransaction': [
    'The chain knows no such transaction.',
    'Цепочка такой транзакции не знает.',
    'Тізбек мұндай транзакцияны білмейді.',
  ],
  'anchor.block_other': [
    'The transaction stands in another block than the receipt says.',
    'Транзакция в другом блоке, чем сказано в квитанции.',
    'Транзакция түбіртекте айтылғаннан басқа блокта.',
  ],
  'anchor.block_attested': [
    'The transaction did not make this attestation.',
    'Эта транзакция такого удостоверения не создала.',
    'Бұл транзакция мұндай куәлік жасамаған.',
  ],
  'anchor.block_time': [
    'The attestation and its block have different times.',
    'У удостоверения и его блока разное время.',
    'Куәлік пен блоктың уақыты әртүрлі.',
  ],
  'anchor.officers_epoch': [
    'The record says {epoch} changes of officers; the board has seen {now}.',
    'В записи смен должностных лиц – {epoch}, а у коллегии – {now}.',
    'Жазбада лауазымдар ауысуы – {epoch}, ал алқада – {now}.',
  ],
  'anchor.officers_wrong': [
    'The board does not know {signer} as its {role}.',
    'Коллегия не знает {signer} в должности {role}.',
    'Алқа {signer} кілтін {role} лауазымында танымайды.',
  ],
  'series.order_body': [
    'The record {record} is of another body.',
    'Запись {record} – другого органа.',
    '{record} жазбасы басқа органдікі.',
  ],
  'series.order_twice': [
    'Two records claim the same place in the order.',
    'Две записи претендуют на одно место в порядке.',
    'Екі жазба реттегі бір орынды иеленеді.',
  ],
  'series.order_gap': [
    'The record before {record} is missing.',
    'Нет записи, предшествующей {record}.',
    '{record} алдындағы жазба жоқ.',
  ],
  'series.newest_missing': [
    'The board has made {there} decisions; {here} are here. One is missing, or the newest was removed.',
    'Решений коллегии – {there}, а здесь – {here}. Какое-то убрано, возможно новейшее.',
    'Алқа шешімдері – {there}, ал мұнда – {here}. Біреуі, мүмкін ең жаңасы, алынып тасталған.',
  ],
} as const satisfies Record<string, CheckRow>
