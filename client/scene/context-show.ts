// `?context=/context/tileset.json` in the page's address shows that tileset in the city; `&contextRaise=-35` lifts or
// lowers it by metres, since its heights seldom count from the city's datum. Same origin only; the rest is loaded on demand.
import { z } from 'zod'
import type { ContextLayer, ContextOptions } from './context-layer.ts'
import type { CityScene } from './scene.ts'

const Place = z.object({ frameFromEcef: z.array(z.number()).length(16) })
const Raise = z.coerce.number().min(-10_000).max(10_000).catch(0)

/** Null when the address asks for none; throws one sentence when what it asks for cannot be shown. */
export async function showContext(
  scene: Pick<CityScene, 'inner' | 'onSun'>,
  page: URL,
  onRefused: ContextOptions['onRefused'],
): Promise<ContextLayer | null> {
  const asked = page.searchParams.get('context')
  if (asked === null || asked === '') return null
  const url = new URL(asked, page.origin)
  if (url.origin !== page.origin) throw new Error(`the tileset ${url.href} lies on another server and is not shown`)
  const raiseM = Raise.parse(page.searchParams.get('contextRaise') ?? 0)
  const answer = await fetch('/city/ecef.json')
  if (!answer.ok) throw new Error(`the server does not tell where the city stands (${answer.status})`)
  const { frameFromEcef } = Place.parse(await answer.json())
  const { addContextLayer } = await import('./context-layer.ts')
  return addContextLayer(scene, { url: url.href, frameFromEcef, raiseM, onRefused })
}
