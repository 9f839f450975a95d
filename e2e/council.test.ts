// A council meets: chair, secretary and five members with wallets of their own, a citizen with a passkey, a guest in the
// gallery. Notice, agenda put to the vote, a document on the board, debate with timers, an amendment before its motion by roll
// call, the server killed in the middle of that vote, a tie and a casting vote, votes by group and in secret, recess, papers.
// Everything is done by the keyboard, through what a screen reader is told.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HDNodeWallet, Wallet } from 'ethers'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePdf } from '../server/meetings/testing-pdf.ts'
import { PRESETS } from '../shared/civic/presets.ts'
import { launchBrowser } from './browser.ts'
import { comeIn, type Councillor, lookIn, openIdentity, press, shows, signInByWallet, turnTo, vote } from './council.ts'
import { startTown, type Town } from './town.ts'
import { givePasskeys } from './wallets.ts'

const TITLE = 'Sitting of the council'
const COUNCIL = PRESETS.find(({ id }) => id === 'council')
/** Fifteen minutes of which all but the first seconds are after the warning, so that it sounds while one waits. */
const RULES = {
  ...COUNCIL,
  noticeS: 1,
  speech: { ...COUNCIL?.speech, contribution: { choicesS: [900, 1800], warnBeforeS: 898 } },
}
const MEMBERS = ['Asel', 'Bolat', 'Dina', 'Erlan', 'Gulnar']

let data: string
let town: Town
let browser: Browser
let chair: Councillor
let secretary: Councillor
let members: Councillor[]
let citizen: Councillor
let guest: Councillor
const everyVoter = (): Councillor[] => [chair, ...members]

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'townhall-council-'))
  ;[town, browser] = await Promise.all([startTown({ TOWNHALL_DATA: data }), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await town?.stop()
  rmSync(data, { recursive: true, force: true })
})

/** As an operator does it: from a file, in the panel. */
async function setUp(key: string, meeting: object): Promise<void> {
  const operator = await comeIn(browser, { url: town.url, name: 'Operator', query: `view=text&key=${key}` })
  const { page } = operator
  const file = join(data, 'meeting.json')
  writeFileSync(file, JSON.stringify(meeting))
  await page.locator('#view').focus()
  await page.keyboard.press('m')
  await page.getByText('Set up a meeting').first().press('Enter')
  await page.locator('.set-up input[type=file]').setInputFiles(file)
  await operator.panel.getByRole('heading', { name: TITLE }).waitFor()
  await page.context().close()
}

/** Prepared by the form that is open, opened by the chair. */
async function openVote(how: { readonly method?: string; readonly question?: string; readonly limit?: string } = {}) {
  const form = chair.page.locator('form.meet-form')
  await form.waitFor()
  if (how.question !== undefined) await form.getByLabel('Question').fill(how.question)
  if (how.method !== undefined) await form.getByLabel('Method').selectOption({ label: how.method })
  if (how.limit !== undefined) await form.getByLabel('Time limit').selectOption({ label: how.limit })
  await press(chair, 'Prepare')
  await form.waitFor({ state: 'detached' })
  await press(chair, 'Open the vote')
  await shows(guest, 'A vote is open')
}

async function certify(): Promise<void> {
  await press(secretary, 'Certify the result')
  await secretary.panel.getByRole('button', { name: /^Certify the result/ }).waitFor({ state: 'detached' })
}

describe('a sitting of the council', () => {
  it('is set up by an operator; its people sign in with their wallets', async () => {
    const wallets: Record<string, HDNodeWallet> = {}
    for (const name of ['Aizhan', 'Serik', ...MEMBERS]) wallets[name] = Wallet.createRandom()
    const person = (name: string) => {
      const address = wallets[name]?.address.toLowerCase() ?? ''
      return { id: address, name, address }
    }
    const { operator } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { operator: string }
    await setUp(operator, {
      meeting: 'sitting',
      title: TITLE,
      body: 'City council',
      room: 'By the river',
      rules: RULES,
      chairs: [person('Aizhan'), person('Asel')],
      secretaries: [person('Serik')],
      seats: ['Aizhan', ...MEMBERS].map((name, i) => ({
        id: String(i + 1),
        holder: person(name),
        deputy: null,
        weight: 1,
        group: i % 2 === 0 ? 'Left' : 'Right',
      })),
      people: [],
    })
    const { url } = town
    const withWallet = async (name: string): Promise<Councillor> => {
      const wallet = wallets[name]
      const one = await comeIn(browser, { url, name, ...(wallet ? { wallet } : {}) })
      await signInByWallet(one)
      await lookIn(one, TITLE)
      return one
    }
    secretary = await withWallet('Serik')
    chair = await withWallet('Aizhan')
    members = []
    for (const name of MEMBERS) members.push(await withWallet(name))
    citizen = await comeIn(browser, { url, name: 'Citizen' })
    guest = await comeIn(browser, { url, name: 'Guest' })
  })

  it('is announced with an agenda by the secretary', async () => {
    await press(secretary, 'Add an item', 'Embankment of the Ishim')
    await shows(secretary, 'Embankment of the Ishim')
    await turnTo(secretary, 'Agenda')
    await press(secretary, 'Add an item', 'Other matters')
    await shows(secretary, 'Other matters')
    await press(secretary, 'Give notice')
    const form = secretary.page.locator('form.meet-form')
    // What it proposes is two minutes from now, on the city's clock: so long nobody here waits.
    const field = form.getByLabel('When it begins')
    const proposed = Date.parse(`${await field.inputValue()}Z`)
    await field.fill(new Date(proposed - 112_000).toISOString().slice(0, 19))
    await press(secretary, 'Give notice')
    await form.waitFor({ state: 'detached' })
    await lookIn(guest, TITLE)
    await shows(guest, /convened/i)
  })

  it('is opened by the chair when there is a quorum', async () => {
    for (const one of [secretary, ...everyVoter()]) await press(one, 'Come in')
    await press(chair, 'Open the meeting')
    await shows(guest, 'Quorum: 6 of 6 here, 4 needed')
    expect(await guest.panel.getByRole('button', { name: /^(Yes|Open|Come in)/ }).count()).toBe(0)
  })

  it('puts its own agenda to the vote; each sees the count grow, and has a receipt', async () => {
    await press(chair, 'Put the agenda to the vote')
    await openVote()
    for (const one of everyVoter().slice(0, 5)) await vote(one, 'Yes')
    await shows(guest, '5 of 6 votes cast')
    // By the keyboard alone, from the panel's first stop.
    const last = members[4] as Councillor
    await last.panel.getByRole('heading', { name: TITLE }).focus()
    for (let tabs = 0; tabs < 12; tabs++) {
      await last.page.keyboard.press('Tab')
      if ((await last.page.evaluate(() => document.activeElement?.className ?? '')).includes('vote-yes')) break
    }
    await last.page.keyboard.press('Enter')
    await shows(last, 'You voted')
    await shows(guest, /Carried: 6 yes, 0 no/)
    await shows(last, 'Receipt')
    await certify()
  })

  it('shows a document on the board, and everybody the page the chair turns to', async () => {
    await press(chair, 'Take this item: Embankment of the Ishim')
    await turnTo(secretary, 'Agenda')
    const file = join(data, 'Plan of the embankment.pdf')
    writeFileSync(file, makePdf([['First page of the plan'], ['Second page of the plan']]))
    await secretary.panel.locator('input[type=file]').first().setInputFiles(file)
    await turnTo(chair, 'Agenda')
    await press(chair, 'Show on the board')
    await shows(guest, 'On the board: Plan of the embankment, page 1 of 2')
    await press(chair, 'Next page')
    await shows(guest, 'On the board: Plan of the embankment, page 2 of 2')
    await guest.panel.locator('.document-page summary').press('Enter')
    await shows(guest, 'Second page of the plan')
    await press(chair, 'Take off the board')
  })

  it('takes a motion, seconded, into debate; a point of order goes first, and the clock warns', async () => {
    const [asel, bolat, dina, erlan] = members as [Councillor, Councillor, Councillor, Councillor]
    await press(asel, 'New motion: Embankment')
    await asel.page.getByLabel('Title of the motion').fill('Raise the embankment')
    await asel.page.getByLabel('Text, a line').fill('Raise it by 50 cm.\nBegin in May.\nReport in autumn.')
    await asel.page.locator('form.meet-form button[type=submit]').press('Enter')
    await asel.page.locator('form.meet-form').waitFor({ state: 'detached' })
    await press(asel, 'Submit: Raise the embankment')
    await press(chair, 'Admit: Raise the embankment')
    await press(asel, 'Move it: Raise the embankment')
    await press(bolat, 'Second it: Raise the embankment')
    await press(chair, 'Open the debate: Raise the embankment')

    for (const one of [chair, dina, erlan, guest]) await turnTo(one, 'Speakers')
    await press(dina, 'Ask to speak')
    await shows(dina, 'You wait to speak, place 1')
    await press(erlan, 'Point of order')
    await shows(dina, 'You wait to speak, place 2')
    await press(chair, 'Call, 2 min: Erlan')
    await press(chair, 'Sustain: Erlan', 'The plan is to be read first')
    await press(chair, 'Call, 15 min: Dina')
    await shows(guest, 'ends soon')
    await press(dina, 'I have finished')
  })

  it('votes on the amendment before the motion, by roll call, through a power cut', async () => {
    const gulnar = members[4] as Councillor
    await turnTo(gulnar, 'Agenda')
    await press(gulnar, 'Propose an amendment: Raise the embankment')
    await gulnar.page.getByLabel('Text', { exact: true }).fill('Raise it by 70 cm.\nBegin in May.\nReport in autumn.')
    await gulnar.page.locator('form.meet-form button[type=submit]').press('Enter')
    await gulnar.page.locator('form.meet-form').waitFor({ state: 'detached' })
    await press(chair, 'Admit')
    await turnTo(chair, 'Agenda')
    const motion = chair.panel.getByRole('button', { name: /^Put to the vote: Raise the embankment/ }).first()
    expect(await motion.getAttribute('aria-disabled')).toBe('true')
    await chair.panel
      .getByRole('button', { name: /^Put to the vote: amend/ })
      .first()
      .press('Enter')
    await openVote({ method: 'Roll call, seat by seat' })
    const [first, second, third, ...others] = everyVoter() as [Councillor, Councillor, Councillor, ...Councillor[]]
    for (const one of [first, second, third]) {
      await shows(one, 'You are called')
      await vote(one, 'Yes')
    }
    await town.killAndStartAgain()
    const all = [secretary, ...everyVoter(), citizen, guest]
    for (const { page } of all)
      await page.waitForFunction(
        (many) => window.townhall.people().filter(({ isAway }) => !isAway).length === many,
        all.length,
      )
    for (const one of others) {
      await shows(one, 'You are called')
      await vote(one, one === others[0] ? 'No' : 'Yes')
    }
    await shows(guest, /Carried: 5 yes, 1 no/)
    await certify()
  })

  it('decides a tie by the chair', async () => {
    await press(chair, 'Put to the vote: Raise the embankment')
    await openVote()
    for (const [i, one] of everyVoter().entries()) await vote(one, i < 3 ? 'Yes' : 'No')
    await press(chair, 'Casting vote: yes')
    await shows(guest, /Tied; the chair \(Aizhan\) decided: yes/)
    await certify()
  })

  it('votes by group and in secret, with a time limit', async () => {
    for (const method of ['Open, told by group', 'Secret']) {
      await turnTo(chair, 'Desk')
      await press(chair, 'Prepare a vote')
      await openVote({ method, question: `Shall we go on until six? (${method})`, limit: '2 min' })
      for (const [i, one] of everyVoter().entries()) await vote(one, i === 0 ? 'No' : 'Yes')
      await shows(guest, /Carried: 5 yes, 1 no/)
      await certify()
    }
    await turnTo(guest, 'Votes')
    const secret = guest.panel.locator('section.past-vote', { hasText: '(Secret)' })
    expect(await secret.innerText()).not.toContain('Aizhan')
  })

  it('is watched by a guest, and a citizen with a passkey asks to speak', async () => {
    await givePasskeys(citizen.page)
    await openIdentity(citizen)
    await press(citizen, 'Make a passkey')
    await expect.poll(() => citizen.page.locator('.identity-panel').innerText()).toContain('You are signed in as')
    await lookIn(citizen, TITLE)
    await press(citizen, 'Come in')
    await turnTo(citizen, 'Speakers')
    await press(citizen, 'Question')
    await shows(citizen, 'You wait to speak')
    await turnTo(chair, 'Speakers')
    await press(chair, 'Skip: Citizen')
  })

  it('goes into recess and on, is closed, and leaves its papers', async () => {
    await turnTo(chair, 'Desk')
    await press(chair, 'Recess, 5 min')
    await shows(guest, 'In recess until')
    await press(chair, 'Resume the meeting')
    await press(chair, 'Finish this item')
    await turnTo(chair, 'Desk')
    await press(chair, 'Close the meeting')
    await chair.page.locator('form.asked button[type=submit]').press('Enter')
    await press(secretary, 'Draft the minutes')
    await press(chair, 'Approve the minutes')
    await press(secretary, 'Publish the minutes')
    await shows(guest, /published/i)
    const paper = async (path: string): Promise<string> => (await fetch(`${town.url}/meetings/sitting/${path}`)).text()
    const minutes = await paper('minutes?lang=en')
    for (const said of ['Aizhan opened the meeting', 'Raise it by 70 cm.', 'Dina spoke', 'cast the deciding vote'])
      expect(minutes).toContain(said)
    expect(await paper('minutes?lang=kk')).toContain('Хаттама')
    const attendance = await paper('attendance?lang=en')
    for (const name of ['Aizhan', ...MEMBERS]) expect(attendance).toContain(name)
    expect(await paper('votes?lang=en')).toContain('Shall we go on until six? (Secret)')
  })
})
