// An evening together, from the link alone: two browsers meet at Bayterek, wave and talk; one follows a guide over a
// bridge of the Ishim, sits down, loses the line and comes back in place. The guide walks from Node: a third browser would
// only cost time. The headset has its own test.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import type { RoadLink } from '../shared/city/city.ts'
import { standingPose } from '../shared/protocol/presence.ts'
import { openPackage } from '../server/city/package.ts'
import { launchBrowser, watchPage } from './browser.ts'
import { enter, people, type Seen } from './page.ts'
import { ROOT, startTown, type Town } from './town.ts'

/** A bridge of the Ishim in the west, 54 m long and 6.5 m wide: short enough for software drawing. */
const BRIDGE = 'way/74925499#0'
const GUIDE_MS = 4.5
/** The guide waits for whom they lead. */
const LEASH_M = 9

let town: Town
let guide: Session
const browsers: Browser[] = []
let anna: Page
let berik: Page
let watched: ReturnType<typeof watchPage>

/** Each person has a browser of their own: a page behind another one is not drawn. */
async function browserOfOne(): Promise<Page> {
  const browser = await launchBrowser()
  browsers.push(browser)
  const page = await browser.newPage({ viewport: { width: 160, height: 90 } })
  page.setDefaultTimeout(120_000)
  return page
}

beforeAll(async () => {
  town = await startTown()
  ;[anna, berik] = await Promise.all([browserOfOne(), browserOfOne()])
  watched = watchPage(berik, town.url)
  await Promise.all([enter(anna, town.url, 'Anna'), enter(berik, town.url, 'Berik')])
})
afterAll(async () => {
  await guide?.leave()
  await Promise.all(browsers.map((browser) => browser.close()))
  await town?.stop()
})

/** Polls until `read` gives something, on state and not on time; the limit only ends a hang. */
async function until<T>(read: () => Promise<T | null | undefined | false>, limitMs = 60_000): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const found = await read()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited in vain: ${read.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function seen(page: Page, name: string): Promise<Seen | null> {
  const one = (await people(page)).find((person) => person.name === name)
  return one && typeof one.eastM === 'number' ? one : null
}
const apartM = (a: Pick<Seen, 'eastM' | 'northM'>, b: Pick<Seen, 'eastM' | 'northM'>): number =>
  Math.hypot(a.eastM - b.eastM, a.northM - b.northM)
const chat = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.townhall.chat().map(({ name, text }) => `${name}: ${text}`))

describe('an evening together', () => {
  it('meets at Bayterek', async () => {
    expect(await anna.evaluate(() => window.townhall.goTo('Bayterek'))).toBe(true)
    const { id } = await until(() => seen(berik, 'Anna'))
    expect(await berik.evaluate((whom) => window.townhall.goToPerson(whom), id)).toBe(true)
    await until(async () => {
      const [she, he] = [await seen(berik, 'Anna'), await seen(berik, 'Berik')]
      return she && he && apartM(she, he) < 3 && apartM(she, he) > 0.9
    })
    const around = await until(async () => {
      await berik.evaluate(() => window.townhall.lookAround())
      const all = await berik.evaluate(() => [...window.townhall.around()])
      return all.some(({ kind }) => kind === 'person') && all
    })
    expect(around.find(({ name }) => name === 'Anna')?.distanceM).toBeLessThan(4)
    expect(around.map(({ name }) => name).join()).toMatch(/Bayterek|Б[аә]йтерек/i)
  })

  it('waves and talks, each line shown once', async () => {
    await anna.locator('#view').focus()
    await anna.keyboard.press('1')
    await until(async () => (await seen(berik, 'Anna'))?.emote === 'wave')
    await anna.evaluate(() => window.townhall.say('Salem, Berik!', 'near'))
    await until(async () => (await chat(berik)).includes('Anna: Salem, Berik!'))
    expect((await seen(berik, 'Anna'))?.said).toBe('Salem, Berik!')
    await berik.evaluate(() => window.townhall.say('Salem!', 'all'))
    await until(async () => (await chat(anna)).includes('Berik: Salem!'))
    expect(await chat(anna)).toEqual(['Anna: Salem, Berik!', 'Berik: Salem!'])
  })

  it('follows a guide over a bridge', async () => {
    const city = await openPackage(`${ROOT}/assets/cities/astana`)
    const bridge = city.city.links.find(({ id }) => id === BRIDGE) as RoadLink
    guide = await joinCity({ url: town.url, name: 'Guide' })
    const pose = standingPose()
    Object.assign(pose, spotAlong(bridge, 0))
    await guide.ask({ type: 'goTo', ...pick(pose) })
    await guide.ask({ type: 'guide', isOn: true })
    await until(async () => (await seen(berik, 'Guide'))?.isGuiding)
    await berik.evaluate((whom) => window.townhall.goToPerson(whom), guide.me.avatarId)
    await berik.evaluate(() => window.townhall.settled())
    await until(async () => {
      const [leader, he] = [await seen(berik, 'Guide'), await seen(berik, 'Berik')]
      return leader && he && apartM(leader, he) < 3
    })
    await berik.locator('#view').focus()
    await berik.keyboard.press('g')
    let walkedM = 0
    let lastMs = performance.now()
    let last = await seen(berik, 'Berik')
    let aboveM = 0
    while (walkedM < bridge.lengthM) {
      const nowMs = performance.now()
      const he = (await seen(berik, 'Berik')) as Seen
      if (apartM(he, pose) < LEASH_M) walkedM += (GUIDE_MS * (nowMs - lastMs)) / 1000
      lastMs = nowMs
      // Never put there at once: walked all the way, on the deck and not through the river.
      if (last) expect(apartM(he, last)).toBeLessThan(12)
      last = he
      const deck = nearestOn(bridge, he)
      if (deck.offM < bridge.widthM / 2) aboveM = Math.max(aboveM, Math.abs(he.upM - deck.upM))
      Object.assign(pose, spotAlong(bridge, Math.min(walkedM, bridge.lengthM)))
      guide.sendPose(pose)
    }
    const end = await until(async () => {
      guide.sendPose(pose)
      const he = await seen(berik, 'Berik')
      return he && apartM(he, pose) < 3.5 && he
    })
    expect(apartM(end, spotAlong(bridge, 0))).toBeGreaterThan(bridge.lengthM - 5)
    expect(aboveM).toBeLessThan(1)
  })

  it('sits down, loses the line, and comes back in place with nothing shown twice', async () => {
    await guide.leave()
    await berik.keyboard.press('x')
    await until(async () => (await seen(berik, 'Berik'))?.mode === 'sit')
    await anna.evaluate((whom) => window.townhall.goToPerson(whom), (await seen(berik, 'Berik'))?.id ?? 0)
    await until(async () => (await seen(anna, 'Berik'))?.mode === 'sit')
    const before = (await seen(berik, 'Berik')) as Seen
    await berik.context().setOffline(true)
    await berik.waitForFunction(() => window.townhall.connection === 'lost')
    await until(async () => (await seen(anna, 'Berik'))?.isAway)
    await anna.evaluate(() => window.townhall.say('Where are you?', 'all'))
    await until(async () => (await chat(anna)).includes('Anna: Where are you?'))
    const startMs = performance.now()
    await berik.context().setOffline(false)
    await berik.waitForFunction(() => window.townhall.connection === 'here')
    expect(performance.now() - startMs).toBeLessThan(5000)
    await until(async () => (await chat(berik)).includes('Anna: Where are you?'))
    const lines = await chat(berik)
    expect(new Set(lines).size).toBe(lines.length)
    const after = (await seen(berik, 'Berik')) as Seen
    expect(apartM(before, after)).toBeLessThan(0.1)
    expect(after).toMatchObject({ id: before.id, mode: 'sit' })
    await until(async () => (await seen(anna, 'Berik'))?.isAway === false)
    expect((await people(anna)).filter(({ name }) => name === 'Berik')).toHaveLength(1)
    expect(apartM((await seen(anna, 'Berik')) as Seen, before)).toBeLessThan(0.5)
  })

  it('says nothing wrong to the console but the lost line, and asks no other origin for anything', () => {
    expect(watched.errors.filter((error) => !/ERR_INTERNET_DISCONNECTED/.test(error))).toEqual([])
    expect(watched.outside).toEqual([])
  })
})

const pick = ({ eastM, northM, upM, headingRad }: ReturnType<typeof standingPose>) => ({
  eastM,
  northM,
  upM,
  headingRad,
})

/** A place on a link, so many metres from its beginning, facing along it. */
function spotAlong({ line, upM }: RoadLink, wayM: number) {
  let leftM = wayM
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [ae, an, be, bn] = line.slice(i, i + 4) as [number, number, number, number]
    const stretchM = Math.hypot(be - ae, bn - an)
    if (leftM > stretchM && i + 5 < line.length) {
      leftM -= stretchM
      continue
    }
    const t = Math.min(1, leftM / stretchM)
    const up = (upM[i / 2] as number) * (1 - t) + (upM[i / 2 + 1] as number) * t
    const headingRad = (Math.atan2(be - ae, bn - an) + 2 * Math.PI) % (2 * Math.PI)
    return { eastM: ae + (be - ae) * t, northM: an + (bn - an) * t, upM: up, headingRad }
  }
  throw new Error('a link without a line')
}

/** How far somebody is off the middle of a link, and the height of its deck there. */
function nearestOn(link: RoadLink, at: Pick<Seen, 'eastM' | 'northM'>): { offM: number; upM: number } {
  let best = { offM: Infinity, upM: 0 }
  for (let wayM = 0; wayM <= link.lengthM; wayM += 1) {
    const spot = spotAlong(link, wayM)
    const offM = apartM(spot, at)
    if (offM < best.offM) best = { offM, upM: spot.upM }
  }
  return best
}
