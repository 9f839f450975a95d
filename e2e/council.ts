// People of a council's meeting in test pages: each a browser context of its own with a wallet, who does everything by the
// keyboard through buttons as they are named to a screen reader. Pages without a picture, since many stand side by side.
import type { HDNodeWallet } from 'ethers'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { giveWallet } from './wallets.ts'

export type Councillor = {
  readonly name: string
  readonly page: Page
  /** The panel "Meeting". */
  readonly panel: Locator
}

export async function comeIn(
  browser: Browser,
  {
    url,
    name,
    wallet,
    chainId = 1,
    query = 'view=text',
    ...options
  }: BrowserContextOptions & {
    url: string
    name: string
    wallet?: HDNodeWallet
    chainId?: number
    query?: string
  },
): Promise<Councillor> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options })
  const page = await context.newPage()
  if (wallet) await giveWallet(page, wallet, chainId)
  await page.goto(`${url}/?name=${encodeURIComponent(name)}&${query}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  return { name, page, panel: page.locator('.meeting-panel') }
}

export async function signInByWallet(person: Councillor): Promise<void> {
  await openIdentity(person)
  await press(person, 'Sign in with Test wallet')
  await expect.poll(() => person.page.locator('.identity-panel').innerText()).toContain('You are signed in as')
}

export async function openIdentity({ page }: Councillor): Promise<void> {
  const button = (name: string): Locator => page.getByRole('button', { name })
  // On a small screen "Settings" waits behind "More"; a page that is still arriving may close what was opened.
  await expect
    .poll(async () => {
      for (const name of ['Who I am', 'Settings', 'More'])
        if (await button(name).isVisible()) {
          await button(name).press('Enter')
          break
        }
      return page.locator('.identity-panel').isVisible()
    })
    .toBe(true)
}

/** Opens the panel and looks into the meeting. */
export async function lookIn(person: Councillor, title: string): Promise<void> {
  const { page, panel } = person
  if (!(await panel.isVisible())) {
    await page.locator('#view').focus()
    await page.keyboard.press('m')
    await panel.waitFor()
  }
  const now = panel.getByRole('heading', { name: title })
  if (await now.isVisible()) return
  await press(person, `Look in: ${title}`)
  await now.waitFor()
}

/** A button by the beginning of its name, pressed by the keyboard; what is folded away is unfolded first. */
export async function press({ page }: Councillor, name: string, fill?: string): Promise<void> {
  const start = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
  const button = page.getByRole('button', { name: start }).and(page.locator(':not([aria-disabled=true])')).first()
  const folded = page.locator('.meeting-panel details:not([open]):has(button) > summary')
  await expect
    .poll(
      async () => {
        if (await button.isVisible()) return true
        // Each opens those inside of it for the next look.
        for (const summary of await folded.all()) if (await summary.isVisible()) await summary.press('Enter')
        return button.isVisible()
      },
      { message: `a button ${name}`, timeout: 30_000 },
    )
    .toBe(true)
  await button.press('Enter')
  if (fill === undefined) return
  const form = page.locator('form.asked').first()
  await form.getByRole('textbox').fill(fill)
  await form.getByRole('textbox').press('Enter')
  await form.waitFor({ state: 'detached' })
}

/** A tab of the panel by its name. */
export async function turnTo({ panel }: Councillor, tab: string): Promise<void> {
  const found = panel.getByRole('tab', { name: new RegExp(`^${tab}`) })
  await found.press('Enter')
}

/** What the panel shows, once it shows it. */
export async function shows({ panel }: Councillor, text: string | RegExp): Promise<void> {
  await panel.getByText(text).first().waitFor()
}

export async function vote(person: Councillor, choice: 'Yes' | 'No' | 'Abstain'): Promise<void> {
  const { name, panel } = person
  await panel.locator('.open-vote').getByRole('button', { name: choice, exact: true }).press('Enter')
  try {
    // The last ballot ends the vote.
    await panel.locator('.open-vote .voted, .last-vote').first().waitFor()
  } catch (error) {
    throw new Error(`${name} has not voted; the panel says: ${await panel.innerText()}`, { cause: error })
  }
}
