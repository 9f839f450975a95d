// The rules of a body as data: how long before a meeting the notice goes out, how many must be there, what carries, who
// speaks how long. No handler knows a body; three presets stand in presets.ts, a city writes its own.
import { z } from 'zod'
import { Words } from '../kernel/words.ts'
import { Majority } from './majority.ts'
import { Id, Quorum } from './roll.ts'

const seconds = z.int().min(0).max(31_536_000)

export const METHODS = ['named', 'rollCall', 'byGroup', 'secret', 'unanimousConsent'] as const
export type Method = (typeof METHODS)[number]

export const SPEECH_KINDS = ['contribution', 'pro', 'contra', 'reply', 'pointOfOrder', 'question'] as const
export type SpeechKind = (typeof SPEECH_KINDS)[number]

const Timing = z.strictObject({
  /** What the chair may give; the first unless another is asked for. */
  choicesS: z.array(z.int().min(10).max(14_400)).min(1).max(8),
  /** The warning sounds this long before the end; 0 sounds none. */
  warnBeforeS: z.int().min(0).max(3600),
})

export const Rules = z
  .strictObject({
    id: Id,
    name: Words,
    /** Between notice and opening, at least. */
    noticeS: seconds,
    quorum: Quorum,
    /** By name; questions say by which they are decided. */
    majorities: z.record(Id, Majority),
    /** The majority of each kind of question, unless a motion asks for another of the above. */
    uses: z.strictObject({ motion: Id, amendment: Id, agenda: Id, procedure: Id }),
    /** How many must second a motion before it is debated. */
    seconders: z.int().min(0).max(20),
    /** How many proxies one seat may hold. */
    mostProxies: z.int().min(0).max(100),
    methods: z.array(z.enum(METHODS)).min(1),
    /**
     * What keeps a secret ballot secret: `house`, this city's server, which counts once and forgets whose it was; `proof`, a
     * proof made on the voter's device that tells nobody, the server included. The former where it is not given.
     */
    secretBy: z.enum(['house', 'proof']).optional(),
    /** Whether a ballot may be replaced while the poll is open; the last one counts. */
    isBallotReplaceable: z.boolean(),
    /** Whether the agenda must be carried before its first item is taken. */
    isAgendaVoted: z.boolean(),
    speech: z.record(z.enum(SPEECH_KINDS), Timing),
    /** How long a meeting goes on without anybody who may chair it before it is in recess. */
    chairGraceS: seconds,
  })
  .superRefine(({ majorities, uses }, context) => {
    for (const [kind, name] of Object.entries(uses))
      if (!Object.hasOwn(majorities, name))
        context.addIssue({ code: 'custom', path: ['uses', kind], message: `names no majority: ${name}` })
  })
export type Rules = z.infer<typeof Rules>

/** A secret ballot of fewer tells who voted how. */
export const LEAST_SECRET = 5

export const majorityOf = ({ majorities }: Rules, name: string): Majority | undefined =>
  Object.hasOwn(majorities, name) ? majorities[name] : undefined
