// What checks of votes that are secret by proof say, in English, Russian and Kazakh; see verify-words.ts.
import type { CheckRow } from './verify-words-row.ts'

export const PROOF_HOLDS = {
  'ballot.voters': [
    'The {count} who could vote in secret are seats of the list of {seats}, were there when the vote opened, and each had enrolled a key of its own.',
    'Тайно голосовать могли {count} мест из списка ({seats}): все присутствовали при открытии голосования, и каждое заранее записало свой ключ.',
    'Жасырын дауыс бере алғандар – тізімдегі {seats} орынның {count}: дауыс беру ашылғанда болған және әрқайсысы өз кілтін алдын ала жаздырған.',
  ],
  'ballot.proof': [
    'Each of the {count} secret ballots proves that it was cast for this question by one of these {voters}, and no two by the same.',
    'Каждый из тайных бюллетеней ({count}) доказывает, что подан по этому вопросу одним из этих {voters}, и никакие два – не одним и тем же.',
    '{count} жасырын бюллетеньнің әрқайсысы осы сұрақ бойынша осы {voters} дауыс берушінің бірі бергенін және ешбір екеуін бір адам бермегенін дәлелдейді.',
  ],
  'limit.byProof': [
    'Who cast which ballot is known to nobody, the city included. It is not shown that nobody was made to vote in front of another, nor that a device was honest.',
    'Кто подал какой бюллетень, не знает никто, включая город. Не показано, что никого не заставили голосовать при других и что устройства были исправны.',
    'Қай бюллетеньді кім бергенін ешкім, қала да білмейді. Ешкім басқаның көзінше дауыс беруге мәжбүр болмағаны және құрылғылардың адал болғаны көрсетілмейді.',
  ],
} as const satisfies Readonly<Record<string, CheckRow>>

export const PROOF_FAULTS = {
  'ballot.voters_off': [
    'Seat {seat} is said to have voted in secret, yet is not on the list.',
    'Место {seat} значится среди голосовавших тайно, но в списке его нет.',
    '{seat}-орын жасырын дауыс бергендер қатарында, бірақ тізімде жоқ.',
  ],
  'ballot.voters_order': [
    'The secret voters do not stand in the order of the list, or seat {seat} twice.',
    'Голосовавшие тайно стоят не в порядке списка, или место {seat} указано дважды.',
    'Жасырын дауыс берушілер тізім ретімен тұрған жоқ немесе {seat}-орын екі рет көрсетілген.',
  ],
  'ballot.voters_field': [
    'What seat {seat} enrolled is no key.',
    'То, что записало место {seat}, не является ключом.',
    '{seat}-орын жаздырған нәрсе кілт емес.',
  ],
  'ballot.voters_absent': [
    'Nobody was there for seat {seat} when the secret vote opened.',
    'За место {seat} при открытии тайного голосования никого не было.',
    'Жасырын дауыс беру ашылғанда {seat}-орын үшін ешкім болмаған.',
  ],
  'ballot.voters_twice': [
    'Two secret voters have enrolled one key.',
    'Два тайных избирателя записали один и тот же ключ.',
    'Екі жасырын дауыс беруші бір кілт жаздырған.',
  ],
  'ballot.proof_wrong': [
    'The proof of secret ballot {number} ({mark}…) does not hold: none of these voters cast it so.',
    'Доказательство тайного бюллетеня {number} ({mark}…) неверно: никто из этих избирателей его так не подавал.',
    '{number}-жасырын бюллетеньнің ({mark}…) дәлелі дұрыс емес: бұл дауыс берушілердің ешқайсысы оны олай бермеген.',
  ],
} as const satisfies Readonly<Record<string, CheckRow>>
