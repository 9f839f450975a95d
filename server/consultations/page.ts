// A consultation as text: all of it that anybody may read, without a script. Where the page with a script has been built, this
// stands in it until the script has come, so that one address serves both.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { consultationWordsIn } from '../../shared/civic/consultation-words.ts'
import type { Language } from '../../shared/civic/value-words.ts'
import type { ConsultationListed, ConsultationTold } from '../../shared/protocol/consultations.ts'
import { CONSULTATION_FILES } from '../../shared/records/consultation-files.ts'
import { datesOf } from '../meetings/papers-dates.ts'
import { type Html, html, languageLinks, NOTHING, pageIn } from '../meetings/papers-html.ts'

export type PageOptions = {
  readonly timeZone: string
  /** Folder of the built client. */
  readonly clientDir: string
}

const PLACE = '<div id="page"></div>'

export async function consultationPage(
  told: ConsultationTold,
  language: Language,
  { timeZone, clientDir }: PageOptions,
): Promise<{ readonly text: string; readonly hasScript: boolean }> {
  const say = consultationWordsIn(language)
  const path = `/consultations/${told.consultation}`
  const links = html`<a href="/consultations?lang=${language}">${say('consultAll')}</a>${languageLinks(path, language)}`
  const whole = html`<header>
      <p class="body">${say('consultBy', { body: told.body })}</p>
      <h1>${told.title}</h1>
      <p class="state" role="status">${say(`consultLife_${told.life}`)}</p>
    </header>
    ${partsOf(told, language, timeZone)}`
  const built = await readFile(join(clientDir, 'consultation.html'), 'utf8').catch(() => null)
  const page = { title: told.title, label: say('consult'), nav: links, body: html`<main>${whole}</main>` }
  if (built === null) return { text: pageIn(language, page), hasScript: false }
  const inside = html`<main>
    <nav aria-label="${page.label}">${links}</nav>
    <noscript><p>${say('consultScript')}</p></noscript>
    ${whole}
  </main>`.html
  const text = built
    .replace('<html lang="en">', () => `<html lang="${language}">`)
    .replace(/<title>[^<]*<\/title>/, () => html`<title>${told.title}</title>`.html)
    .replace(PLACE, () => `<div id="page">${inside}</div>`)
  return { text, hasScript: true }
}

export function consultationsPage(listed: readonly ConsultationListed[], language: Language, timeZone: string): string {
  const say = consultationWordsIn(language)
  const dates = datesOf(timeZone, language, 0)
  const rows = listed.map(
    (one) =>
      html`<li>
        <h2><a href="/consultations/${one.consultation}?lang=${language}">${one.title}</a></h2>
        <p>${say('consultBy', { body: one.body })} · ${say(`consultLife_${one.life}`)}</p>
        <p>${timesOf(one, language, (atMs) => dates.full(atMs))}</p>
      </li>`,
  )
  return pageIn(language, {
    title: say('consult'),
    label: say('consult'),
    nav: languageLinks('/consultations', language),
    body: html`<header><h1>${say('consult')}</h1></header>
      <main>
        ${
          listed.length === 0
            ? html`<p>${say('consultNone')}</p>`
            : html`<ul>
                ${rows}
              </ul>`
        }
      </main>`,
  })
}

/** The words around a time, and the time as it is. */
function timesOf(
  { life, opensAtMs, closesAtMs }: ConsultationListed,
  language: Language,
  time: (atMs: number) => Html,
): Html {
  const say = consultationWordsIn(language)
  if (life === 'draft') return NOTHING
  const around = (key: 'consultOpens' | 'consultCloses' | 'consultClosed', atMs: number): Html => {
    const [before = '', after = ''] = say(key, { time: '\u0000' }).split('\u0000')
    return html`${before}${time(atMs)}${after}`
  }
  if (life === 'announced') return html`${around('consultOpens', opensAtMs)} · ${around('consultCloses', closesAtMs)}`
  return around(life === 'collecting' ? 'consultCloses' : 'consultClosed', closesAtMs)
}

function partsOf(told: ConsultationTold, language: Language, timeZone: string): Html {
  const say = consultationWordsIn(language)
  const dates = datesOf(timeZone, language, 0)
  const isOpen = told.life === 'announced' || told.life === 'collecting'
  return html`<p>${timesOf(told, language, (atMs) => dates.full(atMs))}</p>
    <p class="question">${told.question}</p>
    <p>${told.area === null ? say('consultAreaNone') : say('consultArea', { area: told.area })}</p>
    <p>${say('consultPeople', { count: told.participants, waiting: told.waiting })}</p>
    ${isOpen ? html`<p>${say('consultGuest')}</p>` : NOTHING}
    ${told.groups.length > 0 ? groupsOf(told, language) : statementsOf(told, language)}
    <h2>${say('consultReasons')}</h2>
    <ul>
      ${told.reasons.map(({ id, text }) => {
        const { count = 0 } = told.rejected.find(({ reason }) => reason === id) ?? {}
        return html`<li>${say('consultRejected', { reason: text, count })}</li>`
      })}
    </ul>
    ${told.hashes === null ? NOTHING : filesOf(told, language)}`
}

function statementsOf({ statements }: ConsultationTold, language: Language): Html {
  const say = consultationWordsIn(language)
  if (statements.length === 0)
    return html`<h2>${say('consultStatements')}</h2>
      <p>${say('consultNoStatements')}</p>`
  return html`<h2>${say('consultStatements')}</h2>
    <ul>
      ${statements.map((one) => statementOf(one, language))}
    </ul>
    ${statements.some(({ counts }) => counts === null) ? html`<p>${say('consultCountsLater')}</p>` : NOTHING}`
}

const statementOf = ({ text, counts }: ConsultationTold['statements'][number], language: Language): Html =>
  html`<li>
    <bdi>${text}</bdi>
    ${counts === null ? NOTHING : html`<br /><span class="when">${consultationWordsIn(language)('consultCounts', counts)}</span>`}
  </li>`

function groupsOf({ groups, statements }: ConsultationTold, language: Language): Html {
  const say = consultationWordsIn(language)
  return html`<h2>${say('consultReport')}</h2>
    ${groups.map(
      (group) =>
        html`<h3>${group.title}</h3>
          <ul>
            ${statements.filter(({ id }) => group.statements.includes(id)).map((one) => statementOf(one, language))}
          </ul>
          <p>${say('consultAnswer')}: ${group.answer ?? say('consultNoAnswer')}</p>`,
    )}`
}

function filesOf({ consultation, hashes }: ConsultationTold, language: Language): Html {
  const say = consultationWordsIn(language)
  return html`<h2>${say('consultFiles')}</h2>
    <p>${say('consultFilesTip')}</p>
    <ul>
      ${CONSULTATION_FILES.map(
        (file) =>
          html`<li>
            <a href="/consultations/${consultation}/${file}">${say(`consultFile_${file}`)}</a>
            <span class="hash">${hashes?.[`${file}Hash`] ?? ''}</span>
          </li>`,
      )}
    </ul>`
}
