// `townhall identity clerk|issue`: the key of a clerk, and the credential of residency a clerk gives to who lives in the
// city. The holder's public key comes from the holder's page; nothing of the resident is kept by these commands.
import { parseArgs } from 'node:util'
import { makeClerk, readClerk, readHolder } from '../identity/clerks.ts'
import { issueResidency } from '../identity/residency.ts'
import { UsageError } from './usage.ts'

export async function identityClerk(args: string[]): Promise<number> {
  const { issuer, out } = read(args, { issuer: true, out: true }, 'clerk')
  try {
    console.log(JSON.stringify(await makeClerk(out, issuer)))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new UsageError(code === 'EEXIST' ? `${out} is there already; it is not replaced` : `${out} cannot be written`)
  }
  return 0
}

export async function identityIssue(args: string[]): Promise<number> {
  const given = read(args, { clerk: true, holder: true, area: true, resident: true, name: false, days: false }, 'issue')
  const days = given.days === '' ? 365 : Number(given.days)
  if (!Number.isInteger(days) || days < 1 || days > 3660)
    throw new UsageError(`--days ${given.days} is not a whole number from 1 to 3660`)
  if (given.area.length > 80) throw new UsageError('--area has more than 80 characters')
  const [clerk, holder] = [await readClerk(given.clerk), await readHolder(given.holder)]
  const { area, resident, name } = given
  console.log(await issueResidency(clerk, { holder, area, number: resident, name, days }, Date.now()))
  return 0
}

/** What must be given is true. */
function read<T extends Record<string, boolean>>(args: string[], wanted: T, what: string): Record<keyof T, string> {
  const options = Object.fromEntries(Object.keys(wanted).map((name) => [name, { type: 'string' as const }]))
  let values: Record<string, string | undefined>
  try {
    values = parseArgs({ args, options }).values as typeof values
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] as string) : String(error))
  }
  const missing = Object.keys(wanted).filter((name) => wanted[name] === true && !values[name])
  if (missing.length > 0) throw new UsageError(`identity ${what} needs --${missing.join(' and --')}`)
  return Object.fromEntries(Object.keys(wanted).map((name) => [name, values[name] ?? ''])) as Record<keyof T, string>
}
