// The words of a visit in a headset in all three languages, a table of its own.
import { columns } from './strings-columns.ts'

const WORDS = {
  headsetMenu: [
    'The menu opens when you look at your wrist; without hands, look down.',
    'Меню открывается, когда вы смотрите на запястье; без рук посмотрите вниз.',
    'Мәзір білегіңізге қарағанда ашылады; қолсыз болса, төмен қараңыз.',
  ],
  headsetMove: [
    'Push the stick forward, aim and let go to stand there; push it sideways to turn.',
    'Стик вперёд, прицельтесь и отпустите, чтобы встать там; вбок, чтобы повернуться.',
    'Сол жерге тұру үшін стикті алға итеріп, көздеп, жіберіңіз; бұрылу үшін бүйірге итеріңіз.',
  ],
  headsetPress: [
    'Point at a building and press the trigger for its card. Buttons can be touched with a finger too.',
    'Укажите на здание и нажмите курок: появится карточка. Кнопок можно касаться и пальцем.',
    'Ғимаратты нұсқап, шүріппені басыңыз: картасы шығады. Батырмаларды саусақпен де түртуге болады.',
  ],
  headsetHands: [
    'With bare hands, pinch to press; pinch at the ground to go there.',
    'Голыми руками: сведите пальцы, чтобы нажать; на землю, чтобы идти туда.',
    'Жалаң қолмен: басу үшін саусақты қосыңыз; жерге қарап қоссаңыз, сонда барасыз.',
  ],
  headsetGaze: [
    'Phone in a viewer: look at a thing and tap; look at the ground and tap to go there; look down for the menu.',
    'Телефон в очках: смотрите на вещь и коснитесь экрана; на землю, чтобы идти туда; вниз, чтобы открыть меню.',
    'Көзілдіріктегі телефон: затқа қарап, экранды түртіңіз; жерге қарап түртсеңіз, сонда барасыз; мәзір үшін төмен қараңыз.',
  ],
  nextPage: ['More ›', 'Ещё ›', 'Тағы ›'],
  previousPage: ['‹ Before', '‹ Назад', '‹ Алдыңғы'],
} as const

export type HeadsetKey = keyof typeof WORDS
export const headsetWords = columns(WORDS)
