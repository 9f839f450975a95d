// People of a council's meeting in test pages: each a browser context of its own with a wallet, who does everything by the
// keyboard through buttons as they are named to a screen reader. Pages without a picture, since many stand side by side.
// News may take a button away between being found and being pressed: a press counts when the button has heard it.
import type { HDNodeWallet } from 'ethers'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { refusePictures, wearHeadset } from './headset.ts'
import { ABLE, strike } from './press.ts'
import { giveWallet } from './wallets.ts'

export type Councillor = {
  readonly name: string
  readonly page: Page
  /** The panel "Meeting". */
  readonly panel: Locator
}

/** For anything one page waits for while nine others have the processor. */
export const PATIENCE_MS = 90_000
const AGAIN_MS = 80

export async function comeIn(
  browser: Browser,
  {
    url,
    name,
    wallet,
    chainId = 1,
    query = 'view=text',
    isHeard = false,
    isHeadset = false,
    ...options
  }: BrowserContextOptions & {
    url: string
    name: string
    wallet?: HDNodeWallet
    chainId?: number
    query?: string
    /** What sounds on it is listened to (`hearing`). */
    isHeard?: boolean
    /** An emulated one, whose panels are lists; it rests while it arrives. */
    isHeadset?: boolean
  },
): Promise<Councillor> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  if (wallet) await giveWallet(page, wallet, chainId)
  if (isHeard) await page.addInitScript(listen)
  if (isHeadset) {
    await wearHeadset(page)
    await refusePictures(page)
  }
  await page.goto(`${url}/?name=${encodeURIComponent(name)}&${query}`)
  await page.waitForFunction(() => window.townhall !== undefined)
  await page.evaluate(() => window.townhall.ready)
  return { name, page, panel: page.locator('.meeting-panel') }
}

export async function signInByWallet(person: Councillor): Promise<void> {
  await openIdentity(person)
  await press(person, 'Sign in with Test wallet')
  await isSignedIn(person)
}

export const isSignedIn = ({ page }: Councillor): Promise<void> =>
  page.locator('.identity-panel').getByText('You are signed in as').first().waitFor()

export async function openIdentity({ name, page }: Councillor): Promise<void> {
  const button = (label: string): Locator => page.getByRole('button', { name: label })
  // On a small screen "Settings" waits behind "More"; a page that is still arriving may close what was opened.
  await until(`${name} opens who they are`, async () => {
    if (await page.locator('.identity-panel').isVisible()) return true
    for (const label of ['Who I am', 'Settings', 'More'])
      if (await button(label).isVisible()) {
        await strike(button(label))
        break
      }
    return false
  })
}

/** Opens the panel and looks into the meeting. */
export async function lookIn(person: Councillor, title: string): Promise<void> {
  const { name, page, panel } = person
  const now = panel.getByRole('heading', { name: title })
  const found = panel.getByRole('button', { name: `Look in: ${title}` })
  await until(`${name} looks into ${title}`, async () => {
    if (await now.isVisible()) return true
    if (await found.isVisible()) await strike(found)
    else if (!(await panel.isVisible())) {
      await page.locator('#view').focus()
      await page.keyboard.press('m')
      await panel.waitFor()
    }
    return now.isVisible()
  })
}

/** A button by the beginning of its name, pressed by the keyboard; what is folded away is unfolded first. */
export async function press(person: Councillor, name: string, fill?: string): Promise<void> {
  const { page } = person
  const start = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
  const button = page.getByRole('button', { name: start })
  const folded = page.locator('.meeting-panel details:not([open]):has(button) > summary')
  await until(
    `${person.name} presses ${name}`,
    async () => {
      if (await button.and(ABLE(page)).first().isVisible()) return strike(button)
      // Each opens those inside of it for the next look.
      for (const summary of await folded.all()) if (await summary.isVisible()) await summary.press('Enter')
      return false
    },
    () => page.locator('#panels').innerText(),
  )
  if (fill === undefined) return
  const form = page.locator('form.asked').first()
  await form.getByRole('textbox').fill(fill)
  await form.getByRole('textbox').press('Enter')
  await form.waitFor({ state: 'detached' })
}

/** The form that is open, by its own button, until it is gone. */
export async function submit({ name, page }: Councillor): Promise<void> {
  const form = page.locator('form.meet-form, form.asked').first()
  const button = form.locator('button[type=submit]')
  await until(`${name} sends a form`, async () => (await button.isVisible()) && strike(button))
  await form.waitFor({ state: 'detached' })
}

/** A tab of the panel by its name. */
export async function turnTo({ name, panel }: Councillor, tab: string): Promise<void> {
  const found = panel.getByRole('tab', { name: new RegExp(`^${tab}`) })
  await until(`${name} turns to ${tab}`, async () => (await found.isVisible()) && strike(found))
}

/** What the panel shows, once it shows it. */
export async function shows({ panel }: Councillor, text: string | RegExp): Promise<void> {
  await panel.getByText(text).first().waitFor()
}

/** On the vote that is open and asks this; the last ballot ends it. */
export async function vote(person: Councillor, choice: 'Yes' | 'No' | 'Abstain', question = ''): Promise<void> {
  const { name, panel } = person
  const open = panel.locator('.open-vote', { hasText: question })
  const button = open.getByRole('button', { name: choice, exact: true })
  await until(`${name} votes`, async () => (await button.isVisible()) && strike(button))
  try {
    await open
      .locator('.voted')
      .or(panel.locator('.last-vote', { hasText: question }))
      .first()
      .waitFor()
  } catch (error) {
    throw new Error(`${name} has not voted; the panel says: ${await panel.innerText()}`, { cause: error })
  }
}

/** The result of a vote, once the panel shows it. */
export async function decided({ panel }: Councillor, question: string, result: RegExp): Promise<void> {
  await panel.locator('.last-vote', { hasText: question }).getByText(result).first().waitFor()
}

declare global {
  interface Window {
    /** What the page let sound since `hearing`: at its loudest, and its pitch there. */
    heard?: { loudness: number; hz: number }
  }
}

/** In the page, before its own scripts: an ear at whatever goes to the loudspeaker. */
function listen(): void {
  window.heard = { loudness: 0, hz: 0 }
  const connect = Reflect.get(AudioNode.prototype, 'connect') as (...given: unknown[]) => AudioNode
  AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode | AudioParam, ...rest: number[]) {
    const done = connect.call(this, to, ...rest)
    if (!(to instanceof AudioDestinationNode)) return done
    // Each hears the last 0.7 s, and each a little later than the one before: together they span the pauses of a busy page.
    const ears = Array.from({ length: 6 }, (_, i) => {
      const late = new DelayNode(this.context, { delayTime: 0.7 * i, maxDelayTime: 5 })
      const ear = new AnalyserNode(this.context, { fftSize: 32_768, smoothingTimeConstant: 0 })
      connect.call(this, late)
      connect.call(late, ear)
      return ear
    })
    const wave = new Float32Array(ears[0]?.fftSize ?? 0)
    const pitches = new Float32Array(wave.length / 2)
    const hear = (ear: AnalyserNode): void => {
      ear.getFloatTimeDomainData(wave)
      const loudness = wave.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
      if (!window.heard || loudness <= window.heard.loudness) return
      ear.getFloatFrequencyData(pitches)
      const bin = pitches.indexOf(Math.max(...pitches))
      window.heard = { loudness, hz: (bin * this.context.sampleRate) / wave.length }
    }
    let looks = 0
    const timer = setInterval(() => {
      if (++looks > 100) clearInterval(timer)
      ears.forEach(hear)
    }, 50)
    return done
  } as typeof AudioNode.prototype.connect
}

/** Of a page that is heard: from now on. */
export const hearing = ({ page }: Councillor): Promise<void> =>
  page.evaluate(() => void (window.heard = { loudness: 0, hz: 0 }))

/** Once something has sounded. */
export async function heard({ page }: Councillor): Promise<{ readonly loudness: number; readonly hz: number }> {
  const found = await page.waitForFunction(() => window.heard && window.heard.loudness > 0.05 && window.heard)
  return (await found.jsonValue()) || { loudness: 0, hz: 0 }
}

/** Asked again and again until it is so; what is shown is told when it is not in time. */
async function until(what: string, isSo: () => Promise<boolean>, shown?: () => Promise<string>): Promise<void> {
  for (const late = Date.now() + PATIENCE_MS; !(await isSo());) {
    if (Date.now() > late) throw new Error(`not in time: ${what}; shown is: ${(await shown?.()) ?? ''}`)
    await new Promise((again) => setTimeout(again, AGAIN_MS))
  }
}
