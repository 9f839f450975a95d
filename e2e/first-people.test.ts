// The first evening in the city: two people join by the printed link, one walks, the other sees it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, watchPage } from './browser.ts'
import { enter, people } from './page.ts'
import { startTown, type Town } from './town.ts'

let town: Town
let browser: Browser
let second: Browser
let anna: Page
let berik: Page
let watched: ReturnType<typeof watchPage>

beforeAll(async () => {
  town = await startTown()
  browser = await launchBrowser()
  anna = await browser.newPage({ viewport: { width: 640, height: 360 } })
  anna.setDefaultTimeout(240_000)
  watched = watchPage(anna, town.url)
  await enter(anna, town.url, 'Anna')
})
afterAll(async () => {
  await second?.close()
  await browser?.close()
  await town?.stop()
})

/** Polls until `read` gives something, on state and not on time; the limit only ends a hang. */
async function until<T>(read: () => Promise<T | null | undefined | false>, limitMs = 180_000): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const found = await read()
    if (found) return found
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('first people', () => {
  it('stands in Astana after following the link, with the map credited', async () => {
    expect(await anna.title()).toContain('Astana')
    expect(await anna.locator('.attribution').innerText()).toContain('OpenStreetMap')
    const me = (await people(anna)).find((person) => person.isMe)
    expect(me?.name).toBe('Anna')
  })

  it('finds Bayterek by name, in Latin and in Cyrillic letters', async () => {
    for (const word of ['Bayterek', 'Байтерек']) {
      const box = anna.getByRole('combobox')
      await box.fill(word)
      const first = anna.getByRole('option').first()
      await first.waitFor()
      expect(await first.innerText()).toMatch(/Б[аә]йтерек|Bayterek/i)
    }
    await anna.keyboard.press('Escape')
  })

  it('walks 100 m from Bayterek towards the river and is seen walking', async () => {
    // A browser of its own: a page behind another one is not drawn.
    second = await launchBrowser()
    berik = await second.newPage({ viewport: { width: 160, height: 90 } })
    await enter(berik, town.url, 'Berik')
    await until(async () => (await people(berik)).some((person) => person.name === 'Anna'))
    expect(await anna.evaluate(() => window.townhall.goTo('Bayterek'))).toBe(true)
    const before = await until(async () => (await people(anna)).find((person) => person.isMe))
    const seenBefore = await until(async () => {
      const person = (await people(berik)).find((one) => one.name === 'Anna')
      return person && Math.hypot(person.eastM - before.eastM, person.northM - before.northM) < 5 ? person : null
    })
    await anna.locator('#view').click({ position: { x: 320, y: 180 } })
    await anna.evaluate(() => window.townhall.camera.face(88))
    await anna.keyboard.down('Shift')
    await anna.keyboard.down('w')
    const after = await until(async () => {
      const me = (await people(anna)).find((person) => person.isMe)
      return me && Math.hypot(me.eastM - before.eastM, me.northM - before.northM) >= 100 ? me : null
    }, 300_000)
    await anna.keyboard.up('w')
    await anna.keyboard.up('Shift')
    expect(after.eastM - before.eastM).toBeGreaterThan(60)
    // On a busy machine one goes on for a while until the keys are up: seen is where one has come to a stand.
    await until(async () => {
      const me = (await people(anna)).find((person) => person.isMe)
      const person = (await people(berik)).find((one) => one.name === 'Anna')
      if (!me || !person) return false
      const seenM = Math.hypot(person.eastM - seenBefore.eastM, person.northM - seenBefore.northM)
      return seenM > 95 && Math.hypot(person.eastM - me.eastM, person.northM - me.northM) < 5
    })
  })

  it('shows the card of the building that is pointed at', async () => {
    const card = await anna.evaluate(() => window.townhall.cardOf('Bayterek'))
    expect(card?.title).toMatch(/Б[аә]йтерек|Bayterek/i)
    expect(card?.facts.map((fact) => fact.key)).toEqual(expect.arrayContaining(['height', 'heightSource']))
    expect(card?.source.attribution).toContain('OpenStreetMap')
  })

  it('lets go of a person who leaves', async () => {
    await berik.goto('about:blank')
    await until(async () => (await people(anna)).every((person) => person.name !== 'Berik'))
  })

  it('says nothing wrong to the console and asks no other origin for anything', () => {
    expect(watched.errors).toEqual([])
    expect(watched.outside).toEqual([])
  })

  it('ends with code 0 on SIGTERM', async () => {
    await anna.close()
    expect(await town.stop()).toBe(0)
  })
})
