// The visit's moment in time: what the session tells goes into the panels' model, and the one moment looked at decides the
// sun, the weather and the layers that are drawn. Others stay live whatever one does here.
import { effect } from '@preact/signals'
import { note } from './in-city-deeds.ts'
import { compareInCity } from './in-city-compare.ts'
import { type LayersInCity, layersInCity } from './in-city-layers.ts'
import { weatherOf } from './in-city-twin.ts'
import { waterOf, withCompanions } from './in-city-water.ts'
import type { PanelModel } from './panels/model.ts'
import { type Charted, hasNames, type TimeActs } from './panels/time-model.ts'
import type { FloorAt } from './scene/field-agents.ts'
import type { CityScene } from './scene/scene.ts'
import type { WaterSurroundings } from './scene/water-layer.ts'
import type { Session } from './session/session.ts'
import { say } from './panels/strings.ts'
import { importCase } from './session/case-file.ts'
import { runAgain } from './session/run-again.ts'
import { SYSTEMS_HERE } from './systems/index.ts'
import { TimeSource } from './timeline/time-source.ts'
import type { Field } from '../shared/protocol/fields.ts'

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
  /** What things stand on. */
  readonly floorAt?: FloorAt
  /** What holds water, and who wades in it. */
  readonly water?: WaterSurroundings
}

/** Of a link of planners or operators; empty for none. */
const ownKey = (): string => new URLSearchParams(location.search).get('key') ?? ''

/** Call `frame` once a frame. */
export function timeInCity({ session, model, scene, floorAt, water }: Parts): LayersInCity {
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

  let hasShownWater = false
  /** Water stands in the city as houses do, until one turns it off. */
  const showWater = (): void => {
    const level = hasShownWater || !water ? undefined : time.layers.value.find(({ id }) => waterOf(id))
    if (!level) return
    hasShownWater = true
    time.layersOn.value = [...time.layersOn.value, level.id]
  }
  const hear = (): void => {
    const facts = session.facts()
    time.status.value = facts.status
    time.role.value = session.role()
    time.me.value = session.me.sessionId
    time.forks.value = session.forks().map(({ facts: { status }, ...fork }) => ({ ...fork, status }))
    time.layers.value = session.layers()
    showWater()
    if (facts.nowMs === 0) return
    time.live.value = facts
    time.runs.value = SYSTEMS_HERE.flatMap(({ timelines }) => timelines?.(facts) ?? [])
    source.hear(facts)
  }
  session.onFacts(hear)
  session.onBack(hear)
  session.onCrossed(hear)
  hear()
  effect(() => {
    const named = time.thingsWanted.value > 0 ? time.layers.value.filter(hasNames).map(({ id }) => id) : []
    const known = time.layers.value.map(({ id }) => id)
    const wanted = new Set([...withCompanions(time.layersOn.value, known), ...named])
    session.watch([...wanted].map((layer) => ({ layer, area: null })))
  })

  const show = scene ? shownIn(scene, model) : () => {}
  const fieldOf = (layer: string): Field | null => source.fieldOf(layer)
  const compare = compareInCity({ model, scene, fieldOf })
  const layers = layersInCity({
    model,
    scene,
    fieldOf,
    compare,
    water: water ?? null,
    floorAt: floorAt ?? ((eastM, northM, nearUpM) => scene?.groundAt(eastM, northM) ?? (nearUpM || 0)),
  })
  return {
    ...layers,
    frame: () => {
      source.frame()
      show()
      layers.frame()
    },
  }
}

/** Sun and weather of the moment one looks at, each touched only when it is different. */
function shownIn(scene: CityScene, model: PanelModel): () => void {
  const { time } = model
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
  return () => {
    const shownMs = model.shownTimeMs.value
    const nowMs = performance.now()
    if (Math.abs(shownMs - litMs) >= SUN_STEP_MS && nowMs - litAtMs >= SUN_EVERY_MS) {
      litMs = shownMs
      litAtMs = nowMs
      scene.setTime(shownMs)
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
  const readChart = async ({ key, of }: Pick<Charted, 'key' | 'of'>): Promise<void> => {
    const mine = ++chartAsked
    const points = await source.history(of ?? key)
    const chart = time.chart.value
    if (mine !== chartAsked || chart?.indicator !== key) return
    time.chart.value = { ...chart, points, isLoading: false }
    clearTimeout(chartTimer)
    const read = (): void => void readChart(of ? { key, of } : { key })
    if (time.looking.value.is === 'live') chartTimer = setTimeout(read, CHART_EVERY_MS)
  }
  const again = (): void => {
    const chart = time.chart.value
    if (chart) void readChart(chart.of ? { key: chart.indicator, of: chart.of } : { key: chart.indicator })
  }
  /** Of an indicator by the panels' words for it, of a gauge by its id. */
  const chartedFact = (id: string): Omit<Charted, 'name'> | null => {
    const { indicators = [], gauges = [] } = time.facts.value ?? {}
    const known = [...indicators, ...gauges].find((one) => one.id === id)
    return known ? { key: known.id, unit: known.unit } : null
  }
  return {
    goLive: () => {
      source.goLive()
      again()
    },
    lookAt: (ms) => void source.lookAt(ms).then(again),
    stepInto: (fork, atMs) => void source.stepInto(fork, atMs).then(again),
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
    history: (what, fork) => (fork === undefined ? source.history(what) : source.foreseen(fork, what)),
    chart: (what) => {
      clearTimeout(chartTimer)
      chartAsked++
      const charted = typeof what === 'string' ? chartedFact(what) : what
      if (charted) {
        const { key: indicator, ...rest } = charted
        time.chart.value = { indicator, ...rest, points: [], isLoading: true }
      } else time.chart.value = null
      again()
    },
    runAgain: ({ id: branch, title }) => {
      if (time.again.value !== null) return
      time.again.value = { branch, done: 0, of: 0 }
      void runAgain(branch, ownKey(), (far) => {
        time.again.value = { branch, ...far }
      })
        .then(
          () => {
            model.notice.value = say('whatifCameAgain', { title })
          },
          (error: unknown) => note(model, error instanceof Error ? error.message : String(error)),
        )
        .finally(() => {
          time.again.value = null
        })
    },
    importCase: (file) => {
      void importCase(file, ownKey()).then(
        ({ title }) => {
          model.notice.value = say('whatifImported', { title })
        },
        (error: unknown) => note(model, error instanceof Error ? error.message : String(error)),
      )
    },
    showLayer: (id, isOn) => {
      const others = time.layersOn.value.filter((one) => one !== id)
      time.layersOn.value = isOn ? [...others, id] : others
    },
  }
}
