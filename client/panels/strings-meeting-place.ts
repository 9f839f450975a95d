// The words of a meeting's place in the city in all three languages: its boards, its sign, seats, sounds.
import { columns } from './strings-columns.ts'

const WORDS = {
  placeTitle: ['{body}: {title}', '{body}: {title}', '{body}: {title}'],
  placeSign: ['{title}: {state}', '{title}: {state}', '{title}: {state}'],
  placeSignBegins: ['{title}: begins {time}', '{title}: начало {time}', '{title}: басталуы {time}'],
  placeCome: ['All are welcome in the gallery', 'Галерея открыта для всех', 'Галерея бәріне ашық'],
  placeHere: ['Here: {here} of {seats}', 'Присутствуют: {here} из {seats}', 'Қатысуда: {seats} ішінен {here}'],
  placeQuorum: ['quorum: {required}', 'кворум: {required}', 'кворум: {required}'],
  placeNoQuorum: ['NO QUORUM: {required} needed', 'НЕТ КВОРУМА: нужно {required}', 'КВОРУМ ЖОҚ: {required} керек'],
  placeItem: ['Item {n}', 'Вопрос {n}', '{n} мәселе'],
  placeNext: ['Next: {names}', 'Далее: {names}', 'Келесі: {names}'],
  placeMore: ['and {count} more', 'и ещё {count}', 'және тағы {count}'],
  placeYes: ['Yes', 'За', 'Жақтап'],
  placeNo: ['No', 'Против', 'Қарсы'],
  placeAbstain: ['Abstained', 'Воздержались', 'Қалыс'],
  placeVoteOver: ['Vote closed', 'Голосование окончено', 'Дауыс беру аяқталды'],
  placeVotePaused: ['Vote paused', 'Голосование приостановлено', 'Дауыс беру тоқтатылды'],
  placePage: [
    '{title}, page {page} of {pages}',
    '{title}, стр. {page} из {pages}',
    '{title}, {pages} беттің {page}-беті',
  ],
  placePageFails: [
    'This page cannot be shown: {reason}',
    'Страницу не удалось показать: {reason}',
    'Бетті көрсету мүмкін болмады: {reason}',
  ],
  placePageOther: [
    'the file is not the one that was put to the meeting',
    'файл не тот, что был внесён на заседание',
    'файл отырысқа ұсынылған файл емес',
  ],
  placePageGone: ['the file is not there', 'файла нет', 'файл жоқ'],
  placePageComes: ['The page is being fetched…', 'Страница загружается…', 'Бет жүктелуде…'],
  placePageText: ['Text of the page', 'Текст страницы', 'Бет мәтіні'],
  placePageNoText: ['This page has no text.', 'На странице нет текста.', 'Бұл бетте мәтін жоқ.'],
  placeTakeSeat: ['Take your seat', 'Занять своё место', 'Орныңызға отыру'],
  placeTakeGallery: ['Sit in the gallery', 'Сесть на галерее', 'Галереяға отыру'],
  placeTaken: ['You sit at your seat.', 'Вы на своём месте.', 'Сіз өз орныңыздасыз.'],
  placeTakenGallery: ['You sit in the gallery.', 'Вы на галерее.', 'Сіз галереядасыз.'],
  placeStanding: [
    '{count} have no seat here: there is no room.',
    'Для {count} здесь нет места: не хватает пространства.',
    '{count} адамға мұнда орын жоқ: кеңістік жетпейді.',
  ],
  placeSound: ['Sounds of meetings', 'Звуки заседаний', 'Отырыс дыбыстары'],
  placePhone: [
    'A vote is open. Vote on your phone.',
    'Идёт голосование. Голосуйте на телефоне.',
    'Дауыс беру жүріп жатыр. Телефоныңызда дауыс беріңіз.',
  ],
  placeLent: [
    'Vote on your phone: this headset was lent a session to look and speak.',
    'Голосуйте на телефоне: этому шлему сеанс одолжен, чтобы смотреть и говорить.',
    'Телефоныңызда дауыс беріңіз: бұл дулығаға сеанс қарау мен сөйлеу үшін берілген.',
  ],
  placeVote: [
    'A vote is open: “Meeting” in the menu on your wrist.',
    'Идёт голосование: «Заседание» в меню на запястье.',
    'Дауыс беру жүріп жатыр: білегіңіздегі мәзірде «Отырыс».',
  ],
} as const

export type MeetingPlaceKey = keyof typeof WORDS
export const meetingPlaceWords = columns(WORDS)
