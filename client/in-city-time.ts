// The visit's moment in time: what the session tells goes into the panels' model, and the one moment looked at decides the
// sun, the weather and the layers that are drawn. Others stay live whatever one does here.
import { effect } from '@preact/signals'
import type { RasterCells } from '../shared/protocol/fields-raster.ts'
import { note } from './in-city-deeds.ts'
import { weatherOf } from './in-city-twin.ts'
import type { PanelModel } from './panels/model.ts'
import type { TimeActs } from './panels/time-model.ts'
import { FieldRaster } from './scene/field-raster.ts'
import type { CityScene } from './scene/scene.ts'
import type { Session } from './session/session.ts'
import { TimeSource } from './timeline/time-source.ts'

/** The sun is moved in steps: each costs the shadows of the city. */
const SUN_STEP_MS = 20_000
const SUN_EVERY_MS = 250
const CHART_EVERY_MS = 10_000
/** What is recorded, and marked: who has a line hears of most things before. */
const LIST_EVERY_MS = 20_000
const LIST_EVERY_ALONE_MS = 5000

type Parts = {
  readonly session: Session
  readonly model: PanelModel
  /** Null where nothing is drawn. */
  readonly scene: CityScene | null
}

/** Call `frame` once a frame. */
export function timeInCity({ session, model, scene }: Parts): { frame(): void } {
  const { time } = model
  const source = new TimeSource({
    model: time,
    origin: location.origin,
    fetch: (url) => fetch(url),
    clockMs: () => performance.now(),
    liveField: (layer) => session.field(layer),
    listEveryMs: session.room() === '' ? LIST_EVERY_ALONE_MS : LIST_EVERY_MS,
  })
  time.acts = actsOf({ session, model, source })
  time.canDrawLayers.value = scene !== null

  const hear = (): void => {
    const facts = session.facts()
    time.status.value = facts.status
    time.role.value = session.role()
    time.forks.value = session.forks().map(({ facts: { status }, ...fork }) => ({ ...fork, status }))
    time.layers.value = session.layers()
    if (facts.nowMs === 0) return
    time.live.value = facts
    source.hear(facts)
  }
  session.onFacts(hear)
  session.onBack(hear)
  session.onCrossed(hear)
  hear()
  effect(() => {
    const wanted = time.layersOn.value
    session.watch(wanted.map((layer) => ({ layer, area: null })))
  })

  const show = scene ? shownIn(scene, model, source) : () => {}
  return {
    frame: () => {
      source.frame()
      show()
    },
  }
}

/** Sun, weather and layers of the moment one looks at, each touched only when it is different. */
function shownIn(scene: CityScene, model: PanelModel, source: TimeSource): () => void {
  const { time } = model
  const rasters = new Map<string, { readonly raster: FieldRaster; key: string }>()
  let look = 'null'
  let litMs = 0
  let litAtMs = -Infinity
  // `?weather=fair` looks away from the weather, for pictures and tests that must come out alike.
  const isFair = new URLSearchParams(location.search).get('weather') === 'fair'
  effect(() => {
    const facts = time.facts.value
    const weather = facts && !isFair ? weatherOf(facts) : null
    const key = JSON.stringify(weather)
    if (key === look) return
    look = key
    if (weather) model.hasSynthetic.value = true
    scene.setWeather(weather)
  })
  const showLayer = (id: string): void => {
    const field = source.fieldOf(id)
    let shown = rasters.get(id)
    if (!shown) rasters.set(id, (shown = { raster: new FieldRaster(scene), key: '' }))
    const key = field ? `${time.looking.value.is} ${field.atMs} ${field.number}` : ''
    if (shown.key !== key) {
      shown.key = key
      shown.raster.show(field?.cells.kind === 'raster' ? (field.cells satisfies RasterCells) : null)
      time.layerAtMs.value = { ...time.layerAtMs.value, [id]: field?.atMs ?? 0 }
    }
    shown.raster.frame()
  }
  return () => {
    const shownMs = model.shownTimeMs.value
    const nowMs = performance.now()
    if (Math.abs(shownMs - litMs) >= SUN_STEP_MS && nowMs - litAtMs >= SUN_EVERY_MS) {
      litMs = shownMs
      litAtMs = nowMs
      scene.setTime(shownMs)
    }
    for (const id of time.layersOn.value) showLayer(id)
    for (const [id, { raster }] of rasters) {
      if (time.layersOn.value.includes(id)) continue
      raster.dispose()
      rasters.delete(id)
    }
  }
}

function actsOf(parts: {
  readonly session: Session
  readonly model: PanelModel
  readonly source: TimeSource
}): TimeActs {
  const { session, model, source } = parts
  const { time } = model
  let chartAsked = 0
  let chartTimer: ReturnType<typeof setTimeout> | undefined
  const readChart = async (indicator: string): Promise<void> => {
    const mine = ++chartAsked
    const points = await source.history(indicator)
    const chart = time.chart.value
    if (mine !== chartAsked || chart?.indicator !== indicator) return
    time.chart.value = { ...chart, points, isLoading: false }
    clearTimeout(chartTimer)
    if (time.looking.value.is === 'live') chartTimer = setTimeout(() => void readChart(indicator), CHART_EVERY_MS)
  }
  const again = (): void => {
    const chart = time.chart.value
    if (chart) void readChart(chart.indicator)
  }
  return {
    goLive: () => {
      source.goLive()
      again()
    },
    lookAt: (ms) => void source.lookAt(ms).then(again),
    stepInto: (fork) => void source.stepInto(fork).then(again),
    play: () => source.play(),
    pause: () => source.pause(),
    setRate: (rate) => source.setRate(rate),
    command: (command) => {
      void session.command(command).then((verdict) => {
        if (!verdict.ok) return note(model, verdict.reason)
        const { type, entry } = command
        const mark = { atMs: time.nowMs.value, kind: type, text: typeof entry === 'string' ? entry : '' }
        time.done.value = [...time.done.value, mark]
      })
    },
    fork: ({ name, hours, commands }) => {
      void session.ask({ type: 'fork', name, hours, commands: [...commands] }).then((verdict) => {
        if (!verdict.ok) note(model, verdict.reason)
      })
    },
    endFork: (name) => {
      void session.ask({ type: 'endFork', name }).then((verdict) => {
        if (!verdict.ok) note(model, verdict.reason)
      })
    },
    chart: (indicator) => {
      clearTimeout(chartTimer)
      chartAsked++
      const known = time.facts.value?.indicators.find(({ id }) => id === indicator)
      time.chart.value = known ? { indicator: known.id, unit: known.unit, points: [], isLoading: true } : null
      again()
    },
    showLayer: (id, isOn) => {
      const others = time.layersOn.value.filter((one) => one !== id)
      time.layersOn.value = isOn ? [...others, id] : others
    },
  }
}
