// `node e2e/pictures.ts [VIEW-LIGHT …]`: takes the pictures of README and assets/pictures from the named viewpoints. The
// view settles at low resolution and one frame is drawn at two pixels for each, as a graphics card would show it all the time.
import { launchBrowser } from './browser.ts'
import { enter, lookFrom } from './page.ts'
import { isWanted, keepBytes } from './pictures-kept.ts'
import { startTown } from './town.ts'
import { LIGHTS, VIEWPOINTS } from './viewpoints.ts'

const town = await startTown()
const browser = await launchBrowser()
try {
  const page = await browser.newPage({ viewport: { width: 1024, height: 576 } })
  page.setDefaultTimeout(300_000)
  await enter(page, town.url, 'Anna')
  for (const view of VIEWPOINTS)
    for (const [light, atMs] of Object.entries(LIGHTS)) {
      const name = `${view.id}-${light}`
      if (!isWanted(name)) continue
      await lookFrom(page, view, atMs)
      const url = await page.evaluate(() => window.townhall.picture())
      keepBytes(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'), name)
    }
} finally {
  await browser.close()
  await town.stop()
}
