// What came of a decision as a section of its record's page: its tasks, and what was promised beside what was measured.
import type { Language } from '../../shared/civic/value-words.ts'
import { type Html, html, NOTHING, tableOf } from '../meetings/papers-html.ts'
import type { FollowUp, ForecastTold, TaskTold } from './follow-up.ts'
import { followUpWords, isFollowUpKey } from './follow-up-words.ts'

type Say = ReturnType<typeof followUpWords>
type Said = { readonly say: Say; readonly time: (at: string) => string; readonly number: (value: number) => string }

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU', kk: 'kk-KZ' }

/** Nothing for a lost motion: it asks for nothing and promises nothing. */
export function followUpHtml(told: FollowUp, { language, timeZone }: { language: Language; timeZone: string }): Html {
  if (told.outcome === 'lost' || told.publishedAt === null) return NOTHING
  const say = followUpWords(language)
  const format = new Intl.NumberFormat(LOCALES[language], { maximumSignificantDigits: 4 })
  const said: Said = {
    say,
    time: timeIn(timeZone, language),
    number: (value) => format.format(value),
  }
  const { tasks, works, forecast, record } = told
  return html`<section id="follow-up">
    <h2>${say('title')}</h2>
    <p>${say('asOf', { at: said.time(told.at) })} <a href="/records/${record}/follow-up.json">${say('file')}</a></p>
    ${tasks.length === 0 ? html`<p>${say('noTasks')}</p>` : tasksTable(tasks, said)}
    ${works.length === 0 ? NOTHING : worksTable(told, said)}
    ${forecast === null ? NOTHING : forecastTable(told, forecast, said)}
  </section>`
}

function timeIn(timeZone: string, language: Language): (utc: string) => string {
  const options = { timeZone, hourCycle: 'h23' } as const
  const day = { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const
  const format = new Intl.DateTimeFormat(LOCALES[language], { ...options, ...day })
  return (utc) => format.format(Date.parse(utc))
}

const tasksTable = (tasks: readonly TaskTold[], said: Said): Html =>
  table(
    said.say('tasks'),
    [said.say('what'), said.say('who'), said.say('due'), said.say('became')],
    tasks.map((task) => [
      whatOf(task, said),
      task.department,
      `${said.time(task.dueAt)}${task.isOverdue ? ` (${said.say('overdue')})` : ''}`,
      becameOf(task, said),
    ]),
  )

const worksTable = ({ works, tasks, state }: FollowUp, { say }: Said): Html =>
  table(
    say('works'),
    [say('work'), say('kind'), say('became')],
    works.map(({ n, what, name, isPlaced, why }) => {
      const key = `kind_${what}`
      const waits = say(state === 'superseded' ? 'work_gone' : tasks.length === 0 ? 'work_waitsDay' : 'work_waits')
      const became = isPlaced ? say('work_placed') : why === '' ? waits : say('work_refused', { why })
      return [`${n}. ${name}`, isFollowUpKey(key) ? say(key) : what, became]
    }),
  )

function whatOf({ what, parameters }: TaskTold, { say, number }: Said): string {
  if (parameters === null) return what
  const wanted = Object.entries(parameters).map(
    ([key, value]) => `${key} ${typeof value === 'number' ? number(value) : String(value)}`,
  )
  return say('device', { device: what, wanted: wanted.join(', ') })
}

function becameOf({ word, at, by, why, read }: TaskTold, { say, time, number }: Said): string {
  const key = `word_${word}`
  return [
    isFollowUpKey(key) ? say(key) : word,
    at === null ? '' : time(at),
    by === '' ? '' : say('by', { name: by }),
    why,
    read === null ? '' : say('read', { value: number(read.value), at: time(read.at) }),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function forecastTable({ tasks }: FollowUp, forecast: NonNullable<FollowUp['forecast']>, said: Said): Html {
  const { say, time } = said
  const { scenario, from, hours, since, isExecuted, indicators } = forecast
  const heads = [say('indicator'), say('without'), say('promised'), say('measured'), say('now')]
  const sinceWhat = tasks.length === 0 ? 'sinceEffect' : isExecuted ? 'sinceDone' : 'sinceForce'
  return html`${table(
      say('forecast', { scenario, from: time(from), hours }),
      heads,
      indicators.map((one) => forecastRow(one, said)),
    )}
    ${since === null ? NOTHING : html`<p>${say(sinceWhat, { since: time(since) })}</p>`}
    <p>${say('caution')}</p>`
}

function forecastRow(
  { label, unit, without, promised, measured }: ForecastTold,
  { say, time, number }: Said,
): string[] {
  const of = (value: number): string => `${number(value)} ${unit}`.trim()
  const read = (one: { readonly value: number; readonly at: string }): string => `${of(one.value)} (${time(one.at)})`
  return [
    label,
    without ? of(without.peak) : '–',
    of(promised.peak),
    measured ? read(measured.highest) : say('nothing'),
    measured ? read(measured.last) : say('nothing'),
  ]
}

const table = (caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): Html =>
  tableOf({ caption, heads, rows })
