// The words of signing in, in all three languages, a table of its own. Names of wallets and devices are data.
import { columns } from './strings-columns.ts'

const WORDS = {
  identity: ['Who I am', 'Кто я', 'Мен кіммін'],
  identityGuest: [
    'You are a guest. You can look at everything and talk; to vote or to act for the city, sign in.',
    'Вы гость. Смотреть и говорить можно и так; чтобы голосовать или действовать от имени города, войдите.',
    'Сіз қонақсыз. Қарау мен сөйлесу ашық; дауыс беру немесе қала атынан әрекет ету үшін кіріңіз.',
  ],
  identityAs: ['You are signed in as {name}.', 'Вы вошли как {name}.', 'Сіз {name} ретінде кірдіңіз.'],
  identityNoName: ['somebody without a name', 'человек без имени', 'атсыз адам'],
  identityProof: ['Proven by {proof}.', 'Подтверждено: {proof}.', 'Расталған: {proof}.'],
  identityRoles: ['Roles: {roles}.', 'Роли: {roles}.', 'Рөлдер: {roles}.'],
  identityLives: ['Lives in {area}.', 'Живёт: {area}.', 'Тұрғылықты жері: {area}.'],
  identityNumber: ['Number of the account: {person}', 'Номер учётной записи: {person}', 'Тіркелгі нөмірі: {person}'],
  identityLent: [
    'This device was lent a session: it can look and speak, and sign nothing.',
    'Этому устройству одолжен вход: оно может смотреть и говорить, но ничего не подписывать.',
    'Бұл құрылғыға кіру уақытша берілген: ол қарап, сөйлей алады, бірақ ештеңеге қол қоймайды.',
  ],
  verifiedBy: ['signed in ({proof})', 'вход выполнен ({proof})', 'кірген ({proof})'],
  way_wallet: ['wallet', 'кошелёк', 'әмиян'],
  way_contract: ['wallet that is a contract', 'кошелёк-контракт', 'келісімшарт-әмиян'],
  way_passkey: ['passkey', 'ключ доступа', 'кіру кілті'],
  way_paired: ['paired headset', 'подключённая гарнитура', 'жұпталған гарнитура'],
  signInWallet: ['Sign in with {name}', 'Войти через {name}', '{name} арқылы кіру'],
  noWallets: [
    'No wallet was found in this browser. A passkey does as well.',
    'В этом браузере нет кошелька. Подойдёт и ключ доступа.',
    'Бұл браузерде әмиян табылмады. Кіру кілті де жарайды.',
  ],
  signInPasskey: ['Sign in with a passkey', 'Войти с ключом доступа', 'Кіру кілтімен кіру'],
  makePasskey: ['Make a passkey', 'Создать ключ доступа', 'Кіру кілтін жасау'],
  addPasskey: ['Add a passkey', 'Добавить ключ доступа', 'Кіру кілтін қосу'],
  passkeyTip: [
    'A passkey is a key in your phone or computer that opens with finger, face or PIN. It replaces a password. If your device keeps passkeys in its account, a new device has it too; otherwise add a second one on another device, or a lost device locks you out.',
    'Ключ доступа хранится в телефоне или компьютере и открывается пальцем, лицом или PIN-кодом. Он заменяет пароль. Если устройство хранит ключи в своей учётной записи, он будет и на новом; иначе добавьте второй на другом устройстве, чтобы не потерять вход.',
    'Кіру кілті телефонда не компьютерде сақталып, саусақпен, бетпен немесе PIN-кодпен ашылады. Ол құпиясөзді алмастырады. Құрылғы кілттерді өз тіркелгісінде сақтаса, ол жаңасында да болады; әйтпесе кіруді жоғалтпас үшін басқа құрылғыда екіншісін қосыңыз.',
  ],
  noPasskeys: [
    'This browser, or this address without https, has no passkeys.',
    'В этом браузере или по этому адресу без https ключей доступа нет.',
    'Бұл браузерде немесе https жоқ бұл мекенжайда кіру кілттері жоқ.',
  ],
  signOut: ['Sign out', 'Выйти', 'Шығу'],
  mySessions: ['Where you are signed in', 'Где выполнен вход', 'Қайда кірілген'],
  sessionThis: ['this device', 'это устройство', 'осы құрылғы'],
  sessionEnd: ['End', 'Завершить', 'Аяқтау'],
  sessionEndNamed: ['End the session on {device}', 'Завершить вход: {device}', 'Кіруді аяқтау: {device}'],
  pairHeadset: ['Let a headset in', 'Впустить гарнитуру', 'Гарнитураны кіргізу'],
  pairTip: [
    'Type the eight letters the headset in your own hands shows. Never a code that somebody sent you.',
    'Введите восемь букв с экрана гарнитуры, которая у вас в руках. Никогда не вводите присланный код.',
    'Қолыңыздағы гарнитура көрсеткен сегіз әріпті енгізіңіз. Біреу жіберген кодты ешқашан енгізбеңіз.',
  ],
  pairCode: ['Letters of the headset', 'Буквы гарнитуры', 'Гарнитура әріптері'],
  pairLook: ['Find', 'Найти', 'Табу'],
  pairAsk: [
    'Let {device} look and speak as you for two hours? It can sign nothing.',
    'Позволить устройству «{device}» два часа смотреть и говорить от вашего имени? Подписывать оно не может.',
    '«{device}» екі сағат сіздің атыңыздан қарап, сөйлесін бе? Қол қоя алмайды.',
  ],
  pairYes: ['Yes, it is mine', 'Да, она моя', 'Иә, менікі'],
  pairNo: ['No', 'Нет', 'Жоқ'],
  ownData: ['What is kept of me', 'Что обо мне хранится', 'Мен туралы не сақталады'],
  exportData: ['Save as a file', 'Сохранить в файл', 'Файлға сақтау'],
  eraseData: ['Erase', 'Стереть', 'Өшіру'],
  eraseSure: [
    'Erase your account for good? The journal of the city keeps what you did, under a number that then leads to nobody.',
    'Стереть учётную запись навсегда? Журнал города сохранит сделанное под номером, который никуда не ведёт.',
    'Тіркелгіні біржола өшіру керек пе? Қала журналы істегеніңізді ешкімге апармайтын нөмірмен сақтайды.',
  ],
  eraseYes: ['Erase for good', 'Стереть навсегда', 'Біржола өшіру'],
  eraseNo: ['Keep it', 'Оставить', 'Қалдыру'],
} as const

export type IdentityKey = keyof typeof WORDS
export const identityWords = columns<IdentityKey>(WORDS)
