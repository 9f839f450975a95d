// An evening together, from the link alone: two browsers and an emulated headset meet at Bayterek, wave and talk, follow a
// guide over a bridge of the Ishim, sit down, lose the line and come back in place; one of them puts the headset on, is seen
// in it, presses the wrist menu by ray and finger, points at a house, types into a panel, teleports, turns, takes it off, and
// has the district on a table with the others as pins. Three processes draw on the processor: waited for are states and
// frames, never times, and whoever stands by draws twice a second.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoadLink } from '../shared/city/city.ts'
import { RUN_MS } from '../client/people/motion.ts'
import { nearestOn, readBridge, spotAlong } from './bridge.ts'
import { launchBrowser, watchPage } from './browser.ts'
import * as xr from './headset.ts'
import { COTTAGES } from './outskirts.ts'
import { enter, people, type Seen } from './page.ts'
import { startTown, type Town } from './town.ts'

/** So far along the bridge the way begins: 1.8 m above the bank, so that nobody is on the deck by chance. */
const START_M = 12
/** The guide waits for whom they lead. */
const LEASH_M = 9
/** Between two frames of who walks on a screen, and of who stands by. */
const WALKING_MS = 120
const STANDING_BY_MS = 450

let town: Town
let bridge: RoadLink
const browsers: Browser[] = []
/** Anna guides, Berik loses his line, Quest has the headset. */
let anna: Page
let berik: Page
let quest: Page
let pages: readonly Page[]
let watched: readonly ReturnType<typeof watchPage>[]

/** Each person has a browser of their own: a page behind another one is not drawn. */
async function browserOfOne(viewport: { readonly width: number; readonly height: number }): Promise<Page> {
  const browser = await launchBrowser({ isCalm: false })
  browsers.push(browser)
  const page = await browser.newPage({ viewport, locale: 'en-GB' })
  page.setDefaultTimeout(120_000)
  return page
}

beforeAll(async () => {
  ;[town, bridge] = await Promise.all([startTown(), readBridge()])
  const small = { width: 112, height: 64 }
  ;[anna, berik, quest] = await Promise.all([browserOfOne(small), browserOfOne(small), browserOfOne(xr.SMALL)])
  pages = [anna, berik, quest]
  watched = pages.map((page) => watchPage(page, town.url))
  await Promise.all([...pages.map((page) => xr.rest(page, STANDING_BY_MS)), xr.wearHeadset(quest)])
  await Promise.all([enter(anna, town.url, 'Anna'), enter(berik, town.url, 'Berik'), enter(quest, town.url, 'Quest')])
})
afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()))
  await town?.stop()
})

/** Polls until `read` gives something, on state and not on time; the limit only ends a hang. */
async function until<T>(read: () => Promise<T | null | undefined | false>, limitMs = 120_000): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const found = await read()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited in vain: ${read.toString()}\n${await whatAllSee()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** For the message of a failure: who is where, as each page shows it. */
async function whatAllSee(): Promise<string> {
  const all = await Promise.all(pages.map(people))
  return all.map((those, i) => `page ${i}: ${those.map((one) => JSON.stringify(one)).join(' ')}`).join('\n')
}

/** Somebody as a page shows them; null while they are not shown there. */
async function seen(page: Page, name: string): Promise<Seen | null> {
  const one = (await people(page)).find((person) => person.name === name)
  return one && typeof one.eastM === 'number' ? one : null
}
/** Waits until each of these pages shows somebody so. */
const allSee = (those: readonly Page[], name: string, how: (one: Seen) => boolean): Promise<unknown> =>
  Promise.all(
    those.map((page) =>
      until(async () => {
        const one = await seen(page, name)
        return one !== null && how(one)
      }),
    ),
  )
const apartM = (a: Pick<Seen, 'eastM' | 'northM'>, b: Pick<Seen, 'eastM' | 'northM'>): number =>
  Math.hypot(a.eastM - b.eastM, a.northM - b.northM)
const self = async (page: Page): Promise<Seen> => (await people(page)).find(({ isMe }) => isMe) as Seen
const chat = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.townhall.chat().map(({ name, text }) => `${name}: ${text}`))
const others = (page: Page): readonly Page[] => pages.filter((one) => one !== page)
async function key(page: Page, name: string): Promise<void> {
  await page.locator('#view').focus()
  await page.keyboard.press(name)
}

describe('an evening together', () => {
  it('meets at Bayterek: each sees both others beside them', async () => {
    expect(await anna.evaluate(() => window.townhall.goTo('Bayterek'))).toBe(true)
    // What stands around a place may push one a step aside once it is there.
    await anna.evaluate(() => window.townhall.settled())
    const { id } = await self(anna)
    await until(async () => {
      const at = await self(anna)
      const shown = await Promise.all(others(anna).map((page) => seen(page, 'Anna')))
      return shown.every((one) => one !== null && apartM(one, at) < 0.2)
    })
    for (const page of [berik, quest])
      expect(await page.evaluate((whom) => window.townhall.goToPerson(whom), id)).toBe(true)
    for (const page of pages) {
      const all = await until(async () => {
        const here = (await people(page)).filter(({ eastM }) => typeof eastM === 'number')
        const gaps = here.flatMap((a, i) => here.slice(i + 1).map((b) => apartM(a, b)))
        return gaps.length === 3 && gaps.every((gap) => gap < 4) && { names: here.map(({ name }) => name), gaps }
      })
      expect(all.names.toSorted()).toEqual(['Anna', 'Berik', 'Quest'])
      expect(Math.min(...all.gaps)).toBeGreaterThan(0.6)
    }
    const around = await until(async () => {
      await berik.evaluate(() => window.townhall.lookAround())
      const all = await berik.evaluate(() => [...window.townhall.around()])
      return all.filter(({ kind }) => kind === 'person').length === 2 && all
    })
    expect(around.find(({ name }) => name === 'Anna')?.distanceM).toBeLessThan(4)
    expect(around.map(({ name }) => name).join()).toMatch(/Bayterek|Б[аә]йтерек/i)
  })

  it('waves and talks: all see it, all read it, each line once', async () => {
    for (const [page, name] of [
      [anna, 'Anna'],
      [berik, 'Berik'],
      [quest, 'Quest'],
    ] as const) {
      // A gesture lasts three seconds, in which a busy page may not be heard: then one waves again.
      const waved = allSee(others(page), name, ({ emote }) => emote === 'wave').then(() => true)
      const late = () => new Promise<false>((again) => setTimeout(again, 10_000, false))
      do await key(page, '1')
      while (!(await Promise.race([waved, late()])))
    }
    await anna.evaluate(() => window.townhall.say('Salem!', 'near'))
    await allSee(others(anna), 'Anna', ({ said }) => said === 'Salem!')
    await berik.evaluate(() => window.townhall.say('Salem, Anna!', 'all'))
    await until(async () => (await chat(quest)).length === 2)
    await quest.evaluate(() => window.townhall.say('Lead on.', 'near'))
    const lines = ['Anna: Salem!', 'Berik: Salem, Anna!', 'Quest: Lead on.']
    for (const page of pages) {
      await until(async () => (await chat(page)).length >= lines.length)
      expect(await chat(page)).toEqual(lines)
    }
  })

  it('follows a guide over a bridge, on foot and on the deck', async () => {
    const led = [berik, quest]
    await anna.evaluate(() => window.townhall.guide(true))
    await allSee(led, 'Anna', ({ isGuiding }) => isGuiding)
    for (const page of led) await key(page, 'g')
    const start = spotAlong(bridge, START_M)
    await anna.evaluate((at) => window.townhall.goTo(at), [start.eastM, start.northM] as const)
    // Whoever follows is brought along, and up to the deck once it is there.
    const isAtStart = (one: Seen): boolean => apartM(one, start) < 5 && Math.abs(one.upM - start.upM) < 0.8
    for (let i = 0; i < 2; i++) {
      await Promise.all(pages.map((page) => until(async () => isAtStart(await self(page)))))
      await Promise.all(pages.map((page) => page.evaluate(() => window.townhall.settled())))
    }
    await allSee(led, 'Anna', isAtStart)
    for (const page of pages) await xr.rest(page, WALKING_MS)
    const walked = await overTheBridge(led)
    expect(walked.longestLeapM).toBeLessThan(12)
    expect(walked.offDeckM, walked.worst).toBeLessThan(1)
    const end = await self(anna)
    for (const page of led) {
      const one = await until(async () => {
        const now = await self(page)
        return apartM(now, end) < 5 && now
      })
      expect(apartM(one, start)).toBeGreaterThan(bridge.lengthM - START_M - 6)
    }
    await anna.evaluate(() => window.townhall.guide(false))
    for (const page of others(quest)) await xr.rest(page, STANDING_BY_MS)
  })

  it('sits down, loses the line, and comes back in place with nothing shown twice', async () => {
    await key(berik, 'x')
    await allSee(pages, 'Berik', ({ mode }) => mode === 'sit')
    const before = await self(berik)
    await berik.context().setOffline(true)
    await berik.waitForFunction(() => window.townhall.connection === 'lost')
    await allSee(others(berik), 'Berik', ({ isAway, mode }) => isAway && mode === 'sit')
    await anna.evaluate(() => window.townhall.say('Where are you?', 'all'))
    await until(async () => (await chat(quest)).includes('Anna: Where are you?'))
    // How soon is session.test.ts's matter: here three pages draw on the same processor.
    await berik.context().setOffline(false)
    await berik.waitForFunction(() => window.townhall.connection === 'here')
    await until(async () => (await chat(berik)).includes('Anna: Where are you?'))
    await until(async () => JSON.stringify(await chat(berik)) === JSON.stringify(await chat(anna)))
    await until(async () => apartM(before, await self(berik)) < 0.1)
    expect((await self(berik)).id).toBe(before.id)
    await until(async () => (await self(berik)).mode === 'sit')
    for (const page of others(berik)) {
      await until(async () => (await seen(page, 'Berik'))?.isAway === false)
      const those = (await people(page)).filter(({ name }) => name === 'Berik')
      expect(those.map(({ id }) => id)).toEqual([before.id])
      await until(async () => apartM((await seen(page, 'Berik')) as Seen, before) < 0.5)
    }
  })

  it('goes on among the cottages at the edge of the city, where a headset is put on: the others see head and hands', async () => {
    await key(berik, 'x')
    await allSee(pages, 'Berik', ({ mode }) => mode === 'walk')
    const { id } = await self(anna)
    await anna.evaluate((at) => window.townhall.goTo(at), [COTTAGES.eastM, COTTAGES.northM] as const)
    await allSee([anna], 'Anna', (one) => apartM(one, COTTAGES) < 5)
    // The guide's followers are brought along meanwhile; going to her oneself ends the following.
    for (const page of others(anna)) await page.evaluate((whom) => window.townhall.goToPerson(whom), id)
    for (const page of pages) {
      await until(async () => (await page.getByText('You are following').count()) === 0)
      await allSee(pages, (await self(page)).name, (one) => apartM(one, COTTAGES) < 8)
      // Out to the steppe, where there is least to draw.
      await page.evaluate(() => window.townhall.camera.face(270))
    }
    await xr.rest(quest, 0)
    // Whom one went to, and what stands around, may push one a step aside once it is there.
    const pose = () => quest.evaluate(() => window.townhall.camera.pose())
    const before = await until(async () => {
      const was = await pose()
      await quest.evaluate(() => window.townhall.settled())
      const now = await pose()
      return apartM(was, now) < 0.05 && now
    })
    await quest.getByRole('button', { name: 'Enter VR' }).press('Enter')
    await quest.waitForFunction(() => window.townhall.headset() !== null)
    await xr.look(quest, xr.EYES, [0, 1.6, -1])
    await xr.frames(quest, 2)
    const inside = await xr.until(quest, (now) => apartM(now, before) < 0.5)
    expect(inside).toMatchObject({ kind: 'vr', eyes: 2, creditsInView: true })
    expect(inside.credits).toContain('OpenStreetMap')
    expect(inside.headingRad).toBeCloseTo(before.headingRad, 2)
    await allSee(others(quest), 'Quest', (one) => one.hasHeadset && one.hands === 2 && (one.headUpM ?? 0) > 1.5)
    await xr.look(quest, [0, 1.1, 0], [0, 1.1, -1])
    await xr.point(quest, 'right', [0.3, 1.9, -0.2], [0.3, 3, -0.3])
    await allSee(
      others(quest),
      'Quest',
      ({ headUpM, rightHandUpM }) => Math.abs((headUpM ?? 0) - 1.1) < 0.1 && Math.abs((rightHandUpM ?? 0) - 1.9) < 0.15,
    )
  })

  it('is shown the card of the building pointed at, within reach of the eyes', async () => {
    await xr.lookAhead(quest)
    await xr.pointAtBuilding(quest)
    await xr.press(quest, 'right')
    const { panel } = await xr.until(quest, (now) => now.panel?.name === 'card' && now.panel.draws > 0)
    const [x, y, z] = xr.control(panel, 'Close')
    expect(Math.hypot(x, y - 1.6, z)).toBeLessThan(1.1)
    await xr.pressControl(quest, 'panel', 'Close')
    await xr.until(quest, (now) => now.panel === null)
  })

  it('presses the wrist menu with the ray of the other hand, and with its bare finger', async () => {
    await xr.openMenu(quest)
    await xr.pressControl(quest, 'menu', 'Raise hand')
    await Promise.all(others(quest).map((page) => until(async () => (await seen(page, 'Quest'))?.isHandUp)))
    await xr.holdWith(quest, 'hand')
    const { menu } = await xr.until(quest, ({ hands, menu }) => hands.right === 'hand' && menu.isOpen)
    await xr.poke(quest, xr.control(menu, 'Gestures'))
    await xr.until(quest, (now) => now.menu.page === 'emotes')
    await xr.holdWith(quest, 'controller')
    await xr.until(quest, ({ hands }) => hands.right === 'controller')
  })

  it('opens a panel and types in it, by its keys and by a real keyboard; the others read it', async () => {
    await xr.openMenu(quest)
    await xr.pressControl(quest, 'menu', /Back/)
    await xr.until(quest, ({ menu }) => menu.page === 'menu')
    await xr.pressControl(quest, 'menu', /^Chat/)
    await xr.lookAhead(quest)
    await xr.until(quest, ({ panel }) => panel?.name === 'chat' && !panel.isList)
    for (const letter of ['h', 'i']) await xr.pressControl(quest, 'panel', letter)
    await xr.until(quest, ({ panel }) => panel?.typed === 'hi')
    await quest.keyboard.type(' all')
    await xr.until(quest, ({ panel }) => panel?.typed === 'hi all')
    await xr.pressControl(quest, 'panel', 'Everybody')
    await xr.pressControl(quest, 'panel', 'Send')
    await xr.until(quest, ({ panel }) => panel?.typed === '')
    for (const page of others(quest)) await until(async () => (await chat(page)).includes('Quest: hi all'))
    await anna.evaluate(() => window.townhall.say('How is it in there?', 'near'))
    await allSee([quest], 'Anna', ({ said }) => said === 'How is it in there?')
    await until(async () => JSON.stringify(await chat(quest)) === JSON.stringify(await chat(anna)))
    await xr.pressControl(quest, 'panel', 'Close')
    await xr.until(quest, ({ panel }) => panel === null)
  })

  it('teleports and turns before the others’ eyes, and takes the headset off where they see one stand', async () => {
    const before = await xr.lookAhead(quest)
    await xr.point(quest, 'right', xr.AIMING, [xr.AIMING[0], xr.AIMING[1] + 0.1, -4])
    await xr.stick(quest, 'right', 0, -1)
    await xr.until(quest, ({ teleport }) => teleport === 'aiming')
    await xr.stick(quest, 'right', 0, 0)
    const after = await xr.until(quest, (now) => now.teleport === 'none' && apartM(now, before) > 3)
    expect(apartM(after, before)).toBeLessThan(15)
    await allSee(others(quest), 'Quest', (one) => apartM(one, after) < 0.5)
    await xr.stick(quest, 'right', 1, 0)
    await xr.frames(quest, 2)
    await xr.stick(quest, 'right', 0, 0)
    const turned = await xr.frames(quest, 1)
    const turnRad = (turned.headingRad - after.headingRad + 2 * Math.PI) % (2 * Math.PI)
    expect((turnRad * 180) / Math.PI).toBeCloseTo(30, 1)
    await xr.openMenu(quest)
    await xr.leave(quest)
    await allSee(others(quest), 'Quest', (one) => !one.hasHeadset && apartM(one, after) < 1)
    const there = await quest.evaluate(() => window.townhall.camera.pose())
    expect(apartM(there, after)).toBeLessThan(1)
  })

  it('has the district on a table, the others as pins on it, and scales it with two hands', async () => {
    await quest.getByRole('button', { name: 'More' }).press('Enter')
    await quest.locator('.drawer').getByRole('button', { name: 'Table (AR)' }).press('Enter')
    await quest.waitForFunction(() => window.townhall.headset() !== null)
    const { table, kind } = await xr.until(quest, (now) => now.table?.pins === 2)
    expect(kind).toBe('ar')
    if (!table) throw new Error('no table')
    const scaled = await xr.squeezeTable(quest, table.at, 0.6, 0.3)
    expect((scaled.table?.scale ?? 0) / table.scale).toBeCloseTo(2, 0)
    await quest.evaluate(() => window.townhall.leaveVr())
    await quest.waitForFunction(() => window.townhall.headset() === null)
  })

  it('says nothing wrong to the console but the lost line, and asks no other origin for anything', () => {
    for (const { errors, outside } of watched) {
      expect(errors.filter((error) => !/ERR_INTERNET_DISCONNECTED/.test(error))).toEqual([])
      expect(outside).toEqual([])
    }
  })
})

/** Oneself, and when by the page's own clock. */
const selfThen = (page: Page): Promise<Seen & { atMs: number }> =>
  page.evaluate(() => {
    const me = window.townhall.people().find(({ isMe }) => isMe) as Seen
    return { ...me, atMs: performance.now() }
  })

/**
 * Anna runs along the bridge by her keys, and stands still while somebody she leads is far behind. A leap is what somebody went
 * farther than one runs in that time, however seldom they are looked at.
 */
async function overTheBridge(led: readonly Page[]): Promise<{ longestLeapM: number; offDeckM: number; worst: string }> {
  const end = spotAlong(bridge, bridge.lengthM)
  const last = await Promise.all(led.map(selfThen))
  let longestLeapM = 0
  let offDeckM = 0
  let worst = ''
  let isRunning = false
  await anna.locator('#view').focus()
  await anna.keyboard.down('Shift')
  for (;;) {
    const [guide, ...now] = await Promise.all([anna, ...led].map(selfThen))
    if (!guide) throw new Error('nobody guides')
    for (const [i, one] of now.entries()) {
      const before = last[i] ?? one
      longestLeapM = Math.max(longestLeapM, apartM(one, before) - (RUN_MS * (one.atMs - before.atMs)) / 1000)
      last[i] = one
      const deck = nearestOn(bridge, one)
      const awayM = Math.abs(one.upM - deck.upM)
      if (deck.offM > bridge.widthM / 2 || awayM < offDeckM) continue
      offDeckM = awayM
      worst = `${one.name} ${one.upM} m up, ${deck.wayM} m along, ${deck.offM} m off the middle of a deck at ${deck.upM} m`
    }
    const isOver = nearestOn(bridge, guide).wayM > bridge.lengthM - 1
    const isWanted = !isOver && now.every((one) => apartM(one, guide) < LEASH_M)
    if (isWanted !== isRunning) {
      isRunning = isWanted
      const towardsDeg = (Math.atan2(end.eastM - guide.eastM, end.northM - guide.northM) * 180) / Math.PI
      if (isWanted) await anna.evaluate((deg) => window.townhall.camera.face(deg), towardsDeg)
      await anna.keyboard[isWanted ? 'down' : 'up']('w')
    }
    if (isOver) break
  }
  await anna.keyboard.up('Shift')
  return { longestLeapM, offDeckM, worst }
}
