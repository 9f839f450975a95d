// What is offered is not refused: whole meetings are played by the panel's own buttons, pressed at random, against the rules
// themselves. And the next act leads a chair from notice to published minutes without any other button.
import { expect, it } from 'vitest'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import {
  admin,
  asked,
  type Chamber,
  chair,
  chamber,
  dealing,
  debated,
  expert,
  HASH,
  member,
  members,
  NOON,
  opened,
  presetOf,
  secretary,
  server,
  setUp,
} from '../../shared/civic/testing.ts'
import { Random } from '../../shared/kernel/random.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import { ballotFor, ownVotes, votesDue } from './ballots.ts'
import {
  agendaDeeds,
  itemDeeds,
  type MeetingDeed,
  type MeetingForm,
  moveDeed,
  orderDeeds,
  ownDeeds,
  proxyDeeds,
  remarkDeed,
  seatDeeds,
} from './deeds.ts'
import { boardDeeds, documentDeeds } from './deeds-document.ts'
import { amendmentDeeds, motionDeeds } from './deeds-motion.ts'
import { pollDeeds } from './deeds-poll.ts'
import { askDeeds, listDeeds, speechDeeds } from './deeds-speech.ts'
import { nextDeeds } from './next-deeds.ts'
import { motionOf, type Sight } from './sight.ts'
import { sightFor } from './testing.ts'

const EVERYBODY: readonly Actor[] = [chair, secretary, expert, ...members]
let given = 0
const newId = (kind: string): string => `${kind}-${++given}`

function offered(sight: Sight, nowMs: number): readonly MeetingDeed[] {
  return [
    ...ownDeeds(sight),
    ...orderDeeds(sight, nowMs),
    ...moveDeed(sight, () => ({ eastM: given++, northM: 0, upM: 0, headingRad: 0 })),
    ...remarkDeed(sight),
    ...agendaDeeds(sight, newId),
    ...sight.items.flatMap((item) => itemDeeds(sight, item)),
    ...proxyDeeds(sight),
    ...sight.house.seats.flatMap(({ seat }) => seatDeeds(sight, seat)),
    ...sight.documents.flatMap((one) => documentDeeds(sight, one)),
    ...boardDeeds(sight),
    ...sight.motions.flatMap((one) => motionDeeds(sight, one)),
    ...sight.amendments.flatMap((one) => amendmentDeeds(sight, one)),
    ...askDeeds(sight, newId),
    ...listDeeds(sight),
    ...sight.speeches.flatMap((one) => speechDeeds(sight, one)),
    ...sight.polls.flatMap((one) => pollDeeds(sight, one)),
    ...(nextDeeds(sight, nowMs, newId)?.deeds ?? []),
  ].filter(({ waits }) => waits === undefined)
}

/** As somebody would fill it in. */
function filled(form: MeetingForm, sight: Sight, random: Random, nowMs: number): MeetingCommand | null {
  const { rules } = sight.about ?? {}
  switch (form.is) {
    case 'poll': {
      const methods = (rules?.methods ?? ['named']).filter((one) => one !== 'secret')
      const method = methods[Math.floor(random.next() * methods.length)] ?? 'named'
      const { subject, question } = form
      const asks = question.slice(0, 160) || 'What now?'
      return { type: 'meeting.preparePoll', poll: newId('vote'), subject, question: asks, method, evidence: [] }
    }
    case 'motion': {
      const text = { title: 'A park', lines: ['The council resolves:', `a park of ${given} ha.`] }
      return form.motion === null
        ? { type: 'meeting.draftMotion', motion: newId('motion'), item: form.item, ...text }
        : { type: 'meeting.editMotion', motion: form.motion, ...text }
    }
    case 'amendment': {
      const amendment = newId('amend')
      const { lines = [] } = motionOf(sight, form.motion) ?? {}
      const from = Math.floor(random.next() * lines.length)
      return {
        type: 'meeting.submitAmendment',
        amendment,
        motion: form.motion,
        from,
        to: from,
        lines: [`more ${given}`],
      }
    }
    case 'convene':
      return { type: 'meeting.convene', startsAtMs: nowMs + (rules?.noticeS ?? 0) * 1000 + 60_000 }
    case 'proxy':
      return null
  }
  return null
}

const commandOf = (deed: MeetingDeed, sight: Sight, random: Random, nowMs: number): MeetingCommand | null =>
  'form' in deed.does ? filled(deed.does.form, sight, random, nowMs) : deed.does.command('because')

/** What a page is not told: who else is in the house without a seat of their own, who was recused from later items. */
const UNTOLD =
  /is not here|recused from item .* already|no quorum among those|prepare it anew|no proxy|two proxies|changes nothing/

/** The server freezes what was prepared. */
function freeze(house: Chamber): void {
  for (const { id, questionHash, life } of house.get().polls)
    if (questionHash === null && life.is === 'prepared')
      house.does(server, { type: 'meeting.freezeQuestion', poll: id, questionHash: HASH })
}

function vote(house: Chamber, random: Random): void {
  for (const actor of members) {
    const sight = sightFor(house.get(), actor)
    for (const poll of sight.polls)
      for (const one of ownVotes(sight, poll))
        if (one.wait === null && one.receipt === null && random.next() < 0.7) {
          const choice = poll.method === 'unanimousConsent' || random.next() < 0.3 ? 'no' : 'yes'
          const ballot = { type: 'meeting.castBallot', ...ballotFor(poll, one, choice) } as const
          expect([ballot, house.act(actor, ballot)]).toEqual([ballot, null])
          return
        }
  }
}

it('offers nobody what is refused, in meetings played by its own buttons', () => {
  for (let seed = 1; seed <= 4; seed++) {
    const random = new Random(seed)
    const rules = presetOf(['council', 'board', 'assembly'][seed % 3] ?? 'council')
    const house = opened({ rules })
    house.does(secretary, {
      type: 'meeting.addDocument',
      document: 'plan',
      title: 'The plan',
      mediaType: 'application/pdf',
      pages: 3,
      sha256: HASH,
    })
    for (let step = 0; step < 90; step++) {
      const actor = EVERYBODY[Math.floor(random.next() * EVERYBODY.length)] as Actor
      const { nowMs } = house.get()
      const sight = sightFor(house.get(), actor)
      const deeds = offered(sight, nowMs)
      const commands = deeds.flatMap((deed) => commandOf(deed, sight, random, nowMs) ?? [])
      for (const command of commands) {
        const before = structuredClone(house.get())
        const refused = house.act(actor, command)
        house.set(before)
        if (refused !== null && !UNTOLD.test(refused)) expect([seed, actor.name, command, refused]).toBe(null)
      }
      // A meeting that is left or closed at once is played no further.
      const pressed = commands[Math.floor(random.next() * commands.length)]
      if (pressed && (!/leave|close$|recess/.test(pressed.type) || random.next() < 0.1)) house.act(actor, pressed)
      freeze(house)
      vote(house, random)
      house.pass(5)
    }
  }
})

it('leads chair and secretary by the next act alone from an empty draft to published minutes', () => {
  const house = chamber()
  house.does(admin, setUp())
  const random = new Random(3)
  const all: string[] = []
  let drafted = false
  for (let step = 0; step < 200 && house.get().life.is !== 'published'; step++) {
    const { life, items } = house.get()
    if (life.is === 'convened') {
      house.pass(6 * 86_400)
      for (const one of members) house.act(one, { type: 'meeting.arrive' })
    }
    if (!drafted && items.some(({ state }) => state === 'current')) {
      drafted = true
      house.does(member(1), { type: 'meeting.askToSpeak', speech: 's1', kind: 'contribution' })
      const item = items.find(({ state }) => state === 'current')?.id ?? ''
      house.does(
        member(1),
        { type: 'meeting.draftMotion', motion: 'm1', item, title: 'A park', lines: ['A park.'] },
        { type: 'meeting.submitMotion', motion: 'm1' },
      )
      house.does(member(2), {
        type: 'meeting.submitAmendment',
        amendment: 'a1',
        motion: 'm1',
        from: 0,
        to: 0,
        lines: ['Now:'],
      })
    }
    const motion = house.get().motions[0]
    if (motion?.life.is === 'admitted') house.act(member(1), { type: 'meeting.moveMotion', motion: 'm1' })
    if (motion?.life.is === 'moved') house.act(member(2), { type: 'meeting.secondMotion', motion: 'm1' })
    for (const actor of [chair, secretary]) {
      const sight = sightFor(house.get(), actor)
      const next = nextDeeds(sight, house.get().nowMs, newId)
      const deed = next?.deeds.find(({ shown }) => shown === 'End the speech') ?? next?.deeds[0]
      if (!deed || deed.waits !== undefined || (deed.shown === 'Close the vote' && step % 5 > 0)) continue
      const command = commandOf(deed, sight, random, house.get().nowMs)
      if (!command) continue
      all.push(command.type)
      expect([command, house.act(actor, command)]).toEqual([command, null])
      freeze(house)
    }
    vote(house, random)
    vote(house, random)
    house.pass(2)
  }
  expect(house.get().life.is).toBe('published')
  expect(new Set(all)).toEqual(
    new Set(
      (
        'addItem convene arrive open preparePoll openPoll closePoll certifyPoll takeItem callSpeaker endSpeech ' +
        'admitMotion admitAmendment debateMotion finishItem close draftMinutes approveMinutes publishMinutes'
      )
        .split(' ')
        .map((name) => `meeting.${name}`)
        .filter((name) => all.includes(name) || name !== 'meeting.closePoll'),
    ),
  )
  expect(NOON).toBeLessThan(house.get().nowMs)
})

it('has the buttons of a role on the sights of that role alone', () => {
  const house = dealing()
  debated(house)
  asked(house, 'v2', { subject: { kind: 'motion', motion: 'm1' }, question: 'Shall it be carried?' })
  const shown = (actor: Actor): string[] =>
    offered(sightFor(house.get(), actor), house.get().nowMs).map((one) => one.shown)
  expect(shown(chair)).toContain('Close the vote')
  for (const actor of [secretary, expert, member(2)]) expect(shown(actor)).not.toContain('Close the vote')
  expect(votesDue(sightFor(house.get(), member(2)))).toBe(1)
  expect(votesDue(sightFor(house.get(), chair))).toBe(0)
  const guest = { id: 'guest-1', role: 'participant', name: 'Gast' } as const
  expect(shown(guest)).toEqual(['Come in'])
})

it('shows what has to wait greyed with its reason', () => {
  const house = dealing()
  debated(house)
  house.does(member(2), {
    type: 'meeting.submitAmendment',
    amendment: 'a1',
    motion: 'm1',
    from: 1,
    to: 2,
    lines: ['1. Now.'],
  })
  const sight = sightFor(house.get(), chair)
  const motion = motionOf(sight, 'm1')
  const put = motion && motionDeeds(sight, motion).find(({ shown }) => shown === 'Put to the vote')
  expect(put?.waits).toBe('amendment a1 is decided first')
})
