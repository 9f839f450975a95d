// An emulated headset in a council's meeting: it shows letters, a member types them on the page of their phone, and it comes in
// anew as that member, looks into the meeting and sits down at their seat. All in it is done by the ray.
import type { Browser, Page } from 'playwright-core'
import type { RoomPlace } from '../client/xr/host.ts'
import { comeIn, type Councillor, lookIn, openIdentity, press } from './council.ts'
import * as xr from './headset.ts'

/** Small, so that drawing it leaves the processor to the others. */
const EYES = { width: 112, height: 64 } as const

/** `by` stands in the meeting again afterwards. */
export async function letHeadsetIn(
  browser: Browser,
  { url, by, into }: { readonly url: string; readonly by: Councillor; readonly into: string },
): Promise<Councillor> {
  const worn = await comeIn(browser, { url, name: 'Headset', query: 'lang=en', viewport: EYES, isHeadset: true })
  const { page } = worn
  await page.getByRole('button', { name: 'Enter VR' }).press('Enter')
  await page.waitForFunction(() => window.townhall.headset() !== null)
  await xr.openMenu(page)
  await choose(page, 'menu', /^Who I am$/)
  const asked = page.waitForResponse((one) => new URL(one.url()).pathname === '/identity/pairing')
  await choose(page, 'menu', /^Use my phone$/)
  const { userCode } = (await (await asked).json()) as { userCode: string }
  await openIdentity(by)
  await by.page.getByLabel('Letters of the headset').fill(userCode.toLowerCase())
  await press(by, 'Find')
  await press(by, 'Yes, it is mine')
  await lookIn(by, into)
  // The same page, lent a session: it may be given back.
  await xr.until(page, ({ menu }) => menu.controls.some(({ label }) => label === 'Sign out'))
  await choose(page, 'menu', /Back/)
  await choose(page, 'menu', /^Meeting$/)
  await xr.lookAhead(page)
  await choose(page, 'panel', new RegExp(`^Look in: ${into}`))
  await choose(page, 'panel', /^Take your seat/)
  return worn
}

/** Presses it once it is there. */
async function choose(page: Page, where: 'menu' | 'panel', label: RegExp): Promise<void> {
  await xr.until(page, (now) => now[where]?.controls.some((one) => label.test(one.label)) === true)
  await xr.pressControl(page, where, label)
}

/** Where the meeting's wall is in the room one really stands in. */
export async function wallInRoom(page: Page): Promise<RoomPlace> {
  const found = await page.evaluate(() => {
    const { layout } = window.townhall.meetingPlace() ?? {}
    return layout ? window.townhall.roomOf(layout.wall.eastM, layout.wall.northM, layout.floorM + 2) : null
  })
  if (!found) throw new Error('the headset sees no wall')
  return found
}

export async function buttonsInPanel(page: Page): Promise<string[]> {
  const { panel } = await xr.until(page, (now) => now.panel !== null)
  return panel?.controls.map(({ label }) => label) ?? []
}
