// The headset's budget with 50 people at hand at street level: real sessions, the real relay, everything counted, nothing
// timed. A viewer is sent the nearest 32 of them; the others are drawn where they were last heard for five seconds, so the
// 50 stand in two rows that change places, and all of them are heard in turn. Nothing is left out for the sake of speed
// (`?quality=high`): what is counted is the most there is.
import type { Page } from 'playwright-core'
import { joinCity, type Session } from '../client/session/session.ts'
import { launchBrowser } from '../e2e/browser.ts'
import { frames, wearHeadset } from '../e2e/headset.ts'
import { people, type SceneStats, stats } from '../e2e/page.ts'
import { startTown } from '../e2e/town.ts'
import { type Pose, standingPose } from '../shared/protocol/presence.ts'
import type { Rows } from './bench.ts'

const MANY = 50
/** As many as there is room for are drawn in the finest detail, the others in the next. */
const ROWS_M = [11, 12.6] as const
const ASIDE_RAD = 0.6
const EVERY_MS = 60
/** No faster than one walks. */
const STEP_M = 0.15
const TURN_MS = 1800
const PATIENCE_MS = 120_000

type Walker = { readonly session: Session; readonly pose: Pose }
type Eye = { readonly eastM: number; readonly northM: number; readonly upM: number; readonly headingRad: number }

export async function benchPeople(): Promise<Rows> {
  const town = await startTown()
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
    await page.evaluate(() => window.townhall.settled())
    const drawn = (): Promise<unknown> => page.evaluate(() => new Promise((seen) => requestAnimationFrame(seen)))
    await drawn()
    const rows = [row('nobody, on the page', await stats(page))]
    const eye = await page.evaluate(() => window.townhall.camera.pose())
    for (let i = 0; i < MANY; i++) walkers.push(await joined(town.url, eye, i))
    walking = setInterval(() => walk(walkers, eye), EVERY_MS)
    rows.push(row(`${MANY} people, on the page`, await dearest(page, drawn)))
    await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
    await page.waitForFunction(() => window.townhall.headset() !== null)
    await frames(page, 2)
    rows.push(row(`${MANY} people, both eyes of a headset`, await dearest(page, () => frames(page, 1))))
    return rows
  } finally {
    clearInterval(walking)
    await Promise.all(walkers.map(({ session }) => session.leave()))
    await browser.close()
    await town.stop()
  }
}

/** In two rows before the eyes, within 35 degrees to either side. */
function placeOf(eye: Eye, i: number, awayM: number): { eastM: number; northM: number } {
  const turn = eye.headingRad + (i / (MANY - 1) - 0.5) * 2 * ASIDE_RAD
  return { eastM: eye.eastM + Math.sin(turn) * awayM, northM: eye.northM + Math.cos(turn) * awayM }
}

async function joined(url: string, eye: Eye, i: number): Promise<Walker> {
  const session = await joinCity({ url, name: `Person ${i + 1}`, look: (1 << 14) | ((i * 40_503) % 2 ** 14) })
  const upM = eye.upM - 1.6
  const headingRad = (eye.headingRad + Math.PI) % (2 * Math.PI)
  const pose = { ...standingPose(), ...placeOf(eye, i, ROWS_M[1]), upM, headingRad }
  await session.ask({ type: 'goTo', eastM: pose.eastM, northM: pose.northM, upM, headingRad })
  return { session, pose }
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
  return seen.reduce((most, one) => (one.drawCalls > most.drawCalls ? one : most))
}

const row = (what: string, { drawCalls, triangles, textureBytes }: SceneStats) => ({
  what,
  draws: drawCalls,
  'triangles an eye': triangles,
  'textures MB': Math.round(textureBytes / 1e6),
})
