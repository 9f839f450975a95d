// Who may speak to the broker: devices, each with a name and a random secret, and gateways that speak for many devices.
// Only the secrets' hashes are kept, in the data folder; a secret is shown once, when it is made (`townhall device add`).
// A secret is random and long, so one SHA-256 is hash enough: there is nothing to guess.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { whileLocked } from '../disk/folder-lock.ts'
import { writeWhole } from '../disk/whole-file.ts'
import { DeviceId } from './about.ts'

export const CREDENTIALS_FILE = 'devices.json'
const SECRET_BYTES = 18
const LOOK_EVERY_MS = 500

const Credential = z.strictObject({
  kind: z.enum(['device', 'gateway']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  madeAt: z.iso.datetime(),
})
const Credentials = z.record(DeviceId, Credential)
type Credentials = z.infer<typeof Credentials>

export type Speaker =
  | { readonly kind: 'device'; readonly name: string }
  /** Speaks for any device that has no credential of its own. */
  | { readonly kind: 'gateway'; readonly name: string }
  | { readonly kind: 'operator' }
  | { readonly kind: 'anonymous'; readonly mayCreate: boolean }

export type CredentialStore = {
  /** Null for a wrong name or secret; reads the file again when it has changed. */
  speakerOf(name: string, secret: string): Promise<Speaker | null>
  /** Whether a device speaks for itself. */
  readonly hasOwn: (deviceId: string) => boolean
  names(): readonly { readonly name: string; readonly kind: 'device' | 'gateway'; readonly madeAt: string }[]
  /** The secret, which is told this once. Throws a sentence when there is such a name. */
  add(name: string, kind: 'device' | 'gateway'): Promise<string>
  remove(name: string): Promise<void>
}

/** `passing` are gateways of this process only: name to secret. */
export async function openCredentials(
  dir: string,
  passing: Readonly<Record<string, string>> = {},
): Promise<CredentialStore> {
  const path = join(dir, CREDENTIALS_FILE)
  const brief = new Map(Object.entries(passing).map(([name, secret]) => [name, hashOf(secret)]))
  let known: Credentials = {}
  let readAtMs = -1
  let lookedAtMs = -Infinity

  const refresh = async (): Promise<void> => {
    const changedAtMs = (await stat(path).catch(() => null))?.mtimeMs ?? 0
    if (changedAtMs === readAtMs) return
    known = changedAtMs === 0 ? {} : await read(path)
    readAtMs = changedAtMs
  }
  const save = async (next: Credentials): Promise<void> => {
    await writeWhole(path, `${JSON.stringify(next, null, 1)}\n`, { mode: 0o600 })
    known = next
    readAtMs = (await stat(path)).mtimeMs
  }
  await refresh()

  return {
    async speakerOf(name, secret) {
      // Thousands ask in a second; a change is heard of within one.
      if (performance.now() - lookedAtMs > LOOK_EVERY_MS) {
        lookedAtMs = performance.now()
        await refresh().catch(() => undefined)
      }
      const hash = hashOf(secret)
      const short = brief.get(name)
      if (short && timingSafeEqual(short, hash)) return { kind: 'gateway', name }
      const own = Object.hasOwn(known, name) ? known[name] : undefined
      if (!own || !timingSafeEqual(Buffer.from(own.sha256, 'hex'), hash)) return null
      return { kind: own.kind, name }
    },
    hasOwn: (deviceId) => Object.hasOwn(known, deviceId) && known[deviceId]?.kind === 'device',
    names: () => Object.entries(known).map(([name, { kind, madeAt }]) => ({ name, kind, madeAt })),
    async add(name, kind) {
      const parsed = DeviceId.safeParse(name)
      if (!parsed.success) throw new Error(`"${name}" ${parsed.error.issues[0]?.message ?? ''}`)
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      const madeAt = new Date().toISOString()
      await whileLocked(`${path}.lock`, async () => {
        await refresh()
        if (Object.hasOwn(known, name)) throw new Error(`${name} has a secret already; remove it first`)
        await save({ ...known, [name]: { kind, sha256: hashOf(secret).toString('hex'), madeAt } })
      })
      return secret
    },
    async remove(name) {
      await whileLocked(`${path}.lock`, async () => {
        await refresh()
        if (!Object.hasOwn(known, name)) throw new Error(`there is no device or gateway ${name}`)
        const { [name]: _gone, ...rest } = known
        await save(rest)
      })
    },
  }
}

export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url')

async function read(path: string): Promise<Credentials> {
  try {
    return Credentials.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    throw new Error(`${path} holds no credentials of devices; take it away and make new ones`)
  }
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
