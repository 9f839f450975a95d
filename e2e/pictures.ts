// `node e2e/pictures.ts [VIEW-LIGHT …]`: takes the pictures of README and assets/pictures from the named viewpoints,
// two drawn pixels for each, so that software rendering shows what a graphics card would.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser } from './browser.ts'
import { enter, lookFrom } from './page.ts'
import { ROOT, startTown } from './town.ts'
import { LIGHTS, VIEWPOINTS } from './viewpoints.ts'

const wanted = process.argv.slice(2)
const folder = join(ROOT, 'assets', 'pictures')
mkdirSync(folder, { recursive: true })
const town = await startTown()
const browser = await launchBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  page.setDefaultTimeout(300_000)
  await enter(page, town.url, 'Anna')
  for (const view of VIEWPOINTS)
    for (const [light, atMs] of Object.entries(LIGHTS)) {
      const name = `${view.id}-${light}`
      if (wanted.length > 0 && !wanted.includes(name)) continue
      await page.evaluate(() => window.townhall.setQuality('auto'))
      await lookFrom(page, view, atMs)
      await page.evaluate(async () => {
        window.townhall.setQuality('picture')
        for (let i = 0; i < 2; i++) await new Promise((drawn) => requestAnimationFrame(drawn))
      })
      const path = join(folder, `${name}.jpg`)
      await page.screenshot({ path, type: 'jpeg', quality: 82, timeout: 300_000 })
      console.log(path.slice(ROOT.length + 1))
    }
} finally {
  await browser.close()
  await town.stop()
}
