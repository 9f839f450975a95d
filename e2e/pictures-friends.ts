// Friends for pictures: sessions without a page that stand before somebody on the boulevard east of Bayterek and do as they
// are told.
import type { Page } from 'playwright-core'
import { type Look, packLook, passerBy } from '../client/people/wardrobe.ts'
import { joinCity, type Session } from '../client/session/session.ts'
import { type Pose, standingPose } from '../shared/protocol/presence.ts'
import { people } from './page.ts'

/** On the boulevard, looking at Bayterek. */
const MEETING = { lon: 71.4336, lat: 51.128 } as const
export const WEST_DEG = 279
const AWAY_M = 5.6
const ASIDE_RAD = 0.27
const FRIENDS: readonly { readonly name: string; readonly look: Look }[] = [
  { name: 'Berik', look: passerBy(11) },
  { name: 'Aigul', look: passerBy(18) },
  // A bob and a dress.
  { name: 'Dana', look: { ...passerBy(25), hair: 3, garment: 4, extra: 0 } },
]

export type Friend = { readonly session: Session; readonly pose: Pose; readonly stop: () => void }

/** A page's person stands on the boulevard at a moment of light (null: as it is), and three friends come before them. */
export async function meet(page: Page, url: string, atMs: number | null): Promise<Friend[]> {
  await page.evaluate(
    async ([place, atMs, headingDeg]) => {
      const { townhall } = window
      townhall.setTime(atMs)
      await townhall.goTo(place)
      townhall.camera.face(headingDeg)
      await townhall.settled()
    },
    [MEETING, atMs, WEST_DEG] as const,
  )
  const me = (await people(page)).find(({ isMe }) => isMe)
  if (!me) throw new Error('nobody is here')
  const friends = await Promise.all(
    FRIENDS.map(async ({ name, look }, i) => {
      const turnRad = (WEST_DEG * Math.PI) / 180 + (i - 1) * ASIDE_RAD
      const awayM = AWAY_M + 0.5 * (i % 2)
      const session = await joinCity({ url, name, look: packLook(look) })
      const pose = Object.assign(standingPose(), {
        eastM: me.eastM + Math.sin(turnRad) * awayM,
        northM: me.northM + Math.cos(turnRad) * awayM,
        upM: me.upM,
        headingRad: (turnRad + Math.PI) % (2 * Math.PI),
      })
      const { eastM, northM, upM, headingRad } = pose
      await session.ask({ type: 'goTo', eastM, northM, upM, headingRad })
      const telling = setInterval(() => {
        pose.timeMs = session.serverMs()
        session.sendPose(pose)
      }, 100)
      const stop = (): void => {
        clearInterval(telling)
        void session.leave()
      }
      return { session, pose, stop }
    }),
  )
  await page.waitForFunction(() => window.townhall.people().filter((one) => one.eastM !== null).length === 4)
  return friends
}
