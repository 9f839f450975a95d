// Wires the rooms of the client: city data, scene, panels, session, oneself and the others.
import type { Manifest } from '../shared/city/manifest.ts'
import { Crowd } from './people/crowd.ts'
import { showPanels } from './panels/app.tsx'
import { PanelModel } from './panels/model.ts'
import { language, preferredLanguage, say } from './panels/strings.ts'
import { readManifest, readMinimap, readTiles, search } from './session/city-data.ts'
import { enterCity, type InCity } from './in-city.ts'
import { offerApi } from './townhall-api.ts'

const view = document.querySelector<HTMLCanvasElement>('#view')
const panels = document.querySelector<HTMLElement>('#panels')
if (!view || !panels) throw new Error('page: no place for the view and the panels')
const canvas = view

const asked = new URLSearchParams(location.search)
language.value = preferredLanguage([asked.get('lang') ?? '', ...navigator.languages])

/** How long `ready` waits for the far city once there is ground to stand on. */
const PATIENCE_MS = 6000

let city: InCity | null = null
const model = new PanelModel({
  enter: (name) => {
    model.isWelcomeOpen.value = false
    remember(name)
    city?.rename(name)
    canvas.focus()
  },
  search: async (query) => search(query).catch(() => []),
  goTo: (hit) => void city?.goTo(hit),
  setMode: (mode) => city?.setMode(mode),
  setTime: (atMs) => city?.setTime(atMs),
  enterVr: () => void city?.enterVr(),
})
model.name.value = asked.get('name') ?? remembered()
model.isWelcomeOpen.value = !asked.has('name')
showPanels(model, panels)

const ready = start()
ready.catch((error: unknown) => {
  model.notice.value = say('refused', { reason: error instanceof Error ? error.message : String(error) })
})
offerApi(model, ready)

async function start(): Promise<InCity> {
  const manifest = await readManifest()
  describe(manifest)
  void readMinimap().then((data) => {
    model.minimap.value = data
  })
  const crowd = new Crowd()
  city = await enterCity({
    manifest,
    tiles: await readTiles(),
    view: canvas,
    model,
    crowd,
    quality: asked.get('quality') === 'high' ? 'high' : 'auto',
  })
  const place = asked.get('at')
  if (place) await city.goToNamed(place)
  const settled = city.settled().then(() => {
    model.isSettled.value = true
  })
  // On a slow machine one can walk long before the far city is drawn.
  await city.standing
  await Promise.race([settled, new Promise((go) => setTimeout(go, PATIENCE_MS))])
  return city
}

function describe(manifest: Manifest): void {
  document.title = `${manifest.name} · Townhall`
  model.cityName.value = manifest.name
  model.timeZone.value = manifest.timeZone
  model.attribution.value = [...new Set(manifest.sources.map((source) => source.attribution))].join(' · ')
  model.hasSynthetic.value = manifest.layers.some((layer) => layer.truth === 'synthetic')
}

function remembered(): string {
  try {
    return localStorage.getItem('townhall.name') ?? ''
  } catch {
    return ''
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem('townhall.name', name)
  } catch {
    // A browser that keeps nothing is asked again next time.
  }
}
