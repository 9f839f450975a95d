// The words of votes that are secret by proof in all three languages: enrolling, what it protects from, and what is missing.
import { columns } from './strings-columns.ts'

const WORDS = {
  proofTitle: ['Secret votes by proof', 'Тайное голосование с доказательством', 'Дәлелмен жасырын дауыс беру'],
  proofEnrolWhy: [
    'Secret votes of this meeting are cast by a key of this device. Enrol it before such a vote opens: whoever is not enrolled then cannot vote in it.',
    'Тайные голоса на этом заседании подаются ключом этого устройства. Запишите его до открытия голосования: кто не записан, тот в нём не участвует.',
    'Бұл отырыста жасырын дауыс осы құрылғының кілтімен беріледі. Оны дауыс беру ашылғанға дейін жаздырыңыз: жазылмаған адам қатыса алмайды.',
  ],
  proofEnrol: ['Enrol on this device', 'Записать это устройство', 'Осы құрылғыны жаздыру'],
  proofEnrolled: [
    'You are enrolled on this device. Vote on it, and do not clear its browser before.',
    'Вы записаны на этом устройстве. Голосуйте с него и до этого не очищайте браузер.',
    'Сіз осы құрылғыда жазылдыңыз. Дауысты осыдан беріңіз, оған дейін браузерді тазаламаңыз.',
  ],
  proofElsewhere: [
    'Seat {seat} is enrolled by another device, and this one cannot vote for it. Vote on that device, or bring its key here. You may enrol this device instead: then the other one cannot vote in what opens later.',
    'Место {seat} записано с другого устройства, с этого за него не проголосовать. Голосуйте с того устройства или перенесите его ключ сюда. Можно записать вместо него это: тогда в следующих голосованиях то участвовать не сможет.',
    '{seat}-орын басқа құрылғыдан жазылған, осыдан ол үшін дауыс беруге болмайды. Сол құрылғыдан дауыс беріңіз немесе кілтін осында әкеліңіз. Оның орнына осы құрылғыны жаздыруға да болады: онда келесі дауыс берулерге анау қатыса алмайды.',
  ],
  proofElsewhereLate: [
    'Seat {seat} is enrolled by another device. In the vote that is open, only the device counts that was enrolled when it opened: vote on that one, or bring its key here. Enrolling this device now counts for later votes alone.',
    'Место {seat} записано с другого устройства. В открытом голосовании считается только то, которое было записано к его открытию: голосуйте с него или перенесите его ключ сюда. Если записать это устройство сейчас, оно будет участвовать только в следующих.',
    '{seat}-орын басқа құрылғыдан жазылған. Ашық тұрған дауыс беруде ол ашылғанда жазылған құрылғы ғана есептеледі: содан дауыс беріңіз немесе кілтін осында әкеліңіз. Осы құрылғыны қазір жаздырсаңыз, ол тек келесі дауыс берулерге қатысады.',
  ],
  proofEnrolInstead: [
    'Enrol this device instead',
    'Записать вместо него это устройство',
    'Орнына осы құрылғыны жаздыру',
  ],
  proofLimitsTitle: [
    'What this protects from, and what not',
    'От чего это защищает, а от чего нет',
    'Бұл неден қорғайды, неден қорғамайды',
  ],
  proofProtects: [
    'Your ballot bears a proof that one of the enrolled cast it, and nothing that says which. The city counts it once and cannot find out whose it is. After the vote anybody can check every ballot.',
    'Бюллетень несёт доказательство, что его подал один из записанных, и ничего о том, кто именно. Город учтёт его один раз и не узнает, чей он. После голосования каждый бюллетень может проверить любой.',
    'Бюллетеньде оны жазылғандардың бірі бергені туралы дәлел бар, ал кім екені туралы ештеңе жоқ. Қала оны бір рет санайды, кімдікі екенін біле алмайды. Кейін әр бюллетеньді кез келген адам тексере алады.',
  ],
  proofLimits: [
    'It does not protect from somebody who makes you vote in front of them, nor from a device that is not honest; whoever runs the network sees when and from where a ballot came; and where all vote alike, all know. With fewer than five ballots the vote is void.',
    'Это не защищает от того, кто заставит голосовать при нём, и от неисправного устройства; владелец сети видит, когда и откуда пришёл бюллетень; а если все голосуют одинаково, это знают все. Если бюллетеней меньше пяти, голосование недействительно.',
    'Бұл көзінше дауыс беруге мәжбүрлейтін адамнан да, адал емес құрылғыдан да қорғамайды; желі иесі бюллетеньнің қашан, қайдан келгенін көреді; бәрі бірдей дауыс берсе, оны бәрі біледі. Бестен аз бюллетень болса, дауыс беру жарамсыз.',
  ],
  proofBackup: ['Copy the key of seat {seat}', 'Скопировать ключ места {seat}', '{seat}-орынның кілтін көшіру'],
  proofRestore: [
    'Key of seat {seat} from another device',
    'Ключ места {seat} с другого устройства',
    '{seat}-орынның басқа құрылғыдағы кілті',
  ],
  proofRestoreNow: ['Use this key', 'Взять этот ключ', 'Осы кілтті алу'],
  proofNoBackup: [
    'That is no key of a secret vote: it has 64 digits and letters a to f.',
    'Это не ключ тайного голосования: в нём 64 цифры и буквы от a до f.',
    'Бұл жасырын дауыс кілті емес: онда 64 цифр мен a–f әріптері болады.',
  ],
  proofOtherDevice: [
    'Seat {seat} was not enrolled by the key of this device. Vote on the device it was enrolled on, or bring its key here.',
    'Место {seat} записано не ключом этого устройства. Голосуйте с того устройства или перенесите ключ сюда.',
    '{seat}-орын осы құрылғының кілтімен жазылмаған. Сол құрылғыдан дауыс беріңіз немесе кілтін осында әкеліңіз.',
  ],
  proofOtherQuestion: [
    'The question of this vote is another than this page shows. Open the meeting again, then vote.',
    'В этом голосовании вопрос не тот, что на этой странице. Откройте заседание снова и проголосуйте.',
    'Бұл дауыс берудің сұрағы осы беттегіден басқа. Отырысты қайта ашып, сосын дауыс беріңіз.',
  ],
  proofNotEnrolled: [
    'Your seat was not enrolled when this vote opened, so you cannot vote in it.',
    'Ваше место не было записано к открытию этого голосования, поэтому вы в нём не участвуете.',
    'Дауыс беру ашылғанда орныңыз жазылмаған еді, сондықтан бұл дауыс беруге қатыса алмайсыз.',
  ],
  proofHow: [
    'Secret by proof: your device makes a proof, which takes some seconds, and sends it without your name. Nobody can tell whose it is, this city included.',
    'Тайно, с доказательством: устройство несколько секунд готовит доказательство и отправляет его без имени. Чьё оно, не узнает никто, и город тоже.',
    'Дәлелмен жасырын: құрылғыңыз бірнеше секунд дәлел жасап, оны атыңызсыз жібереді. Кімдікі екенін ешкім, қала да біле алмайды.',
  ],
  proofMaking: ['The proof is being made …', 'Готовится доказательство…', 'Дәлел жасалуда…'],
  proofBallots: ['All ballots and proofs', 'Все бюллетени и доказательства', 'Барлық бюллетень мен дәлелдер'],
  proofRule: [
    'Secret votes by proof, made on members’ devices',
    'Тайные голоса с доказательством, которое делают устройства участников',
    'Жасырын дауыстар қатысушылардың құрылғылары жасайтын дәлелмен',
  ],
  proofRuleWhy: [
    'The prover (snarkjs) is a program of others under the licence GPL-3.0. It is installed by this city’s operator and runs on members’ devices.',
    'Доказывающая программа (snarkjs) – чужая, под лицензией GPL-3.0. Её устанавливает оператор города, а работает она на устройствах участников.',
    'Дәлелдеуші бағдарлама (snarkjs) – басқалардікі, GPL-3.0 лицензиясымен. Оны қала операторы орнатады, ол қатысушылардың құрылғыларында жұмыс істейді.',
  ],
  proofNotInstalled: [
    'Secret votes by proof are not installed here. An operator runs: {install} (snarkjs is under the licence GPL-3.0).',
    'Тайное голосование с доказательством здесь не установлено. Оператор выполняет: {install} (snarkjs – под лицензией GPL-3.0).',
    'Дәлелмен жасырын дауыс беру мұнда орнатылмаған. Оператор мынаны орындайды: {install} (snarkjs – GPL-3.0 лицензиясымен).',
  ],
} as const

export const proofWords = columns(WORDS)
export type ProofKey = keyof typeof WORDS
