// The words of the verifier's page, in all three languages: a page of its own that carries no other catalogue. What each check
// says stands with the checks (shared/records/verify-words.ts).

export const verifierWords = {
  title: ['Is this decision genuine?', 'Подлинно ли это решение?', 'Бұл шешім шынайы ма?'],
  intro: [
    'Choose the file of a decision record, or drop it here. It is checked on this device alone; nothing is sent anywhere.',
    'Выберите файл записи о решении или перетащите его сюда. Он проверяется только на этом устройстве; ничего никуда не отправляется.',
    'Шешім жазбасының файлын таңдаңыз немесе осында сүйреп әкеліңіз. Ол тек осы құрылғыда тексеріледі; ештеңе жіберілмейді.',
  ],
  choose: ['Choose a file', 'Выбрать файл', 'Файл таңдау'],
  drop: ['or drop it here', 'или перетащите сюда', 'немесе осында тастаңыз'],
  consultation: ['The consultation it rests on', 'Обсуждение, на которое она опирается', 'Ол сүйенетін талқылау'],
  consultationHint: [
    'Its three files, from the page of the consultation: statements, opinions, report.',
    'Три его файла со страницы обсуждения: мнения, ответы, отчёт.',
    'Талқылау бетіндегі үш файлы: пікірлер, жауаптар, есеп.',
  ],
  without: ['Go on without these files', 'Дальше без этих файлов', 'Бұл файлдарсыз жалғастыру'],
  chain: ['Ask a chain too (optional)', 'Опросить и цепочку (не обязательно)', 'Тізбекті де сұрау (міндетті емес)'],
  chainHint: [
    'The address of any node of the chain that the record names, http://… Only then does the page ask somebody else.',
    'Адрес любого узла цепочки, названной в записи, http://… Только тогда страница кого-то спрашивает.',
    'Жазбада аталған тізбектің кез келген түйінінің мекенжайы, http://… Бет тек сонда ғана біреуден сұрайды.',
  ],
  again: ['Check again', 'Проверить ещё раз', 'Қайта тексеру'],
  checking: ['Checking {name}…', 'Проверяется {name}…', '{name} тексерілуде…'],
  valid: ['Valid', 'Всё сходится', 'Бәрі сәйкес'],
  validSays: [
    'Nothing in this file has been changed since chair and secretary signed it. What no file can show stands at the end.',
    'С тех пор как председательствующий и секретарь подписали файл, в нём ничего не изменено. Чего файл показать не может, сказано в конце.',
    'Төрағалық етуші мен хатшы қол қойғаннан бері файлда ештеңе өзгертілмеген. Файл көрсете алмайтын нәрсе соңында айтылған.',
  ],
  notValid: ['Not valid', 'Не сходится', 'Сәйкес емес'],
  notValidSays: [
    'Do not rely on this file. What does not agree: {count}.',
    'Не полагайтесь на этот файл. Не сходится: {count}.',
    'Бұл файлға сенбеңіз. Сәйкес келмейтіні: {count}.',
  ],
  unreadable: ['Not a decision record', 'Это не запись о решении', 'Бұл шешім жазбасы емес'],
  why_big: ['The file is too big for one.', 'Файл для неё слишком велик.', 'Файл ол үшін тым үлкен.'],
  why_deep: ['The file is nested too deeply for one.', 'Файл вложен слишком глубоко.', 'Файл тым терең тармақталған.'],
  why_twice: [
    'The file says one thing twice, so that it can be read in two ways.',
    'В файле одно и то же сказано дважды, и прочесть его можно по-разному.',
    'Файлда бір нәрсе екі рет айтылған, сондықтан оны екі түрлі оқуға болады.',
  ],
  why_noJson: ['The file is no JSON.', 'Файл не в формате JSON.', 'Файл JSON емес.'],
  why_empty: ['The file is empty.', 'Файл пуст.', 'Файл бос.'],
  why_noRecord: [
    'The file is JSON, but holds no decision.',
    'Файл в формате JSON, но решения в нём нет.',
    'Файл JSON, бірақ онда шешім жоқ.',
  ],
  decided: ['What was decided', 'Что решено', 'Не шешілді'],
  claimed: ['What the file claims', 'Что утверждает файл', 'Файлдың айтуынша'],
  carried: ['Carried', 'Принято', 'Қабылданды'],
  lost: ['Not carried', 'Не принято', 'Қабылданбады'],
  votes: [
    '{yes} for, {no} against, {abstain} abstained',
    '«за» – {yes}, «против» – {no}, «воздержались» – {abstain}',
    '«жақтап» – {yes}, «қарсы» – {no}, «қалыс» – {abstain}',
  ],
  failing: ['What does not agree', 'Что не сходится', 'Не сәйкес келмейді'],
  checked: ['What was checked: {count}', 'Что проверено: {count}', 'Не тексерілді: {count}'],
  limits: ['What this does not show', 'Чего это не показывает', 'Бұл нені көрсетпейді'],
  save: [
    'Save this page: it works without a network, also in ten years.',
    'Сохраните эту страницу: она работает без сети, и через десять лет.',
    'Бұл бетті сақтап қойыңыз: ол желісіз де, он жылдан кейін де жұмыс істейді.',
  ],
  language: ['Language', 'Язык', 'Тіл'],
  holds: ['holds', 'сходится', 'сәйкес'],
  fails: ['does not agree', 'не сходится', 'сәйкес емес'],
} as const satisfies Record<string, readonly [en: string, ru: string, kk: string]>
export type VerifierKey = keyof typeof verifierWords
