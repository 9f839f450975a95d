// The chain on our own port: POST /chain for programs (reading only), GET /chain for people, GET /chain/stamps/HASH for where a
// hash was stamped. Anybody's page may ask: a record is checked by strangers, from a file on their disk too.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { LANGUAGES } from '../../shared/civic/value-words.ts'
import { askedLanguage } from '../web/asked-language.ts'
import { networkOf } from '../web/network.ts'
import type { BoardOnChain } from './boards.ts'
import type { Ledger } from './contract.ts'
import type { ChainNode } from './node.ts'
import { chainPage } from './page.ts'
import { MAX_BATCH, MAX_CHAIN_BODY, readingProxy } from './proxy.ts'

export type ChainRoutes = {
  readonly ledger: Ledger
  /** Null where there is no chain. */
  readonly open: {
    readonly node: ChainNode
    readonly sender: string
    readonly isEmbedded: boolean
    boards(): readonly BoardOnChain[]
  } | null
}

/** Questions a minute and network: a verifier asks ten a record. */
const ASKED_A_MINUTE = 1200

export function chainRoutes({ ledger, open }: ChainRoutes): Router {
  const router = Router()
  const ration = new RateLimiterMemory({ points: ASKED_A_MINUTE, duration: 60 })
  const proxy = open && readingProxy(open.node)

  router.post(
    '/chain',
    express.json({ limit: MAX_CHAIN_BODY, type: () => true }),
    shared(async (request, response) => {
      if (!proxy) return refuse(response, 404, ledger.status().why)
      const body: unknown = request.body
      try {
        await ration.consume(networkOf(request.socket.remoteAddress ?? ''), Math.min(MAX_BATCH, proxy.count(body)))
      } catch {
        response.setHeader('retry-after', '20')
        return refuse(response, 429, 'many questions to the chain; wait a little')
      }
      const answer = await proxy.answer(body)
      if (answer === null) return refuse(response, 400, `a question is JSON-RPC, or a list of 1 to ${MAX_BATCH}`)
      response.setHeader('cache-control', 'no-store')
      response.json(answer)
    }),
  )

  router.get(
    '/chain',
    shared(async (request, response) => {
      response.setHeader('cache-control', 'no-cache')
      response.vary('accept')
      const status = ledger.status()
      const { chain } = ledger
      const boards = open?.boards() ?? []
      if (request.accepts(['html', 'json']) === 'json') {
        response.json({ ...status, chain, sender: open?.sender ?? null, isEmbedded: open?.isEmbedded ?? false, boards })
        return
      }
      const language = askedLanguage(request)
      if (language === null) return refuse(response, 400, `this page is in ${LANGUAGES.join(', ')}`)
      const asked = await blockAsked(request, open?.node ?? null)
      if (asked === 'wrong') return refuse(response, 400, 'block is the number of a block')
      response.vary('accept-language')
      response.setHeader('content-language', language)
      const rpc = `${request.protocol}://${request.headers.host ?? ''}/chain`
      const facts = {
        status,
        chain,
        boards,
        rpc,
        asked,
        sender: open?.sender ?? '',
        isEmbedded: open?.isEmbedded ?? false,
      }
      response.type('html').send(chainPage(facts, language))
    }),
  )

  router.get(
    '/chain/stamps/:hash',
    shared((request, response) => {
      const hash = String(request.params['hash']).replace(/^0x/, '').toLowerCase()
      response.setHeader('cache-control', 'no-cache')
      if (!/^[0-9a-f]{64}$/.test(hash)) return refuse(response, 400, 'that is no SHA-256 in hex')
      const stamp = ledger.stampOf(hash)
      if (!stamp)
        return refuse(
          response,
          404,
          ledger.status().state === 'none'
            ? ledger.status().why
            : `${hash} is not stamped on the chain, or not final yet`,
        )
      response.json({ hash, ...stamp })
    }),
  )
  return router
}

type Asked = { readonly number: number; readonly hash: string | null } | null

async function blockAsked(request: Request, node: ChainNode | null): Promise<Asked | 'wrong'> {
  const { block } = request.query
  if (block === undefined || node === null) return null
  if (typeof block !== 'string' || !/^\d{1,12}$/.test(block)) return 'wrong'
  const number = Number(block)
  const found = await node.ask('eth_getBlockByNumber', [`0x${number.toString(16)}`, false]).catch(() => null)
  const { hash } = (found ?? {}) as { hash?: unknown }
  return { number, hash: typeof hash === 'string' ? hash : null }
}

const refuse = (response: Response, code: number, error: string): void =>
  void response.status(code).json({ code, error })

/** Nothing here is anybody's secret, and no cookie is looked at. */
const shared =
  (answer: (request: Request, response: Response) => Promise<void> | void) =>
  (request: Request, response: Response, next: NextFunction): void => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('cross-origin-resource-policy', 'cross-origin')
    Promise.resolve(answer(request, response)).catch(next)
  }
