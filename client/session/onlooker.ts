// A session with no line: who opens the page with `?watch` sees the city as it was last written down, from plain files
// that any cache may hold, and can go to any moment before. Nobody sees an onlooker, and an onlooker asks for nothing.
import type { Field } from '../../shared/protocol/fields.ts'
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import type { Verdict, Welcome, Wish } from '../../shared/protocol/intent.ts'
import { type Moment, ReplayPlayer } from '../timeline/replay-player.ts'
import type { Fetch } from '../timeline/segments.ts'
import { Heard } from './heard.ts'
import { NO_MEETINGS } from './meeting-side.ts'
import type { FactsNow, Session } from './session.ts'
import { NOTHING_TOLD } from './twin-side.ts'

/** A recording gets a file more every few seconds. */
const LOOK_EVERY_MS = 3000
const ALONE = 'you are watching a recording, nobody is here'

type Watched = {
  /** Origin of the recordings. */
  readonly url: string
  readonly name: string
  /** Where one stands at first. */
  readonly place: Welcome['place']
  readonly fetch: Fetch
}

/** Rejects with a sentence when nothing is recorded. */
export async function watchCity({ url, name, place, fetch }: Watched): Promise<Session> {
  const player = await ReplayPlayer.open(`${url}/replay/live/index.json`, fetch).catch(() => null)
  const first = player && (await newest(player))
  if (!player || !first) throw new Error('nothing of this city is recorded yet; try again in a minute')
  let moment = first
  const factsHeard = new Heard<[]>()
  const look = async (): Promise<void> => {
    await player.refresh()
    moment = (await newest(player)) ?? moment
    factsHeard.tell()
  }
  // A line that is down is tried again next time.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS)
  const layers = layersOf(moment)
  const never = (): (() => void) => () => {}
  const me = { sessionId: 'onlooker', avatarId: 1, name, look: 0, isAway: false, isHandUp: false, isGuiding: false }
  return {
    me: { avatarId: 1, sessionId: me.sessionId, place },
    room: () => '',
    people: () => [me],
    onPeople: never,
    serverMs: () => performance.now(),
    sendPose: () => false,
    onPoses: never,
    onPlaced: never,
    onSaid: never,
    onEmoted: never,
    onCalled: never,
    ask: (wish) => Promise.resolve(answer(wish)),
    findPeople: () => Promise.resolve([]),
    role: () => 'visitor',
    facts: () => factsOf(moment),
    forks: () => [],
    trouble: () => '',
    onFacts: (heard) => factsHeard.on(heard),
    command: () => Promise.resolve({ ok: false, id: '', reason: ALONE }),
    layers: () => layers,
    watch: () => {},
    meetings: NO_MEETINGS,
    onField: never,
    field: (layer) => fieldOf(moment, layer),
    crossTo: () => Promise.resolve(ALONE),
    onCrossed: never,
    onLost: never,
    onBack: never,
    onEnd: never,
    drop: () => {},
    leave: () => {
      clearInterval(timer)
      return Promise.resolve()
    },
  }
}

async function newest(player: ReplayPlayer): Promise<Moment | null> {
  return player.span && player.at(player.span.toMs - 1)
}

/** One goes where one likes; all else needs others. */
const answer = ({ type }: Wish): Verdict =>
  type === 'goTo' || type === 'rename' || type === 'setLook'
    ? { ok: true, id: '' }
    : { ok: false, id: '', reason: ALONE }

const factsOf = ({ facts }: Moment): FactsNow => ({
  ...(facts ?? NOTHING_TOLD.live),
  timeline: 'live',
  status: 'playing',
})

const fieldOf = ({ fields }: Moment, layer: string): Field | null => {
  const field = fields.get(layer)
  return field && field.number !== null ? field : null
}

const layersOf = ({ fields }: Moment): readonly LayerInfo[] =>
  [...fields.values()].flatMap(({ cells }) => (cells.kind === 'raster' ? [cells.info] : []))
