// What checks of a consultation's files say, in English, Russian and Kazakh; see verify-words.ts.
import type { CheckRow } from './verify-words-row.ts'

export const CONSULTATION_HOLDS = {
  'consultation.statements': [
    'The statements of consultation {id} are those the record names: {approved} approved, {rejected} rejected, each for a published reason.',
    'Мнения обсуждения {id} – те, что названы в записи: одобрено {approved}, отклонено {rejected}, каждое по опубликованной причине.',
    '{id} талқылауының пікірлері жазбада аталғандардың өзі: мақұлданғаны {approved}, қабылданбағаны {rejected}, әрқайсысы жарияланған себеппен.',
  ],
  'consultation.votes': [
    'The opinions are those the record names: {participants} people, one hidden row each, and no statement has more opinions than people.',
    'Ответы – те, что названы в записи: участников {participants}, у каждого одна скрытая строка, и ни у одного мнения нет ответов больше, чем людей.',
    'Жауаптар жазбада аталғандардың өзі: қатысушылар {participants}, әрқайсысында бір жасырын жол, ешбір пікірдің жауабы адам санынан артық емес.',
  ],
  'consultation.report': [
    'The report is the one the record names; it has each approved statement in one of {groups} groups, with the counts of the opinions.',
    'Отчёт – тот, что назван в записи; каждое одобренное мнение стоит в одной из групп ({groups}) с подсчитанными ответами.',
    'Есеп жазбада аталғанның өзі; әр мақұлданған пікір {groups} топтың бірінде, жауаптарының санымен тұр.',
  ],
  'limit.consultation': [
    'The decision rests on consultation {id} of {participants} people. Its statements, opinions and report are named by their fingerprints; to check them one needs its three files.',
    'Решение опирается на обсуждение {id}, участников {participants}. Мнения, ответы и отчёт названы отпечатками; чтобы их проверить, нужны три его файла.',
    'Шешім {participants} адам қатысқан {id} талқылауына сүйенеді. Пікірлер, жауаптар мен есеп таңбаларымен аталған; тексеру үшін оның үш файлы керек.',
  ],
} as const satisfies Readonly<Record<string, CheckRow>>

export const CONSULTATION_FAULTS = {
  consultation_none: [
    'Files of a consultation were given, and the record rests on none.',
    'Даны файлы обсуждения, а запись ни на какое не опирается.',
    'Талқылау файлдары берілді, ал жазба ешбір талқылауға сүйенбейді.',
  ],
  consultation_missing: [
    'The file of {file} is not among those given.',
    'Файла {file} среди данных нет.',
    'Берілгендер арасында {file} файлы жоқ.',
  ],
  consultation_form: [
    'The file of {file} has not the form it should have.',
    'Файл {file} имеет не тот вид, какой должен.',
    '{file} файлының түрі болуы тиіс түрге сай емес.',
  ],
  consultation_hash: [
    'The file of {file} is not the one the record names: its fingerprint is {hash}.',
    'Файл {file} – не тот, что назван в записи: его отпечаток {hash}.',
    '{file} файлы жазбада аталғаны емес: таңбасы {hash}.',
  ],
  consultation_reason: [
    'Statement {statement} was rejected for no published reason.',
    'Мнение {statement} отклонено не по опубликованной причине.',
    '{statement} пікірі жарияланбаған себеппен қабылданбаған.',
  ],
  consultation_people: [
    'The record tells of {told} people, and the opinions have {rows} rows.',
    'В записи участников {told}, а строк в ответах {rows}.',
    'Жазбада қатысушылар {told}, ал жауаптарда {rows} жол бар.',
  ],
  consultation_counts: [
    'Statement {statement} has other opinions than it can have.',
    'У мнения {statement} не те ответы, какие могут быть.',
    '{statement} пікірінің жауаптары болуы мүмкін жауаптар емес.',
  ],
  consultation_groups: [
    'The report does not have statement {statement} once, as it was approved and counted.',
    'В отчёте мнение {statement} не стоит один раз таким, каким одобрено и подсчитано.',
    'Есепте {statement} пікірі мақұлданған әрі есептелген күйінде бір рет тұрған жоқ.',
  ],
} as const satisfies Readonly<Record<string, CheckRow>>
