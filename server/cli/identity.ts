// `townhall identity clerk|issue|revoke`: the key of a clerk, the credential of residency a clerk gives to who lives in the
// city, and taking it back by the number it has in the clerk's list. The holder's public key comes from the holder's page; nothing of the resident is kept by these commands.
import { parseArgs } from 'node:util'
import { makeClerk, readClerk, readHolder, revoke, takeNumber } from '../identity/clerks.ts'
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
  const listed = await takeNumber(given.clerk)
  console.log(await issueResidency({ ...clerk, listed }, { holder, area, number: resident, name, days }, Date.now()))
  if (listed) console.error(`number ${listed.number} of this clerk: note it, to take the credential back some day`)
  return 0
}

export async function identityRevoke(args: string[]): Promise<number> {
  const { clerk, number, list } = read(args, { clerk: true, number: true, list: false }, 'revoke')
  if (!/^\d{1,6}$/.test(number)) throw new UsageError(`--number ${number} is not a number of a credential`)
  const done = await revoke(clerk, Number(number), list)
  console.log(`${done.list} holds ${done.count}: bring it to the city, beside the keys of its clerks`)
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
