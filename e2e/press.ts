// A press by the keyboard that counts when the button itself has heard it: news may take a button away, or the focus, between its
// being found and its being pressed.
import type { Locator, Page } from 'playwright-core'

export const ABLE = (page: Page): Locator => page.locator(':not([aria-disabled=true])')

/** False when it was gone before the key came: then nothing has happened, and it is to be looked for again. */
export async function strike(locator: Locator): Promise<boolean> {
  const button = await locator
    .and(ABLE(locator.page()))
    .first()
    .elementHandle({ timeout: 1000 })
    .catch(() => null)
  if (!button) return false
  try {
    await button.evaluate((one) => {
      const { dataset } = one as HTMLElement
      delete dataset['struck']
      one.addEventListener('click', () => (dataset['struck'] = 'yes'), { once: true })
    })
    // Rejects at once where it is gone.
    await button.press('Enter').catch(() => undefined)
    return await button.evaluate(async (one) => {
      // A busy page is some time behind its keys.
      const hasHeard = (): boolean => (one as HTMLElement).dataset['struck'] === 'yes'
      for (let i = 0; i < 20 && one.isConnected && !hasHeard(); i++) await new Promise((soon) => setTimeout(soon, 50))
      return hasHeard()
    })
  } finally {
    await button.dispose()
  }
}
