// What the scripts that take pictures share: which pictures are wanted (the names given to the script, or all), where they
// lie (assets/pictures, or the folder PICTURES) and how a page is kept as one.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ROOT } from './town.ts'

const JPEG_QUALITY = 78
const wanted = process.argv.slice(2)
const folder = process.env['PICTURES'] ?? join(ROOT, 'assets', 'pictures')

/** True where one of the names was asked for, or none. */
export function isWanted(...names: readonly string[]): boolean {
  return wanted.length === 0 || names.some((name) => wanted.includes(name))
}

/** The page as it is now. */
export async function keepPage(page: Page, name: string): Promise<void> {
  if (isWanted(name)) keepBytes(await page.screenshot({ type: 'jpeg', quality: JPEG_QUALITY }), name)
}

export function keepBytes(jpeg: Buffer, name: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.jpg`), jpeg)
  process.stdout.write(`${name}\n`)
}

/**
 * One frame is drawn finely and laid under the panels: a software renderer that drew all of them so would hear the others'
 * poses seconds too late, and forget them.
 */
export async function keepDrawn(page: Page, name: string): Promise<void> {
  if (!isWanted(name)) return
  await page.evaluate(async () => {
    const still = document.createElement('img')
    still.id = 'still'
    still.style.cssText = 'position: fixed; inset: 0; width: 100%; height: 100%'
    still.src = window.townhall.picture()
    document.querySelector('#view')?.after(still)
    await still.decode()
  })
  await keepPage(page, name)
  await page.evaluate(() => document.querySelector('#still')?.remove())
}
