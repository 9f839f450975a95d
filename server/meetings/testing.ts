// For tests only: people who sign in with wallets, come into the city's room and act in a meeting as a page would.
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import type { MeetingParts, OwnPart } from '../../shared/civic/told-meeting.ts'
import { Verdict } from '../../shared/protocol/intent.ts'
import {
  MEETING,
  type MeetingNews,
  MEETING_OWN,
  type MeetingOwnNews,
  MEETINGS,
  type MeetingsNews,
  WATCH_MEETING,
} from '../../shared/protocol/meetings.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import { TestBrowser, type TestWallet } from '../identity/testing.ts'
import { sdkFor, type TestClient, type TestTown } from '../rooms/testing.ts'

let asked = 0

/** One window of somebody. */
export class TestMember {
  readonly room: TestClient
  readonly browser: TestBrowser
  parts: Partial<MeetingParts> = {}
  own: OwnPart | null = null
  list: MeetingsNews['meetings'] = []
  /** When the last thing of one's own came, on the monotonic clock. */
  ownAtMs = 0
  wholes = 0
  news = 0

  private constructor(room: TestClient, browser: TestBrowser) {
    this.room = room
    this.browser = browser
    room.reconnection.enabled = false
    room.onMessage('*', () => undefined)
    room.onMessage(MEETINGS, ({ meetings }: MeetingsNews) => (this.list = meetings))
    room.onMessage(MEETING, ({ isWhole, parts }: MeetingNews) => {
      if (isWhole) this.wholes++
      this.news++
      this.parts = { ...(isWhole ? {} : this.parts), ...(parts as Partial<MeetingParts>) }
    })
    room.onMessage(MEETING_OWN, ({ own }: MeetingOwnNews) => {
      this.own = own
      this.ownAtMs = performance.now()
    })
  }

  /** A guest without a wallet. */
  static async enter(
    town: Pick<TestTown, 'port' | 'origin'>,
    name: string,
    wallet?: TestWallet,
    browser = new TestBrowser(town.origin),
  ): Promise<TestMember> {
    if (wallet && browser.cookie === '') await browser.signIn(wallet)
    const ticket = browser.cookie === '' ? {} : { ticket: await browser.ticket() }
    const room: TestClient = await sdkFor(town).join('city', { name, ...ticket }, PeopleView)
    return new TestMember(room, browser)
  }

  watch(meeting: string | null): void {
    this.room.send(WATCH_MEETING, meeting as never)
  }

  async act(meeting: string, command: object, id = `t${++asked}`): Promise<Verdict> {
    return Verdict.parse(await this.room.request('intent', { type: 'meeting', id, meeting, command } as never))
  }

  /** Throws when it is refused. */
  async does(meeting: string, ...commands: MeetingCommand[]): Promise<void> {
    for (const command of commands) {
      const verdict = await this.act(meeting, command)
      if (!verdict.ok) throw new Error(`${command.type}: ${verdict.reason}`)
    }
  }
}
