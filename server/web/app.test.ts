// A refusal over HTTP: its status, its sentence, and when to ask again where that is known.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Router } from 'express'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { Refusal } from '../identity/refusal.ts'
import { toyCity } from '../rooms/testing.ts'
import { makeApp } from './app.ts'
import { makeMetrics } from './metrics.ts'

it('tells when to ask again where that is known', async () => {
  const alerts = Router()
  alerts.get('/busy', () => {
    throw new Refusal(503, 'too many are waiting', 27)
  })
  alerts.get('/gone', () => {
    throw new Refusal(404, 'there is none')
  })
  const app = makeApp({
    city: toyCity(),
    log: pino({ level: 'silent' }),
    metrics: makeMetrics(() => {
      throw new Error('nobody asks')
    }),
    clientDir: '/nowhere',
    replayDir: '/nowhere',
    alerts,
    seat: () => Promise.reject(new Error('no seat')),
    parts: () => ({}),
  })
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const told = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`)
    return [answer.status, answer.headers.get('retry-after'), await answer.json()]
  }
  expect(await told('/busy')).toEqual([503, '27', { code: 503, error: 'too many are waiting' }])
  expect(await told('/gone')).toEqual([404, null, { code: 404, error: 'there is none' }])
  await new Promise((done) => server.close(done))
})
