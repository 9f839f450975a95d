// `node e2e/pictures-people.ts [NAME …]`: takes the pictures of people together, of phones and of panels over the drawn
// city. One person is a page; the others are sessions that stand, wave and speak where they are told to.
import type { BrowserContextOptions, Page } from 'playwright-core'
import { nearestOn, readBridge, spotAlong } from './bridge.ts'
import { launchBrowser } from './browser.ts'
import { people } from './page.ts'
import { type Friend, meet } from './pictures-friends.ts'
import { isWanted, keepDrawn, keepPage } from './pictures-kept.ts'
import { startTown, type Town } from './town.ts'
import { LIGHTS } from './viewpoints.ts'

const SCREEN: BrowserContextOptions = { viewport: { width: 1280, height: 720 } }
const UPRIGHT: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1.5,
  isMobile: true,
  hasTouch: true,
}
const ACROSS: BrowserContextOptions = { ...UPRIGHT, viewport: { width: 844, height: 390 } }
const TOGETHER = ['people-meeting', 'people-chat', 'people-sitting', 'people-bridge'] as const
/** Of a city where nothing plays, in the light of a summer's morning; and of one that lives, at its own hour. */
const QUIET_PANELS = ['people', 'look', 'help'] as const
const LIVE_PANELS = ['weather', 'layers'] as const

const panelName = (panel: string): string => `panel-${panel}`
const browser = await launchBrowser()
try {
  await inTown({}, async (town) => {
    if (isWanted(...TOGETHER, ...QUIET_PANELS.map(panelName))) await onScreen(town)
    if (isWanted('phone-upright')) await onPhone(town, 'phone-upright', UPRIGHT)
    if (isWanted('phone-across')) await onPhone(town, 'phone-across', ACROSS)
    if (isWanted('text-twin')) await inWords(town)
  })
  if (isWanted(...LIVE_PANELS.map(panelName)))
    await inTown({ TOWNHALL_SYSTEMS: 'all', TOWNHALL_DEVICES: 'normal', MQTT_PORT: '0' }, onLiveScreen)
} finally {
  await browser.close()
}

async function inTown(env: Readonly<Record<string, string>>, take: (town: Town) => Promise<void>): Promise<void> {
  const town = await startTown(env)
  try {
    await take(town)
  } finally {
    await town.stop()
  }
}

async function onScreen(town: Town): Promise<void> {
  const page = await open(town, SCREEN, 'name=Anna&lang=en')
  const friends = await meet(page, town.url, LIGHTS.day)
  const [berik, aigul, dana] = friends as [Friend, Friend, Friend]
  await berik.session.ask({ type: 'say', text: 'Salem, Anna! We are all here.', to: 'near' })
  if (isWanted('people-meeting')) {
    for (const { session } of friends) await session.ask({ type: 'emote', emote: 'wave' })
    await page.waitForFunction(() => window.townhall.people().filter((one) => one.emote === 'wave').length === 3)
    // A hand is up from a third of a second to two seconds.
    await new Promise((resolve) => setTimeout(resolve, 500))
    await keepDrawn(page, 'people-meeting')
  }
  await aigul.session.ask({ type: 'say', text: 'Let us walk over the bridge.', to: 'near' })
  await dana.session.ask({ type: 'raiseHand', isUp: true })
  await aigul.session.ask({ type: 'guide', isOn: true })
  await page.evaluate(() => window.townhall.say('Good morning! Who leads?', 'all'))
  await opened(page, 'chat', 'people-chat')
  for (const panel of QUIET_PANELS) await opened(page, panel, panelName(panel))
  if (isWanted('people-sitting')) {
    await dana.session.ask({ type: 'raiseHand', isUp: false })
    for (const { pose } of friends) pose.mode = 'sit'
    await page.evaluate(() => window.townhall.sit(true))
    await page.waitForFunction(() => window.townhall.people().every((one) => one.mode === 'sit'))
    await keepDrawn(page, 'people-sitting')
    await page.evaluate(() => window.townhall.sit(false))
    for (const { pose } of friends) pose.mode = 'walk'
  }
  if (isWanted('people-bridge')) await overTheBridge(page, berik, aigul)
  for (const { stop } of friends) stop()
  await page.context().close()
}

async function onLiveScreen(town: Town): Promise<void> {
  const page = await open(town, SCREEN, 'name=Anna&lang=en')
  const friends = await meet(page, town.url, null)
  for (const panel of LIVE_PANELS) await opened(page, panel, panelName(panel))
  for (const { stop } of friends) stop()
  await page.context().close()
}

async function opened(page: Page, panel: string, name: string): Promise<void> {
  if (!isWanted(name)) return
  await page.locator(`.action-${panel}`).click()
  await page.locator('.drawer').waitFor()
  if (panel === 'layers') {
    await page.getByRole('button', { name: 'Show: Vehicles on roads', exact: true }).click()
    await page.waitForFunction(() => Object.values(window.townhall.layers()).some((count) => count > 0))
  }
  await keepDrawn(page, name)
  await page.keyboard.press('Escape')
}

/** Aigul leads Anna and Berik; taken when Anna is well on the bridge. */
async function overTheBridge(page: Page, berik: Friend, aigul: Friend): Promise<void> {
  const bridge = await readBridge()
  const place = async (friend: Friend, wayM: number, asideM: number): Promise<void> => {
    const { eastM, northM, upM, headingRad } = spotAlong(bridge, wayM)
    Object.assign(friend.pose, { eastM: eastM + asideM, northM, upM, headingRad })
    await friend.session.ask({ type: 'goTo', eastM: eastM + asideM, northM, upM, headingRad })
  }
  await page.evaluate(([at]) => window.townhall.goTo(at as [number, number]), [
    [spotAlong(bridge, 8).eastM, spotAlong(bridge, 8).northM],
  ] as const)
  await page.evaluate(() => window.townhall.settled())
  await place(aigul, 13, 0)
  await place(berik, 15, 1.4)
  await page.evaluate(() => window.townhall.camera.face(2))
  await page.waitForFunction(() => window.townhall.people().some((one) => one.isGuiding && one.eastM !== null))
  await page.locator('#view').focus()
  await page.keyboard.press('g')
  let aheadM = 13
  for (;;) {
    const me = (await people(page)).find(({ isMe }) => isMe)
    const behindM = me ? nearestOn(bridge, me).wayM : 0
    if (behindM > 26) break
    if (aheadM - behindM < 6) aheadM += 1
    for (const [friend, moreM, asideM] of [
      [aigul, 0, 0],
      [berik, 1.6, 1.4],
    ] as const) {
      const { eastM, northM, upM, headingRad } = spotAlong(bridge, aheadM + moreM)
      Object.assign(friend.pose, { eastM: eastM + asideM, northM, upM, headingRad })
    }
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
  await keepDrawn(page, 'people-bridge')
}

async function onPhone(town: Town, name: string, phone: BrowserContextOptions): Promise<void> {
  const page = await open(town, phone, 'name=Anna&lang=en')
  const friends = await meet(page, town.url, LIGHTS.day)
  await (friends[0] as Friend).session.ask({ type: 'say', text: 'Salem, Anna!', to: 'near' })
  await page.waitForFunction(() => window.townhall.chat().length > 0)
  await keepDrawn(page, name)
  for (const { stop } of friends) stop()
  await page.context().close()
}

async function inWords(town: Town): Promise<void> {
  const page = await open(town, SCREEN, 'name=Anna&lang=en&view=text&at=Bayterek')
  await page.locator('.action-around').click()
  await page.locator('.around-panel .row-item').first().waitFor()
  await page.waitForFunction(() => {
    const map = document.querySelector<HTMLCanvasElement>('.minimap canvas')
    return (map?.getContext('2d')?.getImageData(110, 110, 1, 1).data[3] ?? 0) > 0
  })
  await keepPage(page, 'text-twin')
  await page.context().close()
}

async function open(town: Town, how: BrowserContextOptions, query: string): Promise<Page> {
  const page = await (await browser.newContext({ ...how, locale: 'en-GB' })).newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(`${town.url}/?${query}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  return page
}
