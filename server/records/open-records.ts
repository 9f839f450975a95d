// Evidence and records of a city, wired: what is kept where, who hands what to the ledger, deeds, and their routes. Evidence is opened
// before the meetings, which ask about it; records after them.
import { join } from 'node:path'
import type { Router } from 'express'
import type { CityPackage } from '../city/package.ts'
import { openCityDeeds } from '../deeds/open-deeds.ts'
import type { AskerRole } from '../identity/asker.ts'
import type { Identity } from '../identity/identity.ts'
import type { Ledger } from '../ledger/contract.ts'
import type { Meetings } from '../meetings/open-meetings.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { type EvidenceDesk, type EvidenceOptions, openEvidence } from './evidence.ts'
import { type Kept, keptIn } from './kept.ts'
import { openPapers } from './record-papers.ts'
import { openRecordDesk, type RecordDesk } from './record-desk.ts'
import { recordRoutes } from './routes.ts'
import { softwareHere } from './software.ts'

export type CityEvidence = EvidenceDesk & { readonly kept: Kept }

export function openCityEvidence(
  dir: string,
  given: { readonly twin: Pick<CityTwin, 'live'>; readonly hourRoots: EvidenceOptions['hourRoots'] },
): CityEvidence {
  const kept = keptIn(join(dir, 'evidence'))
  return { ...openEvidence({ ...given, kept, documentsDir: join(dir, 'documents') }), kept }
}

export type Records = {
  readonly desk: RecordDesk
  readonly routes: readonly Router[]
  close(): Promise<void>
}

export type RecordsGiven = {
  readonly dir: string
  readonly city: Pick<CityPackage, 'manifest'>
  readonly meetings: Meetings
  readonly twin: CityTwin
  readonly identity: Pick<Identity, 'whoAsks' | 'roleOf' | 'cityRolesOf' | 'personOf'>
  readonly roleOf: AskerRole
  readonly evidence: CityEvidence
  readonly ledger: Ledger
  readonly fault: (where: string, error: unknown) => void
}

export function openRecords(given: RecordsGiven): Records {
  const { dir, city, meetings, twin, identity, roleOf, evidence, ledger, fault } = given
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
    onFault: fault,
  })
  const deeds = openCityDeeds({ dir, twin, house, records: desk, identity, roleOf, timeZone, onFault: fault })
  const papers = openPapers({
    desk,
    timeZone,
    whyNotAnchored: (recordHash) => ledger.whyNotAnchored(recordHash) ?? '',
    followUp: (record, language) => deeds.section(record, language),
  })
  void desk.settle()
  return {
    desk,
    routes: [deeds.routes, recordRoutes({ house, identity, desk, evidence, papers })],
    async close() {
      await deeds.close()
      await desk.close()
    },
  }
}
