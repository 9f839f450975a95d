// `node e2e/pictures-past.ts`: a past sitting in an emulated headset, by the ray alone: entered from the wrist menu, its
// people as figures, its agenda stepped through, its record checked on the spot, and left again. Before that members who are
// sessions hold it by the rules, its record is signed by chair and secretary and anchored on the chain of the city's own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HDNodeWallet, Wallet } from 'ethers'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { TestBrowser } from '../server/identity/testing.ts'
import { sha256 } from '../server/journal/chain.ts'
import { canonicalJson } from '../shared/records/canonical.ts'
import type { DecisionRecord } from '../shared/records/format.ts'
import { SIGNING, signingDomain, signingMessage } from '../shared/records/signing.ts'
import { launchBrowser } from './browser.ts'
import { comeIn } from './council.ts'
import { setUpMeeting, type Sitter, sittersIn, until } from './council-sitters.ts'
import * as xr from './headset.ts'
import { keepPage } from './pictures-kept.ts'
import { startTown } from './town.ts'
import { LIGHTS } from './viewpoints.ts'

const MEETING = 'sitting'
const TITLE = 'Sitting of the council'
const MOTION_TITLE = 'Raise the embankment'
/** Software that draws more takes seconds for a frame. */
const WORN: BrowserContextOptions = { viewport: { width: 720, height: 448 }, locale: 'en-GB' }
const FOV_RAD = 1.3
const SEATS = ['Aizhan', 'Asel', 'Bolat', 'Dina', 'Erlan', 'Gulnar', 'Marat', 'Nurlan', 'Saule'].map((name, i) => ({
  name,
  group: i % 2 === 0 ? 'Left bank' : 'Right bank',
}))
const SECRETARY = 'Serik'
const SQUARE = [-2831, -2614] as const

const data = mkdtempSync(join(tmpdir(), 'townhall-pictures-'))
const [town, browser] = await Promise.all([
  startTown({ TOWNHALL_DATA: data, TOWNHALL_CHAIN: 'embedded' }),
  launchBrowser(),
])
try {
  await hold()
  await wear()
} finally {
  await browser.close()
  await town.stop()
  rmSync(data, { recursive: true, force: true })
}

/** Opened, one motion voted on, closed; then everybody leaves. */
async function hold(): Promise<void> {
  const wallets: Record<string, HDNodeWallet> = {}
  for (const { name } of [...SEATS, { name: SECRETARY }]) wallets[name] = Wallet.createRandom()
  const of = (name: string): HDNodeWallet => wallets[name] as HDNodeWallet
  await setUpMeeting(town.url, data, {
    meeting: MEETING,
    title: TITLE,
    seats: SEATS,
    chairs: ['Aizhan'],
    secretary: SECRETARY,
    wallets,
  })
  const names = [...SEATS.map(({ name }) => name), SECRETARY]
  const sitters = await sittersIn(town.url, { names, wallets, meeting: MEETING })
  const [chair, secretary, asel, bolat] = ['Aizhan', SECRETARY, 'Asel', 'Bolat'].map((name) => sitters.get(name)) as [
    Sitter,
    Sitter,
    Sitter,
    Sitter,
  ]
  await secretary.does({ type: 'meeting.addItem', item: 'embankment', title: 'Embankment of the Ishim' })
  await secretary.does({ type: 'meeting.addItem', item: 'trees', title: 'Trees along the boulevard' })
  const aheadMs = secretary.session.meetings.now()?.aheadMs ?? 0
  await secretary.does({ type: 'meeting.convene', startsAtMs: Date.now() + aheadMs + 500 })
  for (const one of sitters.values()) await one.does({ type: 'meeting.arrive' })
  await soon(() => chair.does({ type: 'meeting.open' }))
  await chair.does({ type: 'meeting.takeItem', item: 'embankment' })
  const motion = 'raise'
  const lines = ['Raise the embankment by 50 cm.', 'Begin in May.', 'Report in autumn.']
  await asel.does({ type: 'meeting.draftMotion', motion, item: 'embankment', title: MOTION_TITLE, lines })
  await asel.does({ type: 'meeting.submitMotion', motion })
  await chair.does({ type: 'meeting.admitMotion', motion })
  await asel.does({ type: 'meeting.moveMotion', motion })
  await bolat.does({ type: 'meeting.secondMotion', motion })
  await chair.does({ type: 'meeting.debateMotion', motion })
  await chair.does({
    type: 'meeting.preparePoll',
    poll: 'raise',
    subject: { kind: 'motion', motion },
    question: `Shall “${MOTION_TITLE}” be carried?`,
    method: 'named',
    limitS: 300,
    evidence: [],
  })
  await soon(() => chair.does({ type: 'meeting.openPoll', poll: 'raise' }))
  for (const [i, { name }] of SEATS.entries()) await sitters.get(name)?.votes(i % 4 === 3 ? 'no' : 'yes')
  await until(() => secretary.sight()?.polls.some(({ state }) => state === 'counted') === true)
  await secretary.does({ type: 'meeting.certifyPoll', poll: 'raise' })
  await chair.does({ type: 'meeting.finishItem' })
  await chair.does({ type: 'meeting.takeItem', item: 'trees' })
  await chair.does({ type: 'meeting.finishItem' })
  await chair.does({ type: 'meeting.close' })
  await record(secretary, of('Aizhan'), of(SECRETARY))
  for (const one of sitters.values()) one.stop()
}

/** Drawn up, signed by both, anchored, in force. */
async function record(secretary: Sitter, chairs: HDNodeWallet, secretarys: HDNodeWallet): Promise<void> {
  const [ofChair, ofSecretary] = [new TestBrowser(town.url), new TestBrowser(town.url)]
  await ofChair.signIn(chairs)
  await ofSecretary.signIn(secretarys)
  const drawn = await ofSecretary.post(`/meetings/${MEETING}/records`, { motion: 'raise', language: 'en' })
  const id = String(drawn.body['record'])
  const file = async (): Promise<DecisionRecord> =>
    (await (await fetch(`${town.url}/records/${id}.json`)).json()) as DecisionRecord
  const { body } = await file()
  for (const [page, wallet, role] of [
    [ofChair, chairs, 'chair'],
    [ofSecretary, secretarys, 'secretary'],
  ] as const) {
    const types = { Decision: SIGNING.map((field) => ({ ...field })) }
    const message = signingMessage(sha256(canonicalJson(body)), role)
    const signature = await wallet.signTypedData(signingDomain(body.authority.chain), types, message)
    const { status } = await page.post(`/records/${id}/sign`, { role, signer: wallet.address, signature })
    if (status !== 200) throw new Error(`the ${role}'s signature was answered with ${status}`)
  }
  for (const late = Date.now() + 60_000; (await file()).anchor === null;) {
    if (Date.now() > late) throw new Error('the record was not anchored')
    await new Promise((again) => setTimeout(again, 200))
  }
  await secretary.does({ type: 'meeting.publishRecord', record: id })
}

/** A guest's headset: the list, the past sitting, its figures, steps and record. */
async function wear(): Promise<void> {
  const { page } = await comeIn(browser, {
    url: town.url,
    name: 'Guest',
    query: 'lang=en&weather=fair',
    isHeadset: true,
    ...WORN,
  })
  await page.evaluate((ms) => window.townhall.setTime(ms), LIGHTS.day)
  await page.evaluate((at) => window.townhall.goTo([...at]), SQUARE)
  await page.evaluate(() => window.townhall.settled())
  await page.evaluate((fov) => Object.assign(window.xrDevice, { stereoEnabled: false, fovy: fov }), FOV_RAD)
  await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await xr.frames(page, 3)
  await xr.openMenu(page)
  await choose(page, 'menu', 'Meeting')
  await xr.lookAhead(page)
  await choose(page, 'panel', /^Enter it as it was: /)
  await page.waitForFunction(() => window.townhall.meetingPlace() !== null)
  await page.evaluate(() => window.townhall.settled())
  for (let i = 0; i < 2; i++) await choose(page, 'panel', 'Next step')
  await choose(page, 'panel', /^Go there: Embankment/)
  await xr.until(page, ({ panel }) => find(panel, 'Next step'))
  // The panel beside who was there.
  await xr.look(page, [0.05, 1.6, 0.2], [0.07, 1.47, -1])
  await xr.frames(page, 3)
  await keepPage(page, 'past-headset')
  await xr.lookAhead(page)
  await choose(page, 'panel', /^Check the record: /)
  // Told to who does not see it, too.
  await page.getByText('The record is valid: every check holds').first().waitFor({ state: 'attached' })
  await choose(page, 'panel', '‹ Before')
  await choose(page, 'panel', 'Leave the past meeting')
  await xr.until(page, ({ panel }) => find(panel, /^Enter it as it was/))
}

type Controls = { readonly controls: readonly { readonly label: string }[] } | null
function find(where: Controls, label: string | RegExp): boolean {
  return (
    where?.controls.some((one) => (typeof label === 'string' ? one.label === label : label.test(one.label))) === true
  )
}

/** Pages of a long list are turned until it is there. */
async function choose(page: Page, where: 'menu' | 'panel', label: string | RegExp): Promise<void> {
  const isThere = (now: { menu: Controls; panel: Controls }): boolean => find(now[where], label)
  const turn = where === 'panel' ? 'More ›' : label
  for (;;) {
    const now = await xr.until(page, (one) => isThere(one) || find(one[where], turn))
    if (isThere(now)) return xr.pressControl(page, where, label)
    await xr.pressControl(page, where, turn)
    await xr.frames(page, 3)
  }
}

/** Again until the clock lets it: what was announced begins in a moment. */
async function soon(does: () => Promise<void>): Promise<void> {
  for (const late = Date.now() + 20_000; ;) {
    const why = await does().then(
      () => null,
      (error: unknown) => error,
    )
    if (why === null) return
    if (Date.now() > late) throw why
    await new Promise((again) => setTimeout(again, 200))
  }
}
