// `townhall device add|list|remove`: credentials of devices and gateways in the data folder. A running server hears of a
// change by itself. The secret is printed once and kept nowhere.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type CredentialStore, openCredentials } from '../ingest/credentials.ts'
import { INGEST_FOLDER } from '../ingest/folder.ts'
import { UsageError } from './usage.ts'

export async function deviceAdd(args: string[]): Promise<number> {
  const { name, isGateway } = read(args, 'add')
  const secret = await refusing(async () => (await store()).add(name, isGateway ? 'gateway' : 'device'))
  console.log(secret)
  return 0
}

export async function deviceRemove(args: string[]): Promise<number> {
  const { name } = read(args, 'remove')
  await refusing(async () => (await store()).remove(name))
  return 0
}

export async function deviceList(): Promise<number> {
  const names = await refusing(async () => (await store()).names())
  for (const { name, kind, madeAt } of names) console.log(`${name}  ${kind}  ${madeAt}`)
  return 0
}

const store = (): Promise<CredentialStore> =>
  openCredentials(join(resolve(process.env['TOWNHALL_DATA'] ?? './data'), INGEST_FOLDER))

function read(args: string[], what: string): { name: string; isGateway: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { gateway: { type: 'boolean' } },
      allowPositionals: true,
    })
    const [name, ...more] = positionals
    if (name !== undefined && more.length === 0) return { name, isGateway: values.gateway ?? false }
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] as string) : String(error))
  }
  throw new UsageError(`device ${what} needs one name: townhall device ${what} NAME`)
}

async function refusing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
