// What a record says of the program that wrote it. `sbomHash` is the SHA-256 of package-lock.json as it was shipped: the list of
// every package with its version and its own hash, which is what a bill of materials is made from.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RecordBody } from '../../shared/records/format.ts'
import { buildId } from '../journal/build.ts'
import { sha256 } from '../journal/chain.ts'

export type Software = RecordBody['software']

const ROOT = resolve(import.meta.dirname, '../..')

export function softwareHere(): Software {
  const { version } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { version: string }
  const sbomHash = sha256(readFileSync(resolve(ROOT, 'package-lock.json')))
  return { product: 'Townhall', version, buildId: buildId(), sbomHash }
}
