// How a page reads to those who do not see it, do not point, or hold it in one hand: axe-core's findings, what Tab
// reaches and whether it shows, what lies over what, and how big buttons are.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']
/** More stops than any page of ours has. */
const MOST_STOPS = 250

/** Every violation as `rule: the elements`; empty when axe-core finds nothing. `within` leaves out what was judged before. */
export async function findings(page: Page, within?: string): Promise<string[]> {
  // Past the page's content security policy, which refuses foreign scripts.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  return page.evaluate(
    async ([rules, part]) => {
      const { axe: here } = globalThis as unknown as { axe: typeof axe }
      const { violations } = await here.run(part ?? document, { runOnly: [...rules] })
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
    },
    [RULES, within] as const,
  )
}

/** The name by which a screen reader calls what has the focus, and whether a ring shows that it has. */
export function focused(page: Page): Promise<{ name: string; isShown: boolean }> {
  return page.evaluate(() => {
    const one = document.activeElement
    if (!(one instanceof HTMLElement) || one === document.body) return { name: '', isShown: true }
    const label = one.id === '' ? null : document.querySelector(`label[for="${one.id}"]`)
    const name = one.getAttribute('aria-label') ?? label?.textContent ?? one.textContent ?? ''
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return {
      name: name.trim().replaceAll(/\s+/g, ' '),
      isShown: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    }
  })
}

/** Presses Tab until that name has the focus; throws when it comes round without. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  for (let i = 0; i < MOST_STOPS; i++) {
    await page.keyboard.press('Tab')
    const at = (await focused(page)).name
    if (typeof name === 'string' ? at === name : name.test(at)) return
    passed.push(at)
  }
  throw new Error(`Tab does not reach ${String(name)}; it passed ${[...new Set(passed)].join(', ')}`)
}

/** Everything Tab reaches from where the focus is to the end of the page. */
export async function tabStops(page: Page): Promise<{ name: string; isShown: boolean }[]> {
  const stops: { name: string; isShown: boolean }[] = []
  for (let i = 0; i < MOST_STOPS; i++) {
    await page.keyboard.press('Tab')
    const stop = await focused(page)
    if (stop.name === '') break
    stops.push(stop)
  }
  return stops
}

/** Blocks that lie over each other or stand out of the window, by their classes. */
export function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = '.top > .panel, .dock, .drawer, .minimap, .clock, .card, .news .panel, .stick, .climb, .attribution'
    const blocks = [...document.querySelectorAll(all)]
      .map((one) => ({ name: one.className, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0)
    const wrong: string[] = []
    for (const [i, a] of blocks.entries()) {
      const { left, top, right, bottom } = a.box
      if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1)
        wrong.push(`${a.name} sticks out`)
      for (const b of blocks.slice(i + 1)) {
        const wide = Math.min(right, b.box.right) - Math.max(left, b.box.left)
        const high = Math.min(bottom, b.box.bottom) - Math.max(top, b.box.top)
        if (wide > 1 && high > 1) wrong.push(`${a.name} over ${b.name}`)
      }
    }
    return wrong
  })
}

/** Which share of the window still shows the city. */
export function viewShare(page: Page): Promise<number> {
  return page.evaluate(() => {
    const steps = 24
    let seen = 0
    for (let i = 0; i < steps * steps; i++) {
      const x = (((i % steps) + 0.5) / steps) * innerWidth
      const y = ((Math.floor(i / steps) + 0.5) / steps) * innerHeight
      if (document.elementFromPoint(x, y)?.id === 'view') seen++
    }
    return seen / steps ** 2
  })
}

/** Controls too small for a finger, as `name width x height`. */
export function smallControls(page: Page, leastPx = 44): Promise<string[]> {
  return page.evaluate(
    (least) =>
      [...document.querySelectorAll<HTMLElement>('button, input, summary')].flatMap((one) => {
        const { width, height } = one.getBoundingClientRect()
        if (width === 0 || (width >= least - 0.5 && height >= least - 0.5)) return []
        return [`${one.getAttribute('aria-label') ?? one.textContent} ${width} x ${height}`]
      }),
    leastPx,
  )
}
