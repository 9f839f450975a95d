// Evidence and records of a city, wired: what is kept where, who hands what to the ledger, and their routes. Evidence is opened
// before the meetings, which ask about it; records after them.
import { join } from 'node:path'
import type { Router } from 'express'
import type { Language } from '../../shared/civic/value-words.ts'
import type { CityPackage } from '../city/package.ts'
import type { Identity } from '../identity/identity.ts'
import type { Ledger } from '../ledger/contract.ts'
import { type Html, NOTHING } from '../meetings/papers-html.ts'
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
  readonly identity: Pick<Identity, 'whoAsks' | 'roleOf'>
  readonly evidence: CityEvidence
  readonly ledger: Ledger
  readonly fault: (where: string, error: unknown) => void
  /** What came of a decision, as a section of its page. */
  readonly followUp?: (record: string, language: Language) => Promise<Html>
}

export function openRecords(given: RecordsGiven): Records {
  const { dir, city, meetings, identity, evidence, ledger, fault } = given
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
  const papers = openPapers({
    desk,
    timeZone,
    whyNotAnchored: (recordHash) => ledger.whyNotAnchored(recordHash) ?? '',
    followUp: given.followUp ?? (() => Promise.resolve(NOTHING)),
  })
  void desk.settle()
  return { desk, routes: [recordRoutes({ house, identity, desk, evidence, papers })], close: () => desk.close() }
}
