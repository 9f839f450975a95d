// An emulated Quest 3 for a page: iwer, injected before the page's own scripts, so that the app ships without it.
// Its getOffsetReferenceSpace hands an XRRigidTransform to a matrix copy (2.4.0 and 2.5.0), which gives NaN and makes
// every offset of the viewer do nothing; mended here. Software rendering is slow: wait on state, never on time.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'

const MEND = `(() => {
  const space = IWER.XRReferenceSpace.prototype
  const offset = space.getOffsetReferenceSpace
  space.getOffsetReferenceSpace = function (t) { return offset.call(this, t && t.matrix ? t.matrix : t) }
  const device = new IWER.XRDevice(IWER.metaQuest3, { stereoEnabled: true })
  device.installRuntime({ forceInstall: true })
  window.xrDevice = device
})()`

/** Call before the page is opened. */
export async function wearHeadset(page: Page): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('iwer')
  const folder = entry.slice(0, entry.lastIndexOf(join('node_modules', 'iwer'))) + join('node_modules', 'iwer')
  await page.addInitScript({ path: join(dirname(join(folder, 'package.json')), 'build', 'iwer.min.js') })
  await page.addInitScript({ content: MEND })
}
