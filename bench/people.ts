// The headset's budget with 50 people at hand at street level, where visits begin and at a meeting: real sessions, the real
// relay, everything counted, nothing timed. A viewer is sent the nearest 32 of them; the others are drawn where they were last
// heard for five seconds, so the 50 stand in two rows that change places, and all of them are heard in turn. Nothing is left
// out for the sake of speed (`?quality=high`), and the shadows are drawn anew: what is counted is the most there is.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { SQUARES } from '../client/meeting/place.ts'
import { joinCity, type Session } from '../client/session/session.ts'
import { launchBrowser } from '../e2e/browser.ts'
import { frames, wearHeadset } from '../e2e/headset.ts'
import { people, type SceneStats, stats } from '../e2e/page.ts'
import { startTown } from '../e2e/town.ts'
import { LIGHTS } from '../e2e/viewpoints.ts'
import { aCouncil, aMeeting } from '../server/meetings/testing-house.ts'
import { type Pose, standingPose } from '../shared/protocol/presence.ts'
import type { Rows } from './bench.ts'

const MANY = 50
const SEATS = 24
/** As many as there is room for are drawn in the finest detail, the others in the next. */
const ROWS_M = [11, 12.6] as const
const ASIDE_RAD = 0.6
const EVERY_MS = 60
/** No faster than one walks. */
const STEP_M = 0.15
const TURN_MS = 1800
const PATIENCE_MS = 120_000

type Walker = { readonly session: Session; readonly pose: Pose }
/** Where the eye is, and how high the feet. */
type Eye = { readonly eastM: number; readonly northM: number; readonly upM: number; readonly headingRad: number }

export async function benchPeople(): Promise<Rows> {
  const data = mkdtempSync(join(tmpdir(), 'townhall-people-'))
  const town = await startTown({ TOWNHALL_DATA: data })
  const browser = await launchBrowser({ isCalm: false })
  const walkers: Walker[] = []
  let walking: ReturnType<typeof setInterval> | undefined
  try {
    const page = await browser.newPage({ viewport: { width: 112, height: 64 } })
    page.setDefaultTimeout(PATIENCE_MS)
    await wearHeadset(page)
    await page.goto(`${town.url}/?quality=high&name=Counter`)
    await page.waitForFunction(() => window.townhall !== undefined)
    await page.evaluate(() => window.townhall.ready)
    await page.evaluate((atMs) => window.townhall.setTime(atMs), LIGHTS.night)
    await settled(page)
    const rows = [row('nobody, on the page', await stats(page))]
    let eye = await eyeOf(page)
    for (let i = 0; i < MANY; i++) walkers.push(await joined(town.url, eye, i))
    walking = setInterval(() => walk(walkers, eye), EVERY_MS)
    rows.push(row(`${MANY} people, on the page`, await dearest(page, () => drawn(page))))
    await enterVr(page)
    const inVr = (): Promise<SceneStats> => dearest(page, () => frames(page, 1))
    rows.push(row(`${MANY} people, both eyes of a headset`, await inVr()))
    rows.push(row('the same, shadows drawn anew', await anew(page)))
    await leaveVr(page)
    await page.evaluate((atMs) => window.townhall.setTime(atMs), LIGHTS.night)

    await meet(town.url, data)
    await sitDown(page)
    eye = await eyeOf(page)
    await Promise.all(walkers.map((walker, i) => walker.session.ask(begin(walker.pose, eye, i))))
    await enterVr(page)
    rows.push(row(`${MANY} people at a meeting, both eyes of a headset`, await inVr()))
    rows.push(row('the same, shadows drawn anew', await anew(page)))
    return rows
  } finally {
    clearInterval(walking)
    await Promise.all(walkers.map(({ session }) => session.leave()))
    await browser.close()
    await town.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

const drawn = (page: Page): Promise<unknown> => page.evaluate(() => new Promise((seen) => requestAnimationFrame(seen)))

async function eyeOf(page: Page): Promise<Eye> {
  const me = (await people(page)).find(({ isMe }) => isMe)
  return { ...(await page.evaluate(() => window.townhall.camera.pose())), upM: me?.upM ?? Number.NaN }
}

async function settled(page: Page): Promise<void> {
  await page.evaluate(() => window.townhall.settled())
  await drawn(page)
}

async function enterVr(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await frames(page, 4)
}

async function leaveVr(page: Page): Promise<void> {
  await page.evaluate(() => window.townhall.leaveVr())
  await page.waitForFunction(() => window.townhall.headset() === null)
}

/** A meeting of a board on the city's square, as an operator sets it up. */
async function meet(url: string, data: string): Promise<void> {
  const { operator } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { operator: string }
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${operator}` }
  const body = JSON.stringify(aMeeting('board', aCouncil(SEATS)))
  const { ok, status } = await fetch(`${url}/meetings`, { method: 'POST', headers, body })
  if (!ok) throw new Error(`the meeting was refused: ${status}`)
}

/** In the gallery of the meeting, so that boards, desks, names and lights are all before the eyes. */
async function sitDown(page: Page): Promise<void> {
  const { eastM, northM } = SQUARES['astana'] as { eastM: number; northM: number }
  await page.evaluate((at) => window.townhall.goTo(at), [eastM, northM] as const)
  await page.locator('#view').focus()
  await page.keyboard.press('m')
  await page.getByRole('button', { name: /^Look in/ }).press('Enter')
  await settled(page)
  await page.waitForFunction(() => window.townhall.meetingPlace() !== null)
  await page.waitForFunction(() => {
    window.townhall.takeSeat()
    return window.townhall.people().find(({ isMe }) => isMe)?.mode === 'sit'
  })
  await settled(page)
}

/** The dearest of some frames while night becomes dusk: in one of them the shadows are drawn anew, with lamps still lit. */
async function anew(page: Page): Promise<SceneStats> {
  const seen = await page.evaluate(async (atMs) => {
    const costs = [window.townhall.stats()]
    window.townhall.setTime(atMs)
    while (costs.length < 16) {
      await new Promise((drawn) => requestAnimationFrame(drawn))
      costs.push(window.townhall.stats())
    }
    return costs
  }, LIGHTS.dusk)
  return most(seen)
}

const most = (seen: readonly SceneStats[]): SceneStats =>
  seen.reduce((most, one) => (one.drawCalls > most.drawCalls ? one : most))

/** In two rows before the eyes, within 35 degrees to either side. */
function placeOf(eye: Eye, i: number, awayM: number): { eastM: number; northM: number } {
  const turn = eye.headingRad + (i / (MANY - 1) - 0.5) * 2 * ASIDE_RAD
  return { eastM: eye.eastM + Math.sin(turn) * awayM, northM: eye.northM + Math.cos(turn) * awayM }
}

async function joined(url: string, eye: Eye, i: number): Promise<Walker> {
  const session = await joinCity({ url, name: `Person ${i + 1}`, look: (1 << 14) | ((i * 40_503) % 2 ** 14) })
  const pose = standingPose()
  await session.ask(begin(pose, eye, i))
  return { session, pose }
}

/** Puts the pose before the eyes, and asks for it. */
function begin(pose: Pose, eye: Eye, i: number) {
  const { upM } = eye
  const headingRad = (eye.headingRad + Math.PI) % (2 * Math.PI)
  Object.assign(pose, placeOf(eye, i, ROWS_M[1]), { upM, headingRad })
  return { type: 'goTo', eastM: pose.eastM, northM: pose.northM, upM, headingRad } as const
}

function walk(walkers: readonly Walker[], eye: Eye): void {
  const before = Math.floor(Date.now() / TURN_MS) % 2
  for (const [i, { session, pose }] of walkers.entries()) {
    const wanted = placeOf(eye, i, ROWS_M[i % 2 === before ? 0 : 1])
    const wayM = Math.hypot(wanted.eastM - pose.eastM, wanted.northM - pose.northM)
    const share = Math.min(1, STEP_M / Math.max(STEP_M, wayM))
    pose.eastM += (wanted.eastM - pose.eastM) * share
    pose.northM += (wanted.northM - pose.northM) * share
    session.sendPose(pose)
  }
}

/** The dearest of some frames in which all of them are shown. */
async function dearest(page: Page, drawn: () => Promise<unknown>): Promise<SceneStats> {
  const seen: SceneStats[] = []
  const late = Date.now() + PATIENCE_MS
  while (seen.length < 3) {
    await drawn()
    const cost = await stats(page)
    const shown = (await people(page)).filter(({ isMe, eastM }) => !isMe && eastM !== null).length
    if (shown === MANY) seen.push(cost)
    else if (Date.now() > late) throw new Error(`only ${shown} of ${MANY} people are shown`)
  }
  return most(seen)
}

const row = (what: string, { drawCalls, triangles, textureBytes }: SceneStats) => ({
  what,
  draws: drawCalls,
  'triangles an eye': triangles,
  'textures MB': Math.round(textureBytes / 1e6),
})
