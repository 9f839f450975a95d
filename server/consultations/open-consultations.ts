// The city's consultations, wired: in the journal of its meetings, with their owner, their files, and what identity asks of them.
import { join } from 'node:path'
import type { Router } from 'express'
import type { CityPackage } from '../city/package.ts'
import type { Identity } from '../identity/identity.ts'
import type { KeyRing } from '../identity/keys.ts'
import { buildId } from '../journal/build.ts'
import type { Journal } from '../journal/journal.ts'
import type { Tenancy } from '../kernels/tenancy.ts'
import { openSecretKeys } from '../meetings/secret-keys.ts'
import { keptIn } from '../records/kept.ts'
import { Consultations } from './house.ts'
import { keeperOf } from './own-data.ts'
import { consultationRoutes } from './routes.ts'

export type CityConsulted = { readonly house: Consultations; readonly routes: Router; close(): Promise<void> }

type Given = {
  readonly city: Pick<CityPackage, 'manifest'>
  readonly dir: string
  readonly clientDir: string
  readonly journal: Journal
  readonly tenancy: Pick<Tenancy, 'own'>
  readonly keys: Pick<KeyRing, 'roleOf'>
  readonly identity: Pick<Identity, 'whoAsks' | 'roleOf' | 'residenceOf' | 'keepsToo'>
  readonly fault: (where: string, error: unknown) => void
  readonly note: (where: string, text: string) => void
}

export async function openConsultations(given: Given): Promise<CityConsulted> {
  const { city, dir, clientDir, journal, tenancy, keys, identity, fault, note } = given
  const { id, timeZone } = city.manifest
  const kept = keptIn(join(dir, 'consultations'))
  const { saltKey } = await openSecretKeys(join(dir, 'consultation-keys'))
  const house = await Consultations.open({
    journal,
    tenancy,
    city: id,
    build: buildId(),
    kept,
    saltKey,
    residenceOf: (person) => identity.residenceOf(person),
    onFault: fault,
    onNote: note,
  })
  identity.keepsToo(keeperOf(house))
  const routes = consultationRoutes({ house, kept, saltKey, keys, identity, timeZone, clientDir })
  return { house, routes, close: () => house.close() }
}
