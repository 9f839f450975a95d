// The page: panels first, so that search and the text twin stand at once; then the city, drawn where the browser can,
// without a picture where it cannot. Wires the panels' acts to the visit.
import type { Manifest } from '../shared/city/manifest.ts'
import type { InCity } from './in-city-visit.ts'
import { showPanels } from './panels/app.tsx'
import { type Acts, PanelModel } from './panels/model.ts'
import { language, preferredLanguage, say } from './panels/strings.ts'
import { graphics } from './scene/graphics.ts'
import { readManifest, readMinimap, readTiles, search } from './session/city-data.ts'
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
const model = new PanelModel(actsOf(() => city?.acts ?? null))
model.name.value = asked.get('name') ?? remembered('name')
model.look.value = Number(remembered('look')) >>> 0
model.isWelcomeOpen.value = !asked.has('name')
model.canDraw.value = graphics().canDraw
/** `?view=text` does without the picture though it could be drawn. */
const isDrawn = model.canDraw.value && asked.get('view') !== 'text'
panels.classList.toggle('in-words', !isDrawn)
showPanels(model, panels)
void model.consult.look()

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
  const here = await enter(manifest)
  city = here
  const place = asked.get('at')
  if (place) await here.travel.goToNamed(place)
  const settled = here.settled().then(() => {
    model.isSettled.value = true
  })
  // On a slow machine one can walk long before the far city is drawn.
  await here.standing
  // For who measures the way in; `ready` also gives the far city a moment.
  performance.mark('townhall:standing')
  await Promise.race([settled, new Promise((go) => setTimeout(go, PATIENCE_MS))])
  return here
}

async function enter(manifest: Manifest): Promise<InCity> {
  const quality = asked.get('quality') === 'high' ? 'high' : 'auto'
  if (isDrawn) {
    const [{ enterCity }, tiles] = await Promise.all([import('./in-city.ts'), readTiles()])
    return enterCity({ manifest, tiles, view: canvas, model, quality })
  }
  const { enterCityPlain } = await import('./in-city-plain.ts')
  return enterCityPlain({ manifest, view: canvas, model })
}

/** Search and the name stand before one is in the city; everything else waits to be there. */
function actsOf(here: () => Omit<Acts, 'enter' | 'search'> | null): Acts {
  return {
    enter: (name) => {
      model.isWelcomeOpen.value = false
      remember('name', name)
      here()?.rename(name)
      canvas.focus()
    },
    search: async (query) => search(query).catch(() => []),
    rename: (name) => {
      remember('name', name)
      here()?.rename(name)
    },
    // A place chosen before one is in is gone to on arrival.
    goTo: (hit) => void ready.then(({ acts }) => acts.goTo(hit)),
    setMode: (mode) => here()?.setMode(mode),
    setTime: (atMs) => here()?.setTime(atMs),
    enterVr: () => here()?.enterVr(),
    enterAr: () => here()?.enterAr(),
    leaveHeadset: () => here()?.leaveHeadset(),
    say: (text, to) => here()?.say(text, to),
    emote: (emote) => here()?.emote(emote),
    raiseHand: (isUp) => here()?.raiseHand(isUp),
    sit: (isSitting) => here()?.sit(isSitting),
    setLook: (look) => {
      model.look.value = look
      remember('look', String(look))
      here()?.setLook(look)
    },
    goToPerson: (avatarId) => here()?.goToPerson(avatarId),
    guide: (isOn) => here()?.guide(isOn),
    follow: (avatarId) => here()?.follow(avatarId),
    gather: (into) => here()?.gather(into),
    answerCall: (isComing) => here()?.answerCall(isComing),
    findPeople: async (name) => here()?.findPeople(name) ?? [],
    joinPerson: (person) => here()?.joinPerson(person),
    setComfort: (comfort) => {
      model.comfort.value = comfort
    },
    lookAround: () => here()?.lookAround(),
  }
}

function describe(manifest: Manifest): void {
  document.title = `${manifest.name} · Townhall`
  model.cityName.value = manifest.name
  model.timeZone.value = manifest.timeZone
  model.attribution.value = [...new Set(manifest.sources.map((source) => source.attribution))]
    .join(' · ')
    .replaceAll('(c)', '©')
  model.hasSynthetic.value = manifest.layers.some((layer) => layer.truth === 'synthetic')
}

function remembered(what: string): string {
  try {
    return localStorage.getItem(`townhall.${what}`) ?? ''
  } catch {
    return ''
  }
}

function remember(what: string, value: string): void {
  try {
    localStorage.setItem(`townhall.${what}`, value)
  } catch {
    // A browser that keeps nothing is asked again next time.
  }
}
