// What a public consultation is made of: its commands as the journal has them, and its state.
import { z } from 'zod'
import { Sentence } from '../kernel/words.ts'
import { Hash } from './ballot.ts'
import { Id, PersonId } from './roll.ts'

const atMs = z.number().min(0).max(8e15)
const text = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .regex(/^[^\p{Cs}]*$/u)

/** What somebody may say of a statement. */
export const OPINIONS = ['agree', 'disagree', 'pass'] as const
export type Opinion = (typeof OPINIONS)[number]

export const ConsultationCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('consultation.setUp'),
    consultation: Id,
    /** Who asks and will answer. */
    body: Sentence,
    title: Sentence,
    question: text,
    /** Why a statement may be rejected, published with the question. */
    reasons: z
      .array(z.strictObject({ id: Id, text: Sentence }))
      .min(1)
      .max(20),
    /** Two at least: nobody decides on their own statement. */
    moderators: z.array(PersonId).min(2).max(50),
    /** Whom the body has named to announce, to report and to answer. */
    officers: z.array(PersonId).min(1).max(20),
    /** Asked are those who live there; null for everybody who has signed in. */
    area: Sentence.nullable(),
  }),
  z.strictObject({ type: z.literal('consultation.announce'), opensAtMs: atMs, closesAtMs: atMs }),
  z.strictObject({ type: z.literal('consultation.close') }),
  /** They have shown that they live in the area, until then. */
  z.strictObject({ type: z.literal('consultation.noteResident'), person: PersonId, untilMs: atMs }),
  z.strictObject({ type: z.literal('consultation.submit'), statement: Id, text }),
  z.strictObject({ type: z.literal('consultation.approve'), statement: Id }),
  z.strictObject({ type: z.literal('consultation.reject'), statement: Id, reason: Id }),
  z.strictObject({ type: z.literal('consultation.merge'), statement: Id, into: Id }),
  z.strictObject({ type: z.literal('consultation.appeal'), statement: Id, why: text }),
  z.strictObject({ type: z.literal('consultation.vote'), statement: Id, choice: z.enum(OPINIONS) }),
  /** Groups of statements, each approved statement in one of them. */
  z.strictObject({
    type: z.literal('consultation.report'),
    reportHash: Hash,
    groups: z.array(z.strictObject({ id: Id, title: Sentence, statements: z.array(Id).min(1) })).max(200),
  }),
  z.strictObject({ type: z.literal('consultation.answer'), group: Id, text }),
  z.strictObject({ type: z.literal('consultation.archive') }),
  /** They have had their account erased: what nobody has read yet goes, and so does the text of what was rejected. */
  z.strictObject({ type: z.literal('consultation.forget'), person: PersonId }),
])
export type ConsultationCommand = z.infer<typeof ConsultationCommand>
export type ConsultationType = ConsultationCommand['type']
export type GivenTo<T extends ConsultationType> = Extract<ConsultationCommand, { type: T }>

export type Statement = {
  readonly id: string
  readonly by: string
  text: string
  readonly submittedMs: number
  state: 'submitted' | 'approved' | 'rejected' | 'merged'
  /** Id of the published reason, or of the statement it was merged into; empty else. */
  because: string
  decidedBy: string
  appeal: string | null
  votes: { readonly person: string; choice: Opinion }[]
}

export const CONSULTATION_LIVES = [
  'draft',
  'announced',
  'collecting',
  'closed',
  'reported',
  'answered',
  'archived',
] as const

export type ConsultationState = {
  nowMs: number
  about: (Omit<GivenTo<'consultation.setUp'>, 'type'> & { readonly by: string }) | null
  life: (typeof CONSULTATION_LIVES)[number]
  opensAtMs: number
  closesAtMs: number
  residents: { readonly person: string; untilMs: number }[]
  statements: Statement[]
  reportHash: string | null
  groups: { readonly id: string; readonly title: string; readonly statements: string[]; answer: string | null }[]
}
/** It is set up. */
export type Consulted = ConsultationState & { readonly about: NonNullable<ConsultationState['about']> }

export const isConsulted = (state: ConsultationState): state is Consulted => state.about !== null
/** Its report, and so what it said, is final. */
export const isReported = ({ life }: ConsultationState): boolean =>
  life === 'reported' || life === 'answered' || life === 'archived'
