// The city's roll: which wallet, or which person, has which roles. A file that the city keeps (TOWNHALL_ROLL), read again
// when it changes; what is wrong with it is said line by line, and until it is right the last good one counts.
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import type { Role } from '../../shared/kernel/system.ts'
import { cleanName } from '../../shared/protocol/person-name.ts'

/** What people are to the city; who chairs or votes in a meeting is that meeting's matter. */
const CITY_ROLES = [
  'resident',
  'member',
  'chair',
  'secretary',
  'presenter',
  'moderator',
  'planner',
  'operator',
  'department',
  'auditor',
  'admin',
] as const
export type CityRole = (typeof CITY_ROLES)[number]

const roles = z.array(
  z.enum(CITY_ROLES, { error: (issue) => `"${String(issue.input)}" is none of ${CITY_ROLES.join(', ')}` }),
)
const Line = z.union([roles, z.strictObject({ roles, name: z.string().optional() })], {
  error: 'is neither a list of roles nor {"roles": […], "name": "…"}',
})
type Entry = { readonly roles: readonly CityRole[]; readonly name: string }

export type Roll = {
  /** Of all the accounts of one person; `name` is the city's for them, empty where it has none. */
  entryOf(accounts: readonly string[]): Entry
  /** Whether the file had changed. Throws a sentence for each line that is wrong. */
  refresh(): Promise<boolean>
}

const NOBODY: Entry = { roles: [], name: '' }

/** `path` empty: nobody has a role by the roll. */
export async function openRoll(path: string): Promise<Roll> {
  let known = new Map<string, Entry>()
  let readAtMs = -1
  const refresh = async (): Promise<boolean> => {
    if (path === '') return false
    const changedAtMs = (await stat(path).catch(() => null))?.mtimeMs ?? 0
    if (changedAtMs === readAtMs) return false
    // A wrong file is complained about once.
    readAtMs = changedAtMs
    known = await read(path)
    return true
  }
  await refresh()
  return {
    refresh,
    entryOf(accounts) {
      const mine = accounts.map((account) => known.get(account.toLowerCase()) ?? NOBODY)
      return {
        roles: [...new Set(mine.flatMap((entry) => entry.roles))],
        name: mine.find(({ name }) => name !== '')?.name ?? '',
      }
    },
  }
}

/** What somebody signed in may change of the city. */
export function roleBy(cityRoles: readonly CityRole[]): Role {
  if (cityRoles.includes('operator')) return 'operator'
  return cityRoles.includes('planner') ? 'planner' : 'participant'
}

async function read(path: string): Promise<Map<string, Entry>> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`the roll ${path} cannot be read: ${why}`, { cause: error })
  }
  const all = z.record(z.string(), z.unknown()).safeParse(json)
  if (!all.success) throw new Error(`the roll ${path} is not an object {"0x…": ["planner"], …}`)
  const entries = new Map<string, Entry>()
  const wrong: string[] = []
  for (const [who, line] of Object.entries(all.data)) {
    const complaint = entries.has(who.toLowerCase()) ? 'stands there twice' : await whatIsWrongWith(who)
    const parsed = Line.safeParse(line)
    if (complaint !== null) wrong.push(`"${who}" ${complaint}`)
    else if (!parsed.success) wrong.push(`"${who}": ${sentenceOf(line, parsed.error)}`)
    else {
      const entry = Array.isArray(parsed.data) ? { roles: parsed.data, name: '' } : parsed.data
      entries.set(who.toLowerCase(), { roles: entry.roles, name: cleanName(entry.name ?? '') })
    }
  }
  if (wrong.length > 0)
    throw new Error(`the roll ${path} cannot be used:\n${wrong.map((line) => `  ${line}`).join('\n')}`)
  return entries
}

/** The complaint of the shape the line was meant in. */
function sentenceOf(line: unknown, error: z.ZodError): string {
  const meant = Array.isArray(line) ? roles : line !== null && typeof line === 'object' ? Line.options[1] : null
  const [issue] = (meant?.safeParse(line).error ?? error).issues
  return issue?.message ?? 'is not understood'
}

async function whatIsWrongWith(who: string): Promise<string | null> {
  if (/^person-[0-9a-f]{24}$/.test(who)) return null
  if (!/^0x[0-9a-fA-F]{40}$/.test(who)) return 'is neither an address like 0x… of 40 digits nor a person-…'
  const digits = who.slice(2)
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return null
  const { isAddress } = await import('ethers')
  return isAddress(who) ? null : 'is mistyped: its capital letters are a checksum, and do not fit'
}
