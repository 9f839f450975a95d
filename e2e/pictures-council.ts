// `node e2e/pictures-council.ts [NAME …]`: takes the pictures of a sitting of a council: what the chair sees, the list of
// speakers, a member's vote on a wide screen and on a phone, the place by day and at dusk with everybody in their seats, the wall
// from inside an emulated headset, and the printed reports. Members are sessions that speak and vote by the rules.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HDNodeWallet, Wallet } from 'ethers'
import type { BrowserContextOptions } from 'playwright-core'
import proj4 from 'proj4'
import type { Layout } from '../client/meeting/place.ts'
import { launchBrowser } from './browser.ts'
import { comeIn, type Councillor, lookIn, signInByWallet, turnTo } from './council.ts'
import { setUpMeeting, type Sitter, sittersIn, spotOf } from './council-sitters.ts'
import * as xr from './headset.ts'
import { isWanted, keepDrawn, keepPage } from './pictures-kept.ts'
import { startTown } from './town.ts'
import { LIGHTS } from './viewpoints.ts'

const MEETING = 'sitting'
const TITLE = 'Sitting of the council'
const SCREEN: BrowserContextOptions = { viewport: { width: 1280, height: 720 }, locale: 'en-GB' }
const UPRIGHT: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1.5,
  isMobile: true,
  hasTouch: true,
  locale: 'en-GB',
}
const WORN: BrowserContextOptions = { viewport: { width: 900, height: 560 }, locale: 'en-GB' }
const PAPER: BrowserContextOptions = { viewport: { width: 820, height: 1060 }, locale: 'en-GB' }
const FOV_RAD = 1.3
/** Of the default city's frame (its manifest's crs and origin). */
const UTM = '+proj=utm +zone=42 +datum=WGS84'
const ORIGIN = [671_596, 5_672_619] as const
const SEATS = ['Aizhan', 'Asel', 'Bolat', 'Dina', 'Erlan', 'Gulnar', 'Marat', 'Nurlan', 'Saule', 'Timur', 'Zarina'].map(
  (name, i) => ({ name, group: i % 2 === 0 ? 'Left bank' : 'Right bank' }),
)
const SECRETARY = 'Serik'
const MOTION = ['Raise the embankment by 50 cm.', 'Begin in May.', 'Report in autumn.']

const data = mkdtempSync(join(tmpdir(), 'townhall-pictures-'))
const [town, browser] = await Promise.all([startTown({ TOWNHALL_DATA: data }), launchBrowser()])
const wallets: Record<string, HDNodeWallet> = {}
for (const { name } of [...SEATS, { name: SECRETARY }]) wallets[name] = Wallet.createRandom()
const sitters = new Map<string, Sitter>()
/** Shown by pages. */
const paged = new Set<string>()
try {
  await begin()
  await debate()
  const asel = isWanted('meeting-hall-day', 'meeting-hall-dusk', 'meeting-flat-vote')
    ? await member('Asel', SCREEN)
    : null
  if (asel) await hall(asel, 'meeting-hall-day', LIGHTS.day)
  if (isWanted('meeting-flat-chair', 'meeting-flat-speakers')) await onChairsScreen()
  const gulnar = isWanted('meeting-phone-vote') ? await member('Gulnar', UPRIGHT) : null
  const headset = isWanted('meeting-headset') ? await putOn('Saule') : null
  await openVote()
  if (asel) await seeVote(asel, 'meeting-flat-vote')
  if (asel) await hall(asel, 'meeting-hall-dusk', LIGHTS.dusk)
  if (gulnar) await seeVote(gulnar, 'meeting-phone-vote')
  if (headset) await seeWall(headset)
  if (isWanted('meeting-report-votes', 'meeting-report-attendance')) await papers()
} finally {
  for (const one of sitters.values()) one.stop()
  await browser.close()
  await town.stop()
  rmSync(data, { recursive: true, force: true })
}

function sitterOf(name: string): Sitter {
  const found = sitters.get(name)
  if (!found) throw new Error(`nobody is called ${name}`)
  return found
}

/** Everybody comes, the chair opens, an item is taken. */
async function begin(): Promise<void> {
  await setUpMeeting(town.url, data, {
    meeting: MEETING,
    title: TITLE,
    seats: SEATS,
    chairs: ['Aizhan'],
    secretary: SECRETARY,
    wallets,
  })
  const names = [...SEATS.map(({ name }) => name), SECRETARY]
  for (const [name, one] of await sittersIn(town.url, { names, wallets, meeting: MEETING })) sitters.set(name, one)
  const secretary = sitterOf(SECRETARY)
  for (const [item, title] of [
    ['embankment', 'Embankment of the Ishim'],
    ['trees', 'Trees along the boulevard'],
    ['other', 'Other matters'],
  ] as const)
    await secretary.does({ type: 'meeting.addItem', item, title })
  const aheadMs = secretary.session.meetings.now()?.aheadMs ?? 0
  await secretary.does({ type: 'meeting.convene', startsAtMs: Date.now() + aheadMs + 500 })
  await new Promise((begins) => setTimeout(begins, 1000))
  for (const one of sitters.values()) if (one.name !== 'Timur') await one.does({ type: 'meeting.arrive' })
  const chair = sitterOf('Aizhan')
  await chair.does({ type: 'meeting.open' })
  await chair.does({ type: 'meeting.takeItem', item: 'embankment' })
}

/** A motion, moved and seconded; one speaks, others wait. */
async function debate(): Promise<void> {
  const [chair, asel, bolat, dina] = ['Aizhan', 'Asel', 'Bolat', 'Dina'].map(sitterOf) as [
    Sitter,
    Sitter,
    Sitter,
    Sitter,
  ]
  const motion = 'raise'
  await asel.does({
    type: 'meeting.draftMotion',
    motion,
    item: 'embankment',
    title: 'Raise the embankment',
    lines: MOTION,
  })
  await asel.does({ type: 'meeting.submitMotion', motion })
  await chair.does({ type: 'meeting.admitMotion', motion })
  await asel.does({ type: 'meeting.moveMotion', motion })
  await bolat.does({ type: 'meeting.secondMotion', motion })
  await chair.does({ type: 'meeting.debateMotion', motion })
  await dina.does({ type: 'meeting.askToSpeak', speech: 'dina', kind: 'contribution' })
  await chair.does({ type: 'meeting.callSpeaker', speech: 'dina', limitS: 900 })
  for (const [name, kind] of [
    ['Erlan', 'contra'],
    ['Marat', 'pro'],
    ['Nurlan', 'question'],
  ] as const)
    await sitterOf(name).does({ type: 'meeting.askToSpeak', speech: name.toLowerCase(), kind })
}

async function openVote(): Promise<void> {
  const chair = sitterOf('Aizhan')
  await sitterOf('Dina').does({ type: 'meeting.endSpeech', speech: 'dina' })
  await chair.does({
    type: 'meeting.preparePoll',
    poll: 'raise',
    subject: { kind: 'motion', motion: 'raise' },
    question: 'Shall “Raise the embankment” be carried?',
    method: 'named',
    limitS: 300,
    evidence: [],
  })
  await chair.does({ type: 'meeting.openPoll', poll: 'raise' })
  for (const name of ['Aizhan', 'Bolat', 'Dina', 'Marat', 'Zarina']) await sitterOf(name).votes('yes')
  for (const name of ['Erlan']) await sitterOf(name).votes('no')
  await sitterOf('Nurlan').votes('abstain')
}

/** A page that is drawn, of somebody who has signed in and looks into the meeting. */
async function member(name: string, how: BrowserContextOptions, isHeadset = false): Promise<Councillor> {
  const wallet = wallets[name] as HDNodeWallet
  paged.add(name)
  await sitterOf(name).goesAside()
  const one = await comeIn(browser, { url: town.url, name, wallet, query: 'lang=en&weather=fair', isHeadset, ...how })
  await signInByWallet(one)
  await lookIn(one, TITLE)
  const { page } = one
  await page.evaluate((ms) => window.townhall.setTime(ms), LIGHTS.day)
  // The place is there once its ground is: one goes near.
  await page.evaluate(() => window.townhall.goTo([-2831, -2614]))
  await page.waitForFunction(() => window.townhall.meetingPlace() !== null)
  await page.evaluate(() => window.townhall.settled())
  const layout = (await page.evaluate(() => window.townhall.meetingPlace()?.layout)) as unknown as Layout
  await seatAll(layout)
  await page.evaluate(() => window.townhall.takeSeat())
  return one
}

/** Everybody in their seats, by the same plan as the page has. */
async function seatAll(layout: Layout): Promise<void> {
  for (const one of sitters.values()) {
    const sight = one.sight()
    const spot = sight && spotOf(sight, layout, sight.own.id)
    if (spot && one.name !== 'Timur' && !paged.has(one.name)) await one.sits(spot, layout.floorM)
  }
}

async function hall({ page }: Councillor, name: string, atMs: number): Promise<void> {
  if (!isWanted(name)) return
  if (await page.locator('.drawer').isVisible()) await page.keyboard.press('Escape')
  await page.evaluate((ms) => window.townhall.setTime(ms), atMs)
  const layout = (await page.evaluate(() => window.townhall.meetingPlace()?.layout)) as unknown as Layout
  const { eastM, northM, headingRad } = layout.chair
  const [sin, cos] = [Math.sin(headingRad), Math.cos(headingRad)]
  const at = (x: number, y: number) => [eastM + x * cos + y * sin, northM - x * sin + y * cos] as const
  const [from, to] = [at(-4.5, 12.5), at(0.6, 0)]
  const [lon, lat] = proj4(UTM, 'WGS84', [ORIGIN[0] + from[0], ORIGIN[1] + from[1]]) as [number, number]
  const headingDeg = (Math.atan2(to[0] - from[0], to[1] - from[1]) * 180) / Math.PI
  await page.evaluate((view) => window.townhall.camera.look(view), {
    lon,
    lat,
    aboveGroundM: 3.6,
    headingDeg,
    pitchDeg: -7,
  })
  await page.waitForFunction(() => window.townhall.people().filter(({ mode }) => mode === 'sit').length >= 10)
  await keepDrawn(page, name)
  await page.evaluate(() => window.townhall.camera.release())
}

async function onChairsScreen(): Promise<void> {
  const chair = await member('Aizhan', SCREEN)
  await lookIn(chair, TITLE)
  await turnTo(chair, 'Agenda')
  await keepDrawn(chair.page, 'meeting-flat-chair')
  await turnTo(chair, 'Speakers')
  await keepDrawn(chair.page, 'meeting-flat-speakers')
  await chair.page.context().close()
  paged.delete('Aizhan')
}

async function seeVote(one: Councillor, name: string): Promise<void> {
  if (!isWanted(name)) return
  await lookIn(one, TITLE)
  await one.panel.locator('.open-vote .vote-yes').waitFor()
  await keepDrawn(one.page, name)
}

async function putOn(name: string): Promise<Councillor> {
  const one = await member(name, WORN, true)
  const { page } = one
  await page.evaluate((fov) => Object.assign(window.xrDevice, { stereoEnabled: false, fovy: fov }), FOV_RAD)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await page.evaluate(() => window.townhall.takeSeat())
  await xr.frames(page, 3)
  return one
}

/** From one's seat: the wall with the question and the count, the notice, and the panel by the ray's hand. */
async function seeWall(one: Councillor): Promise<void> {
  const { page } = one
  await page.getByText('A vote is open').first().waitFor()
  await xr.openMenu(page)
  await xr.until(page, ({ menu }) => menu.controls.some(({ label }) => label === 'Meeting'))
  await xr.pressControl(page, 'menu', 'Meeting')
  await xr.lookAhead(page)
  const { panel } = await xr.until(page, (now) => now.panel?.controls.some(({ label }) => label === 'Yes') === true)
  await xr.point(page, 'right', xr.AIMING, xr.control(panel, 'Yes'))
  await xr.frames(page, 3)
  await keepPage(one.page, 'meeting-headset')
}

async function papers(): Promise<void> {
  const chair = sitterOf('Aizhan')
  for (const name of ['Asel', 'Gulnar', 'Saule']) await sitterOf(name).votes('yes')
  const secretary = sitterOf(SECRETARY)
  const isCounted = (): boolean => secretary.sight()?.polls.some(({ state }) => state === 'counted') === true
  while (!isCounted()) await new Promise((again) => setTimeout(again, 100))
  await secretary.does({ type: 'meeting.certifyPoll', poll: 'raise' })
  await chair.does({ type: 'meeting.finishItem' })
  await chair.does({ type: 'meeting.close' })
  for (const paper of ['attendance', 'votes']) {
    const page = await (await browser.newContext(PAPER)).newPage()
    await page.goto(`${town.url}/meetings/${MEETING}/${paper}?lang=en`)
    await keepPage(page, `meeting-report-${paper}`)
    await page.context().close()
  }
}
