// For tests only: the consultations of a journal without web around them, whose clock is set forward by hand; people who are
// somebody without having signed in.
import { join } from 'node:path'
import type { GivenTo } from '../../shared/civic/consultation-shape.ts'
import type { Journal } from '../journal/journal.ts'
import type { Asker } from '../kernels/asking.ts'
import type { KernelVerdict } from '../kernels/kernel-journal.ts'
import { openTenancy } from '../kernels/tenancy.ts'
import { keptIn } from '../records/kept.ts'
import { Consultations } from './house.ts'

export const SCHOOL = 'school'

export const aConsultation = (more: Partial<GivenTo<'consultation.setUp'>> = {}): GivenTo<'consultation.setUp'> => ({
  type: 'consultation.setUp',
  consultation: SCHOOL,
  body: 'City council',
  title: 'The school at the river',
  question: 'What should become of the old school?',
  reasons: [
    { id: 'insult', text: 'It insults somebody' },
    { id: 'person', text: 'It names a private person' },
  ],
  moderators: ['mara', 'miras'],
  officers: ['clerk'],
  area: null,
  ...more,
})

/** Signed in; known by a number. */
export const citizen = (person: string): Asker => ({
  who: {
    person,
    session: 's',
    name: `The name of ${person}`,
    isNamed: false,
    verified: 'passkey',
    way: 'passkey',
    accounts: [person],
  },
  role: 'participant',
  sessionId: 'line',
  name: `The name of ${person}`,
})
export const GUEST: Asker = { who: null, role: 'visitor', sessionId: 'guest', name: 'Guest' }
export const OPERATOR: Asker = { who: null, role: 'operator', sessionId: 'operator-key', name: 'The operator' }

let asked = 0

export async function testConsultations(
  journal: Journal,
  dir: string,
  { build = 'test', homes = new Map<string, { area: string; untilMs: number }>() } = {},
) {
  const faults: string[] = []
  const onFault = (at: string, error: unknown): void => void faults.push(`${at}: ${String(error)}`)
  const tenancy = openTenancy(journal, (error) => onFault('tenancy', error))
  let aheadMs = 0
  let composed = 0
  const nowMs = (): number => Date.now() + aheadMs
  const house = await Consultations.open({
    journal,
    tenancy,
    city: 'toy',
    build,
    kept: keptIn(join(dir, 'consultations')),
    // Taken once for each time that files are put together.
    get saltKey() {
      composed++
      return new Uint8Array(32)
    },
    residenceOf: (person) => Promise.resolve(homes.get(person) ?? null),
    onFault,
    onNote: (where, text) => void faults.push(`${where}: ${text}`),
    nowMs,
    tickMs: 50,
  })
  const act = (asker: Asker, command: object, intent = `t${++asked}`): Promise<KernelVerdict> =>
    house.act(asker, { consultation: SCHOOL, command, intent })
  return {
    house,
    faults,
    nowMs,
    composed: () => composed,
    pass: (ms: number) => void (aheadMs += ms),
    act,
    /** Why not, or null. */
    async says(asker: Asker, command: object): Promise<string | null> {
      const verdict = await act(asker, command)
      return verdict.ok ? null : verdict.reason
    },
    /** Throws when it is refused. */
    async does(asker: Asker, ...commands: object[]): Promise<void> {
      for (const command of commands) {
        const verdict = await act(asker, command)
        if (!verdict.ok) throw new Error(`${JSON.stringify(command)}: ${verdict.reason}`)
      }
    },
    async close(): Promise<void> {
      await house.close()
      await tenancy.close()
    },
  }
}

/** From now on, for an hour. */
export const announced = (nowMs: number) => ({
  type: 'consultation.announce',
  opensAtMs: nowMs,
  closesAtMs: nowMs + 3_600_000,
})
