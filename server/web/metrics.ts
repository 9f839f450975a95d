// What /metrics shows, in Prometheus's words: people, rooms, verdicts, dropped frames, the live timeline and its journal,
// survived faults, refusals, and
// Node's own (event loop lag, memory). One registry a server, nothing global, so that tests can run several.
import type { CityIngest } from '../ingest/city-ingest.ts'
import type { House } from '../meetings/house.ts'
import type { ChainCounts } from '../open-ledger.ts'
import type { TwinCounts } from '../timelines/city-twin.ts'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'

export type Counts = {
  readonly people: number
  readonly pendingSeats: number
  readonly rooms: number
  readonly droppedFrames: number
  readonly droppedFieldFrames: number
  readonly twin: TwinCounts
  /** Null where devices are left out. */
  readonly ingest: ReturnType<CityIngest['counts']> | null
  readonly meetings: ReturnType<House['counts']>
  readonly chain: ChainCounts
}
export type Metrics = {
  readonly registry: Registry
  readonly verdicts: Counter<'outcome'>
  readonly faults: Counter<'where'>
  readonly audits: Counter<'what'>
  readonly refusals: Counter<'why'>
}

/** `counts` is asked at every scrape. */
export function makeMetrics(counts: () => Counts): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const gauge = (name: string, help: string, read: (c: Counts) => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read(counts()))
      },
    })
  gauge('townhall_people', 'People in the city, those whose place is kept included', (c) => c.people)
  gauge('townhall_pending_seats', 'Seats given to newcomers who have not come yet', (c) => c.pendingSeats)
  gauge('townhall_rooms', 'Open copies of the city', (c) => c.rooms)
  gauge('townhall_presence_dropped_frames', 'Frames not sent to viewers that could not keep up', (c) => c.droppedFrames)
  gauge('townhall_fields_dropped_frames', 'Frames of fields, likewise', (c) => c.droppedFieldFrames)
  gauge('townhall_journal_inputs', 'Inputs in the journal of the live city', (c) => c.twin.inputs)
  gauge('townhall_journal_recording', '1 while inputs are recorded, 0 while they are refused', (c) =>
    Number(c.twin.isRecording),
  )
  gauge('townhall_timeline_lag_seconds', 'How far the live city is behind the wall clock', (c) => c.twin.lagS)
  gauge('townhall_timeline_catching_up', '1 while the live city plays what its journal holds', (c) =>
    Number(!c.twin.isPlaying),
  )
  gauge('townhall_forks', 'Forks that run', (c) => c.twin.forks)
  gauge('townhall_observations_stored', 'Readings of devices on the disk', (c) => c.ingest?.stored ?? 0)
  gauge('townhall_observations_repeated', 'Readings that came again', (c) => c.ingest?.repeats ?? 0)
  gauge('townhall_observations_flagged', 'Readings kept with a doubt', (c) => c.ingest?.flagged ?? 0)
  gauge('townhall_observations_refused', 'What devices sent that is no reading', (c) => c.ingest?.refused ?? 0)
  gauge('townhall_observations_told', 'Readings the live city was told of', (c) => c.ingest?.told ?? 0)
  gauge('townhall_devices', 'Devices that are known', (c) => c.ingest?.devices ?? 0)
  gauge('townhall_devices_silent', 'Those that have not been heard for too long', (c) => c.ingest?.silent ?? 0)
  gauge('townhall_mqtt_clients', 'Clients of the broker', (c) => c.ingest?.clients ?? 0)
  gauge('townhall_meetings', 'Meetings in the journals of this city that are held here', (c) => c.meetings.meetings)
  gauge(
    'townhall_meetings_in_session',
    'Those that are open, without a quorum or in recess',
    (c) => c.meetings.inSession,
  )
  gauge('townhall_meetings_watching', 'Lines that watch a meeting', (c) => c.meetings.watching)
  gauge('townhall_ballots', 'Ballots recorded since the start', (c) => c.meetings.ballots)
  gauge('townhall_ballots_refused', 'Ballots refused since the start', (c) => c.meetings.refused)
  gauge('townhall_chain_ready', '1 while decisions can be anchored', (c) => Number(c.chain.isReady))
  gauge('townhall_chain_waiting', 'Decisions and stamps that are not final on the chain yet', (c) => c.chain.waiting)
  gauge('townhall_chain_head', 'Number of the newest block of the chain', (c) => c.chain.head)
  const counter = <L extends string>(name: string, help: string, label: L): Counter<L> =>
    new Counter({ name, help, labelNames: [label], registers })
  return {
    registry,
    verdicts: counter('townhall_verdicts_total', 'Answers to intents', 'outcome'),
    faults: counter('townhall_faults_total', 'Uncaught errors in handlers, timers and callbacks, survived', 'where'),
    audits: counter('townhall_audit_total', 'Acts worth an audit line', 'what'),
    refusals: counter('townhall_refused_requests_total', 'Requests and upgrades refused at the gate', 'why'),
  }
}
