// Members of a council for pictures: sessions without a page, each with a wallet, who do what the rules let them, vote with a
// signature, and sit where their seats are. The sitting is a real one: the server judges all they do.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HDNodeWallet } from 'ethers'
import { ballotFor, ownVotes } from '../client/meeting/ballots.ts'
import type { Layout, Spot } from '../client/meeting/place.ts'
import { type Sight, sightOf } from '../client/meeting/sight.ts'
import { packLook, passerBy } from '../client/people/wardrobe.ts'
import { joinCity, type Session } from '../client/session/session.ts'
import { TestBrowser } from '../server/identity/testing.ts'
import { signedBy } from '../server/meetings/testing-vote.ts'
import type { MeetingCommand } from '../shared/civic/commands.ts'
import { PRESETS } from '../shared/civic/presets.ts'
import type { Choice } from '../shared/civic/tally.ts'
import { standingPose } from '../shared/protocol/presence.ts'

const POSE_MS = 100
const PATIENCE_MS = 60_000

export type Sitter = {
  readonly name: string
  readonly session: Session
  sight(): Sight | null
  /** Throws with the reason when it is refused. */
  does(command: MeetingCommand): Promise<void>
  votes(choice: Choice): Promise<void>
  sits(at: Spot, floorM: number): Promise<void>
  /** Out of sight, where somebody is shown by a page of their own. */
  goesAside(): Promise<void>
  stop(): void
}

export type Seated = { readonly name: string; readonly group: string }

/** Sets a meeting up with an operator's key: the first of the chairs presides, each of `seats` holds one. */
export async function setUpMeeting(
  url: string,
  data: string,
  {
    meeting,
    title,
    seats,
    chairs,
    secretary,
    wallets,
  }: {
    readonly meeting: string
    readonly title: string
    readonly seats: readonly Seated[]
    readonly chairs: readonly string[]
    readonly secretary: string
    readonly wallets: Readonly<Record<string, HDNodeWallet>>
  },
): Promise<void> {
  const { operator } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { operator: string }
  const person = (name: string) => {
    const address = wallets[name]?.address.toLowerCase() ?? ''
    return { id: address, name, address }
  }
  const rules = PRESETS.find(({ id }) => id === 'council')
  const response = await fetch(`${url}/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${operator}` },
    body: JSON.stringify({
      meeting,
      title,
      body: 'City council',
      room: 'Square by the river',
      rules: { ...rules, noticeS: 0, isAgendaVoted: false },
      chairs: chairs.map(person),
      secretaries: [person(secretary)],
      seats: seats.map(({ name, group }, i) => ({
        id: String(i + 1),
        holder: person(name),
        deputy: null,
        weight: 1,
        group,
      })),
      people: [],
    }),
  })
  if (!response.ok) throw new Error(`the meeting was not set up: ${await response.text()}`)
}

async function sitter(
  url: string,
  { name, wallet, meeting, look }: { name: string; wallet: HDNodeWallet; meeting: string; look: number },
): Promise<Sitter> {
  const browser = new TestBrowser(url)
  await browser.signIn(wallet)
  const identity = { ticket: () => browser.ticket(), onSignedIn: () => undefined }
  const session = await joinCity({ url, name, look: packLook(passerBy(look)), identity })
  const pose = standingPose()
  let telling: ReturnType<typeof setInterval> | undefined
  const sight = (): Sight | null => {
    const now = session.meetings.now()
    return now?.parts.about ? sightOf(now) : null
  }
  const does = async (command: MeetingCommand): Promise<void> => {
    const verdict = await session.meetings.act(meeting, command)
    if (!verdict.ok) throw new Error(`${name}, ${command.type}: ${verdict.reason}`)
  }
  session.meetings.watch(meeting)
  await until(() => sight() !== null && session.meetings.now()?.own !== null)
  return {
    name,
    session,
    sight,
    does,
    async votes(choice) {
      await until(() => waiting(sight()) !== null)
      const { poll, vote } = waiting(sight()) as Waiting
      const { poll: id, ...ballot } = ballotFor(poll, vote, choice)
      const domain = session.meetings.now()?.parts.about?.ballotDomain
      const signed = vote.address !== null && domain ? { signed: await signedBy(wallet, domain, ballot) } : {}
      await does({ type: 'meeting.castBallot', poll: id, ...ballot, ...signed })
    },
    async sits({ eastM, northM, headingRad }, floorM) {
      await session.ask({ type: 'goTo', eastM, northM, upM: floorM, headingRad })
      Object.assign(pose, { eastM, northM, upM: floorM, headingRad, mode: 'sit' })
      telling ??= setInterval(() => {
        pose.timeMs = session.serverMs()
        session.sendPose(pose)
      }, POSE_MS)
    },
    async goesAside() {
      clearInterval(telling)
      const { place } = session.me
      await session.ask({ type: 'goTo', ...place, eastM: place.eastM + 2000 })
    },
    stop() {
      clearInterval(telling)
      void session.leave()
    },
  }
}

/** All of them, each with a look of their own, by name. */
export async function sittersIn(
  url: string,
  {
    names,
    wallets,
    meeting,
  }: { names: readonly string[]; wallets: Readonly<Record<string, HDNodeWallet>>; meeting: string },
): Promise<Map<string, Sitter>> {
  const all = new Map<string, Sitter>()
  for (const [i, name] of names.entries())
    all.set(name, await sitter(url, { name, wallet: wallets[name] as HDNodeWallet, meeting, look: 11 + 7 * i }))
  return all
}

/** Chairs and the secretary have places of their own, the others sit as the page seats them. */
export function spotOf(sight: Sight, layout: Layout, id: string): Spot | undefined {
  const { house } = sight
  if (id === house.chair) return layout.chair
  if (id === house.secretary) return layout.secretary
  const groups = [...new Set(house.seats.map(({ group }) => group))]
  const order = house.seats.toSorted((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group))
  return layout.seats[order.findIndex(({ holder }) => holder === id)]
}

type Waiting = { readonly poll: Sight['polls'][number]; readonly vote: ReturnType<typeof ownVotes>[number] }

function waiting(sight: Sight | null): Waiting | null {
  for (const poll of sight?.polls ?? [])
    for (const vote of sight ? ownVotes(sight, poll) : [])
      if (vote.wait === null && vote.receipt === null) return { poll, vote }
  return null
}

export async function until(isSo: () => boolean): Promise<void> {
  for (const late = Date.now() + PATIENCE_MS; !isSo();) {
    if (Date.now() > late) throw new Error('the sitters waited in vain')
    await new Promise((again) => setTimeout(again, 50))
  }
}
