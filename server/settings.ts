// Settings from the environment, parsed once; what is wrong with them is said in one readable list.
import { z } from 'zod'
import { Faults, Haste } from './devices/manner.ts'
import { SCENARIOS } from './devices/scenarios.ts'

const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'is not an origin like https://town.example',
})

export const Settings = z.object({
  /** 0 takes any free port. */
  PORT: z.coerce.number().int().min(0).max(65535).default(2567),
  HOST: z.string().min(1).default('0.0.0.0'),
  /** What the city writes; made when first needed. */
  TOWNHALL_DATA: z.string().min(1).default('./data'),
  /** Folder of a city package; `none` serves the things of a city without places. */
  TOWNHALL_CITY: z.string().min(1).default('assets/cities/astana'),
  /** Which city systems play: all, none, or their ids separated by commas. */
  TOWNHALL_SYSTEMS: z.string().min(1).default('all'),
  /** `postgres://…` keeps the journal in that database instead of the data folder. */
  DATABASE_URL: z
    .string()
    .refine((text) => text === '' || /^postgres(ql)?:\/\//.test(text), { error: 'is not postgres://…' })
    .default(''),
  /** Pages of other origins that may join, separated by commas: a proxy's `https://town.example`. */
  TOWNHALL_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    )
    .pipe(z.array(origin)),
  /** Seats and sockets one address may ask for in a minute; a school behind one address needs more. */
  TOWNHALL_JOINS_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(240),
  /** File of who has which roles: addresses of wallets or people's ids to lists of roles. */
  TOWNHALL_ROLL: z.string().default(''),
  /** File of the clerks whose credentials of residency count: who they are to their public keys. */
  TOWNHALL_CLERKS: z.string().default(''),
  /** The chain that sign-in messages name; what a key signs is good without asking it. */
  TOWNHALL_CHAIN_ID: z.coerce.number().int().min(1).default(1),
  /** `http://…` of a chain: wallets that are contracts can sign in then. */
  RPC_URL: z
    .string()
    .refine((text) => text === '' || /^https?:\/\/./.test(text), { error: 'is not http://…' })
    .default(''),
  /**
   * Where decisions are anchored: on a chain of the city's own, on that behind RPC_URL, or nowhere. `townhall serve` takes
   * RPC_URL where there is one, else its own, unless told. The own one has TOWNHALL_CHAIN_ID, or 31337 where that is 1.
   */
  TOWNHALL_CHAIN: z.enum(['embedded', 'rpc', 'none']).optional(),
  /** Key that sends transactions, instead of one made in the data folder. */
  TOWNHALL_CHAIN_KEY: z
    .string()
    .refine((text) => text === '' || /^0x[0-9a-f]{64}$/i.test(text), { error: 'is no key (0x and 64 hex digits)' })
    .default(''),
  /** Address of the Ethereum Attestation Service on the chain behind RPC_URL; empty puts one there. */
  TOWNHALL_EAS: z
    .string()
    .refine((text) => text === '' || /^0x[0-9a-f]{40}$/i.test(text), { error: 'is no address (0x and 40 hex digits)' })
    .default(''),
  /** Blocks after which a transaction on the chain behind RPC_URL counts. */
  TOWNHALL_CHAIN_CONFIRMATIONS: z.coerce.number().int().min(1).max(1000).default(12),
  /** The most this city pays for gas there. */
  TOWNHALL_CHAIN_MAX_GWEI: z.coerce.number().min(0.001).max(100_000).default(100),
  /** Folder whose node_modules has the prover of secret votes by proof; that of the program unless told. */
  TOWNHALL_PROVER: z.string().default(''),
  /** How many people one copy of the city takes before the next is opened. */
  TOWNHALL_ROOM_SIZE: z.coerce.number().int().min(2).max(4000).default(1000),
  /** Folder of a 3D Tiles tileset, served below /context/ for the page's ?context=/context/tileset.json. */
  TOWNHALL_CONTEXT: z.string().default(''),
  /** How many days what live showed is kept as it was; a moment a minute seven times as long. */
  TOWNHALL_REPLAY_DAYS: z.coerce.number().min(0.01).max(14).default(2),
  /** How many days, and of how many, what ended forks showed is kept; their journals are kept for good. */
  TOWNHALL_FORK_DAYS: z.coerce.number().min(0).max(10_000).default(30),
  TOWNHALL_FORKS_KEPT: z.coerce.number().int().min(0).max(10_000).default(100),
  /** Cores that a run of a branch may take; unless told, what live leaves is shared by the runs there may be at once. */
  TOWNHALL_RUN_CORES: z.coerce.number().int().min(1).max(64).optional(),
  /** Hours after which positions and simulated readings are thinned to one in ten seconds; 0 keeps them all. */
  TOWNHALL_KEEP_FINE_HOURS: z.coerce.number().min(0).max(1_000_000).default(24),
  /** Days readings of simulated devices, and of all devices, are kept; 0 keeps them for ever. */
  TOWNHALL_KEEP_SYNTHETIC_DAYS: z.coerce.number().min(0).max(100_000).default(7),
  TOWNHALL_KEEP_DAYS: z.coerce.number().min(0).max(100_000).default(0),
  /** Port of the broker for devices; 0 takes any free one, `none` opens none. `townhall serve` takes 1883 unless told. */
  MQTT_PORT: z.union([z.literal('none'), z.coerce.number().int().min(0).max(65535)]).optional(),
  /** Who may reach the broker: this machine alone unless it is opened, as with 0.0.0.0. */
  MQTT_HOST: z.string().min(1).default('127.0.0.1'),
  /** `mqtt://…` of another broker instead of our own. */
  MQTT_URL: z
    .string()
    .refine((text) => text === '' || /^mqtts?:\/\/./.test(text), { error: 'is not mqtt://…' })
    .default(''),
  /** Simulated devices that `townhall serve` starts: a scenario, or none. */
  TOWNHALL_DEVICES: z.enum(['none', ...SCENARIOS]).default('normal'),
  /** Which tasks of simulated devices that move fail: some, none or always; one device otherwise: none,barrier-2=always. */
  TOWNHALL_DEVICE_FAULTS: Faults.optional(),
  /** Simulated devices that move are so many times as fast, 1 to 100. */
  TOWNHALL_DEVICE_HASTE: Haste.optional(),
  /** Who may change the city's things over /v1.1: operators by their key, or anybody. An instance without a city is open. */
  TOWNHALL_THINGS: z.enum(['key', 'open']).optional(),
  /** Whether tasks reach devices that are not simulated. */
  TOWNHALL_ACTUATION: z.enum(['yes', 'no']).default('no'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})
export type Settings = z.output<typeof Settings>

/** Throws an Error whose message is the list of what is wrong. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  // An empty variable is one nobody set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Settings.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)
  throw new Error(`the settings cannot be used:\n${lines.join('\n')}`)
}
