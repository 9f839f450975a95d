// A council of five votes in secret by proof, each in a browser of their own, with the real prover, which an operator installs
// (TOWNHALL_PROVER names its folder; without it this is skipped): they enrol, one loads the page anew between, each device makes
// its proof, one votes again on a phone and is refused; the result names nobody, receipts stand in the list of all ballots, and
// both verifiers check the record. What comes before the vote is asked by sessions without a page.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HDNodeWallet, Wallet } from 'ethers'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whyNoProver } from '../server/meetings/testing-prover.ts'
import { PRESETS } from '../shared/civic/presets.ts'
import { launchBrowser } from './browser.ts'
import { comeIn, type Councillor, decided, lookIn, press, shows, signInByWallet, turnTo, vote } from './council.ts'
import { faultsIn, pageSays } from './council-record.ts'
import { type Sitter, sittersIn } from './council-sitters.ts'
import { findings } from './reading.ts'
import { startTown, type Town } from './town.ts'
import { riverside } from './whatif-riverside.ts'

const MEETING = 'secret'
const TITLE = 'Sitting in secret'
const QUESTION = 'Shall the old bridge be closed?'
const MEMBERS = ['Aizhan', 'Asel', 'Bolat', 'Dina', 'Erlan']
const SECRETARY = 'Serik'
const CHOICES = ['Yes', 'Yes', 'Yes', 'No', 'Abstain'] as const
const COUNCIL = PRESETS.find(({ id }) => id === 'council')
/** Longer than it takes to be told. */
const NOTICE_MS = 3000

type Ballots = { readonly ballots: readonly { readonly nullifier: string; readonly choice: string }[] }
type Receipt = { readonly nullifier: string; readonly choice: string }

describe.skipIf(whyNoProver !== null)(
  `a vote that is secret by proof${whyNoProver === null ? '' : ` (${whyNoProver})`}`,
  () => {
    const wallets: Record<string, HDNodeWallet> = {}
    for (const name of [...MEMBERS, SECRETARY]) wallets[name] = Wallet.createRandom()
    const wallet = (name: string): HDNodeWallet => wallets[name] as HDNodeWallet
    const receipts: Receipt[] = []
    let city: ReturnType<typeof riverside>
    let data: string
    let town: Town
    let browser: Browser
    let sitters: Map<string, Sitter>
    let members: Councillor[]
    let secretary: Councillor
    const sitter = (name: string): Sitter => sitters.get(name) as Sitter
    const [chair, mover] = ['Aizhan', 'Asel'] as const

    const withWallet = async (name: string, isPhone = false): Promise<Councillor> => {
      const upright = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
      const permissions = ['clipboard-read', 'clipboard-write']
      const how = { url: town.url, name, wallet: wallet(name), permissions, ...(isPhone ? upright : {}) }
      const one = await comeIn(browser, how)
      await signInByWallet(one)
      await lookIn(one, TITLE)
      return one
    }
    const copied = ({ page }: Councillor): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

    /** What is folded may have been unfolded in looking for a button. */
    const unfoldLimits = async ({ panel }: Councillor): Promise<void> => {
      const folded = panel.locator('.enrolment details:not([open]) > summary')
      if (await folded.isVisible()) await folded.press('Enter')
    }

    beforeAll(async () => {
      city = riverside()
      data = mkdtempSync(join(tmpdir(), 'townhall-secret-'))
      ;[town, browser] = await Promise.all([
        startTown({ TOWNHALL_DATA: data, TOWNHALL_CITY: city.folder, TOWNHALL_CHAIN: 'embedded' }),
        launchBrowser({ isCalm: false, isInWords: true }),
      ])
      await setUp()
      sitters = await sittersIn(town.url, { names: [...MEMBERS, SECRETARY], wallets, meeting: MEETING })
    })
    afterAll(async () => {
      for (const one of sitters?.values() ?? []) one.stop()
      await browser?.close()
      await town?.stop()
      city?.remove()
      rmSync(data, { recursive: true, force: true })
    })

    /** By an operator's key: by proof, so that a ballot cannot be replaced. */
    async function setUp(): Promise<void> {
      const { operator } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { operator: string }
      const person = (name: string) => {
        const address = wallet(name).address.toLowerCase()
        return { id: address, name, address }
      }
      const response = await fetch(`${town.url}/meetings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${operator}` },
        body: JSON.stringify({
          meeting: MEETING,
          title: TITLE,
          body: 'City council',
          rules: { ...COUNCIL, noticeS: 0, isAgendaVoted: false, seconders: 0, secretBy: 'proof' },
          chairs: [person(chair)],
          secretaries: [person(SECRETARY)],
          seats: MEMBERS.map((name, i) => ({
            id: String(i + 1),
            holder: person(name),
            deputy: null,
            weight: 1,
            group: '',
          })),
          people: [],
        }),
      })
      expect(await response.text()).not.toContain('error')
    }

    it('is enrolled for by five members, each on a device of their own, who are told what it protects from', async () => {
      await sitter(SECRETARY).does({ type: 'meeting.addItem', item: 'i1', title: 'The old bridge' })
      await sitter(SECRETARY).does({ type: 'meeting.convene', startsAtMs: Date.now() + NOTICE_MS })
      members = []
      for (const name of MEMBERS) members.push(await withWallet(name))
      secretary = await withWallet(SECRETARY)
      await Promise.all([...members, secretary].map((one) => press(one, 'Come in')))
      await Promise.all(members.map((one) => press(one, 'Enrol on this device')))
      await Promise.all(members.map((one) => shows(one, 'You are enrolled on this device.')))
      // What proving takes is fetched ahead.
      const key = `${town.url}/prover/semaphore-10.zkey`
      const isFetched = (url: string): boolean => performance.getEntriesByName(url).length > 0
      await Promise.all(members.map(({ page }) => page.waitForFunction(isFetched, key)))
      const [first] = members as [Councillor]
      await unfoldLimits(first)
      await shows(first, 'makes you vote in front of them')
      expect(await findings(first.page, '.drawer')).toEqual([])
      // Who has no seat has nothing to enrol.
      expect(await secretary.panel.getByText('Enrol on this device').count()).toBe(0)
    })

    it('is known again by a page that is loaded anew, and not by another device of the same member', async () => {
      const asel = members[1] as Councillor
      await asel.page.reload()
      await asel.page.waitForFunction(() => window.townhall !== undefined)
      await asel.page.evaluate(() => window.townhall.ready)
      await lookIn(asel, TITLE)
      await shows(asel, 'You are enrolled on this device.')
      expect(await asel.panel.getByRole('button', { name: 'Enrol on this device' }).count()).toBe(0)
    })

    it('is cast by proofs of five devices, without a count before the end; a reload keeps the receipt', async () => {
      await sitter(chair).does({ type: 'meeting.open' })
      await sitter(chair).does({ type: 'meeting.takeItem', item: 'i1' })
      const motion = { motion: 'm1', item: 'i1', title: 'The bridge', lines: ['It is closed in May.'] }
      await sitter(mover).does({ type: 'meeting.draftMotion', ...motion })
      await sitter(mover).does({ type: 'meeting.submitMotion', motion: 'm1' })
      await sitter(chair).does({ type: 'meeting.admitMotion', motion: 'm1' })
      await sitter(mover).does({ type: 'meeting.moveMotion', motion: 'm1' })
      await sitter(chair).does({ type: 'meeting.debateMotion', motion: 'm1' })
      const subject = { kind: 'motion', motion: 'm1' } as const
      const asked = { poll: 'v1', subject, question: QUESTION, method: 'secret' } as const
      await sitter(chair).does({ type: 'meeting.preparePoll', ...asked, evidence: [] })
      await sitter(chair).does({ type: 'meeting.openPoll', poll: 'v1' })

      const [first, second, third] = members as [Councillor, Councillor, Councillor]
      await shows(first, 'Secret by proof: your device makes a proof')
      expect(await findings(first.page, '.drawer')).toEqual([])
      for (const [i, one] of [first, second, third].entries()) {
        await vote(one, CHOICES[i] ?? 'Yes', QUESTION)
        await shows(secretary, `${i + 1} of 5 votes cast`)
      }
      await shows(secretary, 'The count is told when the vote is closed.')
      await second.page.reload()
      await second.page.waitForFunction(() => window.townhall !== undefined)
      await second.page.evaluate(() => window.townhall.ready)
      await lookIn(second, TITLE)
      await shows(second, 'You voted: yes')
      expect(await second.panel.locator('.open-vote .vote-yes').count()).toBe(0)
    })

    it('is cast once by each, whatever device they come with', async () => {
      const bolat = members[2] as Councillor
      const phone = await withWallet('Bolat', true)
      const yes = phone.panel.locator('.open-vote').getByRole('button', { name: 'No', exact: true })
      await shows(phone, 'Seat 3 is enrolled by another device.')
      await yes.press('Enter')
      await shows(phone, 'Seat 3 was not enrolled by the key of this device.')
      await press(bolat, 'Copy the key of seat 3')
      const key = await copied(bolat)
      expect(key).toMatch(/^[0-9a-f]{64}$/)
      await unfoldLimits(phone)
      await phone.panel.getByLabel('Key of seat 3 from another device').fill(key)
      await press(phone, 'Use this key')
      await shows(phone, 'You are enrolled on this device.')
      await yes.press('Enter')
      await shows(phone, 'this voter has voted in v1; a ballot is not replaced')
      await shows(secretary, '3 of 5 votes cast')
      await phone.page.context().close()
    })

    it('ends with the last ballot, in numbers without names, and each finds their own among all', async () => {
      for (const i of [3, 4]) await vote(members[i] as Councillor, CHOICES[i] ?? 'No', QUESTION)
      await decided(secretary, QUESTION, /Carried: 3 yes, 1 no/)
      await turnTo(secretary, 'Votes')
      const told = await secretary.panel.locator('section.past-vote', { hasText: QUESTION }).innerText()
      for (const name of MEMBERS) expect(told).not.toContain(name)
      for (const one of members) {
        await press(one, 'Copy the receipt')
        receipts.push(JSON.parse(await copied(one)) as Receipt)
      }
      expect(receipts.map(({ choice }) => choice)).toEqual(CHOICES.map((one) => one.toLowerCase()))
      const href = await (members[0] as Councillor).panel
        .getByRole('link', { name: 'All ballots and proofs' })
        .first()
        .getAttribute('href')
      const all = (await (await fetch(`${town.url}${href ?? ''}`)).json()) as Ballots
      const marks = (list: readonly Receipt[]): string[] => list.map((one) => `${one.nullifier} ${one.choice}`).sort()
      expect(marks(all.ballots)).toEqual(marks(receipts))
    })

    it('leaves a record that names nobody, which both verifiers check and nobody can change', async () => {
      await sitter(SECRETARY).does({ type: 'meeting.certifyPoll', poll: 'v1' })
      await sitter(chair).does({ type: 'meeting.finishItem' })
      await sitter(chair).does({ type: 'meeting.close' })
      const [first] = members as [Councillor]
      await Promise.all([first, secretary].map((one) => turnTo(one, 'Decisions')))
      await press(secretary, 'Draw up the record: The bridge')
      await press(first, 'Sign as chair: The bridge')
      await press(secretary, 'Sign as secretary: The bridge')
      await press(secretary, 'Publish the record: The bridge')
      // It asks for no task, so that it is executed as soon as it is in force.
      await shows(first, /in force|executed/i)
      const href = await first.panel.getByRole('link', { name: 'Download the file' }).getAttribute('href')
      const text = await (await fetch(`${town.url}${href ?? ''}`)).text()
      for (const { nullifier } of receipts) expect(text).toContain(nullifier)
      const file = (name: string, content: string): string => {
        writeFileSync(join(data, name), content)
        return join(data, name)
      }
      // A no that became a yes.
      const changed = JSON.parse(text) as {
        body: { vote: { ballots: { list: { choice: string }[] } } }
      }
      for (const ballot of changed.body.vote.ballots.list) if (ballot.choice === 'no') ballot.choice = 'yes'
      const files = [file('record.json', text), file('changed.json', JSON.stringify(changed))]
      const { ours, other } = await faultsIn(files)
      expect([ours[0], other[0]]).toEqual([[], []])
      for (const failed of [ours[1], other[1]]) expect(failed).toEqual(expect.arrayContaining(['recordHash']))
      expect(await pageSays(browser, files[0] ?? '')).toContain('Valid')
      expect(await pageSays(browser, files[1] ?? '')).toContain('Not valid')
    })
  },
)
