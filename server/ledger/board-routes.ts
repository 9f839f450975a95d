// A board and the changes of its officers over HTTP: /chain/boards/ADDRESS for people and programs. Anybody reads; who proposes
// or signs a change proves it by the signature that the contract will ask for, so no session is needed and none is looked at.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { z } from 'zod'
import { MOST_SEATS } from '../../shared/records/rotation.ts'
import { complaint } from '../../shared/protocol/intent.ts'
import { askedLanguage } from '../web/asked-language.ts'
import { networkOf } from '../web/network.ts'
import type { BoardNow } from './board-now.ts'
import { boardPage } from './board-page.ts'
import type { BoardOnChain } from './boards.ts'
import type { CityLedger } from './ledger.ts'
import { NodeAway } from './node.ts'
import type { RotationAnswer } from './rotations.ts'

const Address = z
  .string()
  .toLowerCase()
  .regex(/^0x[0-9a-f]{40}$/, { error: 'is no address (0x and 40 hex digits)' })
const Signed = { signer: Address, signature: z.string().max(200) }
const Proposed = z.strictObject({
  seats: z
    .array(
      z.strictObject({
        who: z.string().toLowerCase().max(100),
        role: z.enum(['none', 'chair', 'secretary', 'member']),
      }),
    )
    .max(MOST_SEATS + 1),
  quorum: z.int(),
  deadlineS: z
    .int()
    .min(0)
    .max(2 ** 40),
  ...Signed,
})
const CoSigned = z.strictObject(Signed)

/** Pages and signatures a minute and network: each asks the chain for every officer. */
const ASKED_A_MINUTE = 120
const MAX_ROTATION_BODY = 32 * 1024

type Open = Pick<CityLedger, 'boards' | 'boardNow' | 'rotations' | 'chainId'>

/** Null where there is no chain. */
export function boardRoutes(open: Open | null): Router {
  const router = Router()
  const ration = new RateLimiterMemory({ points: ASKED_A_MINUTE, duration: 60 })
  const body = express.json({ limit: MAX_ROTATION_BODY, strict: true })

  const about =
    (act: (request: Request, response: Response, found: Found) => Promise<void> | void) =>
    (request: Request, response: Response, next: NextFunction): void => {
      response.setHeader('cache-control', 'no-cache')
      const go = async (): Promise<void> => {
        try {
          await ration.consume(networkOf(request.socket.remoteAddress ?? ''))
        } catch {
          response.setHeader('retry-after', '20')
          return refuse(response, 429, 'many questions about boards; wait a little')
        }
        const found = await find(open, String(request.params['board']))
        if (typeof found === 'string') return refuse(response, 404, found)
        return act(request, response, found)
      }
      go().catch((error: unknown) => (error instanceof NodeAway ? refuse(response, 503, error.message) : next(error)))
    }
  const answer = (response: Response, given: RotationAnswer, status: number): void => {
    if (!given.ok) return refuse(response, given.status, given.reason)
    // What was signed is kept; whether it can be sent already is not for who signed to wait for.
    open?.rotations.settle().catch(() => undefined)
    response.status(status).json({ id: given.id })
  }

  router.get(
    '/chain/boards/:board',
    about((request, response, { open: of, onChain, board }) => {
      response.vary('accept')
      const rotations = of.rotations.of(board)
      if (request.accepts(['html', 'json']) === 'json') {
        response.json({ ...onChain, chainId: of.chainId, now: board, rotations })
        return
      }
      const language = askedLanguage(request)
      if (language === null) return refuse(response, 400, 'this page is in en, ru, kk')
      response.vary('accept-language')
      response.setHeader('content-language', language)
      response.type('html').send(boardPage({ onChain, board, rotations, chainId: of.chainId }, language))
    }),
  )
  router.post(
    '/chain/boards/:board/rotations',
    body,
    about((request, response, { open: of, board }) => {
      const parsed = Proposed.safeParse(request.body)
      if (!parsed.success) return refuse(response, 400, complaint(parsed.error, 'that change'))
      const { signer, signature, ...asked } = parsed.data
      answer(response, of.rotations.propose(board, asked, { signer, signature }), 201)
    }),
  )
  router.post(
    '/chain/boards/:board/rotations/:id/sign',
    body,
    about((request, response, { open: of, board }) => {
      const parsed = CoSigned.safeParse(request.body)
      if (!parsed.success) return refuse(response, 400, complaint(parsed.error, 'that signature'))
      answer(response, of.rotations.sign(board, String(request.params['id']), parsed.data), 200)
    }),
  )
  return router
}

type Found = { readonly open: Open; readonly onChain: BoardOnChain; readonly board: BoardNow }

/** Or the sentence why not. */
async function find(open: Open | null, asked: string): Promise<Found | string> {
  if (!open) return 'this city has no chain, and no boards on one'
  const address = asked.toLowerCase()
  const onChain = open.boards().find((one) => one.address === address)
  const board = onChain ? await open.boardNow(address) : null
  return onChain && board
    ? { open, onChain, board }
    : `${asked.slice(0, 60)} is no board of this city; /chain lists them`
}

const refuse = (response: Response, code: number, error: string): void =>
  void response.status(code).json({ code, error })
