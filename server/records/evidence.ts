// What a question rests on, composed when an officer asks and kept by its hash: a branch's scenario with its runs, the documents
// of the item that is being dealt with, pictures of the scenario, the closed hours of readings before the branch began, and what a
// consultation came to. A vote is prepared only on what is kept here, and opened only while that is still what it was.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { currentItem, type Held } from '../../shared/civic/state.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { RecordEvidence } from '../../shared/records/format.ts'
import type { BranchOffer, ConsultationOffer } from '../../shared/protocol/meetings.ts'
import type { CityConsultations } from '../consultations/contract.ts'
import type { HourRoot } from '../ingest/hour-trees.ts'
import type { City } from '../../shared/city/city.ts'
import type { Foundation } from '../systems/founding.ts'
import { FOUNDING, PICTURING } from '../systems/outside.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { drawingQueue, QueueFull } from './drawing-queue.ts'
import type { Kept } from './kept.ts'
import { checkPictures, keepPictures } from './pictures.ts'
import type { Done } from './record-desk.ts'

export type EvidenceOptions = {
  readonly kept: Kept
  readonly twin: Pick<CityTwin, 'live' | 'layers'>
  readonly city: City
  /** Where runs are recorded. */
  readonly replayDir: string
  /** Of documents put to meetings. */
  readonly documentsDir: string
  /** Of readings, by the hour; none where the city has no things. */
  readonly hourRoots: () => Promise<readonly HourRoot[]>
  /** Null while they are not opened. */
  readonly consultations: () => CityConsultations | null
  readonly onFault: (where: string, error: unknown) => void
}

export type Founded = { readonly branch?: string | undefined; readonly consultation?: string | undefined }

export type EvidenceDesk = {
  offered(): { readonly branches: readonly BranchOffer[]; readonly consultations: readonly ConsultationOffer[] }
  /** Composes and keeps. */
  compose(state: Held, on: Founded): Promise<Done<{ readonly hash: string; readonly evidence: RecordEvidence }>>
  /** Why no vote can rest on these; null where one can. */
  check(hashes: readonly string[]): Promise<string | null>
}

const HOURS_BEFORE = 24
const HOUR_MS = 3_600_000

export function openEvidence({
  kept,
  twin,
  city,
  replayDir,
  documentsDir,
  hourRoots,
  consultations,
  onFault,
}: EvidenceOptions): EvidenceDesk {
  const rows = () => twin.live().facts?.rows ?? []
  const foundations = (): Foundation[] => FOUNDING.flatMap((founding) => founding(rows()))

  async function documentsOf(state: Held): Promise<RecordEvidence['documents']> {
    const item = currentItem(state)?.id
    const own = state.documents.filter((one) => item !== undefined && one.item === item)
    return Promise.all(
      own.map(async ({ title, mediaType, sha256 }) => {
        const { size: bytes } = await stat(join(documentsDir, sha256.slice(0, 2), `${sha256}.pdf`)).catch(() => {
          throw new Error(`the file of document "${title}" is gone from this server`)
        })
        return { title, mediaType, bytes, sha256 }
      }),
    )
  }

  /** The roots of the hours' trees that were closed when the branch began, the last day's. */
  async function observationsBefore(at: string | undefined): Promise<RecordEvidence['observations']> {
    if (at === undefined) return []
    const endMs = Date.parse(at)
    return (await hourRoots())
      .map(({ hour, count, root: hash }) => ({ fromMs: Date.parse(`${hour}:00:00.000Z`), count, hash }))
      .filter(({ fromMs }) => fromMs + HOUR_MS <= endMs && fromMs >= endMs - HOURS_BEFORE * HOUR_MS - HOUR_MS)
      .slice(-HOURS_BEFORE)
      .map(({ fromMs, count, hash }) => ({
        datastream: ALL_READINGS,
        from: new Date(fromMs).toISOString(),
        to: new Date(fromMs + HOUR_MS).toISOString(),
        count,
        hash,
      }))
  }

  const drawing = drawingQueue<RecordEvidence['documents']>()

  /** None where nobody can draw the scenario, or what its runs showed is not kept any more; a vote does not wait for them. */
  async function picturesOf(found: Foundation): Promise<RecordEvidence['documents']> {
    const { branch, evidence, recorded } = found
    const scenario = evidence?.scenario
    if (!recorded || !scenario) return []
    try {
      return await drawing.draw(canonicalJson({ recorded, scenario }), () => draw(scenario, recorded))
    } catch (error) {
      if (error instanceof QueueFull) throw error
      onFault(`pictures of branch ${branch}`, error)
      return []
    }
  }

  async function draw(
    { hours, interventions, fork }: NonNullable<RecordEvidence['scenario']>,
    recorded: NonNullable<Foundation['recorded']>,
  ): Promise<RecordEvidence['documents']> {
    const folders = { before: join(replayDir, recorded.before), after: join(replayDir, recorded.after) }
    const layers = twin.layers.map(({ id }) => id)
    for (const picture of PICTURING) {
      const made = await picture({ city, layers, folders, fromMs: Date.parse(fork.at), hours, interventions })
      if (made) return keepPictures(kept, made)
    }
    return []
  }

  /** Those that were announced; one that is not reported yet is told with why it cannot be taken. */
  const consulted = (): ConsultationOffer[] => {
    const city = consultations()
    if (!city) return []
    return city.list().flatMap(({ consultation, title, life }) => {
      const evidence = life === 'draft' ? null : city.evidenceOf(consultation)
      if (!evidence) return []
      const why = 'reason' in evidence ? evidence.reason : ''
      return [{ consultation, title, ready: why === '', why }]
    })
  }

  const branches = (): BranchOffer[] =>
    foundations().map(({ branch, title, why, devices }) => ({
      branch,
      title,
      ready: why === '',
      why,
      devices: devices.map(({ device, parameters }) => ({ device, name: nameOf(rows(), device), parameters })),
    }))

  /** Its statements, opinions and report are here, and what they were. */
  const checkConsultation = (named: RecordEvidence['consultation']): string | null => {
    if (!named) return null
    const now = consultations()?.evidenceOf(named.id) ?? NOT_OPEN
    if ('reason' in now) return now.reason
    return canonicalJson(now) === canonicalJson(named) ? null : `consultation ${named.id} is not what it was`
  }

  return {
    offered: () => ({ branches: branches(), consultations: consulted() }),
    async compose(state, { branch, consultation: asked }) {
      const found = branch === undefined ? undefined : foundations().find((one) => one.branch === branch)
      if (branch !== undefined && !found) return { ok: false, status: 404, reason: `there is no branch ${branch}` }
      if (found && !found.evidence) return { ok: false, status: 409, reason: found.why }
      const founded = found?.evidence ?? { scenario: null, runs: [] }
      const consultation = asked === undefined ? null : (consultations()?.evidenceOf(asked) ?? NOT_OPEN)
      if (consultation && 'reason' in consultation) return { ok: false, status: 409, reason: consultation.reason }
      try {
        const own = await documentsOf(state)
        if (!found && !consultation && own.length === 0)
          return {
            ok: false,
            status: 409,
            reason:
              'there is nothing to rest on: no branch or consultation is named, and no document is put to the item',
          }
        const documents = [...own, ...(found ? await picturesOf(found) : [])]
        const observations = await observationsBefore(founded.scenario?.fork.at)
        const evidence = RecordEvidence.parse({ ...founded, observations, documents, consultation })
        return { ok: true, hash: await kept.keep(evidence), evidence }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        return { ok: false, status: 503, reason, ...(error instanceof QueueFull ? { againInS: error.againInS } : {}) }
      }
    },
    async check(hashes) {
      const [hash, another] = hashes
      if (another !== undefined) return `a record holds one piece of evidence, and these are ${hashes.length}`
      if (hash === undefined) return null
      const read = await kept.read(hash)
      if (read === 'gone') return `there is no evidence ${hash} here; have it composed first`
      if (read === 'changed') return `the evidence ${hash} kept here is not what it was: its hash is another`
      const { data } = RecordEvidence.safeParse(read.value)
      if (!data) return `what is kept as ${hash} is no evidence`
      return checkConsultation(data.consultation) ?? checkPictures(kept, data)
    },
  }
}

const NOT_OPEN = { reason: 'no consultations are held here' } as const

/** Each hour's tree is over all that was stored in it; one reading is proven by `/readings/ID/proof`. */
const ALL_READINGS = 'all readings of the city, by the hour in which they were stored'

/** As its row has it; its id where there is none. */
function nameOf(rows: readonly { readonly id: string; readonly json: string }[], device: string): string {
  const row = rows.find(({ id }) => id === `tasks.device/${device}`)
  const { name } = (row ? JSON.parse(row.json) : {}) as { name?: string | { en?: string } }
  return (typeof name === 'string' ? name : name?.en) ?? device
}
