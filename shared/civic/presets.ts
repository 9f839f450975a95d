// Three bodies' rules to begin with: a city council, a small board, an assembly of weighted members. They are examples of
// common practice (Robert's Rules, 1876, public domain: the small board asks for no seconder), not the law of any place.
import type { Majority } from './majority.ts'
import type { Rules } from './rules.ts'

const SIMPLE: Majority = { num: 1, den: 2, strict: true, base: 'yesNo', tie: 'fails', turnoutFloor: null }
const ABSOLUTE: Majority = { ...SIMPLE, base: 'members' }
const TWO_THIRDS: Majority = { ...SIMPLE, num: 2, den: 3, strict: false }
const THREE_QUARTERS: Majority = { ...TWO_THIRDS, num: 3, den: 4 }
const USES = { motion: 'simple', amendment: 'simple', agenda: 'simple', procedure: 'simple' } as const
const MINUTE_S = 60
const DAY_S = 86_400

const council: Rules = {
  id: 'council',
  name: { en: 'City council', ru: 'Городской совет', kk: 'Қалалық кеңес' },
  noticeS: 3 * DAY_S,
  quorum: { num: 1, den: 2, strict: true, of: 'seats', by: 'heads', countsProxies: false, ifLost: 'void' },
  majorities: {
    simple: { ...SIMPLE, tie: 'chairCasts' },
    absolute: ABSOLUTE,
    twoThirds: TWO_THIRDS,
    twoThirdsOfMembers: { ...TWO_THIRDS, base: 'members' },
    threeQuarters: THREE_QUARTERS,
    fourFifths: { ...TWO_THIRDS, num: 4, den: 5 },
  },
  uses: USES,
  seconders: 1,
  mostProxies: 0,
  methods: ['named', 'rollCall', 'byGroup', 'secret', 'unanimousConsent'],
  isBallotReplaceable: false,
  isAgendaVoted: true,
  speech: {
    contribution: { choicesS: [15 * MINUTE_S, 30 * MINUTE_S], warnBeforeS: 3 * MINUTE_S },
    pro: { choicesS: [5 * MINUTE_S, 10 * MINUTE_S], warnBeforeS: MINUTE_S },
    contra: { choicesS: [5 * MINUTE_S, 10 * MINUTE_S], warnBeforeS: MINUTE_S },
    reply: { choicesS: [5 * MINUTE_S, 10 * MINUTE_S], warnBeforeS: MINUTE_S },
    pointOfOrder: { choicesS: [2 * MINUTE_S], warnBeforeS: 30 },
    question: { choicesS: [2 * MINUTE_S, 5 * MINUTE_S], warnBeforeS: 30 },
  },
  chairGraceS: 2 * MINUTE_S,
}

const board: Rules = {
  ...council,
  id: 'board',
  name: { en: 'Small board', ru: 'Малая комиссия', kk: 'Шағын комиссия' },
  noticeS: DAY_S,
  quorum: { num: 1, den: 2, strict: true, of: 'entitled', by: 'heads', countsProxies: false, ifLost: 'pause' },
  majorities: {
    simple: { ...SIMPLE, tie: 'chairCasts' },
    absolute: { ...ABSOLUTE, tie: 'chairCasts' },
    ofThosePresent: { ...SIMPLE, base: 'present', tie: 'chairCasts' },
    twoThirds: TWO_THIRDS,
  },
  seconders: 0,
  mostProxies: 1,
  isBallotReplaceable: true,
  isAgendaVoted: false,
  speech: {
    contribution: { choicesS: [5 * MINUTE_S, 10 * MINUTE_S], warnBeforeS: MINUTE_S },
    pro: { choicesS: [3 * MINUTE_S], warnBeforeS: 30 },
    contra: { choicesS: [3 * MINUTE_S], warnBeforeS: 30 },
    reply: { choicesS: [3 * MINUTE_S], warnBeforeS: 30 },
    pointOfOrder: { choicesS: [MINUTE_S], warnBeforeS: 15 },
    question: { choicesS: [MINUTE_S], warnBeforeS: 15 },
  },
}

const assembly: Rules = {
  ...board,
  id: 'assembly',
  name: { en: 'Assembly', ru: 'Собрание', kk: 'Жиналыс' },
  noticeS: 14 * DAY_S,
  quorum: { num: 1, den: 3, strict: false, of: 'seats', by: 'weight', countsProxies: true, ifLost: 'void' },
  majorities: {
    simple: SIMPLE,
    absolute: ABSOLUTE,
    ofVotesCast: { ...SIMPLE, base: 'yesNoAbstain' },
    twoThirds: { ...TWO_THIRDS, turnoutFloor: { num: 1, den: 2 } },
    threeQuarters: { ...THREE_QUARTERS, base: 'entitled' },
    byLot: { ...SIMPLE, tie: 'lot' },
  },
  seconders: 2,
  mostProxies: 3,
  isAgendaVoted: true,
}

export const PRESETS: readonly Rules[] = [council, board, assembly]
