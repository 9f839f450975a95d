// `node e2e/pictures.ts [VIEW-LIGHT …]`: takes the pictures of README and assets/pictures from the named viewpoints. The
// view settles at low resolution and one frame is drawn at two pixels for each, as a graphics card would show it all the time.
import { mkdirSync, writeFileSync } from 'node:fs'
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
  const page = await browser.newPage({ viewport: { width: 1024, height: 576 } })
  page.setDefaultTimeout(300_000)
  await enter(page, town.url, 'Anna')
  for (const view of VIEWPOINTS)
    for (const [light, atMs] of Object.entries(LIGHTS)) {
      const name = `${view.id}-${light}`
      if (wanted.length > 0 && !wanted.includes(name)) continue
      await lookFrom(page, view, atMs)
      const url = await page.evaluate(() => window.townhall.picture())
      const path = join(folder, `${name}.jpg`)
      writeFileSync(path, Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
      console.log(path.slice(ROOT.length + 1))
    }
} finally {
  await browser.close()
  await town.stop()
}
