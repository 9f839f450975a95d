// For tests only: a house of meetings over a real journal, without rooms and web around it, whose clock is set forward by hand;
// people who are somebody without having signed in.
import type { Given, MeetingCommand } from '../../shared/civic/commands.ts'
import { PRESETS } from '../../shared/civic/presets.ts'
import type { Hashes } from '../../shared/civic/parts.ts'
import type { Rules } from '../../shared/civic/rules.ts'
import { ballotDomain } from '../../shared/civic/ballot.ts'
import type { Who } from '../identity/identity.ts'
import type { Way } from '../identity/sessions.ts'
import { sha256 } from '../journal/chain.ts'
import type { Where } from '../journal/database.ts'
import { folder } from '../journal/testing.ts'
import { type Journal, openStorage } from '../journal/journal.ts'
import { ballotTree } from './ballot-tree.ts'
import { type ProvenBallots, provenBallots } from './proven-ballots.ts'
import { ballotBox } from './ballots.ts'
import type { Asker, MeetingLine, MeetingVerdict } from './contract.ts'
import { House } from './house.ts'
import { timelineOf } from './meeting-journal.ts'
import { openSecretKeys } from './secret-keys.ts'
import { openSignatures } from './signatures.ts'
import { openTenancy } from '../kernels/tenancy.ts'

export type TestPerson = {
  readonly id: string
  readonly name: string
  readonly way?: Way
  readonly contracts?: NonNullable<Who['contracts']>
}

const digits = (name: string): string => sha256(name).slice(0, 40)
/** Known by a wallet's address. */
export const someone = (name: string): TestPerson => ({ id: `0x${digits(name)}`, name })

/** A chair, a secretary and so many with a seat each. */
export const aCouncil = (seats: number): TestPerson[] => [
  someone('Chingiz'),
  someone('Sara'),
  ...Array.from({ length: seats }, (_, i) => someone(`Member ${i + 1}`)),
]

/** The preset with no notice to wait for and no agenda to carry. */
export const rulesOf = (id: string, more: Partial<Rules> = {}): Rules => ({
  // There are three, and tests name them.
  ...(PRESETS.find((one) => one.id === id) as Rules),
  noticeS: 0,
  isAgendaVoted: false,
  ...more,
})

/** As POST /meetings takes it: the first is the chair, the second the secretary, the rest have a seat each. */
export function aMeeting(meeting: string, people: readonly TestPerson[], rules: Rules = rulesOf('board')) {
  const [chair, secretary, ...members] = people.map(({ id, name }) => ({ id, name }))
  if (!chair || !secretary) throw new Error('testing: a meeting has a chair and a secretary')
  return {
    meeting,
    title: `Meeting ${meeting}`,
    body: 'City council',
    rules,
    chairs: [chair],
    secretaries: [secretary],
    seats: members.map((holder, i) => ({ id: `${i + 1}`, holder, deputy: null, weight: 1, group: '' })),
    people: [],
  }
}

const askerOf = (person: TestPerson | undefined): Asker =>
  person
    ? {
        who: {
          person: `person-${person.id.slice(2, 26)}`,
          session: 's',
          name: person.name,
          isNamed: false,
          verified: person.id,
          way: person.way ?? 'wallet',
          accounts: [`person-${person.id.slice(2, 26)}`, person.id],
          ...(person.contracts ? { contracts: person.contracts } : {}),
        },
        role: 'participant',
        sessionId: 'line',
        name: person.name,
      }
    : { who: null, role: 'visitor', sessionId: 'guest-line', name: 'Guest 1' }

const OPERATOR: Asker = { who: null, role: 'operator', sessionId: 'operator-key', name: 'The operator' }

export type TestHouse = {
  readonly house: House
  readonly hashes: Hashes
  readonly proven: ProvenBallots
  readonly faults: string[]
  nowMs(): number
  /** Sets the clock forward, or back. */
  pass(ms: number): void
  setUp(given: Omit<Given<'meeting.setUp'>, 'type'>): Promise<MeetingVerdict>
  act(person: TestPerson | undefined, meeting: string, command: object, intent?: string): Promise<MeetingVerdict>
  /** Throws when it is refused. */
  does(person: TestPerson, meeting: string, ...commands: MeetingCommand[]): Promise<void>
  enter(person: TestPerson): MeetingLine
  /** With their first line. */
  leave(person: TestPerson): void
  isIdle(meeting: string): boolean
  /** As a server does that takes another for gone. */
  takeFrom(other: TestHouse, meeting: string): Promise<void>
  readonly holder: string
  close(): Promise<void>
}

let asked = 0

export async function testHouse(
  where: Where,
  { graceMs = 20_000, build = 'test', journal: given }: { graceMs?: number; build?: string; journal?: Journal } = {},
): Promise<TestHouse> {
  const storage = given ? { journal: given, close: () => Promise.resolve() } : await openStorage(where)
  const faults: string[] = []
  const onFault = (at: string, error: unknown): void => void faults.push(`${at}: ${String(error)}`)
  const domain = ballotDomain({ city: 'toy', chainId: 1 }, sha256)
  const signatures = openSignatures({ domain })
  const keysIn = folder()
  const keys = await openSecretKeys(keysIn.where.dir)
  const box = ballotBox({ signatures, keys, onFault: (error) => onFault('keys', error) })
  const tree = ballotTree(keys.saltKey)
  const proven = provenBallots()
  const tenancy = openTenancy(storage.journal, (error) => onFault('tenancy', error))
  let aheadMs = 0
  const nowMs = (): number => Date.now() + aheadMs
  const hashes: Hashes = { ballotDomain: domain, ...tree, nullifierOf: (poll, seat) => box.nullifierOf(poll, seat) }
  const house = await House.open({
    journal: storage.journal,
    tenancy,
    box,
    hashes,
    city: 'toy',
    build,
    onFault,
    onNote: () => {},
    nowMs,
    graceMs,
    tickMs: 100,
  })
  const lines = new Map<string, MeetingLine>()
  let closing: Promise<void> | null = null
  const act: TestHouse['act'] = (person, meeting, command, intent = `t${++asked}`) =>
    house.act(askerOf(person), { meeting, command, intent })
  return {
    house,
    hashes,
    proven,
    faults,
    holder: tenancy.holder,
    nowMs,
    pass: (ms) => void (aheadMs += ms),
    setUp: (given) => house.setUp(OPERATOR, { type: 'meeting.setUp', ...given }),
    act,
    async does(person, meeting, ...commands) {
      for (const command of commands) {
        const verdict = await act(person, meeting, command)
        if (!verdict.ok) throw new Error(`${command.type}: ${verdict.reason}`)
      }
    },
    enter(person) {
      const line: MeetingLine = { asker: () => askerOf(person), send: () => {} }
      house.join(line)
      if (!lines.has(person.id)) lines.set(person.id, line)
      return line
    },
    leave({ id }) {
      const line = lines.get(id)
      lines.delete(id)
      if (line) house.leave(line)
    },
    isIdle: (meeting) => house.deskOf(meeting)?.isIdle ?? true,
    async takeFrom(other, meeting) {
      const own = { timeline: timelineOf(meeting), holder: tenancy.holder, from: other.holder }
      await storage.journal.call('own', own)
    },
    close: () =>
      (closing ??= (async () => {
        await house.close()
        await Promise.all([signatures.close(), proven.close()])
        await storage.close()
        await keysIn.remove()
      })()),
  }
}
