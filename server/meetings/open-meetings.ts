// The city's meetings, wired: their journals, who owns them, signatures, keys of secret votes, papers, documents and routes.
import { join } from 'node:path'
import type { Router } from 'express'
import { ballotDomain } from '../../shared/civic/ballot.ts'
import type { Hashes } from '../../shared/civic/parts.ts'
import type { ChainHead } from '../../shared/civic/told-meeting.ts'
import type { CityPackage } from '../city/package.ts'
import type { Identity } from '../identity/identity.ts'
import type { KeyRing } from '../identity/keys.ts'
import { buildId } from '../journal/build.ts'
import { sha256 } from '../journal/chain.ts'
import { whereIs } from '../journal/database.ts'
import { type Flow, type Journal, journalOf, openStorage } from '../journal/journal.ts'
import type { Settings } from '../settings.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { type BallotBox, ballotBox, openSecrets } from './ballots.ts'
import { ballotTree } from './ballot-tree.ts'
import { documentRoutes } from './documents.ts'
import { House } from './house.ts'
import { type PaperOptions, paperRoutes } from './papers.ts'
import { provenBallots } from './proven-ballots.ts'
import { documentDesk, meetingRoutes } from './routes.ts'
import { openSecretKeys } from './secret-keys.ts'
import { openSignatures } from './signatures.ts'
import { proverRoutes } from '../web/prover-routes.ts'
import { openTenancy, type Tenancy } from '../kernels/tenancy.ts'

export type Meetings = {
  readonly house: House
  /** Theirs and of consultations, whose it is, and how they hash: records are built from it. */
  readonly journal: Journal
  readonly tenancy: Tenancy
  readonly hashes: Hashes
  readonly routes: readonly Router[]
  isReady(): boolean
  close(): Promise<void>
}

type MeetingsGiven = {
  readonly city: CityPackage
  readonly dir: string
  readonly twin: CityTwin
  readonly keys: Pick<KeyRing, 'roleOf'>
  readonly identity: Pick<Identity, 'whoAsks' | 'roleOf'>
  readonly fault: (where: string, error: unknown) => void
  readonly note: (where: string, text: string) => void
  /** Why a vote cannot rest on these; see house.ts. */
  readonly checkEvidence: (hashes: readonly string[]) => Promise<string | null>
  /** Pictures of what a vote rests on, for papers. */
  readonly pictured: PaperOptions['pictured']
  /** Why a signed record is not anchored yet; null where nothing is known. */
  readonly whyNotAnchored: (recordHash: string) => string | null
  readonly head: () => ChainHead | null
}

/** Throws the sentence of a journal that cannot be read. */
export async function openMeetings(settings: Settings, given: MeetingsGiven): Promise<Meetings> {
  const { city, dir, twin, keys, identity, fault, note, checkEvidence, pictured, whyNotAnchored, head } = given
  const { DATABASE_URL: databaseUrl, TOWNHALL_CHAIN_ID: chainId } = settings
  const { id, name, timeZone } = city.manifest
  let flow: Flow = { isFlowing: true }
  const heard = (now: Flow): void => void (flow = now)
  // In the city's own storage; a city in which no time passes has none.
  const port = twin.storagePort()
  const own = port ? null : await openStorage(databaseUrl === '' ? { dir } : whereIs(databaseUrl), { onFlow: heard })
  const journal = own?.journal ?? journalOf(port as NonNullable<typeof port>, heard)
  const domain = ballotDomain({ city: id, chainId }, sha256)
  const signatures = openSignatures({ domain })
  const secretKeys = await openSecretKeys(join(dir, 'vote-keys'))
  const tree = ballotTree(secretKeys.saltKey)
  const box: BallotBox = ballotBox({ signatures, keys: secretKeys, onFault: (error) => fault('keys of votes', error) })
  const proven = provenBallots()
  const hashes: Hashes = {
    ballotDomain: domain,
    rootOf: (poll) => tree.rootOf(poll),
    leafOf: (poll, ballot) => tree.leafOf(poll, ballot),
    nullifierOf: (poll, seat) => box.nullifierOf(poll, seat),
    whyNotAnchored: (recordHash) => whyNotAnchored(recordHash) ?? '',
    head,
  }
  const tenancy = openTenancy(journal, (error) => fault('owning meetings', error))
  const house = await House.open({
    journal,
    tenancy,
    box,
    proven,
    hashes,
    city: id,
    build: buildId(),
    checkEvidence,
    onFault: fault,
    onNote: note,
  })
  // Of meetings that another server holds the open votes are not known here.
  if (house.isWhole())
    await secretKeys.keepOnly(openSecrets(house.list().flatMap(({ meeting }) => house.stateOf(meeting) ?? [])))
  const asking = { house, hashes, tree, proven, keys, identity }
  return {
    house,
    journal,
    tenancy,
    hashes,
    routes: [
      documentRoutes(join(dir, 'documents'), documentDesk(asking)),
      paperRoutes({
        meeting: (meeting) => house.stateOf(meeting),
        timeZone,
        cityName: name,
        ballotsRoot: (poll) => tree.rootOf(poll),
        pictured,
      }),
      meetingRoutes(asking),
      proverRoutes(settings.TOWNHALL_PROVER),
    ],
    isReady: () => flow.isFlowing,
    async close() {
      await house.close()
      await Promise.all([signatures.close(), proven.close()])
      if (own) await own.close()
      else port?.close()
    },
  }
}
