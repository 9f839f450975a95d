// Running a record's scenario again, as a section of its page: a button that has this server do it, how far it is, and who came to
// what. No script: a form and links. What was told before the vote stands in the record itself; here is all of it, also what
// came after, beside the hash in the record.
import { type Language, fill, type Row, type Values } from '../../shared/civic/value-words.ts'
import type { RecordBody } from '../../shared/records/format.ts'
import { type Html, html, NOTHING, pageIn, tableOf } from '../meetings/papers-html.ts'
import type { ReproducingDesk } from '../systems/reproducing.ts'

const WORDS = {
  title: ['Run again', 'Повторный прогон', 'Қайта есептеу'],
  about: [
    'Anybody who plans here may have this server run the scenario again, from the same beginning and by the same models; the hash of what comes out is the same, or the table says so.',
    'Любой планировщик может попросить этот сервер просчитать сценарий снова, с того же начала и теми же моделями; хэш результата совпадёт, а если нет – таблица скажет об этом.',
    'Кез келген жоспарлаушы бұл серверге сценарийді сол бастапқы күйден, сол модельдермен қайта есептете алады; нәтиженің хэші бірдей болады, болмаса кесте оны айтады.',
  ],
  press: ['Run it again here', 'Просчитать снова здесь', 'Осында қайта есептеу'],
  running: [
    'This server is running it again: {done} of {of} runs are done. Asked by {by}, since {since}.',
    'Сервер считает снова: готово прогонов {done} из {of}. Попросил(а): {by}, с {since}.',
    'Сервер қайта есептеп жатыр: {of} есептің {done} дайын. Сұраған: {by}, {since} бастап.',
  ],
  look: ['See how far it is', 'Посмотреть, сколько готово', 'Қаншасы дайын екенін көру'],
  progress: ['How far it is', 'Сколько готово', 'Қаншасы дайын'],
  trouble: [
    'The last time it came to nothing here: {why}',
    'В прошлый раз не получилось: {why}',
    'Өткен жолы нәтиже болмады: {why}',
  ],
  gone: [
    'The branch is not kept on this server any more, or it is another than it was when it was voted on: it cannot be run again here. Its case file can be run anywhere.',
    'Ветка на этом сервере больше не хранится или стала другой после голосования: здесь просчитать её нельзя. Файл случая можно просчитать где угодно.',
    'Тармақ бұл серверде енді сақталмайды немесе дауыс бергеннен кейін өзгерген: оны осында қайта есептеуге болмайды. Оның файлын кез келген жерде есептеуге болады.',
  ],
  caption: [
    'Who ran it again, and what came of it',
    'Кто просчитал снова и что вышло',
    'Кім қайта есептеді және не шықты',
  ],
  run: ['Run', 'Прогон', 'Есеп'],
  by: ['By', 'Кто', 'Кім'],
  at: ['When', 'Когда', 'Қашан'],
  came: ['Outcome', 'Итог', 'Нәтижесі'],
  hash: ['Hash of what came out', 'Хэш результата', 'Нәтиже хэші'],
  with: ['With the measures', 'С мерами', 'Шаралармен'],
  without: ['Without them', 'Без мер', 'Шарасыз'],
  same: ['the same hash', 'тот же хэш', 'хэш сол'],
  other: ['ANOTHER hash', 'ДРУГОЙ хэш', 'БАСҚА хэш'],
  nobody: ['Nobody has run it again yet.', 'Пока никто не просчитал снова.', 'Әзірге ешкім қайта есептеген жоқ.'],
  refused: ['It is not run again', 'Повторный прогон не начат', 'Қайта есептеу басталмады'],
  back: ['Back to the record', 'Назад к протоколу', 'Хаттамаға қайту'],
} as const satisfies Readonly<Record<string, Row>>

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU', kk: 'kk-KZ' }
const wordsIn =
  (language: Language) =>
  (key: keyof typeof WORDS, values: Values = {}): string =>
    fill(WORDS[key], language, (name) => String(values[name] ?? ''))

type Given = { readonly desk: Pick<ReproducingDesk, 'told'>; readonly language: Language; readonly timeZone: string }

/** Nothing where the record rests on no scenario. */
export function againHtml({ recordId, evidence }: RecordBody, { desk, language, timeZone }: Given): Html {
  const { scenario, runs } = evidence
  if (!scenario) return NOTHING
  const say = wordsIn(language)
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    hourCycle: 'h23',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  const told = desk.told(scenario.id)
  /** Of the branch, what is the same as in the record. */
  const kept = runs.flatMap((run) => {
    const now = told?.runs.find(({ kind, member }) => kind === run.kind && member === run.seed)
    return now?.inputsHash === run.inputsHash ? [{ run, again: now.again }] : []
  })
  const rows = kept.flatMap(({ run, again }) =>
    again.map((one) => [
      say(run.kind === 'branch' ? 'with' : 'without') + (run.seed === 0 ? '' : ` (${run.seed})`),
      one.by,
      format.format(one.atMs),
      say(one.outputsHash === run.outputsHash ? 'same' : 'other'),
      one.outputsHash.slice(0, 16),
    ]),
  )
  const heads = [say('run'), say('by'), say('at'), say('came'), say('hash')]
  const page = `/records/${recordId}?lang=${language}`
  const { running = null, trouble = '' } = told ?? {}
  const isRunnable = told !== null && kept.length === runs.length
  return html`<section id="again">
    <h2>${say('title')}</h2>
    ${isRunnable ? html`<p>${say('about')}</p>` : html`<p>${say('gone')}</p>`}
    ${running ? progressHtml({ ...running, since: format.format(running.sinceMs) }, page, say) : NOTHING}
    ${trouble === '' ? NOTHING : html`<p role="status">${say('trouble', { why: trouble })}</p>`}
    ${
      isRunnable && !running
        ? html`<form method="post" action="/whatif/${scenario.id}/again?record=${recordId}&lang=${language}">
            <button type="submit">${say('press')}</button>
          </form>`
        : NOTHING
    }
    ${rows.length === 0 ? html`<p>${say('nobody')}</p>` : tableOf({ caption: say('caption'), heads, rows })}
  </section>`
}

type Progress = { readonly by: string; readonly since: string; readonly done: number; readonly of: number }

const progressHtml = ({ by, since, done, of }: Progress, page: string, say: ReturnType<typeof wordsIn>): Html =>
  html`<p role="status">${say('running', { done, of, by, since })}</p>
    <p>
      <progress max="${Math.max(1, of)}" value="${done}" aria-label="${say('progress')}"></progress>
      <a href="${page}#again">${say('look')}</a>
    </p>`

/** What somebody reads who pressed the button and may not, with the way back. */
export function refusedPage(
  reason: string,
  { back, language }: { readonly back: string; readonly language: Language },
): string {
  const say = wordsIn(language)
  return pageIn(language, {
    title: say('refused'),
    label: say('back'),
    nav: html`<a href="${back}">${say('back')}</a>`,
    body: html`<main>
      <h1>${say('refused')}</h1>
      <p role="status">${reason}</p>
    </main>`,
  })
}
