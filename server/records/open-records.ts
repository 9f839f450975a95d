// Evidence and records of a city, wired: what is kept where, who hands what to the ledger, deeds, and their routes. Evidence is opened
// before the meetings, which ask about it; records after them.
import { join } from 'node:path'
import type { Router } from 'express'
import type { Language } from '../../shared/civic/value-words.ts'
import { RecordEvidence } from '../../shared/records/format.ts'
import type { CityPackage } from '../city/package.ts'
import { openCityDeeds } from '../deeds/open-deeds.ts'
import type { AskerActor, AskerRole } from '../identity/asker.ts'
import type { Identity } from '../identity/identity.ts'
import type { Ledger } from '../ledger/contract.ts'
import type { Meetings } from '../meetings/open-meetings.ts'
import { type Html, html, NOTHING } from '../meetings/papers-html.ts'
import { againHtml } from './again-page.ts'
import { type CityTwin, REPLAY_FOLDER } from '../timelines/city-twin.ts'
import { type EvidenceDesk, type EvidenceOptions, openEvidence } from './evidence.ts'
import { type Kept, keptIn } from './kept.ts'
import { figures } from './picture-page.ts'
import { pictureTold } from './picture-words.ts'
import { findPictures } from './pictures.ts'
import { openPapers } from './record-papers.ts'
import { openRecordDesk, type RecordDesk } from './record-desk.ts'
import { REPRODUCING } from '../systems/outside.ts'
import { reproductionRoutes } from './reproduction-routes.ts'
import { recordRoutes } from './routes.ts'
import { wordsIn } from './record-words.ts'
import { softwareHere } from './software.ts'

export type CityEvidence = EvidenceDesk & {
  readonly kept: Kept
  /** What a vote rests on, as a piece of a page: pictures of its scenario, its consultation; nothing where there is neither. */
  pictured(hashes: readonly string[], language: Language): Promise<Html>
}

export function openCityEvidence(
  dir: string,
  given: Pick<EvidenceOptions, 'twin' | 'city' | 'hourRoots' | 'consultations' | 'onFault'>,
): CityEvidence {
  const kept = keptIn(join(dir, 'evidence'))
  const places = { documentsDir: join(dir, 'documents'), replayDir: join(dir, REPLAY_FOLDER) }
  return {
    ...openEvidence({ ...given, ...places, kept }),
    kept,
    async pictured([hash = ''], language) {
      const read = await kept.read(hash)
      const evidence = typeof read === 'string' ? null : RecordEvidence.safeParse(read.value).data
      const found = evidence ? await findPictures(kept, evidence) : []
      const pictures = found.length === 0 ? NOTHING : figures(found.map((one) => pictureTold(one, language)))
      return html`${pictures}${evidence?.consultation ? consultationLine(evidence.consultation, language) : NOTHING}`
    },
  }
}

/** The consultation a vote rested on, with the way to it. */
function consultationLine(
  { id, participants, reportHash }: NonNullable<RecordEvidence['consultation']>,
  language: Language,
): Html {
  const say = wordsIn(language)
  return html`<p>
    ${say('consultation')}: <a href="/consultations/${id}?lang=${language}">${id}</a>, ${say('participants')}
    ${participants}, ${say('reportHash')} <span class="hash">${reportHash}</span>
  </p>`
}

export type Records = {
  readonly desk: RecordDesk
  readonly routes: readonly Router[]
  close(): Promise<void>
}

export type RecordsGiven = {
  readonly dir: string
  readonly city: Pick<CityPackage, 'dir' | 'manifest'>
  readonly meetings: Meetings
  readonly twin: CityTwin
  readonly identity: Pick<Identity, 'whoAsks' | 'roleOf' | 'cityRolesOf' | 'personOf' | 'contractsAmong'>
  readonly roleOf: AskerRole
  readonly actorOf: AskerActor
  readonly evidence: CityEvidence
  readonly ledger: Ledger
  readonly fault: (where: string, error: unknown) => void
}

export function openRecords(given: RecordsGiven): Records {
  const { dir, city, meetings, twin, identity, roleOf, actorOf, evidence, ledger, fault } = given
  const { house, journal, hashes } = meetings
  const { id, name, timeZone } = city.manifest
  const desk = openRecordDesk({
    house,
    journal,
    hashes,
    city: { id, name },
    bodies: keptIn(join(dir, 'records')),
    evidence: evidence.kept,
    ledger,
    software: softwareHere(),
    contractsAmong: (addresses) => identity.contractsAmong(addresses),
    onFault: fault,
  })
  const deeds = openCityDeeds({ dir, twin, house, records: desk, identity, roleOf, timeZone, onFault: fault })
  const [open] = REPRODUCING
  const reproducing = open?.({ twin, city, onFault: fault })
  const papers = openPapers({
    desk,
    picturesOf: (of) => findPictures(evidence.kept, of),
    timeZone,
    whyNotAnchored: (recordHash) => ledger.whyNotAnchored(recordHash) ?? '',
    followUp: (record, language) => deeds.section(record, language),
    again: (body, language) => (reproducing ? againHtml(body, { desk: reproducing, language, timeZone }) : NOTHING),
  })
  void desk.settle()
  return {
    desk,
    routes: [
      deeds.routes,
      recordRoutes({ house, identity, desk, evidence, kept: evidence.kept, papers }),
      ...(reproducing ? [reproductionRoutes({ desk: reproducing, identity, actorOf })] : []),
    ],
    async close() {
      await reproducing?.close()
      await deeds.close()
      await desk.close()
    },
  }
}
