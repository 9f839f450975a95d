// A council meets in the street by the river: chair, secretary and five members with wallets of their own, a citizen with a
// passkey, a guest in the gallery, a headset that a member lets in by her phone. Notice, agenda put to the vote, a document on
// the board, debate with timers that sound, an amendment before its motion by roll call, the server killed in the middle of that
// vote, a tie and a casting vote, votes by group and in secret, recess, papers. Everything is done by the keyboard, through what
// a screen reader is told; in the headset by its ray.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HDNodeWallet, Wallet } from 'ethers'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePdf } from '../server/meetings/testing-pdf.ts'
import { PRESETS } from '../shared/civic/presets.ts'
import type { FollowUp } from '../server/deeds/follow-up.ts'
import { joinCity, type Session } from '../client/session/session.ts'
import { launchBrowser } from './browser.ts'
import {
  comeIn,
  type Councillor,
  decided,
  hearing,
  heard,
  isSignedIn,
  lookIn,
  openIdentity,
  press,
  shows,
  signInByWallet,
  submit,
  turnTo,
  vote,
} from './council.ts'
import { buttonsInPanel, letHeadsetIn, wallInRoom } from './council-headset.ts'
import { findings, overlaps, smallControls } from './reading.ts'
import { BRANCH_TITLE, branchIsRun, faultsIn, pageSays, rows, tamperedFiles, trySluice } from './council-record.ts'
import { startTown, type Town } from './town.ts'
import { givePasskeys } from './wallets.ts'
import { riverside } from './whatif-riverside.ts'

const TITLE = 'Sitting of the council'
const PLACE = { eastM: -620, northM: -6250, upM: 0, headingRad: Math.PI }
const COUNCIL = PRESETS.find(({ id }) => id === 'council')
/** Fifteen minutes of which all but the first seconds are after the warning, so that it sounds while one waits. */
const RULES = {
  ...COUNCIL,
  noticeS: 1,
  speech: { ...COUNCIL?.speech, contribution: { choicesS: [900, 1800], warnBeforeS: 898 } },
}
const MEMBERS = ['Asel', 'Bolat', 'Dina', 'Erlan', 'Gulnar']
/** Two of them sit before phones; one lets a headset in from hers. */
const UPRIGHT: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
/** From the notice to the beginning: so long people take to sign in, and a busy page may take to send the form. */
const NOTICE_MS = 25_000

const city = riverside()
let data: string
let town: Town
let keys: { readonly operator: string }
/** At the duty desk, where no page is needed. */
let duty: Session
let browser: Browser
let chair: Councillor
let secretary: Councillor
let members: Councillor[]
let citizen: Councillor
let guest: Councillor
const everyVoter = (): Councillor[] => [chair, ...members]

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'townhall-council-'))
  ;[town, browser] = await Promise.all([
    startTown({
      TOWNHALL_DATA: data,
      TOWNHALL_CITY: city.folder,
      TOWNHALL_SYSTEMS: 'sensors,alerts,tasks,whatif',
      TOWNHALL_DEVICES: 'normal',
      TOWNHALL_DEVICE_HASTE: '12',
      MQTT_PORT: '0',
      TOWNHALL_CHAIN: 'embedded',
    }),
    launchBrowser({ isCalm: false, isInWords: true }),
  ])
  keys = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as typeof keys
  duty = await joinCity({ url: town.url, name: 'Olga', key: keys.operator })
})
afterAll(async () => {
  await duty?.leave()
  await browser?.close()
  await town?.stop()
  city.remove()
  rmSync(data, { recursive: true, force: true })
})

/** As an operator does it: from a file, in the panel. */
async function setUp(meeting: object): Promise<void> {
  const operator = await comeIn(browser, { url: town.url, name: 'Operator', query: `view=text&key=${keys.operator}` })
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
type Asked = {
  readonly method?: string
  readonly question?: string
  readonly limit?: string
  /** What it rests on. */
  readonly on?: string
}

async function openVote(how: Asked = {}) {
  const form = chair.page.locator('form.meet-form')
  await form.waitFor()
  if (how.question !== undefined) await form.getByLabel('Question').fill(how.question)
  if (how.method !== undefined) await form.getByLabel('Method').selectOption({ label: how.method })
  if (how.limit !== undefined) await form.getByLabel('Time limit').selectOption({ label: how.limit })
  if (how.on !== undefined) {
    await form.getByLabel('It rests on').selectOption({ label: how.on })
    await form.getByText('Frozen with the question').waitFor()
  }
  await submit(chair)
  await press(chair, 'Open the vote')
  await shows(guest, 'A vote is open')
}

/** As a screen reader has it, and with nothing over anything else. */
async function expectPlain({ name, page }: Councillor, when: string): Promise<void> {
  expect([name, when, await findings(page, '.drawer'), await overlaps(page)]).toEqual([name, when, [], []])
}

async function certify(): Promise<void> {
  await press(secretary, 'Certify the result')
  await secretary.panel.getByRole('button', { name: /^Certify the result/ }).waitFor({ state: 'detached' })
}

describe('a sitting of the council', () => {
  const wallets: Record<string, HDNodeWallet> = {}
  for (const name of ['Aizhan', 'Serik', ...MEMBERS]) wallets[name] = Wallet.createRandom()
  const withWallet = async (name: string): Promise<Councillor> => {
    const wallet = wallets[name]
    const how = name === 'Gulnar' || name === 'Dina' ? UPRIGHT : {}
    const one = await comeIn(browser, { url: town.url, name, ...how, ...(wallet ? { wallet } : {}) })
    await signInByWallet(one)
    await lookIn(one, TITLE)
    return one
  }

  it('is set up by an operator, and announced with an agenda by the secretary', async () => {
    const person = (name: string) => {
      const address = wallets[name]?.address.toLowerCase() ?? ''
      return { id: address, name, address }
    }
    await setUp({
      meeting: 'sitting',
      title: TITLE,
      body: 'City council',
      room: 'By the river',
      place: PLACE,
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
    secretary = await withWallet('Serik')
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
    await field.fill(new Date(proposed - 120_000 + NOTICE_MS).toISOString().slice(0, 19))
    await submit(secretary)
  })

  it('is come to by members with wallets, a citizen with a passkey, and a guest', async () => {
    const come = async (...names: string[]): Promise<Councillor[]> => {
      const all = []
      for (const name of names) all.push(await withWallet(name))
      return all
    }
    const [some, others] = await Promise.all([
      come('Aizhan', 'Asel', 'Bolat'),
      come('Dina', 'Erlan', 'Gulnar'),
      (async () => {
        guest = await comeIn(browser, { url: town.url, name: 'Guest', isHeard: true })
        await lookIn(guest, TITLE)
        await shows(guest, /convened/i)
        citizen = await comeIn(browser, { url: town.url, name: 'Citizen' })
        await givePasskeys(citizen.page)
        await openIdentity(citizen)
        await press(citizen, 'Make a passkey')
        await isSignedIn(citizen)
        // The passkey's own secret: the key is stored nowhere.
        await press(citizen, 'Make a voting key')
        await citizen.page.getByText('Your voting key comes from your passkey.').waitFor()
        await lookIn(citizen, TITLE)
      })(),
      trySluice(duty),
    ])
    const [first, ...rest] = [...some, ...others]
    chair = first as Councillor
    members = rest
  })

  it('is opened by the chair when there is a quorum', async () => {
    await Promise.all([secretary, ...everyVoter()].map((one) => press(one, 'Come in')))
    await press(chair, 'Open the meeting')
    await shows(guest, 'Quorum: 6 of 6 here, 4 needed')
    expect(await guest.panel.getByRole('button', { name: /^(Yes|Open|Come in)/ }).count()).toBe(0)
  })

  it('puts its own agenda to the vote; each sees the count grow, and has a receipt', async () => {
    await press(chair, 'Put the agenda to the vote')
    await openVote()
    const [last, byTab, ...others] = everyVoter().toReversed() as [Councillor, Councillor, ...Councillor[]]
    await Promise.all(others.map((one) => vote(one, 'Yes')))
    await shows(guest, '4 of 6 votes cast')
    await last.panel.locator('.open-vote .vote-yes').waitFor()
    await expectPlain(last, 'an open vote')
    expect(await smallControls(last.page)).toEqual([])
    // By the keyboard alone, from the panel's first stop.
    await byTab.panel.locator('.open-vote .vote-yes').waitFor()
    await byTab.panel.getByRole('heading', { name: TITLE }).focus()
    for (let tabs = 0; tabs < 12; tabs++) {
      await byTab.page.keyboard.press('Tab')
      if ((await byTab.page.evaluate(() => document.activeElement?.className ?? '')).includes('vote-yes')) break
    }
    await byTab.page.keyboard.press('Enter')
    await shows(byTab, 'You voted')
    await shows(guest, '5 of 6 votes cast')
    await vote(last, 'Yes')
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

  it('takes a motion, seconded, into debate; a point of order goes first, and the clock warns so that one hears it', async () => {
    const [asel, bolat, dina, erlan] = members as [Councillor, Councillor, Councillor, Councillor]
    await press(asel, 'New motion: Embankment')
    await asel.page.getByLabel('Title of the motion').fill('Raise the embankment')
    await asel.page.getByLabel('Text, a line').fill('Raise it by 50 cm.\nBegin in May.\nReport in autumn.')
    await branchIsRun(duty)
    await press(asel, `Devices as in the branch "${BRANCH_TITLE}"`)
    await submit(asel)
    await press(asel, 'Submit: Raise the embankment')
    await press(chair, 'Admit: Raise the embankment')
    await press(asel, 'Move it: Raise the embankment')
    await press(bolat, 'Second it: Raise the embankment')
    await press(chair, 'Open the debate: Raise the embankment')

    await Promise.all([chair, dina, erlan, guest].map((one) => turnTo(one, 'Speakers')))
    await press(dina, 'Ask to speak')
    await shows(dina, 'You wait to speak, place 1')
    await press(erlan, 'Point of order')
    await shows(dina, 'You wait to speak, place 2')
    await press(chair, 'Call, 2 min: Erlan')
    await press(chair, 'Sustain: Erlan', 'The plan is to be read first')
    await hearing(guest)
    await press(chair, 'Call, 15 min: Dina')
    await shows(guest, 'ends soon')
    await expectPlain(chair, 'speakers')
    // Two tones of 660 Hz (client/meeting/sounds.ts).
    const { hz, loudness } = await heard(guest)
    expect(loudness).toBeGreaterThan(0.05)
    expect(hz).toBeGreaterThan(640)
    expect(hz).toBeLessThan(680)
    await press(dina, 'I have finished')
  })

  it('votes on the amendment before the motion, by roll call, through a power cut', async () => {
    const gulnar = members[4] as Councillor
    await turnTo(gulnar, 'Agenda')
    await press(gulnar, 'Propose an amendment: Raise the embankment')
    await gulnar.page.getByLabel('Text', { exact: true }).fill('Raise it by 70 cm.\nBegin in May.\nReport in autumn.')
    await submit(gulnar)
    await press(chair, 'Admit')
    await turnTo(chair, 'Agenda')
    await expectPlain(chair, 'a motion and its amendment')
    const motion = chair.panel.getByRole('button', { name: /^Put to the vote: Raise the embankment/ }).first()
    expect(await motion.getAttribute('aria-disabled')).toBe('true')
    await press(chair, 'Put to the vote: amend')
    await chair.page.locator('form.meet-form').waitFor()
    await expectPlain(chair, 'a form')
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
        (many) => window.townhall.people().filter(({ isAway }) => !isAway).length >= many,
        all.length,
      )
    for (const one of others) {
      await shows(one, 'You are called')
      await vote(one, one === others[0] ? 'No' : 'Yes')
    }
    await decided(guest, 'amend', /Carried: 5 yes, 1 no/)
    await certify()
  })

  it('is looked at in a headset that a member lets in by her phone, on which she votes', async () => {
    const dina = members[2] as Councillor
    const { page } = await letHeadsetIn(browser, { url: town.url, by: dina, into: TITLE })
    await press(chair, 'Put to the vote: Raise the embankment')
    await openVote({ on: `the branch "${BRANCH_TITLE}"` })
    await page.getByText('A vote is open. Vote on your phone.').waitFor()
    const onWall = () => page.evaluate(() => window.townhall.meetingPlace()?.wall?.vote)
    await expect.poll(onWall).toMatchObject({ cast: expect.stringContaining('0 of 6') })
    // Ahead of who sits at their seat, not farther than across the room.
    const [aside, , back] = await wallInRoom(page)
    expect(-back).toBeGreaterThan(Math.abs(aside))
    expect(-back).toBeLessThan(12)
    expect(await buttonsInPanel(page)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(Yes|No|Abstain)$/)]),
    )
    await vote(dina, 'No')
    await expect.poll(onWall).toMatchObject({ cast: expect.stringContaining('1 of 6') })
    await page.context().close()
  })

  it('decides a tie by the chair', async () => {
    const [yes, no] = [everyVoter().slice(0, 3), everyVoter().slice(4)]
    await Promise.all([...yes.map((one) => vote(one, 'Yes')), ...no.map((one) => vote(one, 'No'))])
    await press(chair, 'Casting vote: yes')
    await shows(guest, /Tied; the chair \(Aizhan\) decided: yes/)
    await certify()
  })

  it('votes by group and in secret, with a time limit', async () => {
    for (const method of ['Open, told by group', 'Secret']) {
      await turnTo(chair, 'Desk')
      await expectPlain(chair, 'the desk')
      await press(chair, 'Prepare a vote')
      const question = `Shall we go on until six? (${method})`
      await openVote({ method, question, limit: '2 min' })
      await Promise.all(everyVoter().map((one, i) => vote(one, i === 0 ? 'No' : 'Yes', question)))
      await decided(guest, question, /Carried: 5 yes, 1 no/)
      await certify()
    }
    await turnTo(guest, 'Who is here')
    await expectPlain(guest, 'who is here')
    await turnTo(guest, 'Votes')
    await expectPlain(guest, 'votes')
    const secret = guest.panel.locator('section.past-vote', { hasText: '(Secret)' })
    expect(await secret.innerText()).not.toContain('Aizhan')
  })

  it('is watched by a guest, and a citizen asks to speak', async () => {
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
    await submit(chair)
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

  it('leaves a record, signed by chair and secretary and anchored, that strangers verify and nobody can change', async () => {
    await Promise.all([chair, secretary].map((one) => turnTo(one, 'Decisions')))
    await press(secretary, 'Draw up the record: Raise the embankment')
    await press(chair, 'Sign as chair: Raise the embankment')
    await press(secretary, 'Sign as secretary: Raise the embankment')
    await press(secretary, 'Publish the record: Raise the embankment')
    await turnTo(guest, 'Decisions')
    await shows(guest, 'in force')
    const href = await guest.panel.getByRole('link', { name: 'Download the file' }).getAttribute('href')
    const text = await (await fetch(`${town.url}${href ?? ''}`)).text()
    const file = join(data, 'record.json')
    writeFileSync(file, text)
    const tampered = tamperedFiles(data, text)
    const { ours, other } = await faultsIn([file, ...tampered.map((one) => one.file)])
    expect([ours[0], other[0]]).toEqual([[], []])
    for (const [i, { how, check }] of tampered.entries())
      expect({ how, ours: ours[i + 1], other: other[i + 1] }).toEqual({
        how,
        ours: expect.arrayContaining([check]),
        other: expect.arrayContaining([check]),
      })
    expect((await faultsIn([file], `${town.url}/chain`)).ours).toEqual([[]])
  })

  it('becomes a deed: a task that somebody else approves, done by the device, and what was promised beside what is read', async () => {
    const task = () => rows(duty, 'tasks.task/').find(({ device }) => device === 'sluice-1')
    await expect.poll(() => task()?.['state']).toBe('requested')
    expect(await duty.command({ type: 'tasks.approve', task: task()?.['id'] })).toMatchObject({ ok: true })
    await expect.poll(() => task()?.['state'], { timeout: 120_000 }).toBe('done')
    await shows(guest, 'executed')
    const href = await guest.panel.getByRole('link', { name: 'Download the file' }).getAttribute('href')
    const path = (href ?? '').replace(/\.json$/, '/follow-up.json')
    const read = async () => {
      const { tasks, forecast } = (await (await fetch(`${town.url}${path}`)).json()) as FollowUp
      const [told] = tasks
      const unread = forecast?.indicators.filter(({ measured }) => measured === null).length
      return {
        state: told?.state,
        asked: told?.parameters,
        measured: told?.read?.value,
        unread,
        of: forecast?.scenario,
      }
    }
    // Near enough is done; then it goes the rest of its way, and live is read every so often.
    await expect.poll(read, { timeout: 120_000 }).toEqual({
      state: 'done',
      asked: { positionShare: 1 },
      measured: 1,
      unread: 0,
      of: BRANCH_TITLE,
    })
  })

  it('is entered again as it was: read step by step, its record checked on the spot and by a page on a disk', async () => {
    await press(guest, 'Enter it as it was')
    const shown = (text: string | RegExp) => guest.page.getByText(text).first().waitFor()
    await shown('Sitting of the council: as it was')
    await shown('Aizhan opened the meeting')
    await press(guest, 'Next step')
    await shown(/^Step \d+ of /)
    await press(guest, 'Go there: Embankment of the Ishim')
    await shown(/Present \(\d+\): .*Aizhan/)
    await press(guest, 'Check the record: Raise the embankment')
    await shown('The record is valid: every check holds, reckoned on this device.')
    await press(guest, `Stand in the scenario they saw: ${BRANCH_TITLE}`)
    await expect.poll(() => guest.page.evaluate(() => window.townhall.looking().is)).toBe('fork')
    expect(await pageSays(browser, join(data, 'record.json'))).toContain('Valid')
    expect(await pageSays(browser, join(data, 'tampered-0.json'))).toContain('Not valid')
  })
})
