// The words of the program in minutes and reports, in English, Russian and Kazakh: methods, kinds of speech, outcomes, states,
// and the short phrases of quorum, tally and rule. What people said or are called is never translated. Russian and Kazakh
// sentences leave names in the nominative and say nothing of anybody's gender.

export const LANGUAGES = ['en', 'ru', 'kk'] as const
export type Language = (typeof LANGUAGES)[number]

/** One row a key: English, Russian, Kazakh. */
export type Row = readonly [en: string, ru: string, kk: string]
export type Values = Readonly<Record<string, string | number>>

const PHRASES = {
  quorum: [
    '{present} present of {total}, {required} required',
    'присутствует {present} из {total}, требуется {required}',
    'барлығы {total}, қатысып отырғаны {present}, қажеттісі {required}',
  ],
  tally: [
    '{yes} yes, {no} no, {abstain} abstain',
    '«за» – {yes}, «против» – {no}, «воздержались» – {abstain}',
    '«жақтап» – {yes}, «қарсы» – {no}, «қалыс қалды» – {abstain}',
  ],
  rule_more: ['more than {num}/{den} of {share}', 'более {num}/{den} {share}', '{share} {num}/{den} бөлігінен көп'],
  rule_least: [
    'at least {num}/{den} of {share}',
    'не менее {num}/{den} {share}',
    '{share} {num}/{den} бөлігінен кем емес',
  ],
  share_yesNo: [
    'the votes for and against',
    'от числа голосов «за» и «против»',
    '«жақтап» және «қарсы» берілген дауыстар санының',
  ],
  share_yesNoAbstain: [
    'the votes cast, abstentions too',
    'от числа поданных голосов, включая воздержавшихся',
    'қалыс қалғандарды қоса алғанда, берілген дауыстар санының',
  ],
  share_present: [
    'those present who may vote',
    'от числа присутствующих, имеющих право голоса',
    'дауыс беруге құқылы қатысушылар санының',
  ],
  share_members: ['all members', 'от общего числа членов', 'мүшелердің жалпы санының'],
  share_entitled: [
    'all who may vote on it',
    'от числа имеющих право голосовать по вопросу',
    'осы мәселе бойынша дауыс беруге құқылылар санының',
  ],
  result_reached: [
    '{outcome}: {votes}; {needed} needed, {rule} ({base})',
    '{outcome}: {votes}; требовалось {needed}, {rule} ({base})',
    '{outcome}: {votes}; қажеттісі – {needed}, {rule} ({base})',
  ],
  result_notReached: [
    '{outcome}: {votes}; {needed} needed, {rule} ({base})',
    '{outcome}: {votes}; требовалось {needed}, {rule} ({base})',
    '{outcome}: {votes}; қажеттісі – {needed}, {rule} ({base})',
  ],
  result_nobody: [
    '{outcome}: {votes}; nobody voted for it',
    '{outcome}: {votes}; «за» не голосовал никто',
    '{outcome}: {votes}; ешкім жақтап дауыс бермеді',
  ],
  result_turnout: [
    '{outcome}: {votes}; fewer voted than {floorNum}/{floorDen} of all who may',
    '{outcome}: {votes}; голосовало менее {floorNum}/{floorDen} от числа имеющих право',
    '{outcome}: {votes}; дауыс бергендер құқылылардың {floorNum}/{floorDen} бөлігінен аз',
  ],
  result_tie: ['{outcome}: {votes}; {tie}', '{outcome}: {votes}; {tie}', '{outcome}: {votes}; {tie}'],
  result_silence: [
    '{outcome}: nobody objected',
    '{outcome}: возражений не поступило',
    '{outcome}: қарсылық білдірілген жоқ',
  ],
  result_objected: [
    '{outcome}: somebody objected',
    '{outcome}: поступило возражение',
    '{outcome}: қарсылық білдірілді',
  ],
  tie_fails: [
    'what is tied is lost',
    'при равенстве голосов решение не принимается',
    'дауыстар тең болса, шешім қабылданбайды',
  ],
  tie_chairCasts: [
    'the chair casts the deciding vote',
    'решающий голос – за председательствующим',
    'шешуші дауыс – төрағалық етушіде',
  ],
  tie_lot: ['a lot decides', 'решает жребий', 'жеребе шешеді'],
  because_quorumLostAtClose: [
    'the quorum was lost before it was closed',
    'кворум утрачен до окончания голосования',
    'дауыс беру аяқталғанша кворум болмай қалды',
  ],
  because_quorumLost: ['the quorum was lost: {quorum}', 'кворум утрачен: {quorum}', 'кворум болмай қалды: {quorum}'],
  because_noChair: [
    'nobody who may chair was present',
    'не было никого, кто вправе председательствовать',
    'төрағалық етуге құқылы ешкім болмады',
  ],
  because_meetingClosed: ['the meeting was closed', 'заседание закрыто', 'отырыс жабылды'],
  because_fewSecret: [
    'a secret vote of {ballots} ballots would tell who voted how',
    'при числе бюллетеней {ballots} тайное голосование выдало бы, кто как голосовал',
    'бюллетень саны {ballots} болғанда жасырын дауыс беру кімнің қалай дауыс бергенін білдіріп қояр еді',
  ],
  because_mootBy: [
    '{other} was carried for the same lines',
    'к тем же строкам принята поправка {other}',
    'сол жолдарға {other} түзетуі қабылданды',
  ],
} as const satisfies Readonly<Record<string, Row>>

/** By the value they stand for: `method_named` is the word for the method `named`. */
const WORDS = {
  method_named: ['named', 'поимённое', 'атаулы'],
  method_rollCall: ['roll call', 'поимённое, по вызову', 'атаулы, шақыру бойынша'],
  method_byGroup: ['by group', 'открытое, с итогами по группам', 'ашық, топтар бойынша қорытындысымен'],
  method_secret: ['secret', 'тайное', 'жасырын'],
  method_unanimousConsent: ['unanimous consent', 'по отсутствию возражений', 'қарсылық болмаса'],
  kind_contribution: ['contribution', 'в прениях', 'жарыссөз'],
  kind_pro: ['pro', 'за', 'жақтап'],
  kind_contra: ['contra', 'против', 'қарсы'],
  kind_reply: ['reply', 'ответное слово', 'жауап сөз'],
  kind_pointOfOrder: ['point of order', 'по порядку ведения', 'отырысты жүргізу тәртібі бойынша'],
  kind_question: ['question', 'вопрос', 'сұрақ'],
  ruling_sustained: ['sustained', 'удовлетворено', 'қабылданды'],
  ruling_overruled: ['overruled', 'отклонено', 'қабылданбады'],
  why_time: ['the time was over', 'время истекло', 'уақыт бітті'],
  why_all: ['all had voted', 'проголосовали все', 'барлығы дауыс берді'],
  why_chair: ['by the chair', 'закрыто председательствующим', 'төрағалық етуші жапты'],
  why_objection: ['somebody objected', 'поступило возражение', 'қарсылық білдірілді'],
  choice_yes: ['yes', 'за', 'жақтап'],
  choice_no: ['no', 'против', 'қарсы'],
  choice_abstain: ['abstain', 'воздержание', 'қалыс қалды'],
  outcome_carried: ['carried', 'принято', 'қабылданды'],
  outcome_lost: ['lost', 'не принято', 'қабылданбады'],
  outcome_tied: ['tied', 'голоса разделились поровну', 'дауыстар тең бөлінді'],
  office_chair: ['chair', 'председатель', 'төраға'],
  office_secretary: ['secretary', 'секретарь', 'хатшы'],
  office_member: ['member', 'член', 'мүше'],
  poll_prepared: ['prepared', 'подготовлено', 'дайындалды'],
  poll_open: ['open', 'идёт', 'жүріп жатыр'],
  poll_paused: ['paused', 'приостановлено', 'тоқтатыла тұрды'],
  poll_closed: ['closed', 'окончено', 'аяқталды'],
  poll_counted: ['counted', 'голоса подсчитаны', 'дауыстар саналды'],
  poll_certified: ['certified', 'итоги удостоверены', 'қорытындысы куәландырылды'],
  poll_published: ['published', 'итоги опубликованы', 'қорытындысы жарияланды'],
  poll_void: ['void', 'недействительно', 'жарамсыз'],
  item_planned: ['planned', 'в повестке дня', 'күн тәртібінде'],
  item_current: ['being dealt with', 'рассматривается', 'қаралып жатыр'],
  item_done: ['done', 'рассмотрен', 'қаралды'],
  item_deferred: ['deferred', 'отложен', 'кейінге қалдырылды'],
  item_withdrawn: ['withdrawn', 'снят', 'алынып тасталды'],
  motion_draft: ['draft', 'черновик', 'жоба'],
  motion_submitted: ['submitted', 'подано', 'берілді'],
  motion_admitted: ['admitted', 'допущено к рассмотрению', 'қарауға жіберілді'],
  motion_ruledOut: ['ruled out', 'не допущено к рассмотрению', 'қарауға жіберілмеді'],
  motion_moved: ['moved', 'внесено', 'енгізілді'],
  motion_seconded: ['seconded', 'поддержано', 'қолдау тапты'],
  motion_debate: ['in debate', 'в прениях', 'талқылануда'],
  motion_tabled: ['laid on the table', 'рассмотрение приостановлено', 'қарау тоқтатыла тұрды'],
  motion_postponed: ['postponed', 'рассмотрение перенесено', 'қарау басқа уақытқа ауыстырылды'],
  motion_referred: ['referred', 'направлено в другой орган', 'басқа органға жолданды'],
  motion_withdrawn: ['withdrawn', 'отозвано', 'кері қайтарып алынды'],
  motion_voting: ['being voted on', 'голосуется', 'дауысқа салынды'],
  motion_carried: ['carried', 'принято', 'қабылданды'],
  motion_lost: ['lost', 'не принято', 'қабылданбады'],
  motion_tied: ['tied', 'голоса разделились поровну', 'дауыстар тең бөлінді'],
  motion_recorded: ['recorded', 'решение записано', 'шешім тіркелді'],
  motion_superseded: ['superseded', 'заменено позднейшим решением', 'кейінгі шешіммен ауыстырылды'],
  amendment_submitted: ['submitted', 'подана', 'берілді'],
  amendment_admitted: ['admitted', 'допущена к рассмотрению', 'қарауға жіберілді'],
  amendment_debate: ['in debate', 'в прениях', 'талқылануда'],
  amendment_voting: ['being voted on', 'голосуется', 'дауысқа салынды'],
  amendment_carried: ['carried', 'принята', 'қабылданды'],
  amendment_lost: ['lost', 'не принята', 'қабылданбады'],
  amendment_withdrawn: ['withdrawn', 'отозвана', 'кері қайтарып алынды'],
  amendment_moot: ['moot', 'беспредметна', 'мәнін жоғалтты'],
  meeting_draft: ['being prepared', 'готовится', 'дайындалуда'],
  meeting_convened: ['convened', 'созвано', 'шақырылды'],
  meeting_open: ['open', 'идёт', 'жүріп жатыр'],
  meeting_inquorate: ['without a quorum', 'идёт, кворума нет', 'жүріп жатыр, кворум жоқ'],
  meeting_recess: ['in recess', 'перерыв', 'үзіліс'],
  meeting_closed: ['closed', 'закрыто', 'жабылды'],
  meeting_minutesDraft: ['minutes drafted', 'протокол составлен', 'хаттама жасалды'],
  meeting_minutesApproved: ['minutes approved', 'протокол утверждён', 'хаттама бекітілді'],
  meeting_published: ['minutes published', 'протокол опубликован', 'хаттама жарияланды'],
} as const satisfies Readonly<Record<string, Row>>

/** Both tables, for tests. */
export const VALUE_WORDS: Readonly<Record<string, Row>> = { ...PHRASES, ...WORDS }

type Group = keyof typeof WORDS extends `${infer G}_${string}` ? G : never

/** The phrase with its values filled in. */
export const say = (key: keyof typeof PHRASES, values: Values, language: Language): string =>
  fill(PHRASES[key], language, (name) => String(values[name] ?? ''))

/** The word for a value of the program; the value itself where there is none. */
export function wordOf(group: Group, value: string | number, language: Language): string {
  const key = `${group}_${value}`
  return Object.hasOwn(WORDS, key) ? (WORDS[key as keyof typeof WORDS][LANGUAGES.indexOf(language)] ?? '') : `${value}`
}

/** The same of a key that is put together; empty where there is no such phrase. */
export const sayIf = (key: string, values: Values, language: Language): string =>
  Object.hasOwn(PHRASES, key) ? say(key as keyof typeof PHRASES, values, language) : ''

/** A reason of the program's own: which, and what it is made of. */
export type Because = Values & {
  readonly because: keyof typeof PHRASES extends infer K ? (K extends `because_${infer B}` ? B : never) : never
}

/** Empty where the values tell of no such reason. */
export const becauseOf = (values: Values, language: Language): string =>
  sayIf(`because_${values['because'] ?? ''}`, { ...values, quorum: say('quorum', values, language) }, language)

/** A reason in one language: a person's own words stay as they are. */
export const reasonOf = (reason: string | Because, language: Language): string =>
  typeof reason === 'string' ? reason : becauseOf(reason, language)

/** As an entry of the course keeps it. */
export const reasonValues = (reason: string | Because): Values => (typeof reason === 'string' ? { reason } : reason)

/** Fills `{names}` in one column of a row. */
export const fill = (row: Row, language: Language, valueOf: (name: string) => string): string =>
  (row[LANGUAGES.indexOf(language)] ?? row[0]).replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name))
