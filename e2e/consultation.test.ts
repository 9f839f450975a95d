// A consultation from announcement to answer, in two phones: a moderator who is also the body's officer, and a citizen; read by a
// guest and by axe on the way, reached by its link and from the city's panels, by keyboard too; its files are checked offline.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { HDNodeWallet, Wallet } from 'ethers'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordByHand } from '../server/cli/testing-record.ts'
import { testTown, type TestTown } from '../server/rooms/testing.ts'
import type { ConsultationTold } from '../shared/protocol/consultations.ts'
import { CONSULTATION_FILES } from '../shared/records/consultation-files.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { findings, smallControls, tabTo } from './reading.ts'
import { ROOT } from './town.ts'
import { giveWallet } from './wallets.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const PATH = '/consultations/school'
const PICTURES = process.env['TOWNHALL_PICTURES'] ?? ''
const dir = mkdtempSync(join(tmpdir(), 'townhall-consultation-'))

let town: TestTown
let browser: Browser
let officer: Page
let citizen: Page
const errors: (() => readonly string[])[] = []
const mara: HDNodeWallet = Wallet.createRandom()

async function phone(wallet?: HDNodeWallet, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ ...PHONE, locale: 'en-GB', ...options })).newPage()
  page.setDefaultTimeout(60_000)
  if (wallet) await giveWallet(page, wallet, 1)
  const watched = watchPage(page, town.url)
  errors.push(() => [...watched.errors, ...watched.outside])
  return page
}
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== '') await page.screenshot({ path: join(PICTURES, `${name}.jpg`), type: 'jpeg', quality: 80 })
}
async function reads(page: Page): Promise<void> {
  expect(await findings(page)).toEqual([])
  expect(await smallControls(page, 32)).toEqual([])
}

beforeAll(async () => {
  town = await testTown({ clientDir: join(ROOT, 'dist/client') }, { TOWNHALL_DATA: dir, TOWNHALL_SYSTEMS: 'none' })
  browser = await launchBrowser({ isInWords: true })
  const made = await fetch(`${town.origin}/consultations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${town.keys.operator}` },
    body: JSON.stringify({
      consultation: 'school',
      body: 'City council',
      title: 'The old school at the river',
      question: 'What should become of the old school? It has stood empty for four years; the roof will last two more.',
      reasons: [
        { id: 'insult', text: 'It insults somebody' },
        { id: 'person', text: 'It names a private person' },
      ],
      moderators: [mara.address, Wallet.createRandom().address],
      officers: [mara.address],
    }),
  })
  expect(made.status).toBe(201)
})
afterAll(async () => {
  await browser?.close()
  await town?.close()
  rmSync(dir, { recursive: true, force: true })
})

describe('a consultation', () => {
  it('is read without a script, and by a guest, who is told how to take part', async () => {
    const plain = await (await browser.newContext({ ...PHONE, javaScriptEnabled: false, locale: 'ru-RU' })).newPage()
    await plain.goto(town.url + PATH)
    expect(await plain.locator('h1').innerText()).toBe('The old school at the river')
    expect(await plain.locator('html').getAttribute('lang')).toBe('ru')
    expect(await plain.locator('body').innerText()).toContain('Готовится')
    await picture(plain, 'consult-plain')
    await plain.context().close()
    citizen = await phone()
    await citizen.goto(town.url + PATH)
    await citizen.getByText('Being prepared').first().waitFor()
    await reads(citizen)
  })

  it('is announced by the officer', async () => {
    officer = await phone(mara)
    await officer.goto(`${town.url}/?view=text&name=Mara&lang=en`)
    await officer.waitForFunction(() => window.townhall !== undefined)
    await officer.evaluate(() => window.townhall.ready)
    await button(officer, /^More/).click()
    await button(officer, /^Ask the city/).click()
    await button(officer, 'The old school at the river').click()
    await officer.getByText('What should become').waitFor()
    expect(await findings(officer)).toEqual([])
    await picture(officer, 'consult-panel')
    await officer.goto(town.url + PATH)
    await button(officer, /Test wallet/).click()
    await button(officer, 'Announce').waitFor()
    await picture(officer, 'consult-announce')
    await reads(officer)
    await officer.getByLabel('Opens', { exact: true }).fill('2026-01-01T00:00')
    await button(officer, 'Announce').click()
    await officer.getByText('Open for statements and answers').waitFor()
  })

  it('takes a statement of a citizen, who signs in with a key of this browser', async () => {
    await button(citizen, 'Sign in with a key of this browser').click()
    await citizen.getByLabel('Your statement', { exact: true }).fill('Make it a library with a workshop')
    await button(citizen, 'Send').click()
    await citizen.getByText('Sent. A moderator reads it').waitFor()
    await citizen.getByText('waits to be read').waitFor()
    await citizen.getByLabel('Your statement', { exact: true }).fill('Ivan Petrov should pay for it')
    await button(citizen, 'Send').click()
    await expect.poll(() => citizen.getByText('waits to be read').count()).toBe(2)
    await picture(citizen, 'consult-said')
    await reads(citizen)
  })

  it('is moderated: one is approved, one rejected for a published reason, which its author reads', async () => {
    const card = (text: string) => officer.getByRole('listitem', { name: text })
    await button(officer, 'Approve').first().waitFor()
    await picture(officer, 'consult-moderate')
    await reads(officer)
    await card('Make it a library').getByRole('button', { name: 'Approve' }).click()
    await card('Ivan Petrov').getByLabel('Because').selectOption({ label: 'It names a private person' })
    await card('Ivan Petrov').getByRole('button', { name: 'Reject' }).click()
    await officer.getByText('Nothing waits.').waitFor()
    await citizen.getByText('rejected: It names a private person').waitFor()
    await citizen.getByText('approved, others answer it').waitFor()
  })

  it('is answered one statement after another, with the keyboard alone', async () => {
    await button(citizen, 'Agree').first().waitFor()
    await citizen.setViewportSize({ width: 390, height: 844 })
    await tabTo(citizen, 'Agree')
    await picture(citizen, 'consult-answer')
    await citizen.keyboard.press('Enter')
    await citizen.getByText('You have answered all there is').waitFor()
    await reads(citizen)
    // Once changed, the last counts.
    await button(citizen, 'Disagree').click()
    await expect.poll(() => button(citizen, 'Disagree').getAttribute('aria-pressed')).toBe('true')
    await button(officer, 'Agree').first().click()
    await officer.getByText('Answered 1 of 1').waitFor()
  })

  it('is closed, reported and answered, and the citizen finds their row among the opinions', async () => {
    await button(officer, 'Close now').click()
    await button(officer, 'Close now').click()
    await officer.getByLabel(/^Group of/).fill('A house of learning')
    await picture(officer, 'consult-report')
    await reads(officer)
    await button(officer, 'Publish the report').click()
    await officer.getByLabel('Answer to “A house of learning”').fill('The council will put it to the vote in March.')
    await button(officer, 'Publish the answer').click()
    await officer.getByText('Answered', { exact: true }).waitFor()
    await citizen.getByText('The council will put it to the vote in March.').waitFor()
    await citizen.getByText('agree 1, disagree 1, pass 0').first().waitFor()
    await citizen.getByText('Check it yourself').click()
    await citizen.getByText('your answers are counted').waitFor()
    await reads(citizen)
    await picture(citizen, 'consult-answered')
    await button(citizen, 'Қазақша').click()
    await citizen.getByText('Ресми жауап').first().waitFor()
    expect(await citizen.locator('html').getAttribute('lang')).toBe('kk')
    await picture(citizen, 'consult-kk')
  })

  it('has its files checked by the offline page beside a record that rests on it, and a changed one told by name', async () => {
    const accept = { headers: { accept: 'application/json' } }
    const told = (await (await fetch(town.origin + PATH, accept)).json()) as ConsultationTold
    const { participants, hashes } = told
    if (!hashes) throw new Error('it is not reported')
    const { record } = await recordByHand('named', { id: 'school', participants, ...hashes })
    const file = (name: string, text: string): string => {
      writeFileSync(join(dir, name), text)
      return join(dir, name)
    }
    const downloaded = (name: string): Promise<string> =>
      fetch(`${town.origin}${PATH}/${name}`).then((answer) => answer.text())
    const [statements = '', ...others] = await Promise.all(CONSULTATION_FILES.map(downloaded))
    const rest = others.map((text, i) => file(`other-${i}.json`, text))

    const page = await (await browser.newContext({ locale: 'en-GB', offline: true })).newPage()
    await page.goto(`${pathToFileURL(join(ROOT, 'dist/client/verifier.html')).href}?lang=en`)
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(file('record.json', JSON.stringify(record)))
    const verdict = page.getByRole('status')
    await expect.poll(() => verdict.innerText()).toContain('Valid')
    const names = (kind: 'good' | 'bad' | 'limit') => page.locator(`.checks.${kind} code`).allInnerTexts()
    expect(await names('limit')).toContain('limit.consultation')

    const field = page.locator('input[type=file][multiple]')
    await page.locator('details', { has: field }).locator('summary').click()
    await field.waitFor()
    await field.setInputFiles([...rest, file('statements.json', statements)])
    const checks = CONSULTATION_FILES.map((name) => `consultation.${name}`)
    await expect.poll(() => names('good')).toEqual(expect.arrayContaining(checks))
    expect(await verdict.innerText()).toContain('Valid')
    expect(await names('limit')).not.toContain('limit.consultation')

    const changed = statements.replace('a library with a workshop', 'a car park')
    expect(changed).not.toBe(statements)
    await field.setInputFiles([...rest, file('statements.json', changed)])
    await expect.poll(() => verdict.innerText()).toContain('Not valid')
    expect(await names('bad')).toContain('consultation.statements')
    expect(await names('good')).toContain('consultation.votes')
    // They are not held against the next record, which may rest on no consultation.
    await page.getByRole('button', { name: 'Go on without these files' }).click()
    await expect.poll(() => verdict.innerText()).not.toContain('Not valid')
    await expect.poll(() => names('limit')).toContain('limit.consultation')
    expect(await verdict.innerText()).toContain('Valid')
    await page.context().close()
  })

  it('is set up by an operator in the city, who is told what is wrong', async () => {
    const operator = await phone()
    await operator.goto(`${town.url}/?view=text&name=Olga&lang=en&key=${town.keys.operator}`)
    await operator.waitForFunction(() => window.townhall !== undefined)
    await operator.evaluate(() => window.townhall.ready)
    await button(operator, /^More/).click()
    await button(operator, /^Ask the city/).click()
    const form = operator.locator('.consult-panel form')
    await operator.locator('summary', { hasText: 'Set up a consultation' }).click()
    await form.getByLabel('Who asks and will answer').fill('City council')
    await form.getByLabel('Title', { exact: true }).fill('Trees for the left bank')
    await form.getByLabel('What is asked', { exact: true }).fill('Where should the next thousand trees stand?')
    await form.getByLabel(/^Moderators/).fill(mara.address)
    await form.getByLabel(/^Officers/).fill(mara.address)
    await form.getByLabel(/^End of its address/).fill('trees')
    await button(operator, 'Set up a consultation').click()
    await form.getByText('Name two moderators at least').waitFor()
    expect(await findings(operator)).toEqual([])
    await picture(operator, 'consult-set-up')
    await form.getByLabel(/^Moderators/).fill(`${mara.address}; Mara\n${Wallet.createRandom().address}`)
    await button(operator, 'Set up a consultation').click()
    await operator.getByText('Being prepared').waitFor()
    await operator.goto(`${town.url}/consultations/trees`)
    await operator.getByText('Where should the next thousand trees stand?').waitFor()
    await operator.getByText('It insults or threatens somebody').waitFor({ state: 'attached' })
    expect(errors.flatMap((one) => one())).toEqual([])
  })
})
