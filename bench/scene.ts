// What the city in view costs at five named viewpoints: draw calls, triangles, texture bytes, CPU time of a frame
// and JavaScript heap. Draws, triangles and bytes are the same everywhere; milliseconds are this machine's, with
// software rendering, and are only good for comparing.
import { launchBrowser } from '../e2e/browser.ts'
import { enter, lookFrom, stats } from '../e2e/page.ts'
import { startTown } from '../e2e/town.ts'
import { LIGHTS, VIEWPOINTS } from '../e2e/viewpoints.ts'
import type { Rows } from './bench.ts'

export async function benchScene(): Promise<Rows> {
  const town = await startTown()
  const browser = await launchBrowser({ isCalm: false })
  try {
    const page = await browser.newPage({ viewport: { width: 640, height: 360 } })
    await enter(page, town.url, 'Bench')
    const rows: Record<string, string | number>[] = []
    for (const view of VIEWPOINTS) {
      await lookFrom(page, view, LIGHTS.day)
      const s = await stats(page)
      rows.push({
        view: view.id,
        drawCalls: s.drawCalls,
        triangles: s.triangles,
        textureMb: Number((s.textureBytes / 1e6).toFixed(1)),
        frameMs: Number(s.frameMs.toFixed(1)),
        heapMb: Math.round(s.heapBytes / 1e6),
      })
    }
    return rows
  } finally {
    await browser.close()
    await town.stop()
  }
}
