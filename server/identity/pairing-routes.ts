// Pairing over HTTP: what the headset asks, and what the phone answers. Guessing codes is rationed by address and by person.
import type { Request } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { z } from 'zod'
import { networkOf } from '../web/network.ts'
import { type Door, Nothing } from './door.ts'
import { deviceOf } from './page.ts'
import type { Pairings } from './pairing.ts'
import { Refusal } from './refusal.ts'

const STARTED_A_MINUTE = 20
const WRONG_IN_TEN_MINUTES = 5

const Polled = z.strictObject({ deviceCode: z.string().max(100) })
const Looked = z.strictObject({ code: z.string().max(20) })
const Answered = z.strictObject({ code: z.string().max(20), isAllowed: z.boolean() })

export function pairingRoutes(door: Door, pairings: Pairings): void {
  const starts = new RateLimiterMemory({ points: STARTED_A_MINUTE, duration: 60 })
  const guesses = new RateLimiterMemory({ points: WRONG_IN_TEN_MINUTES, duration: 600 })
  const addressOf = (request: Request): string => networkOf(request.socket.remoteAddress ?? '')

  /** What `look` finds; a wrong code costs one of five tries. */
  const guessing = async <T>(request: Request, person: string, look: () => T | null): Promise<T> => {
    const keys = [`a ${addressOf(request)}`, `p ${person}`]
    const tried = await Promise.all(keys.map(async (key) => (await guesses.get(key))?.consumedPoints ?? 0))
    if (tried.some((n) => n >= WRONG_IN_TEN_MINUTES))
      throw new Refusal(429, 'that was too many wrong codes; wait ten minutes')
    const found = look()
    if (found !== null) return found
    await Promise.all(keys.map((key) => guesses.penalty(key)))
    throw new Refusal(404, 'no headset shows that code; look again, or ask it for a new one')
  }

  door.hears('/pairing', Nothing, async ({ request }) => {
    await starts.consume(addressOf(request)).catch(() => {
      throw new Refusal(429, 'many devices here ask for codes; wait a minute')
    })
    return pairings.begin(deviceOf(request))
  })
  door.hears('/pairing/poll', Polled, async (asked) => {
    const lender = pairings.poll(asked.body.deviceCode)
    if (!lender) return { state: 'pending' }
    if (!(await door.sessions.isOpen(lender.id))) throw new Refusal(410, 'the phone has signed out; ask for a new code')
    const { person, account, endsMs } = lender
    await door.open(asked, { person, way: 'paired', account, untilMs: endsMs })
    return { state: 'paired', person }
  })
  door.hears('/pairing/look', Looked, async ({ request, body }) => {
    const { person } = await door.inPerson(request)
    return { device: await guessing(request, person, () => pairings.deviceOf(body.code)) }
  })
  door.hears('/pairing/answer', Answered, async ({ request, body }) => {
    const session = await door.inPerson(request)
    return guessing(request, session.person, () => pairings.answer(body.code, body.isAllowed ? session : null))
  })
}
